import type { Graph } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { agreedRadius } from '../rules/removable/agree.ts';
import { ladderAt, ladderOf } from '../rules/removable/ladder.ts';
import { polynomialAt, polynomialOf, strideOf } from '../rules/removable/polynomial.ts';
import { createRegions } from '../rules/removable/region.ts';
import type { Region, Regions } from '../rules/removable/region.ts';
import { plainOf } from '../rules/series/logarithmic.ts';
import { isValue } from '../rules/simplify/terms.ts';
import { decidedAt } from './decided.ts';
import type { Decided } from './decided.ts';
import { choicesIn, createReplacer, seriesFor } from './stand-in.ts';
import type { StandIn } from './stand-in.ts';

/**
 * Where the terms of a sum of one variable x cancel for a large |x|, as those of the derivative of x·log(1 + 1 / x), the first
 * terms of its series in 1 / x take its place: select(x > R, polynomial, sum). It comes after differentiation, as the value may
 * be good and its derivative not.
 */
export function removeFarCancellation(graph: Graph): Graph {
  const { store } = graph;
  const data = new Set(graph.inputs.filter(({ kind }) => kind === 'data').map(({ name }) => name));
  const isData = (node: Node): boolean => node.op === 'read' && node.type === 'real' && data.has(node.name);
  let definitions = graph.definitions;
  for (const end of [1, -1] as const) {
    const decide = (node: Node): Decided | undefined => decidedAt(store, node, end);
    // A seed is a factor of all that it is in, which need not be known.
    const open = (node: Node): Node | undefined => (isData(node) ? store.const(1) : decide(node)?.node);
    const regions = createRegions(open, end);
    const standIn = farOut(store, regions, end, decide);
    const standInFor: StandIn = (node, region) => {
      const factor = factorOf(node, isData);
      const made = factor === 'several' ? undefined : standIn(node, region);
      return made && ((x, written) => made(x, written, factor as Node | undefined));
    };
    // What is taken near 0 alone is as it should be.
    const partsOf = (node: Node): readonly Node[] => {
      const decided = node.op === 'select' ? decide(node) : undefined;
      return decided === undefined ? node.args : [node.args[0] as Node, decided.node];
    };
    const replace = createReplacer(store, regions, standInFor, partsOf);
    definitions = definitions.map((definition) => {
      const body = replace(definition.body);
      return body === definition.body ? definition : { ...definition, body };
    });
  }
  return definitions === graph.definitions ? graph : { ...graph, definitions };
}

/** The polynomial in 1 / x where |x| is large, or several times powers of log(x). */
const farOut =
  (store: Store, regions: Regions, end: 1 | -1, decide: (node: Node) => Decided | undefined) =>
  (node: Node, region: Region): ((x: Node, written: Node, factor: Node | undefined) => Node) | undefined => {
    const choices = choicesIn(regions, node, region.base, decide);
    const series = choices && seriesFor(regions, node, region);
    if (series === undefined || choices === undefined) return undefined;
    const from = Math.max(0, ...choices.map(({ beyond }) => beyond));
    const { rooted } = region;
    const plain = plainOf(series);
    const fitted = plain === undefined ? ladderOf(series) : polynomialOf(plain, strideOf(plain), true);
    if (fitted === undefined) return undefined;
    const sizeOf = (x: Node): Node => (end === 1 ? x : store.op('neg', x));
    const valueAt = (x: Node): Node => {
      const inverse = store.op('div', store.const(1), sizeOf(x));
      if (!('rungs' in fitted)) return polynomialAt(store, inverse, rooted, fitted, 0);
      const log = store.op('log', sizeOf(x));
      return ladderAt(store, inverse, rooted ? store.op('mul', store.const(0.5), log) : log, rooted, fitted);
    };
    const base = region.base as Node;
    const place = (t: number): number => end / (rooted ? t * t : t);
    const within = from === 0 ? fitted.radius : Math.min(fitted.radius, rooted ? Math.sqrt(0.5 / from) : 0.5 / from);
    const radius = agreedRadius(regions, valueAt(base), { node, base, place, bothSigns: false }, within);
    if (radius === undefined) return undefined;
    return (x, written, factor) => {
      const far = store.op('gt', sizeOf(x), store.const(Math.abs(place(radius))));
      const value = valueAt(x);
      return store.op('select', far, factor === undefined ? value : store.op('mul', factor, value), written);
    };
  };

/** The read that an expression is a multiple of; undefined where none is in it, `several` where it is in any other way. */
function factorOf(root: Node, isFactor: (node: Node) => boolean): Node | 'several' | undefined {
  const factors = new Map<Node, Node | 'several' | undefined>();
  for (const node of postorder([root])) factors.set(node, isFactor(node) ? node : joined(node, factors));
  return factors.get(root);
}

function joined(node: Node, factors: ReadonlyMap<Node, Node | 'several' | undefined>): Node | 'several' | undefined {
  const of = node.args.map((arg) => factors.get(arg));
  const found = new Set(of.filter((factor) => factor !== undefined));
  const [factor] = found;
  if (found.size === 0) return undefined;
  const [a, b] = of;
  switch (node.op) {
    case 'neg':
      return a;
    case 'mul':
      return a === undefined || b === undefined ? factor : 'several';
    case 'div':
      return b === undefined ? a : 'several';
    case 'add':
    case 'sub':
    case 'select': {
      const parts = node.op === 'select' ? [1, 2] : [0, 1];
      const same = parts.every((k) => of[k] === factor || isValue(node.args[k], 0));
      return found.size === 1 && same && (node.op !== 'select' || a === undefined) ? factor : 'several';
    }
    default:
      return 'several';
  }
}
