import type { Graph } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { createKit } from '../rules/kit.ts';
import type { Kit } from '../rules/kit.ts';
import { squareRootOf } from '../rules/match.ts';
import type { Term } from '../rules/match.ts';
import { isValue, termsOf, withCoefficient } from '../rules/simplify/terms.ts';
import { quotientNode, quotientOf, withoutGuards } from '../rules/stabilise/quotient.ts';
import type { Quotient } from '../rules/stabilise/quotient.ts';
import { rootOf } from '../rules/stabilise/share.ts';

/** The part of a sum from which on the mean may have none of its digits left: two elements may be that much. */
const PART = 0.49;
/** Its root. */
const LEG = 0.7;

/** Longest sum that is looked at. */
const LONGEST = 6;

/**
 * The derivative of Σ x·y / Σ x by x[k] is (y[k] − Σ x·y / Σ x) / Σ x, and that of Σ x·y / √Σ x² is as (y[k]·Σ x² − x[k]·Σ x·y): where
 * x[k] is most of the sum, the terms cancel. Σ x[j]·(y[k] − y[j]) over the others, or Σ x[j]·(y[k]·x[j] − x[k]·y[j]), does not;
 * for two k at most it is computed. This comes before loops are written out, and looks at each sum once.
 */
export function centreMeans(graph: Graph): Graph {
  const { store } = graph;
  const k = createKit(store);
  const done = new Map<Node, Node>();
  const replace = (node: Node): Node => {
    const args = node.args.map((arg) => done.get(arg) as Node);
    const rebuilt = store.with(node, args);
    return (node.op === 'add' || node.op === 'sub') && node.type === 'real' ? (centred(k, node) ?? rebuilt) : rebuilt;
  };
  let changed = false;
  const definitions = graph.definitions.map((definition) => {
    // Of one sum for each of few elements nothing is dear; of an element alone nothing is known.
    if (definition.indices.length === 0) return definition;
    for (const node of postorder([definition.body], (one) => !done.has(one))) done.set(node, replace(node));
    const body = done.get(definition.body) as Node;
    changed ||= body !== definition.body;
    return { ...definition, body };
  });
  return changed ? { ...graph, definitions } : graph;
}

const plainQuotient = (node: Node, also?: 'above'): Quotient | undefined => {
  const quotient = quotientOf(node);
  return quotient && withoutGuards(quotient, also);
};

/** What a node is where its tests hold, else 0. */
function guarded(k: Kit, root: Node): { tests: Node[]; node: Node } {
  const tests: Node[] = [];
  let node = root;
  while (node.op === 'select') {
    const [test, then, otherwise] = node.args as [Node, Node, Node];
    if (!isValue(then, 0) && !isValue(otherwise, 0)) break;
    tests.push(isValue(then, 0) ? k.not(test) : test);
    node = isValue(then, 0) ? otherwise : then;
  }
  return { tests, node };
}

function centred(k: Kit, node: Node): Node | undefined {
  const terms = termsOf(node);
  if (terms.length < 2 || terms.length > LONGEST) return undefined;
  for (const mean of terms) {
    if (mean.rest === undefined) continue;
    for (const own of terms) {
      const pair = own === mean ? undefined : pairOf(k, own, mean, node);
      if (pair === undefined) continue;
      const others = terms.filter((term) => term !== own && term !== mean);
      const rest = others.reduce<Node | undefined>((sum, { factor, rest: term }) => {
        const one = withCoefficient(k.store, factor, term);
        return sum === undefined ? one : k.add(sum, one);
      }, undefined);
      return k.select(pair.test, rest === undefined ? pair.centred : k.add(rest, pair.centred), node);
    }
  }
  return undefined;
}

interface Pair {
  readonly test: Node;
  /** By the others; of what is asked of both terms, it is for where all holds. */
  readonly centred: Node;
}

/** Σ z·x·y over an index, where N = √Σ x² or S = Σ x stands below, and z does not depend on the index. */
interface Mean {
  readonly total: Node;
  readonly index: Node;
  readonly x: Node;
  readonly y: Node;
  readonly z: Node;
  readonly below: Node;
  readonly isRoot: boolean;
  /** What is asked of each element, else its term is 0. */
  readonly tests: readonly Node[];
}

function meansIn(k: Kit, quotient: Quotient): Mean[] {
  const found: Mean[] = [];
  for (const [total, n] of quotient.above) {
    if (total.op !== 'sumOver' || n !== 1) continue;
    const { index, body } = k.store.open(total);
    const { tests, node } = guarded(k, body);
    const factors = plainQuotient(node);
    if (factors === undefined || tests.length > 1) continue;
    for (const below of new Set([...quotient.below.keys(), ...factors.below.keys()])) {
      const weight = weightOf(k, below, index);
      const power = weight && factors.above.get(weight.x);
      if (weight === undefined || power === undefined) continue;
      const depends = ([base]: readonly [Node, number]): boolean => base.free.includes(index);
      const above = [...factors.above].flatMap(([base, m]): [Node, number][] =>
        base !== weight.x ? [[base, m]] : power > 1 ? [[base, power - 1]] : [],
      );
      const under = [...factors.below];
      const [y, z] = [depends, (entry: readonly [Node, number]) => !depends(entry)].map((part, at) =>
        quotientNode(k.store, {
          factor: at === 0 ? 1 : factors.factor,
          above: new Map(above.filter(part)),
          below: new Map(under.filter(part)),
        }),
      ) as [Node, Node];
      found.push({ total, index, ...weight, y, z, below, tests });
    }
  }
  return found;
}

/** y[k]·G and the term of the mean, −x[k]·Σ x·y·G / N² or −Σ x·y·G / S, for an index k of the whole. */
function pairOf(k: Kit, own: Term, mean: Term, whole: Node): Pair | undefined {
  const { tests, node: product } = guarded(k, mean.rest as Node);
  const quotient = plainQuotient(product);
  if (quotient === undefined || own.rest === undefined) return undefined;
  const ownParts = guarded(k, withCoefficient(k.store, own.factor, own.rest));
  const meanTerm = withCoefficient(k.store, mean.factor, product);
  for (const found of meansIn(k, quotient)) {
    const { total, index, z, below, isRoot } = found;
    for (const i of whole.free.filter((free) => free.args.every((bound, at) => bound === index.args[at]))) {
      const at = (node: Node): Node => k.store.substitute(node, new Map([[index, i]]));
      const guard = found.tests[0];
      if (guard !== undefined && !ownParts.tests.includes(at(guard))) continue;
      const [x, y] = [at(found.x), at(found.y)];
      const scale = isRoot ? k.mul(below, below) : below;
      const weight = isRoot ? x : k.num(1);
      const ratio = plainQuotient(
        k.div(k.mul(k.mul(ownParts.node, total), weight), k.mul(k.mul(meanTerm, y), k.mul(z, scale))),
        'above',
      );
      if (ratio === undefined || ratio.factor !== -1 || ratio.above.size + ratio.below.size > 0) continue;
      const rest = plainQuotient(k.div(ownParts.node, y));
      if (rest === undefined) continue;
      const asked = (node: Node, test: Node | undefined): Node => (test === undefined ? node : k.select(test, node, 0));
      const [yOther, yOwn] = [asked(found.y, guard), asked(y, guard && at(guard))];
      const share = k.div(found.x, below);
      const gap = isRoot ? k.sub(k.mul(yOwn, share), k.mul(k.div(x, below), yOther)) : k.sub(yOwn, yOther);
      const isMost = k.gt(isRoot ? k.abs(x) : x, k.mul(isRoot ? LEG : PART, below));
      const conditions = new Set([
        ...tests,
        ...ownParts.tests.filter((one) => guard === undefined || one !== at(guard)),
      ]);
      const test = [...conditions].reduce((all, one) => k.and(one, all), isMost);
      const term = k.select(k.eq(index, i), 0, k.mul(share, gap));
      const others = k.store.reduce('sumOver', index, k.select(test, term, 0));
      return { test, centred: quotientNode(k.store, { ...rest, above: new Map([[others, 1], ...rest.above]) }) };
    }
  }
  return undefined;
}

/** x at an index of the sum Σ x, or of √Σ x². */
function weightOf(k: Kit, below: Node, index: Node): { x: Node; isRoot: boolean } | undefined {
  const { sum, isRoot } = rootOf(below);
  if (sum.op !== 'sumOver') return undefined;
  const opened = k.store.open(sum);
  if (opened.index.args.some((bound, at) => bound !== index.args[at])) return undefined;
  const body = k.store.substitute(opened.body, new Map([[opened.index, index]]));
  const x = isRoot ? squareRootOf(body) : body;
  return x && { x, isRoot };
}
