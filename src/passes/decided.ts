import type { NodeOp } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { factsOf } from '../rules/facts.ts';
import { collected, only, pair, squareRootOf } from '../rules/match.ts';
import { isConst } from '../rules/simplify/terms.ts';
import type { Choice } from './stand-in.ts';

/** A value that is decided far out: `node` is what counts there, for |subject| > 2·beyond. */
export interface Decided extends Choice {
  readonly beyond: number;
}

/** c·xⁿ + d near x = end·∞. */
interface Growth {
  readonly x: Node;
  readonly sign: number;
  readonly slope: number;
  /** From which |x| on it is at least that large. */
  readonly reaches: (level: number) => number;
}

function growthOf(node: Node, end: 1 | -1): Growth | undefined {
  const terms = collected(node);
  const start = terms.get(undefined) ?? 0;
  const [[rest, slope] = []] = [...terms].filter(([one]) => one !== undefined);
  if (rest === undefined || slope === undefined || terms.size > (start === 0 ? 1 : 2)) return undefined;
  const [x, n, inner] = powerOf(rest);
  const own = inner ? growthOf(x, end) : undefined;
  if (inner) {
    const reaches = (level: number): number => own?.reaches((level + Math.abs(start)) / Math.abs(slope)) ?? 0;
    return own && { x: own.x, sign: Math.sign(slope), slope: slope * own.slope, reaches };
  }
  if (!Number.isInteger(n) && end < 0) return undefined;
  const reaches = (level: number): number => ((level + Math.abs(start)) / Math.abs(slope)) ** (1 / n);
  return { x, sign: Math.sign(slope) * (n % 2 === 0 ? 1 : end), slope, reaches };
}

/** x and n of xⁿ; of |x|, which is as x is. */
function powerOf(node: Node): [x: Node, n: number, inner?: true] {
  const square = squareRootOf(node);
  if (square !== undefined) return [square, 2];
  const [a, b] = node.args as [Node, Node];
  if (node.op === 'abs') return [a, 1, true];
  if (node.op === 'sqrt') return [a, 0.5];
  if (node.op === 'pow' && isConst(b) && Number.isInteger(b.value) && b.value > 0) return [a, b.value];
  return [node, 1];
}

/** Where functions of ±∞ are but for what vanishes as an exponential does: `argument` is ∞ itself. */
interface Limit {
  readonly below?: number;
  readonly above?: number | 'argument';
  /** How large the argument is where that is nothing beside powers of it. */
  readonly from?: number;
}

const FAR = 64;
const limits: Partial<Record<NodeOp, Limit>> = {
  exp: { below: 0 },
  expm1: { below: -1 },
  tanh: { below: -1, above: 1 },
  coth: { below: -1, above: 1 },
  sigmoid: { below: 0, above: 1 },
  softplus: { below: 0, above: 'argument' },
  sech: { below: 0, above: 0 },
  csch: { below: 0, above: 0 },
  erf: { below: -1, above: 1, from: 9 },
  erfc: { below: 2, above: 0, from: 9 },
  normcdf: { below: 0, above: 1, from: 13 },
};

/** |x| from where on what decays with c·xⁿ is nothing beside the eighth power of 1 / x. */
const vanishedFrom = ({ slope, reaches }: Growth, from = FAR): number =>
  reaches(from + 8 * Math.max(0, -Math.log(Math.abs(slope)))) / 2;

/** What a node comes to for its subject near end·∞. */
export function decidedAt(store: Store, node: Node, end: 1 | -1): Decided | undefined {
  const limit = limits[node.op];
  if (limit !== undefined) {
    const growth = growthOf(only(node), end);
    const value = growth && (growth.sign > 0 ? limit.above : limit.below);
    if (growth === undefined || value === undefined) return undefined;
    const beyond = vanishedFrom(growth, limit.from);
    return { node: value === 'argument' ? only(node) : store.const(value), subject: growth.x, beyond };
  }
  switch (node.op) {
    case 'select':
      return selected(store, node, end);
    case 'max':
    case 'min':
      return extreme(store, node, end);
    case 'abs':
    case 'sign': {
      const growth = growthOf(only(node), end);
      if (growth === undefined) return undefined;
      const sign = store.const(growth.sign);
      const size = node.op === 'sign' ? sign : growth.sign > 0 ? only(node) : store.op('neg', only(node));
      return { node: size, subject: growth.x, beyond: growth.reaches(0) };
    }
    case 'div':
      return vanishing(store, node, end);
    default:
      return undefined;
  }
}

const greater: Partial<Record<NodeOp, boolean>> = { gt: true, ge: true, lt: false, le: false };

/** With what is a literal, such as |1|, as one. */
function literal(store: Store, node: Node): Node {
  const { low, high } = factsOf(node);
  return low === high ? store.const(low) : node;
}

interface Truth {
  readonly holds: boolean;
  readonly subject: Node;
  readonly beyond: number;
}

function truthOf(store: Store, test: Node, end: 1 | -1): Truth | undefined {
  const { op, args } = test;
  const [first, second] = args as [Node, Node];
  if (op === 'not') {
    const truth = truthOf(store, first, end);
    return truth && { ...truth, holds: !truth.holds };
  }
  if (op === 'and' || op === 'or') {
    const [a, b] = [truthOf(store, first, end), truthOf(store, second, end)];
    if (a === undefined || b === undefined || a.subject !== b.subject) return undefined;
    const holds = op === 'and' ? a.holds && b.holds : a.holds || b.holds;
    return { holds, subject: a.subject, beyond: Math.max(a.beyond, b.beyond) };
  }
  const isEqual = op === 'eq' || op === 'ne';
  if (!isEqual && !(op in greater)) return undefined;
  const difference = store.op('sub', literal(store, first), literal(store, second));
  const growth = decayOf(difference, end) ?? growthOf(difference, end);
  if (growth === undefined) return undefined;
  const holds = isEqual ? op === 'ne' : greater[op] === growth.sign > 0;
  return { holds, subject: growth.x, beyond: growth.reaches(0) };
}

/** c / xⁿ + d, which is as d is far out. */
function decayOf(node: Node, end: 1 | -1): Growth | undefined {
  const terms = collected(node);
  const start = terms.get(undefined) ?? 0;
  const [[rest, slope] = []] = [...terms].filter(([one]) => one !== undefined);
  if (rest === undefined || slope === undefined || terms.size !== 2) return undefined;
  const quotient = rest.op === 'abs' ? only(rest) : rest;
  const above = quotient.op === 'div' ? quotient.args[0] : undefined;
  const growth = isConst(above) ? growthOf(quotient.args[1] as Node, end) : undefined;
  if (growth === undefined || !isConst(above)) return undefined;
  return { ...growth, sign: Math.sign(start), reaches: () => growth.reaches(Math.abs((above.value * slope) / start)) };
}

function selected(store: Store, node: Node, end: 1 | -1): Decided | undefined {
  const [test, then, otherwise] = node.args as [Node, Node, Node];
  const truth = truthOf(store, test, end);
  return truth && { node: truth.holds ? then : otherwise, subject: truth.subject, beyond: truth.beyond };
}

function extreme(store: Store, node: Node, end: 1 | -1): Decided | undefined {
  const [a, b] = pair(node);
  const growth = growthOf(store.op('sub', a, b), end);
  if (growth === undefined) return undefined;
  return { node: growth.sign > 0 === (node.op === 'max') ? a : b, subject: growth.x, beyond: growth.reaches(0) };
}

/** Functions that grow as an exponential does, of ∞ and of −∞. */
const exponentials: Partial<Record<NodeOp, readonly (1 | -1)[]>> = {
  exp: [1],
  expm1: [1],
  sinh: [1, -1],
  cosh: [1, -1],
};
const algebraic: ReadonlySet<NodeOp> = new Set<NodeOp>(['const', 'add', 'sub', 'mul', 'div', 'neg', 'pow', 'sqrt', 'log', 'log1p']); // prettier-ignore

/** x / (exp(x) − 1). */
function vanishing(store: Store, node: Node, end: 1 | -1): Decided | undefined {
  const [above, below] = pair(node);
  const own = exponentials[below.op];
  const growth = own && growthOf(only(below), end);
  if (own === undefined || growth === undefined || !(own as readonly number[]).includes(growth.sign)) return undefined;
  const isAlgebraic = postorder([above], (one) => one !== growth.x).every(({ op }) => algebraic.has(op));
  return isAlgebraic ? { node: store.const(0), subject: growth.x, beyond: vanishedFrom(growth) } : undefined;
}
