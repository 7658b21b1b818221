import type { Graph } from '../ir/graph.ts';
import { isReduction } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { formsIn, indicesIn } from './canonical.ts';
import type { FormOf } from './canonical.ts';
import { costOfNode } from './inline.ts';

/** From this cost on, an expression that several loops need is computed once and kept. */
const DEAR = 20;

export interface Dear {
  isDear(node: Node): boolean;
  /** The key of its canonical form: the same for elements of one array. */
  keyOf(node: Node): string;
  /** Keys of the dear expressions that more than one loop nest needs, and that can be kept for all of them. */
  readonly shared: ReadonlySet<string>;
}

const isCostly = (node: Node): boolean => costOfNode(node) >= DEAR;

/** A choice by values, of which only the branch that is taken is to be computed. */
const isChoice = ({ op, type, args: [test] }: Node): boolean =>
  op === 'select' && type === 'real' && (test as Node).args.some((arg) => arg.type === 'real');

/**
 * What is worth keeping in a graph: functions, and choices by values with a function in a branch that is computed nowhere
 * else, so that it still is where the branch is taken only.
 */
export function dearIn(graph: Graph): Dear {
  const { store } = graph;
  const formOf = formsIn(graph);
  const keys = new Map<Node, string>();
  const keyOf = (node: Node): string => {
    const known = keys.get(node) ?? formOf(node, indicesIn(node)).key;
    keys.set(node, known);
    return known;
  };
  const below = (node: Node): readonly Node[] => (isReduction(node.op) ? [store.open(node).body] : node.args);
  // A scalar without reductions is shared where it is printed.
  const nests = graph.definitions.filter(({ indices, body }) => indices.length > 0 || body.height > 0);
  const choices = nests.some(({ body }) => postorder([body]).some(isChoice));

  /** What is computed whatever is chosen. */
  const always = new Set<string>();
  if (choices)
    for (const { body } of nests)
      for (const node of reach(body, (n) => (isChoice(n) ? [n.args[0] as Node] : below(n))))
        if (isCostly(node)) always.add(keyOf(node));
  const holdsOwn = new Map<Node, boolean>();
  const isDearChoice = (choice: Node): boolean => {
    if (!choices || !isChoice(choice)) return false;
    for (const node of postorder([choice], (n) => !holdsOwn.has(n)))
      holdsOwn.set(
        node,
        (isCostly(node) && !always.has(keyOf(node))) || node.args.some((arg) => holdsOwn.get(arg) === true),
      );
    return choice.args.slice(1).some((branch) => holdsOwn.get(branch) === true);
  };
  const isDear = (node: Node): boolean => isCostly(node) || isDearChoice(node);

  /** Keys of what is found in more than one nest; inside of what is kept anyway a function is needed once. */
  const foundTwice = (counts: (node: Node) => boolean, kept: ReadonlySet<string>): ReadonlySet<string> => {
    const count = new Map<string, number>();
    const entered = new Set<string>();
    for (const { body } of nests) {
      const nodes = reach(body, (node) => {
        if (kept.size === 0 || !isDearChoice(node) || !kept.has(keyOf(node))) return below(node);
        if (entered.has(keyOf(node))) return [];
        entered.add(keyOf(node));
        return below(node);
      });
      for (const node of nodes) {
        // Scalars are shared where they are printed.
        if (node.free.length === 0 || !counts(node) || !canMove(formOf, node)) continue;
        count.set(keyOf(node), (count.get(keyOf(node)) ?? 0) + 1);
      }
    }
    return new Set([...count].filter(([, times]) => times > 1).map(([key]) => key));
  };
  return { isDear, keyOf, shared: foundTwice(isDear, foundTwice(isDearChoice, new Set())) };
}

/** Whether an expression can be kept in a definition of its own. */
export const canMove = (formOf: FormOf, node: Node): boolean => !hasShift(formOf(node, indicesIn(node)).body);

/** The nodes that are reached from a root by a step, each once. */
function reach(root: Node, step: (node: Node) => readonly Node[]): ReadonlySet<Node> {
  const reached = new Set<Node>([root]);
  for (const node of reached) for (const next of step(node)) reached.add(next);
  return reached;
}

/**
 * Whether an expression reads at a shifted place for which it does not look itself: in a definition of its own, which has
 * all places, it might then read beside an array.
 */
function hasShift(root: Node): boolean {
  const isPlain = (place: Node): boolean => place.op === 'index' || place.op === 'const';
  const guarded = new Set<Node>();
  const shifted = (node: Node): boolean => node.op === 'read' && !node.args.every(isPlain);
  const looks = (node: Node): boolean =>
    node.op === 'select' && postorder([node.args[0] as Node]).every(({ type }) => type !== 'real');
  for (const node of postorder([root]))
    if (looks(node)) for (const part of postorder(node.args.slice(1))) guarded.add(part);
  return postorder([root]).some((node) => shifted(node) && !guarded.has(node));
}
