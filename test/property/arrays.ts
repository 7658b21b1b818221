import { expression, inside, namesOf, reduction } from './expressions.ts';
import type { Choose, Scope, SizeName } from './expressions.ts';

/** What adds a definition to a program: its lines, and the sizes of what it defines. */
export type Step = (
  c: Choose,
  scope: Scope,
  name: string,
) => { readonly lines: string[]; readonly sizes: readonly SizeName[] };

export const elementwise: Step = (c, scope, name) => ({
  lines: [`${name} : real[n]`, `${name}[i] = ${expression(c, inside(scope, 'i', 'n'), 3)}`],
  sizes: ['n'],
});

const matrix: Step = (c, scope, name) => ({
  lines: [`${name} : real[n, m]`, `${name}[i, j] = ${expression(c, inside(inside(scope, 'i', 'n'), 'j', 'm'), 3)}`],
  sizes: ['n', 'm'],
});

const wholeArrays: Step = (c, scope, name) => {
  const same = namesOf(scope, ['n']);
  const [a, b] = [c.of(same), c.of(same)];
  const wrapped = c.of([
    `sin(${a})`,
    `tanh(${a})`,
    `relu(${a})`,
    `${a}.^2`,
    `sigmoid(${a})`,
    `exp(-${a}.^2)`,
    `softmax(${a})`,
  ]);
  const other = c.of([
    b,
    c.of(scope.scalars),
    `2 * ${b}`,
    `max(${b})`,
    `logsumexp(${b})`,
    `A * w`,
    `B' * w`,
    `norm(${b})`,
  ]);
  return { lines: [`${name} = ${wrapped} ${c.of(['+', '-', '.*'])} (${other})`], sizes: ['n'] };
};

const matrixProduct: Step = (c, scope, name) => {
  const [vector, short] = [c.of(namesOf(scope, ['n'])), c.of(namesOf(scope, ['m']))];
  const [tall, wide] = [c.of(namesOf(scope, ['n', 'm'])), c.of(namesOf(scope, ['m', 'n']))];
  return c.of<{ lines: string[]; sizes: readonly SizeName[] }>([
    { lines: [`${name} = ${tall} * ${short}`], sizes: ['n'] },
    { lines: [`${name} = ${tall}' * ${vector}`], sizes: ['m'] },
    { lines: [`${name} = ${tall} * ${wide}`], sizes: ['n', 'n'] },
    { lines: [`${name} = ${tall} * ${short} + ${vector}`], sizes: ['n'] },
    { lines: [`${name} = ${tall} .* ${wide}' - ${tall}`], sizes: ['n', 'm'] },
    { lines: [`${name} = dot(${vector}, ${wide}' * ${short})`], sizes: [] },
    { lines: [`${name} = ${wide} * tanh(${tall} * ${short})`], sizes: ['m'] },
  ]);
};

const reduced: Step = (c, scope, name) => ({ lines: [`${name} = ${reduction(c, scope, 3)}`], sizes: [] });

/** What is another thing on, above and below the diagonal. */
const triangle: Step = (c, scope, name) => {
  const own = expression(c, inside(inside(scope, 'i', 'n'), 'j', 'n'), 2);
  const other = c.of(['0', '0', expression(c, inside(scope, 'j', 'n'), 1)]);
  return {
    lines: [`${name} : real[n, n]`, `${name}[i, j] = i ${c.of(['<', '<=', '>', '>=', '=='])} j ? ${own} : ${other}`],
    sizes: ['n', 'n'],
  };
};

/** Elements, matrix products, broadcasting, reductions, shifts, gathers. */
export const arraySteps: readonly Step[] = [
  elementwise,
  elementwise,
  matrix,
  wholeArrays,
  matrixProduct,
  reduced,
  triangle,
];
