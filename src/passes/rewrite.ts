import type { Graph } from '../ir/graph.ts';
import type { NodeOp } from '../ir/op.ts';
import type { Node, Store } from '../ir/store.ts';
import type { Rule } from '../rules/rule.ts';

export type RuleIndex = ReadonlyMap<NodeOp, readonly Rule[]>;

/** The rules of a table by the operation that they look at. */
export function indexRules(table: readonly Rule[]): RuleIndex {
  const index = new Map<NodeOp, Rule[]>();
  for (const rule of table) for (const op of rule.on) index.set(op, [...(index.get(op) ?? []), rule]);
  return index;
}

type Rewriter = (root: Node) => Node;

/** Rewrites of one node in a row: beyond it two rules undo each other, or one matches what it makes. */
const LONGEST_CHAIN = 2000;

const rewriters = new WeakMap<Store, WeakMap<RuleIndex, Rewriter>>();

/**
 * A function that brings nodes of one store to normal form, arguments first. It remembers what it has seen, and there is
 * one for a store and a table: the passes of a pipeline see the same nodes again and again.
 */
export function createRewriter(store: Store, rules: RuleIndex): Rewriter {
  const known = rewriters.get(store) ?? new WeakMap<RuleIndex, Rewriter>();
  rewriters.set(store, known);
  const rewriter = known.get(rules) ?? makeRewriter(store, rules);
  known.set(rules, rewriter);
  return rewriter;
}

function makeRewriter(store: Store, rules: RuleIndex): Rewriter {
  const done = new Map<Node, Node>();
  /** Nodes that were rewritten to another, whose own normal form is still to come. */
  const becomes = new Map<Node, Node>();
  /** How many rewrites led to a node. */
  const chains = new Map<Node, number>();

  const leadsTo = (from: Node, to: Node): boolean => {
    for (let node: Node | undefined = from; node !== undefined; node = becomes.get(node)) if (node === to) return true;
    return false;
  };

  const applyRules = (node: Node): Node | undefined => {
    for (const rule of rules.get(node.op) ?? []) {
      const result = rule.apply(store, node);
      if (result !== undefined && result !== node) return result;
    }
    return undefined;
  };

  return (root) => {
    const stack: Node[] = [root];
    // Those whose arguments or rewrites are being worked on: the path from the root.
    const path = new Set<Node>();
    const enter = (node: Node, parts: readonly Node[]): void => {
      path.add(node);
      for (const part of parts) {
        // Two rules that make an argument of each other's result would go on for ever: the outer form is kept as it is.
        if (path.has(part)) done.set(part, part);
        else stack.push(part);
      }
    };
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as Node;
      if (done.has(node)) {
        stack.pop();
        path.delete(node);
        continue;
      }
      const next = becomes.get(node);
      if (next !== undefined) {
        const result = done.get(next);
        if (result === undefined) enter(node, [next]);
        else done.set(node, result);
        continue;
      }
      const pending = node.args.filter((arg) => !done.has(arg));
      if (pending.length > 0) {
        enter(node, pending);
        continue;
      }
      // The index of a reduction is an argument too: its bounds are brought to normal form with it.
      const rebuilt = store.with(
        node,
        node.args.map((arg) => done.get(arg) as Node),
      );
      const result = rebuilt === node ? applyRules(node) : rebuilt;
      if (result === undefined) done.set(node, node);
      else if (leadsTo(result, node)) {
        // A rule that has several ways to share out factors may undo in an outer product what it does in an inner one: either form will do.
        done.set(rebuilt, rebuilt);
        done.set(node, rebuilt);
      } else {
        const chain = (chains.get(node) ?? 0) + 1;
        if (chain > LONGEST_CHAIN) throw new Error(`rewrite: no end of rewriting ${node.op}`);
        chains.set(result, Math.max(chain, chains.get(result) ?? 0));
        becomes.set(node, result);
      }
    }
    return done.get(root) as Node;
  };
}

/** The graph with every definition's body in normal form under the rules. */
export function rewrite(graph: Graph, rules: RuleIndex): Graph {
  const normal = createRewriter(graph.store, rules);
  // An extent may be an expression too; the index of a definition is then another node wherever it occurs.
  const definitions = graph.definitions.map((definition) => ({
    ...definition,
    indices: definition.indices.map(normal),
    body: normal(definition.body),
  }));
  const inputs = graph.inputs.map((input) => ({ ...input, shape: input.shape.map(normal) }));
  return { ...graph, inputs, definitions };
}
