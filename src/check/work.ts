import { extentsOf } from '../ir/graph.ts';
import { isPrimitive } from '../ir/op.ts';
import { evaluateShape } from '../ir/sizes.ts';
import { postorder } from '../ir/store.ts';
import { evaluators } from '../ir/evaluate-op.ts';
import type { Graph } from '../ir/graph.ts';
import type { Node } from '../ir/store.ts';

/** Beyond this much work an evaluation by the interpreter takes seconds, and a check takes hundreds of them. */
const MOST_WORK = 4e6;
/** The trips of a loop whose bounds come from data. */
const GUESSED_TRIPS = 3;

type Numbers = ReadonlyMap<string, number>;

/** Why a function can't be checked by evaluation at these sizes, in words; undefined where it can. */
export function tooMuchWork(graph: Graph, sizes: Numbers, counts: Numbers): string | undefined {
  const elements = graph.inputs.reduce((sum, { shape }) => sum + product(evaluateShape(shape, sizes, counts)), 0);
  if (elements > MOST_WORK) return `its inputs have ${shown(elements)} elements`;
  const work = workOf(graph, sizes, counts);
  return work > MOST_WORK ? `one evaluation takes ${shown(work)} steps` : undefined;
}

/**
 * About how many nodes one evaluation computes: each once for all values of the indices that it depends on. The bounds
 * of an index may depend on others, which then count at their greatest.
 */
function workOf(graph: Graph, sizes: Numbers, counts: Numbers): number {
  const greatest = new Map<Node, number>();
  const trips = new Map<Node, number>();
  const valueOf = (node: Node): number => {
    const at = node.args.map((arg) => greatest.get(arg) ?? Number.NaN);
    const [, b = 0] = at;
    if (node.op === 'const') return node.value;
    if (node.op === 'size') return sizes.get(node.name) ?? Number.NaN;
    if (node.op === 'read') return (node.args.length === 0 ? counts.get(node.name) : undefined) ?? Number.NaN;
    if (node.op === 'index') return b - 1;
    return node.type === 'int' && isPrimitive(node.op) ? evaluators[node.op](...at) : Number.NaN;
  };
  let work = 0;
  for (const definition of graph.definitions) {
    const roots = [...definition.indices, definition.body];
    for (const node of postorder(roots)) {
      greatest.set(node, valueOf(node));
      if (node.op === 'index') {
        const count = (greatest.get(node) as number) + 1 - (greatest.get(node.args[0] as Node) as number);
        trips.set(node, Number.isNaN(count) ? GUESSED_TRIPS : Math.max(0, count));
      }
      work += node.free.reduce((times, index) => times * (trips.get(index) ?? GUESSED_TRIPS), 1);
    }
    work += product(evaluateShape(extentsOf(definition).filter(isKnownSize), sizes, counts));
  }
  return work;
}

/** Whether an extent is known before the program runs. */
const isKnownSize = (extent: Node): boolean => extent.free.length === 0;

const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);

const shown = (count: number): string =>
  count < 1e9 ? Math.round(count).toLocaleString('en') : count.toExponential(1);
