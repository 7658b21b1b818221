import { openDefinition } from './opened.ts';
import { readsOf } from './prune.ts';
import { createRisks, isNonzero } from './finite.ts';
import { createSupports } from './support.ts';
import type { Support, Supports } from './support.ts';
import type { Definition } from '../ir/graph.ts';
import type { NodeOp } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { isValue } from '../rules/simplify/terms.ts';

/** What flows along the chain rule: an adjoint or a tangent. */
export interface Flow {
  readonly node: Node;
  /** Whether it may be infinite although every value is finite: a root lies between it and where it comes from. */
  readonly steep: boolean;
}

/**
 * The products of the chain rule. A factor that is 0 because of the branches taken, or of the elements used, makes the
 * product 0, even if the other is infinite or no number there: the product is guarded by where the factor may be
 * other than 0. Where nothing can be infinite no guard is made.
 */
export interface Chain {
  /** In reverse mode: what a node's adjoint contributes to that of an argument. */
  backward(adjoint: Flow, partial: Node, node: Node): Flow;
  /** In forward mode: what an argument's tangent contributes to that of a node. */
  forward(partial: Node, tangent: Flow, node: Node): Flow;
  /**
   * Says what stands for the adjoint or tangent of a definition, from now on; before that it is taken to be nowhere 0.
   * For a recurrence `flow` is what that has led to. Whether anything is new by it.
   */
  define(name: string, indices: readonly Node[], flow: Flow, recurs?: boolean): boolean;
  /** Says that only the number itself tells where an adjoint is 0. */
  obscure(name: string): void;
  /** The flow that a read of such a name is. */
  read(node: Node): Flow;
}

/**
 * `definitions` are those that are differentiated; `seeds` the names of inputs with which the caller chooses a
 * direction, and may choose 0.
 */
export function createChain(
  store: Store,
  definitions: readonly Definition[],
  seeds: readonly string[],
  simplify: (node: Node) => Node,
): Chain {
  const zero = store.const(0);
  const riskOf = createRisks(definitions);
  const taken = createSupports(store, simplify);
  const seeded = createSupports(store, simplify);
  const steepNames = new Set<string>();
  for (const seed of seeds) seeded.define(seed, [], undefined);
  for (const definition of definitions) {
    if (readsOf(definition).has(definition.name)) continue;
    const { indices, body } = openDefinition(store, definition);
    for (const supports of [taken, seeded]) supports.define(definition.name, indices, supports.of(body));
  }

  /** The product where the factor may be other than 0, elsewhere 0. */
  const guarded = (product: Node, factor: Node, support: Support): Node => {
    if (support !== undefined) return store.op('select', support, product, zero);
    // Where only the number tells, 0 · p is kept if it is one: the derivative of the product is more than 0 there.
    const counts = store.op('or', store.op('ne', factor, zero), store.op('eq', product, zero));
    return store.op('select', counts, product, zero);
  };

  /** a · b inside of the guards of both, guarded by the supports of those factors that need it. */
  const multiply = (
    factors: readonly [Node, Node],
    needs: readonly [Supports | undefined, Supports | undefined],
  ): Node => {
    const guards: ((inner: Node) => Node)[] = [];
    const [a, b] = factors.map((factor) => {
      let inner = factor;
      while (inner.op === 'select') {
        const [test, then, otherwise] = inner.args as [Node, Node, Node];
        if (isValue(otherwise, 0)) {
          guards.push((part) => store.op('select', test, part, zero));
          inner = then;
        } else if (isValue(then, 0)) {
          guards.push((part) => store.op('select', test, zero, part));
          inner = otherwise;
        } else break;
      }
      return inner;
    }) as [Node, Node];
    let product = simplify(store.op('mul', a, b));
    if (needs[0] !== undefined) product = guarded(product, a, needs[0].of(a));
    if (needs[1] !== undefined) product = guarded(product, b, needs[1].of(b));
    return simplify(guards.reduceRight((inner, guard) => guard(inner), product));
  };

  return {
    backward(adjoint, partial, node) {
      const steep = isSteep(node);
      const needsAdjoint = isRoot(node) ? seeded : riskOf(partial) === 'none' ? undefined : taken;
      const product = multiply([adjoint.node, partial], [needsAdjoint, adjoint.steep ? taken : undefined]);
      return { node: product, steep: steep || adjoint.steep };
    },
    forward(partial, tangent, node) {
      // What is infinite off the path is discarded with its branch: only slopes of finite values matter.
      const steep = isSteep(node);
      const product = multiply(
        [partial, tangent.node],
        [tangent.steep ? taken : undefined, steep ? seeded : undefined],
      );
      return { node: product, steep: steep || tangent.steep };
    },
    define(name, indices, { node, steep }, recurs = false) {
      let isNew = steep && !steepNames.has(name);
      if (isNew) steepNames.add(name);
      for (const supports of [taken, seeded]) {
        const support = supports.of(node);
        // A condition on indices holds for itself at any place; one on values would have to hold all along the way.
        const known = recurs && support !== undefined && readsIn(support) ? undefined : support;
        isNew = supports.define(name, indices, known) || isNew;
      }
      return isNew;
    },
    obscure(name) {
      for (const supports of [taken, seeded]) supports.define(name, [], undefined);
    },
    read: (node) => ({ node, steep: steepNames.has(node.name) }),
  };
}

const readsIn = (node: Node): boolean => postorder([node]).some(({ op }) => op === 'read');

/** Operations of finite value whose slope is infinite at the ends of their domains. */
const ends: ReadonlySet<NodeOp> = new Set<NodeOp>(['asin', 'acos', 'asec', 'acsc', 'acosh', 'asech']);

/** Whether the slope is infinite at some place where the value is finite. */
function isRoot({ op, args }: Node): boolean {
  const [x, n] = args as [Node, Node];
  if (op === 'pow') return n.op === 'const' && n.value > 0 && n.value < 1 && !isNonzero(x);
  if (op === 'sqrt' || op === 'cbrt' || op === 'nthRoot') return !isNonzero(x);
  return ends.has(op);
}

/** Whether it may be, for an exponent that is not known. */
const isSteep = (node: Node): boolean => {
  const [x, n] = node.args as [Node, Node];
  return isRoot(node) || (node.op === 'pow' && n.op !== 'const' && n.type === 'real' && !isNonzero(x));
};
