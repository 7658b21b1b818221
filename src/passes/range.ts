import type { Graph } from '../ir/graph.ts';
import type { NodeOp } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { createKit } from '../rules/kit.ts';
import { rangeRows } from '../rules/range.ts';
import type { RangeRow } from '../rules/range/row.ts';
import { rootOfSum } from '../rules/range/squares.ts';
import { isConst, isValue } from '../rules/simplify/terms.ts';

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
  /** Products and quotients as factors of others, with which they are looked at. */
  const asFactor = new Map<Node, Node>();
  /** The second forms of products that hold beside any other factor. */
  const inFactor = new Map<Node, Node>();
  let changed = false;
  /** Σ x² > 0 as √Σ x² > 0: the squares may vanish, and the root not. */
  const ofRoot = (test: Node): Node => {
    const [sum, zero] = test.args as [Node, Node];
    const root = store.op('sqrt', sum);
    const found = sum.op === 'sumOver' ? rootOfSum(kit, root) : undefined;
    if (found === undefined) return test;
    return store.op('gt', store.op('select', found.test, root, found.otherwise), zero);
  };
  const rebuild = (node: Node, part: (arg: Node) => Node | undefined): Node => {
    const args = node.args.map((arg) => part(arg) as Node);
    return args.every((arg, k) => arg === node.args[k]) ? node : store.with(node, args);
  };
  /** Without the second form of a product, also in the branch of a choice. */
  const written = (node: Node): Node | undefined =>
    asFactor.get(node) ??
    (node.op === 'select' ? rebuild(node, (arg) => asFactor.get(arg) ?? done.get(arg)) : done.get(node));
  const replace = (node: Node): Node => {
    if (isFactor(node))
      asFactor.set(
        node,
        rebuild(node, (arg) => asFactor.get(arg) ?? done.get(arg)),
      );
    const whole = isProduct(node) ? (asFactor.get(node) as Node) : rebuild(node, (arg) => done.get(arg));
    if (node.op === 'gt' && isValue(node.args[1], 0)) return ofRoot(whole);
    if (node.type !== 'real') return whole;
    let current = whole;
    for (const row of rowsOf.get(node.op) ?? []) {
      // A log is looked at with its argument as written, a second form of which may still overflow.
      const found = row.apply(kit, node.op === 'log' ? rebuild(node, written) : current, isInput);
      if (found === undefined) continue;
      changed = true;
      current = 'op' in found ? found : store.op('select', found.test, current, found.otherwise);
      if ('op' in found) continue;
      if (isProduct(node) && found.isLimit !== true) inFactor.set(node, current);
      return current;
    }
    if (!isFactor(node)) return current;
    // What is no product of the rows' kind may have one in it.
    const form =
      current === whole ? rebuild(node, (arg) => inFactor.get(arg) ?? asFactor.get(arg) ?? done.get(arg)) : current;
    inFactor.set(node, form);
    return isProduct(node) ? form : whole;
  };
  const definitions = graph.definitions.map((definition) => {
    for (const node of postorder([definition.body], (one) => !done.has(one))) done.set(node, replace(node));
    return { ...definition, body: done.get(definition.body) as Node };
  });
  return changed ? { ...graph, definitions } : graph;
}

const isProduct = ({ op }: Node): boolean => op === 'mul' || op === 'div';
const isPower = ({ op, args }: Node): boolean => op === 'pow' && isConst(args[1]) && Number.isInteger(args[1].value);
const isFactor = (node: Node): boolean => isProduct(node) || node.op === 'neg' || isPower(node);

const rowsOf: ReadonlyMap<NodeOp, readonly RangeRow[]> = new Map(
  rangeRows
    .flatMap(({ on }) => on)
    .map((op): [NodeOp, readonly RangeRow[]] => [op, rangeRows.filter(({ on }) => on.includes(op))]),
);
