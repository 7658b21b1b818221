import { evaluators } from '../../ir/evaluate-op.ts';
import { isPrimitive } from '../../ir/op.ts';
import type { Node } from '../../ir/store.ts';
import { meaningOf } from '../series/constant.ts';
import { far, inRoot, isGreater, leadOf, near, shortened, withoutLogs } from '../series/logarithmic.ts';
import type { Expander, Lead, LogSeries } from '../series/logarithmic.ts';
import { negated, one } from '../series/number.ts';
import { constant, monomial } from '../series/series.ts';
import type { Series, Setting } from '../series/series.ts';

/**
 * An expression as a function of one other: every path from it to what is not a literal goes through its base t. The
 * least such t: what has no series in a smaller one, or depends on several, is a base itself.
 */
export interface Region {
  /** undefined: it is a literal. */
  readonly base: Node | undefined;
  /** The series is in √t, and so t ≥ 0. */
  readonly rooted: boolean;
  /** How the series begins. */
  readonly lead: LogSeries;
  /** How many operations there are between it and its base. */
  readonly size: number;
  /** Computed as it is written it has no value at 0, or loses its digits near it, though the limit exists. */
  readonly removable: boolean;
}

/** Of larger regions nothing is known; keeps large expressions linear. Far out there may be series of twenty terms in them. */
const [LARGEST, LARGEST_FAR] = [64, 400];
/** How many terms are looked at where the first ones cancel. */
const DEPTH = 16;

/** What a read or a value with its derivatives beside it stands for, where that is to be looked at. */
export type Open = (node: Node) => Node | undefined;

export interface Regions {
  of(node: Node): Region;
  /** What a node is computed from: its arguments, or what it stands for. */
  argsOf(node: Node): readonly Node[];
  /** The series of a node in its base, or in the root of it. */
  expand(node: Node, region: Region, count: number): LogSeries | undefined;
  /** The value of a node where its base has one, as a double computes it. */
  evaluate(node: Node, base: Node, at: number): number;
}

/** Where the series are: at t = 0, or in 1 / |t| at t = ∞ or −∞. */
export type End = 0 | 1 | -1;

/** The base itself. */
function variable(end: End, rooted: boolean, setting: Setting): Series {
  const order = rooted ? 2 : 1;
  return end === 0 ? monomial(one, order, setting) : monomial(end > 0 ? one : negated(one), -order, setting);
}

/** Regions of a graph's nodes; a node is looked at once. */
export function createRegions(open: Open, end: End = 0): Regions {
  const settingOf = (count: number, rooted: boolean): Setting => ({ count, positive: rooted || end !== 0 });
  // Within a value that has its derivatives beside it, what is detached is a function too; seen from there alone.
  const [plain, inside] = [new Map<Node, Region>(), new Map<Node, Region>()];
  const expanded = new Map<string, LogSeries | undefined>();
  const expander = end === 0 ? near : far;
  const argsOf = (node: Node): readonly Node[] => {
    const opened = open(node);
    return opened === undefined ? node.args : [opened];
  };

  const expand = (node: Node, { base, rooted }: Region, count: number): LogSeries | undefined => {
    const order = orderOf(node, base, argsOf);
    const key = `${count} ${rooted} ${describe(order, base, argsOf)}`;
    if (!expanded.has(key)) {
      const setting = settingOf(count, rooted);
      expanded.set(key, expandAll(order, base, variable(end, rooted, setting), setting, argsOf, expander));
    }
    return expanded.get(key);
  };

  const infer = (node: Node, known: ReadonlyMap<Node, Region>): Region => {
    const lead = withoutLogs(variable(end, false, settingOf(1, false)));
    const own: Region = { base: node, rooted: false, lead, size: 1, removable: false };
    if (node.op === 'const' && node.type !== 'bool' && Number.isFinite(node.value))
      return { ...own, base: undefined, lead: withoutLogs(constant(meaningOf(node.value), settingOf(1, false))) };
    if (node.op === 'detach' && known === inside) return inside.get(node.args[0] as Node) as Region;
    const opened = open(node);
    if (opened !== undefined) {
      const region = (node.op === 'given' ? inside : known).get(opened) as Region;
      return end === 0 && (region.base === opened || region.base === undefined) ? own : { ...region, removable: false };
    }
    if (node.type !== 'real' || !isPrimitive(node.op) || !expander.has(node.op)) return own;
    const parts = node.args.map((arg) => known.get(arg) as Region);
    const bases = new Set(parts.flatMap(({ base }) => (base === undefined ? [] : [base])));
    const size = parts.reduce((total, part) => total + part.size, 1);
    if (bases.size > 1 || size > (end === 0 ? LARGEST : LARGEST_FAR)) return own;
    const [base] = bases;
    const opensRoot = parts.some(({ rooted }) => rooted);
    for (const rooted of opensRoot ? [true] : [false, true]) {
      const leads = parts.map((part) => (rooted && !part.rooted ? inRoot(part.lead) : part.lead));
      let series = expander.expand(node.op, leads, settingOf(1, rooted));
      const region = { base, rooted, size, removable: false };
      // 0 where none of its terms are known to differ from 0.
      if (series !== undefined && leadOf(series) === undefined)
        series = expand(node, { ...region, lead: series }, DEPTH);
      const lead = series && leadOf(series);
      // Far out that is what has vanished as exponentials do: 0 beside anything else.
      if (series !== undefined && lead === undefined && end !== 0) return { ...region, lead: shortened(series) };
      if (series === undefined || lead === undefined || Math.abs(lead.order) > LARGEST) continue;
      const starts = leads.map(leadOf);
      return {
        ...region,
        lead: shortened(series),
        removable:
          base !== undefined &&
          (end === 0 ? isRemovable(node, starts, lead) || isProductOf(node, parts, base) : cancels(node, starts, lead)),
      };
    }
    return own;
  };

  const of = (root: Node): Region => {
    const stack: [Node, Map<Node, Region>][] = [[root, plain]];
    while (stack.length > 0) {
      const [node, known] = stack[stack.length - 1] as [Node, Map<Node, Region>];
      const within = node.op === 'given' && open(node) !== undefined ? inside : known;
      const pending = known.has(node) ? [] : argsOf(node).filter((arg) => !within.has(arg));
      if (pending.length > 0) {
        for (const arg of pending) stack.push([arg, within]);
        continue;
      }
      stack.pop();
      if (!known.has(node)) known.set(node, infer(node, known));
    }
    return plain.get(root) as Region;
  };

  const evaluate = (node: Node, base: Node, at: number): number => {
    const values = new Map([[base, at]]);
    for (const part of orderOf(node, base, argsOf)) {
      const args = argsOf(part).map((arg) => values.get(arg) as number);
      const isSame = argsOf(part) !== part.args || part.op === 'detach';
      if (part.op === 'const') values.set(part, part.value);
      else values.set(part, isSame ? (args[0] as number) : isPrimitive(part.op) ? evaluators[part.op](...args) : NaN);
    }
    return values.get(node) as number;
  };

  return { of, argsOf, expand, evaluate };
}

/**
 * A product of two: their series are multiplied, as the derivative of the product of polynomials cancels. A power of the base goes
 * with the other factor: far out that may vanish, and the power overflow, where their product is looked at as one.
 */
const isProductOf = ({ op, args }: Node, parts: readonly Region[], base: Node): boolean =>
  op === 'mul' &&
  parts.some(({ removable }) => removable) &&
  parts.every(({ removable }, k) => removable || isPowerOf(args[k] as Node, base));

const isPowerOf = (node: Node, base: Node): boolean =>
  node === base || (node.op === 'pow' && node.args[0] === base && node.args[1]?.op === 'const');

/** Whether the first terms of a sum cancel. */
const cancels = ({ op }: Node, starts: readonly (Lead | undefined)[], lead: Lead): boolean =>
  (op === 'add' || op === 'sub') && starts.some((start) => start !== undefined && isGreater(start, lead));

/** Whether terms of the arguments cancel, or are infinite or 0 / 0 where the whole is neither. */
function isRemovable(node: Node, starts: readonly (Lead | undefined)[], lead: Lead): boolean {
  if (node.op === 'add' || node.op === 'sub') return cancels(node, starts, lead);
  if (lead.order < 0) return false;
  const orders = starts.map((start) => start?.order ?? 0);
  const isInfinite = orders.some((order) => order < 0) || (node.op === 'div' && (orders[1] ?? 0) > 0);
  // Such as the log of what is 1 at 0.
  return isInfinite || (orders.length === 1 && orders[0] === 0 && lead.order > 0);
}

/** The nodes from the base, which is left out, to the root; arguments first. */
function orderOf(root: Node, base: Node | undefined, argsOf: (node: Node) => readonly Node[]): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>(base === undefined ? [] : [base]);
  const stack = [root];
  while (stack.length > 0) {
    const node = stack[stack.length - 1] as Node;
    const pending = argsOf(node).filter((arg) => !seen.has(arg));
    if (!seen.has(node) && pending.length > 0) {
      stack.push(...pending);
      continue;
    }
    stack.pop();
    if (seen.has(node)) continue;
    seen.add(node);
    order.push(node);
  }
  return order;
}

/** The same text for the same function of another base. */
function describe(order: readonly Node[], base: Node | undefined, argsOf: (node: Node) => readonly Node[]): string {
  const numbers = new Map(order.map((node, k) => [node, k]));
  const show = (node: Node): string => {
    const places = argsOf(node).map((arg) => (arg === base ? 't' : numbers.get(arg)));
    if (node.op === 'const') return String(node.value);
    return argsOf(node) === node.args ? `${node.op}(${places.join()})` : `=(${places.join()})`;
  };
  return order.map(show).join(' ');
}

function expandAll(
  order: readonly Node[],
  base: Node | undefined,
  own: Series,
  setting: Setting,
  argsOf: (node: Node) => readonly Node[],
  expander: Expander,
): LogSeries | undefined {
  const found = new Map<Node, LogSeries>();
  if (base !== undefined) found.set(base, withoutLogs(own));
  let last: LogSeries | undefined;
  for (const node of order) {
    const parts = argsOf(node);
    const args = parts.map((arg) => found.get(arg) as LogSeries);
    if (node.op === 'const') last = withoutLogs(constant(meaningOf(node.value), setting));
    else if (parts !== node.args || node.op === 'detach') last = args[0];
    else last = isPrimitive(node.op) ? expander.expand(node.op, args, setting) : undefined;
    if (last === undefined) return undefined;
    found.set(node, last);
  }
  return last;
}
