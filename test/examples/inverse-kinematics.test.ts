import { expect, test } from 'vitest';
import { main } from '../../examples/inverse-kinematics/run.ts';

const links = [1.0, 0.8, 0.6, 0.3];
const reaches = main(() => {});

function handOf(angles: readonly number[]): [number, number] {
  let [direction, x, y] = [0, 0, 0];
  angles.forEach((angle, k) => {
    direction += angle;
    x += links[k]! * Math.cos(direction);
    y += links[k]! * Math.sin(direction);
  });
  return [x, y];
}

test.each(reaches.slice(0, 3))('the hand reaches $target', ({ target, angles, distance }) => {
  const hand = handOf(angles);
  expect(Math.hypot(hand[0] - target[0], hand[1] - target[1])).toBeLessThan(1e-8);
  expect(distance).toBeLessThan(1e-8);
});

test('a target out of reach is pointed at, with the arm stretched', () => {
  const { target, distance } = reaches[3]!;
  expect(distance).toBeCloseTo(Math.hypot(...target) - 2.7, 4);
});
