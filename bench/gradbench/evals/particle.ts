import { argmin } from '../descent.ts';
import { uniform } from '../eval.ts';
import type { Emitted, Eval, Target } from '../eval.ts';

interface Input {
  readonly w: number;
}

/** The place of the charge for which the particle meets the origin. */
function place(call: Emitted, { w }: Input, mode: 'forward' | 'reverse'): number {
  const slope = (at: number): number =>
    mode === 'forward'
      ? (call('Jvp', at, 1) as { tangent: number }).tangent
      : (call('Grad', at) as { gradient: { w: number } }).gradient.w;
  const [found = Number.NaN] = argmin(
    { value: ([at]) => call('', at) as number, gradient: ([at = Number.NaN]) => [slope(at)] },
    [w],
  );
  return found;
}

/** The gradient of the potential is part of the formula, and the same whatever mode it is asked for in. */
const target = (mode: 'forward' | 'reverse'): Target<Input> => ({
  output: 'objective',
  role: 'jvp',
  solve: (call, input) => place(call, input, mode),
  send: (w: number) => w,
});

export const particle: Eval<Input> = {
  name: 'particle',
  sizes: () => ({ bound: 500 }),
  args: ({ w }) => [w],
  functions: { ff: target('forward'), fr: target('forward'), rf: target('reverse'), rr: target('reverse') },
  cases: [{ size: 'w = 0', make: (random) => ({ w: 0.1 * uniform(1, random)[0]! }) }],
};
