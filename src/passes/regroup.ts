import { freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import type { NodeOp } from '../ir/op.ts';
import { isPrimitive } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { isValue } from '../rules/simplify/terms.ts';
import { createInside } from './inside.ts';
import type { Inside } from './inside.ts';
import { pushTo } from './lists.ts';
import { definitionIndices } from './widen.ts';

/** Operations that are finite wherever their arguments are. */
const total: ReadonlySet<NodeOp> = new Set<NodeOp>([
  'neg',
  'add',
  'sub',
  'mul',
  'min',
  'max',
  'sin',
  'cos',
  'atan',
  'tanh',
  'sech',
  'erf',
  'erfc',
  'erfcx',
  'normcdf',
  'sigmoid',
  'softplus',
  'relu',
  'abs',
  'sign',
  'floor',
  'ceil',
  'round',
  'fix',
  'lt',
  'le',
  'gt',
  'ge',
  'eq',
  'ne',
  'and',
  'or',
  'not',
  'select',
  'detach',
  'given',
  'sumOver',
  'prodOver',
  'maxOver',
  'minOver',
  'argmaxOver',
  'argminOver',
  'const',
  'index',
  'size',
  'read',
]);

/**
 * Takes what does not depend on all the indices of a sum's loops out into a definition: in
 * W̄[k, j] = Σ over b of h̄[b, j]·(1 − h[b, j]²)·x[b, k] the first two factors do not depend on k, and would be
 * multiplied again for every k. A guard goes with them if the other factors are finite on both sides of it and
 * read nothing beside an array there.
 */
export function regroup(graph: Graph): Graph {
  const { store } = graph;
  const taken = namesOf(graph);
  const finite = finiteNames(graph);
  const inside = createInside(graph);
  const known = new Map<string, string>();
  const result: Definition[] = [];

  const define = (factor: Node, owner: string): Node => {
    const indices = orderOfIndices(factor);
    const { indices: own, renamed } = definitionIndices(store, indices);
    const body = store.substitute(factor, renamed);
    const key = [body, ...own].map(({ id }) => id).join();
    let name = known.get(key);
    if (name === undefined) {
      name = freshName(deltaName(factor, owner), taken);
      taken.add(name);
      known.set(key, name);
      result.push({ name, indices: own, body, origin: { kind: 'shared', text: '' } });
    }
    return store.read(name, indices);
  };

  for (const definition of graph.definitions) {
    // A node of height 0 holds no reduction.
    const body =
      definition.body.height === 0
        ? definition.body
        : rewriteSums(store, definition, (term, context) => {
            const { guards, factors } = factorsOf(term);
            const groups = new Map<string, Node[]>();
            for (const factor of factors) {
              const key = factor.free.map(({ id }) => id).join();
              pushTo(groups, key, factor);
            }
            if (groups.size < 2) return term;
            let changed = false;
            const left = [...guards];
            const parts: Node[] = [];
            for (const group of groups.values()) {
              const free = (group[0] as Node).free;
              const others = factors.filter((factor) => !group.includes(factor));
              const within = left.filter((guard) => guard.free.every((index) => free.includes(index)));
              const isFree =
                left.every((guard) => within.includes(guard) || inside.holdsAlone(guard)) &&
                others.every((factor) => isFinite(factor, finite, inside));
              const movable = isFree ? within : [];
              const [first, ...rest] = group as [Node, ...Node[]];
              const product = rest.reduce((a, b) => store.op('mul', a, b), first);
              const dear = group.length > 1 || movable.length > 0 || isPrimitive(first.op);
              if (!dear || free.length === 0 || free.length >= context) {
                parts.push(product);
                continue;
              }
              changed = true;
              for (const guard of movable) left.splice(left.indexOf(guard), 1);
              const guarded = movable.reduceRight(
                (inner, guard) => store.op('select', guard, inner, store.const(0)),
                product,
              );
              parts.push(define(guarded, definition.name));
            }
            if (!changed) return term;
            const product = parts.reduce((a, b) => store.op('mul', a, b));
            return left.reduceRight((inner, guard) => store.op('select', guard, inner, store.const(0)), product);
          });
    result.push({ ...definition, body });
  }
  return { ...graph, definitions: result };
}

/** `delta` is what the textbooks call the adjoint on the far side of an activation. */
function deltaName(factor: Node, owner: string): string {
  const bar = postorder([factor]).find((node) => node.op === 'read' && node.name.endsWith('Bar'));
  return bar === undefined ? `${owner}Factor` : bar.name.replace(/Bar$/, 'Delta');
}

/** The innermost bodies of sums at any place of a definition; `context` counts the indices that they depend on. */
function rewriteSums(store: Store, definition: Definition, change: (term: Node, context: number) => Node): Node {
  const done = new Map<Node, Node>();
  const visit = (root: Node): Node => {
    for (const node of postorder([root], (n) => !done.has(n))) {
      if (node.op !== 'sumOver') {
        const args = node.args.map((arg) => done.get(arg) ?? arg);
        done.set(node, node.args.length === 0 ? node : store.with(node, args));
        continue;
      }
      const { index, body } = store.open(node);
      const inner = body.op === 'sumOver' ? visit(body) : change(body, body.free.length);
      done.set(node, store.reduce('sumOver', index, inner));
    }
    return done.get(root) as Node;
  };
  return visit(definition.body);
}

function factorsOf(term: Node): { guards: Node[]; factors: Node[] } {
  const guards: Node[] = [];
  let inner = term;
  while (inner.op === 'select' && isValue(inner.args[2], 0)) {
    guards.push(inner.args[0] as Node);
    inner = inner.args[1] as Node;
  }
  const factors: Node[] = [];
  const stack = [inner];
  while (stack.length > 0) {
    const node = stack.pop() as Node;
    if (node.op === 'mul') stack.push(node.args[1] as Node, node.args[0] as Node);
    else factors.push(node);
  }
  return { guards, factors };
}

const isFinite = (node: Node, finite: ReadonlySet<string>, inside: Inside): boolean =>
  postorder([node]).every(
    (part) => total.has(part.op) && (part.op !== 'read' || (finite.has(part.name) && inside.reads(part))),
  );

/** Inputs, and definitions that are finite where the inputs are. */
function finiteNames(graph: Graph): Set<string> {
  const finite = new Set(graph.inputs.map(({ name }) => name));
  const inner = (definition: Definition): boolean =>
    postorder([definition.body]).every(
      (part) => total.has(part.op) && (part.op !== 'read' || finite.has(part.name) || part.name === definition.name),
    );
  for (let changed = true; changed;) {
    changed = false;
    for (const definition of graph.definitions) {
      if (finite.has(definition.name) || !inner(definition)) continue;
      finite.add(definition.name);
      changed = true;
    }
  }
  return finite;
}

function orderOfIndices(node: Node): Node[] {
  return postorder([node]).filter((part) => part.op === 'index' && node.free.includes(part));
}
