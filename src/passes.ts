import type { Definition, Graph } from './ir/graph.ts';
import type { Node } from './ir/store.ts';
import { collect } from './passes/coefficients.ts';
import { shareExponentials } from './passes/exponentials.ts';
import { extract } from './passes/extract.ts';
import { removeFarCancellation } from './passes/far.ts';
import { inline } from './passes/inline.ts';
import { interchange } from './passes/interchange.ts';
import { centreMeans } from './passes/means.ts';
import { prune, recurrences, sortDefinitions } from './passes/prune.ts';
import { keepInRange } from './passes/range.ts';
import { regroup } from './passes/regroup.ts';
import { removeSingularities } from './passes/removable.ts';
import { seeElements, seeThrough } from './passes/see-through.ts';
import { withoutZeros } from './passes/restrict.ts';
import { createRewriter, indexRules, rewrite } from './passes/rewrite.ts';
import type { RuleIndex } from './passes/rewrite.ts';
import { settleTests } from './passes/settle.ts';
import { tabulate } from './passes/tabulate.ts';
import { numberTruths } from './passes/truths.ts';
import { followsData, scalarize, unrollRules } from './passes/unroll.ts';
import { writeOut } from './passes/write-out.ts';
import { erasureRules } from './rules/simplify.ts';
import { isValue } from './rules/simplify/terms.ts';
import type { Tables } from './rules/tables.ts';

/** A pass by its name in the stages. */
export type Pass = readonly [name: string, run: (graph: Graph) => Graph];

const isGenerated = ({ origin }: { origin?: { kind: string } }): boolean =>
  origin === undefined || origin.kind !== 'formula';

/** The passes that rules are read in. */
export interface Passes {
  readonly tables: Tables;
  /** Before differentiation. */
  readonly prepare: readonly Pass[];
  /** After differentiation; the value alone goes through the same. */
  readonly finish: readonly Pass[];
  /** Towards loops. */
  readonly share: readonly Pass[];
  /** Short loops and short rows written out; part of `finish`, and before a sparse Jacobian, where zeros show by it. */
  readonly flatten: readonly Pass[];
  /** Sums by fewer operations; part of `share`, and before forward and backward are told apart. */
  readonly factor: readonly Pass[];
  rewriterOf(graph: Graph): (node: Node) => Node;
}

/** The passes in their order, with the rules of some tables. */
export function passesFor(tables: Tables): Passes {
  const { simplify, stabilise } = tables;
  const simplifying = indexRules(simplify);
  const before = stabilise.filter(({ phase }) => phase === undefined || phase === 'before');
  const after = stabilise.filter(({ phase }) => phase === undefined || phase === 'after');
  const elements = stabilise.filter(({ phase }) => phase === 'elements');
  const stabilising = indexRules([...before, ...simplify]);
  const choosing = indexRules([...elements, ...before, ...simplify]);
  const finishing = indexRules([...after, ...simplify]);
  const unrolling = indexRules([...unrollRules, ...simplify]);
  const erasing = indexRules([...erasureRules, ...after, ...simplify]);
  const rewriterOf = (graph: Graph): ((node: Node) => Node) => createRewriter(graph.store, simplifying);
  const flatten: readonly Pass[] = [
    ['unroll', (graph) => rewrite(scalarize(writtenOut(graph, unrolling), rewriterOf(graph)), finishing)],
    ['write out', (graph) => rewrite(writeOut(graph, rewriterOf(graph)), finishing)],
  ];
  const factor: readonly Pass[] = [
    ['interchange', (graph) => interchange(graph, rewriterOf(graph))],
    // A factor that a guard has held in a sum may go out of it now.
    ['regroup', (graph) => rewrite(regroup(graph), simplifying)],
  ];
  return {
    tables,
    flatten,
    factor,
    rewriterOf,
    prepare: [
      // What no longer reads the others of its recurrence comes before them.
      ['simplify', (graph) => sortDefinitions(rewrite(numberTruths(graph), simplifying))],
      ['stabilise', (graph) => sortDefinitions(rewrite(graph, stabilising))],
      ['see through', (graph) => prune(seeThrough(graph, createRewriter(graph.store, stabilising), rewriterOf(graph)))],
      ['elements', (graph) => prune(seeElements(graph, createRewriter(graph.store, choosing)))],
      ['settle tests', (graph) => rewrite(settleTests(graph), simplifying)],
      ['remove singularities', (graph) => rewrite(removeSingularities(graph), simplifying)],
    ],
    finish: [
      ['erase', (graph) => prune(rewrite(graph, erasing))],
      ['inline', (graph) => rewrite(inline(graph, isGenerated), finishing)],
      ['centre means', (graph) => rewrite(centreMeans(graph), simplifying)],
      ...flatten,
      ['inline again', (graph) => prune(sortDefinitions(rewrite(inline(graph, isGenerated), finishing)))],
      ['far out', (graph) => rewrite(removeFarCancellation(graph), simplifying)],
      ['keep in range', (graph) => rewrite(keepInRange(graph), simplifying)],
      ['leave out zeros', (graph) => sortDefinitions(rewrite(withoutZeros(graph, rewriterOf(graph)), simplifying))],
    ],
    share: [
      ...factor,
      ['one exponential', shareExponentials],
      ['collect', collect],
      ['tabulate', (graph) => sortDefinitions(tabulate(graph))],
      ['share', (graph) => prune(sortDefinitions(extract(graph)))],
      // A sum over what is 0 at all places but one becomes a scatter.
      ['scatter', (graph) => withoutOneHot(graph, simplifying)],
    ],
  };
}

function writtenOut(graph: Graph, unrolling: RuleIndex): Graph {
  const written = rewrite(graph, unrolling);
  const recurrent = recurrences(graph.definitions);
  const definitions = graph.definitions.map((before, k) => {
    const names = new Set(recurrent.get(before.name)?.map(({ name }) => name));
    return followsData(before.body, names) ? before : (written.definitions[k] ?? before);
  });
  return { ...written, definitions };
}

function withoutOneHot(graph: Graph, simplifying: RuleIndex): Graph {
  const inlined = inline(graph, (definition) => isGenerated(definition) && isOneHot(definition));
  if (inlined.definitions.length === graph.definitions.length) return graph;
  // Where no scatter has come of it, a reduction may stand inside a larger expression now.
  return prune(sortDefinitions(extract(rewrite(inlined, simplifying))));
}

/** What is 0 everywhere but where an index is at one place. */
const isOneHot = ({ body }: Definition): boolean =>
  body.op === 'select' && body.args[0]?.op === 'eq' && isValue(body.args[2], 0);
