import { argmax, argmin } from '../descent.ts';
import type { Objective } from '../descent.ts';
import { uniform } from '../eval.ts';
import type { Emitted, Eval, Target } from '../eval.ts';

interface Input {
  readonly start: readonly number[];
}

type Mode = 'forward' | 'reverse';
type Point = readonly number[];

const array = (values: Point): Float64Array => Float64Array.from(values);

/** The derivative of f by x or by y: in two directions one after the other, or both at once from the value. */
function slopes(call: Emitted, mode: Mode, by: 'x' | 'y', x: Point, y: Point): Point {
  const at = [array(x), array(y)];
  if (mode === 'reverse')
    return [...(call('Grad', ...at) as { gradient: Record<'x' | 'y', Float64Array> }).gradient[by]];
  return [0, 1].map((k) => {
    const unit = Float64Array.of(0, 0).with(k, 1);
    const still = Float64Array.of(0, 0);
    const directions = by === 'x' ? [unit, still] : [still, unit];
    return (call('Jvp', ...at, ...directions) as { tangent: number }).tangent;
  });
}

/** The x at which the greatest over y is least, and the y of it; the outer derivative in one mode, the inner in another. */
function saddlePoint(call: Emitted, { start }: Input, outer: Mode, inner: Mode): readonly number[] {
  const value = (x: Point, y: Point): number => call('', array(x), array(y)) as number;
  const over = (x: Point): Objective => ({
    value: (y) => value(x, y),
    gradient: (y) => slopes(call, inner, 'y', x, y),
  });
  const greatest = (x: Point): Point => argmax(over(x), start);
  const x = argmin(
    { value: (at) => value(at, greatest(at)), gradient: (at) => slopes(call, outer, 'x', at, greatest(at)) },
    start,
  );
  return [...x, ...greatest(x)];
}

const target = (outer: Mode, inner: Mode): Target<Input> => ({
  output: 'f',
  role: 'jvp',
  solve: (call, input) => saddlePoint(call, input, outer, inner),
  send: (point: readonly number[]) => point,
});

export const saddle: Eval<Input> = {
  name: 'saddle',
  args: ({ start }) => [array(start), array(start)],
  functions: {
    ff: target('forward', 'forward'),
    fr: target('forward', 'reverse'),
    rf: target('reverse', 'forward'),
    rr: target('reverse', 'reverse'),
  },
  cases: [{ size: 'start anywhere', make: (random) => ({ start: uniform(2, random) }) }],
};
