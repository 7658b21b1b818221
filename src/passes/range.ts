import type { Graph } from '../ir/graph.ts';
import type { NodeOp } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { createKit } from '../rules/kit.ts';
import { rangeRows } from '../rules/range.ts';
import { rootOfSum } from '../rules/range/products.ts';
import type { RangeRow } from '../rules/range/row.ts';
import { isValue } from '../rules/simplify/terms.ts';

/**
 * What overflows or vanishes on the way to a value that does neither is computed in another way there. This comes last and
 * looks at each expression once, as the form as written stays, in one branch of its own replacement.
 */
export function keepInRange(graph: Graph): Graph {
  const { store } = graph;
  const kit = createKit(store);
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  const isInput = (name: string): boolean => inputs.has(name);
  const done = new Map<Node, Node>();
  let changed = false;
  /** Σ x² > 0 as √Σ x² > 0: the squares may vanish, and the root not. */
  const ofRoot = (test: Node): Node => {
    const [sum, zero] = test.args as [Node, Node];
    const root = store.op('sqrt', sum);
    const found = sum.op === 'sumOver' ? rootOfSum(kit, root) : undefined;
    if (found === undefined) return test;
    return store.op('gt', store.op('select', found.test, root, found.otherwise), zero);
  };
  const replace = (node: Node, isInner: boolean): Node => {
    const args = node.args.map((arg) => done.get(arg) as Node);
    const rebuilt = args.every((arg, k) => arg === node.args[k]) ? node : store.with(node, args);
    if (node.op === 'gt' && isValue(node.args[1], 0)) return ofRoot(rebuilt);
    if (node.type !== 'real' || (isInner && isFactor(node))) return rebuilt;
    for (const row of rowsOf.get(node.op) ?? []) {
      const found = row.apply(kit, rebuilt, isInput);
      if (found === undefined) continue;
      changed = true;
      return store.op('select', found.test, rebuilt, found.otherwise);
    }
    return rebuilt;
  };
  const definitions = graph.definitions.map((definition) => {
    const order = postorder([definition.body], (node) => !done.has(node));
    // A product within a product is looked at with it.
    const inner = new Set(order.filter(isFactor).flatMap(({ args }) => args));
    for (const node of order) done.set(node, replace(node, inner.has(node)));
    return { ...definition, body: done.get(definition.body) as Node };
  });
  return changed ? { ...graph, definitions } : graph;
}

const isFactor = ({ op }: Node): boolean => op === 'mul' || op === 'div' || op === 'neg';

const rowsOf: ReadonlyMap<NodeOp, readonly RangeRow[]> = new Map(
  rangeRows
    .flatMap(({ on }) => on)
    .map((op): [NodeOp, readonly RangeRow[]] => [op, rangeRows.filter(({ on }) => on.includes(op))]),
);
