import { distance, distanceGrad } from './arm.math.ts';

/** The arm is 2.7 long: the last of these targets is out of reach. */
const targets = [
  [1.5, 1.2],
  [-0.5, 1.8],
  [0.2, -1.1],
  [3, 1],
] as const;
const RATE = 0.04;
const STEPS = 2000;

export interface Reach {
  readonly target: readonly [number, number];
  readonly angles: readonly number[];
  readonly steps: number;
  /** How far the hand ends from the target. */
  readonly distance: number;
}

/** Moves the hand to one target after the other by gradient descent on the angles of the joints. */
export function main(print: (line: string) => void): Reach[] {
  const theta = new Float64Array([0.3, 0.3, 0.3, 0.3]);
  return targets.map(([x, y]) => {
    const target = new Float64Array([x, y]);
    let out = distanceGrad(theta, target);
    let steps = 0;
    for (; steps < STEPS && out.value > 1e-20; steps += 1) {
      out.gradient.theta.forEach((slope, k) => (theta[k] = theta[k]! - RATE * slope));
      // The result of the step before is filled again: the loop allocates nothing.
      out = distanceGrad(theta, target, out);
    }
    const left = Math.sqrt(distance(theta, target));
    const angles = [...theta];
    const shown = angles.map((angle) => degrees(angle).toFixed(1).padStart(6)).join(' ');
    print(`target (${x}, ${y})   joints ${shown}   ${steps} steps, ${left.toExponential(1)} from the target`);
    return { target: [x, y], angles, steps, distance: left };
  });
}

/** From -180 to 180. */
function degrees(angle: number): number {
  const turns = angle / (2 * Math.PI);
  return 360 * (turns - Math.round(turns));
}
