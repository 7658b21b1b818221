import type { OpName, ReductionName } from '../ir/op.ts';

/**
 * An expression as it is shown: places count from 1, indices and shared parts have names, signs are where a person
 * would write them. Every text format prints these. Terms may share parts and be deep: walk them iteratively.
 *
 * - `const`: `value`, never negative; `bool`: `value` 0 or 1.
 * - `name`: `name`, and its `value` if it is a constant (pi), else 0; `element`: `name` and its places.
 * - a reduction: `name` of its index, `args` are [first, last, body].
 * - a primitive: `args`.
 */
export interface Term {
  readonly head: OpName | ReductionName | 'const' | 'bool' | 'name' | 'element';
  readonly args: readonly Term[];
  readonly name: string;
  readonly value: number;
  /** Its text begins with a minus: a negation, or a product or quotient whose first factor is one. */
  readonly negative: boolean;
}

const NONE: readonly Term[] = [];

const term = (head: Term['head'], args: readonly Term[], name: string, value: number): Term => ({
  head,
  args,
  name,
  value,
  negative: head === 'neg' || ((head === 'mul' || head === 'div') && (args[0] as Term).negative),
});

export const nameTerm = (name: string): Term => term('name', NONE, name, 0);
export const elementTerm = (name: string, places: readonly Term[]): Term =>
  places.length === 0 ? nameTerm(name) : term('element', places, name, 0);
export const boolTerm = (value: boolean): Term => term('bool', NONE, '', value ? 1 : 0);
export const reductionTerm = (head: ReductionName, index: string, first: Term, last: Term, body: Term): Term =>
  term(head, [first, last, body], index, 0);
const plain = (value: number): Term => term('const', NONE, '', value);

/** A primitive, with the signs of sums pulled out: `a + (−b)` is `a − b`. Exact in floating point. */
export function opTerm(head: OpName, args: readonly Term[]): Term {
  const [a, b] = args as [Term, Term];
  if (head === 'neg') return negated(a);
  if (head === 'add' && b.negative) return term('sub', [a, negated(b)], '', 0);
  if (head === 'sub' && b.negative) return term('add', [a, negated(b)], '', 0);
  return term(head, args, '', 0);
}

/** −t: the sign of the first factor is changed where it has one, so that no two signs meet. */
export function negated(t: Term): Term {
  if (!t.negative) return term('neg', [t], '', 0);
  const spine: Term[] = [];
  let first = t;
  while (first.head !== 'neg') {
    spine.push(first);
    first = first.args[0] as Term;
  }
  let result = first.args[0] as Term;
  for (const product of spine.reverse()) result = term(product.head, [result, product.args[1] as Term], '', 0);
  return result;
}

/** A number as a person would write it: constants by their names, 0.333… as 1/3. The value is exactly the same. */
export function numberTerm(value: number, taken: ReadonlySet<string>): Term {
  if (value < 0 || Object.is(value, -0)) return negated(numberTerm(-value, taken));
  if (Number.isNaN(value)) return constantTerm('NaN', value);
  if (value === Infinity) return constantTerm('Infinity', value);
  const text = String(value);
  if (text.length < 10) return plain(value);
  for (const { number, name, shown } of constants) if (number === value && !taken.has(name)) return shown;
  for (let d = 3; d <= 15; d += 1) {
    const n = Math.round(value * d);
    if (n < 100 && n / d === value) return term('div', [plain(n), plain(d)], '', 0);
  }
  return plain(value);
}

/** A constant of mathematics; its value tells it from a variable of the same name. */
const constantTerm = (name: string, value: number): Term => term('name', NONE, name, value);
const pi = constantTerm('pi', Math.PI);
const over = (a: Term, b: Term): Term => term('div', [a, b], '', 0);
const root = (a: Term): Term => term('sqrt', [a], '', 0);
const twoPi = term('mul', [plain(2), pi], '', 0);

/** Numbers that derivatives bring in, and what they are; each text has this very value in floating point. */
const constants: readonly { readonly number: number; readonly name: string; readonly shown: Term }[] = [
  ...Object.entries({
    pi: Math.PI,
    e: Math.E,
    LN2: Math.LN2,
    LN10: Math.LN10,
    LOG2E: Math.LOG2E,
    LOG10E: Math.LOG10E,
    SQRT2: Math.SQRT2,
    SQRT1_2: Math.SQRT1_2,
  }).map(([name, number]) => ({ number, name, shown: constantTerm(name, number) })),
  ...(
    [
      [Math.PI / 2, over(pi, plain(2))],
      [Math.PI / 4, over(pi, plain(4))],
      [2 * Math.PI, twoPi],
      [Math.sqrt(Math.PI), root(pi)],
      [Math.sqrt(2 * Math.PI), root(twoPi)],
      [1 / Math.PI, over(plain(1), pi)],
      [2 / Math.PI, over(plain(2), pi)],
      [1 / Math.sqrt(Math.PI), over(plain(1), root(pi))],
      [2 / Math.sqrt(Math.PI), over(plain(2), root(pi))],
      [1 / Math.sqrt(2 * Math.PI), over(plain(1), root(twoPi))],
    ] as const
  ).map(([number, shown]) => ({ number, name: 'pi', shown })),
];

/** Every term below the roots, arguments before users, each once. */
export function termsBelow(roots: readonly Term[]): Term[] {
  const order: Term[] = [];
  const seen = new Set<Term>();
  const stack: { term: Term; next: number }[] = [];
  for (const start of roots) {
    if (seen.has(start)) continue;
    seen.add(start);
    stack.push({ term: start, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as { term: Term; next: number };
      const arg = top.term.args[top.next];
      top.next += 1;
      if (arg === undefined) {
        order.push(top.term);
        stack.pop();
      } else if (!seen.has(arg)) {
        seen.add(arg);
        stack.push({ term: arg, next: 0 });
      }
    }
  }
  return order;
}
