import { ops, isPrimitive, isReduction } from '../ir/op.ts';
import type { OpName } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';

/**
 * What is known of a real expression whatever its inputs are: an interval that holds its value wherever it has one, and
 * whether 0 may be that value. An end that is infinite says nothing about overflow.
 */
export interface Facts {
  readonly low: number;
  readonly high: number;
  /** Whether the value may be 0. */
  readonly zero: boolean;
}

const facts = (low: number, high: number, zero = low <= 0 && high >= 0): Facts => ({ low, high, zero });
const anything = facts(-Infinity, Infinity);
const positive = facts(0, Infinity, false);
const notNegative = facts(0, Infinity);
const unit = facts(-1, 1);

type Rule = (...args: readonly Facts[]) => Facts;

/** 0 · ∞ is no number, and says nothing of the interval of those that are. */
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);
/** Ends whose sum is no number: ∞ − ∞ bounds nothing. */
const plus = (a: number, b: number, other: number): number => (Number.isNaN(a + b) ? other : a + b);

const hull = (a: Facts, b: Facts): Facts => facts(Math.min(a.low, b.low), Math.max(a.high, b.high), a.zero || b.zero);
const negated = ({ low, high, zero }: Facts): Facts => facts(-high, -low, zero);
const sum = (a: Facts, b: Facts): Facts => {
  const [low, high] = [plus(a.low, b.low, -Infinity), plus(a.high, b.high, Infinity)];
  const apart = low > 0 || high < 0;
  // 0 + 0 is the only way to 0 where both have the same sign.
  const same = (a.low >= 0 && b.low >= 0) || (a.high <= 0 && b.high <= 0);
  return facts(low, high, !apart && (same ? a.zero && b.zero : true));
};
const product = (a: Facts, b: Facts): Facts => {
  const ends = [times(a.low, b.low), times(a.low, b.high), times(a.high, b.low), times(a.high, b.high)];
  return facts(Math.min(...ends), Math.max(...ends), a.zero || b.zero);
};
const square = (a: Facts): Facts => {
  const [low, high] = [Math.abs(a.low), Math.abs(a.high)];
  const least = a.low <= 0 && a.high >= 0 ? 0 : Math.min(low, high);
  return facts(least * least, Math.max(low, high) ** 2, a.zero);
};
const leastSize = (a: Facts): number => Math.sqrt(square(a).low);
/** Of 1 / a: only the sign is kept. */
const signOf = (a: Facts): Facts =>
  a.low >= 0 ? positive : a.high <= 0 ? facts(-Infinity, 0, false) : facts(-Infinity, Infinity, false);
const increasing =
  (f: (x: number) => number, zero: (a: Facts, low: number, high: number) => boolean): Rule =>
  (a = anything) => {
    const [low, high] = [f(a.low), f(a.high)];
    return facts(Number.isNaN(low) ? -Infinity : low, Number.isNaN(high) ? Infinity : high, zero(a, low, high));
  };
const odd = (f: (x: number) => number): Rule => increasing(f, (a) => a.zero);
const never = (): boolean => false;

/** What each operation does to facts; an operation that is not here tells nothing. */
const table: Partial<Record<OpName, Rule>> = {
  neg: (a = anything) => negated(a),
  add: (a = anything, b = anything) => sum(a, b),
  sub: (a = anything, b = anything) => sum(a, negated(b)),
  mul: (a = anything, b = anything) => product(a, b),
  div: (a = anything, b = anything) => product(a, signOf(b)),
  min: (a = anything, b = anything) => facts(Math.min(a.low, b.low), Math.min(a.high, b.high), a.zero || b.zero),
  max: (a = anything, b = anything) => facts(Math.max(a.low, b.low), Math.max(a.high, b.high), a.zero || b.zero),
  hypot: (a = anything, b = anything) => facts(Math.max(leastSize(a), leastSize(b)), Infinity, a.zero && b.zero),
  sqrt: (a = anything) => facts(Math.sqrt(Math.max(a.low, 0)), Math.sqrt(Math.max(a.high, 0)), a.zero),
  cbrt: odd(Math.cbrt),
  exp: increasing(Math.exp, never),
  expm1: odd(Math.expm1),
  log: (a = anything) => facts(a.low > 0 ? Math.log(a.low) : -Infinity, Math.log(Math.max(a.high, 0))),
  log1p: odd(Math.log1p),
  sin: () => unit,
  cos: () => unit,
  asin: odd((x) => Math.asin(Math.max(-1, Math.min(1, x)))),
  acos: () => facts(0, Math.PI),
  atan: odd(Math.atan),
  atan2: () => facts(-Math.PI, Math.PI),
  sinh: odd(Math.sinh),
  cosh: () => facts(1, Infinity),
  tanh: odd(Math.tanh),
  sech: () => facts(0, 1, false),
  asinh: odd(Math.asinh),
  acosh: () => notNegative,
  atanh: (a = anything) => facts(a.low >= 0 ? 0 : -Infinity, a.high <= 0 ? 0 : Infinity, a.zero),
  erf: (a = anything) => facts(a.low >= 0 ? 0 : -1, a.high <= 0 ? 0 : 1, a.zero),
  erfc: () => facts(0, 2, false),
  erfcx: () => positive,
  normcdf: () => facts(0, 1, false),
  gamma: (a = anything) => (a.low >= 0 ? positive : facts(-Infinity, Infinity, false)),
  sigmoid: () => facts(0, 1, false),
  softplus: () => positive,
  relu: (a = anything) => facts(Math.max(a.low, 0), Math.max(a.high, 0), a.low <= 0),
  abs: (a = anything) => ({ ...square(a), low: Math.sqrt(square(a).low), high: Math.sqrt(square(a).high) }),
  sign: (a = anything) => facts(a.low > 0 ? 1 : a.low >= 0 ? 0 : -1, a.high < 0 ? -1 : a.high <= 0 ? 0 : 1, a.zero),
  select: (_, a = anything, b = anything) => hull(a, b),
  detach: (a = anything) => a,
  given: (a = anything) => a,
};

/** Facts are a function of the node alone: this only remembers them. */
const known = new WeakMap<Node, Facts>();

const factsAt = (node: Node | undefined): Facts => (node === undefined ? anything : (known.get(node) ?? anything));

export function factsOf(root: Node): Facts {
  const done = known.get(root);
  if (done !== undefined) return done;
  for (const node of postorder([root], (one) => !known.has(one))) known.set(node, infer(node));
  return factsAt(root);
}

function infer(node: Node): Facts {
  const [a, b] = node.args;
  if (node.op === 'const') return Number.isNaN(node.value) ? anything : facts(node.value, node.value);
  if (node.op === 'size') return facts(1, Infinity);
  if (node.op === 'index') return facts(factsAt(a).low, factsAt(b).high - 1);
  if (isReduction(node.op)) return inferReduction(node.op, factsAt(b));
  if (!isPrimitive(node.op) || ops[node.op].result === 'bool') return anything;
  if (node.op === 'pow') return inferPower(node);
  if (node.op === 'mul' && a === b) return square(factsAt(a));
  return table[node.op]?.(...node.args.map(factsAt)) ?? anything;
}

function inferReduction(op: string, body: Facts): Facts {
  switch (op) {
    case 'sumOver':
      return facts(body.low >= 0 ? 0 : -Infinity, body.high <= 0 ? 0 : Infinity);
    case 'prodOver':
      return body.low >= 0 ? facts(0, Infinity, body.zero) : facts(-Infinity, Infinity, body.zero);
    default:
      return anything;
  }
}

function inferPower(node: Node): Facts {
  const [base, exponent] = node.args as [Node, Node];
  const { low, zero } = factsAt(base);
  if (exponent.op === 'const' && Number.isInteger(exponent.value)) {
    const even = exponent.value % 2 === 0;
    if (exponent.value === 2) return square(factsAt(base));
    const mayVanish = exponent.value > 0 && zero;
    return even || low >= 0 ? facts(0, Infinity, mayVanish) : facts(-Infinity, Infinity, mayVanish);
  }
  return low >= 0 ? facts(0, Infinity, zero) : anything;
}

export const isPositive = (node: Node): boolean => factsOf(node).low >= 0 && !factsOf(node).zero;
