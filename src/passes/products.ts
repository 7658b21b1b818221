import { freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { tripCount } from '../rules/simplify/sums.ts';
import { isConst } from '../rules/simplify/terms.ts';
import { extreme } from './widen.ts';

/**
 * Products over an index as recurrences P[i] = P[i − 1]·b(i), before differentiation: the adjoint of the recurrence
 * costs as much as the product, and is exact where a factor is zero; Π b / b(i) is neither. Where no place asks for the
 * product the recurrence is 1: its factors may read beside their arrays there, and 0 · NaN would flow back.
 */
export function expandProducts(graph: Graph, simplify: (node: Node) => Node): Graph {
  const { store } = graph;
  const taken = namesOf(graph);
  const added: Definition[] = [];
  const known = new Map<Node, Node>();

  const expand = (product: Node, owner: string, guard: Node): Node => {
    const bound = product.args[0] as Node;
    const count = tripCount(store, bound);
    const { index, body } = store.open(product);
    const [lo, hi] = index.args as [Node, Node];
    const at = (place: Node): Node => store.substitute(body, new Map([[index, place]]));
    if (isConst(count) && isConst(lo) && count.value <= 8) {
      const factors = Array.from({ length: count.value }, (_, k) => at(store.const(lo.value + k)));
      return factors.length === 0 ? store.const(1) : factors.reduce((a, b) => store.op('mul', a, b));
    }
    const outer = product.free;
    const name = freshName(`${owner}Product`, taken);
    taken.add(name);
    const renamed = new Map<Node, Node>();
    const indices = [...outer, index].map((one, position) => {
      const [low, high] = one.args as [Node, Node];
      const own = store.definitionIndex(
        position,
        extreme(store, high, 'greatest') ?? high,
        extreme(store, low, 'least') ?? low,
      );
      const hint = store.indexName(one);
      if (hint !== undefined) store.nameIndex(own, hint);
      renamed.set(one, own);
      return own;
    });
    const before = store.read(name, [...outer, store.op('sub', index, store.const(1))]);
    // Where its start depends on another index, the recurrence begins anew at each place up to it.
    const step = store.op(
      'select',
      store.op(lo.free.length === 0 ? 'eq' : 'le', index, lo),
      body,
      store.op('mul', before, body),
    );
    added.push({
      name,
      indices,
      body: simplify(store.substitute(store.op('select', guard, step, store.const(1)), renamed)),
      origin: { kind: 'shared', text: '' },
    });
    const last = store.read(name, [...outer, store.op('sub', hi, store.const(1))]);
    return simplify(store.op('select', store.op('lt', lo, hi), last, store.const(1)));
  };

  const definitions = graph.definitions.flatMap((definition): Definition[] => {
    if (!postorder([definition.body]).some((node) => node.op === 'prodOver')) return [definition];
    const done = new Map<Node, Node>();
    const asked = askedFor(store, definition.body);
    for (const node of postorder([definition.body])) {
      const rebuilt =
        node.args.length === 0
          ? node
          : store.with(
              node,
              node.args.map((arg) => done.get(arg) as Node),
            );
      if (rebuilt.op !== 'prodOver') {
        done.set(node, rebuilt);
        continue;
      }
      const guard = within(store, asked.get(node) ?? [], rebuilt.free);
      const key = store.op('select', guard, rebuilt, store.const(1));
      if (!known.has(key)) known.set(key, expand(rebuilt, definition.name, guard));
      done.set(node, known.get(key) as Node);
    }
    const own = { ...definition, body: simplify(done.get(definition.body) as Node) };
    return [...added.splice(0), own];
  });
  return { ...graph, definitions };
}

/** The conditions on places under which each node below a root is asked for: those of every way that leads to it. */
function askedFor(store: Store, root: Node): ReadonlyMap<Node, readonly Node[]> {
  const asked = new Map<Node, readonly Node[]>([[root, []]]);
  for (const node of postorder([root]).reverse()) {
    const here = asked.get(node) ?? [];
    node.args.forEach((arg, k) => {
      const test = node.args[0] as Node;
      const isBranch = node.op === 'select' && k > 0 && postorder([test]).every(({ type }) => type !== 'real');
      const way = isBranch ? [...here, k === 1 ? test : store.op('not', test)] : here;
      const before = asked.get(arg);
      asked.set(arg, before === undefined ? way : before.filter((condition) => way.includes(condition)));
    });
  }
  return asked;
}

/** The conditions that only these indices decide, as one. */
const within = (store: Store, conditions: readonly Node[], indices: readonly Node[]): Node =>
  conditions
    .filter(({ free, height }) => height === 0 && free.every((index) => indices.includes(index)))
    .reduce((all, one) => store.op('and', all, one), store.bool(true));
