import { elementwise } from './arrays.ts';
import type { Step } from './arrays.ts';
import { expression, inside } from './expressions.ts';
import type { Choose, Scope } from './expressions.ts';

const recurrence: Step = (c, scope, name) => {
  const at = inside(scope, 't', 'n');
  const second = c.once(3);
  const before = [`${name}[t-1]`, ...(second ? [`${name}[t-2]`] : [])];
  const start = expression(c, scope, 1);
  const lines = [`${name} : real[n]`, `${name}[1] = ${start}`];
  if (second) lines.push(`${name}[2] = ${expression(c, scope, 1)} + ${name}[1]`);
  lines.push(`${name}[t] = ${advance(c, { ...at, scalars: [...at.scalars, ...before, ...before] }, before)}`);
  return { lines, sizes: ['n'] };
};

const grid: Step = (c, scope, name) => {
  const at = inside(inside(scope, 'i', 'n'), 'j', 'm');
  const before = [`${name}[i-1, j]`, `${name}[i, j-1]`, ...(c.once(2) ? [`${name}[i-1, j-1]`] : [])];
  return {
    lines: [
      `${name} : real[n, m]`,
      `${name}[i, j] = i == 1 ? ${expression(c, inside(scope, 'j', 'm'), 1)} : j == 1 ? ${expression(c, inside(scope, 'i', 'n'), 1)} : ${advance(c, { ...at, scalars: [...at.scalars, ...before] }, before)}`,
    ],
    sizes: ['n', 'm'],
  };
};

const mutual: Step = (c, scope, name) => {
  const at = inside(scope, 't', 'n');
  const before = [`${name}[t-1]`, `${name}b[t-1]`];
  const inner = { ...at, scalars: [...at.scalars, ...before] };
  const own = c.once(2) ? `${name}b[t]` : `${name}b[t-1]`;
  return {
    lines: [
      `${name} : real[n]`,
      `${name}b : real[n]`,
      `${name}b[1] = ${expression(c, scope, 1)}`,
      `${name}b[t] = ${advance(c, inner, [`${name}b[t-1]`, `${name}[t-1]`])}`,
      `${name}[1] = ${expression(c, scope, 1)}`,
      `${name}[t] = ${advance(c, { ...at, scalars: [...at.scalars, own] }, [`${name}[t-1]`, own])}`,
    ],
    sizes: ['n'],
  };
};

const tree: Step = (c, scope, name) => {
  const at = inside(scope, 't', 'n');
  const before = `${name}[parent[t]]`;
  return {
    lines: [
      `${name} : real[n]`,
      `${name}[1] = ${expression(c, scope, 1)}`,
      `${name}[t] = ${advance(c, { ...at, scalars: [...at.scalars, before] }, [before])}`,
    ],
    sizes: ['n'],
  };
};

/** What starts as 0 but at one end, or at one place, and spreads from there by so many places a step. */
const spread: Step = (c, scope, name) => {
  const at = inside(inside(scope, 'i', 'n'), 'j', 'm');
  const own = expression(c, inside(scope, 'i', 'n'), 1);
  const reads = [
    `(j > 1 ? ${name}[i-1, j-1] : 0)`,
    `(j < m ? ${name}[i-1, j+1] : 0)`,
    `(j > 2 ? ${name}[i-1, j-2] : 0)`,
    `${name}[i-1, j]`,
    `(j > 1 ? ${name}[i, j-1] : 0)`,
  ].filter(() => c.once(2));
  const factor = c.of(['w[j]', 'y[i]', '0.5', expression(c, at, 1)]);
  const terms = reads.map((read, k) => (k === 0 ? `${factor} * ${read}` : read));
  const sum = terms.length === 0 ? '0' : terms.join(' + ');
  const wrapped = c.of([sum, `tanh(${sum})`, `sin(${sum})`, `(${sum}) * ${factor}`]);
  const start = expression(c, scope, 1);
  const source = c.of([`j == 1 ? ${start} : 0`, `j == m ? ${start} : 0`, `j == 2 ? ${start} : 0`, '0']);
  const steady = source === '0' || c.once(3);
  return {
    lines: [
      `${name} : real[n, m]`,
      `${name}[1, j] = ${source}`,
      `${name}[i, j] = ${steady ? `j == 1 ? ${own} : ` : ''}${wrapped}`,
    ],
    sizes: ['n', 'm'],
  };
};

/** The next state, from the states before it: bounded, so that recurrences neither blow up nor die out. */
function advance(c: Choose, scope: Scope, before: readonly string[]): string {
  const sum = before.map((state, k) => (k === 0 ? state : `0.5 * ${state}`)).join(' - ');
  const drive = expression(c, scope, 2);
  return c.of([
    `tanh(${sum} + ${drive})`,
    `0.9 * (${sum}) + sin(${drive})`,
    `sin(${sum}) * (${drive})`,
    `0.7 * ${before[0]} * cos(${drive})`,
  ]);
}

/** In one direction and in two, mutual, along a tree, beginning as zero, among other definitions. */
export const recurrenceSteps: readonly Step[] = [
  recurrence,
  recurrence,
  grid,
  mutual,
  tree,
  spread,
  spread,
  elementwise,
];
