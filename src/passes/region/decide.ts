import type { Affine } from '../../ir/affine.ts';
import { comparisonForm } from '../../ir/affine.ts';
import { contradict, implies, negation } from '../../ir/implies.ts';
import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import { formsOfTest } from './tests.ts';

/** Beyond this many expressions, each once for all that is known around it, a body stays as it is. */
const MOST_VISITS = 20_000;

/** Whether a test of places holds where forms are at least 0; undefined where that is not known, and for other tests. */
function truthOf(test: Node, where: readonly Affine[]): boolean | undefined {
  const [a, b] = test.args;
  if (test.op === 'not') {
    const inner = truthOf(a as Node, where);
    return inner === undefined ? undefined : !inner;
  }
  if (test.op === 'and' || test.op === 'or') {
    const strong = test.op === 'or';
    const both = test.args.map((part) => truthOf(part, where));
    return both.includes(strong) ? strong : both.every((one) => one === !strong) ? !strong : undefined;
  }
  if (a?.type !== 'int' || b?.type !== 'int') return undefined;
  if (test.op === 'eq' || test.op === 'ne') {
    const forms = formsOfTest(test, test.op === 'eq');
    if (contradict([...where, ...forms])) return test.op === 'ne';
    return forms.every((form) => implies(where, form)) ? test.op === 'eq' : undefined;
  }
  const form = comparisonForm(test);
  if (form === undefined) return undefined;
  return implies(where, form) ? true : implies(where, negation(form)) ? false : undefined;
}

/** An expression without the tests of places that those around them decide. */
export function decideTests(store: Store, root: Node, facts: readonly Affine[]): Node {
  let visits = 0;
  const choose = (node: Node, where: readonly Affine[], known: Map<Node, Node>): Node => {
    const done = known.get(node);
    if (done !== undefined) return done;
    const [test, a, b] = node.args as [Node, Node, Node];
    const truth = truthOf(test, where);
    const inside = (branch: Node, holds: boolean): Node => {
      const more = formsOfTest(test, holds);
      return more.length === 0 ? within(branch, where, known) : within(branch, [...where, ...more], new Map());
    };
    const result =
      truth !== undefined
        ? within(truth ? a : b, where, known)
        : store.op('select', within(test, where, known), inside(a, true), inside(b, false));
    known.set(node, result);
    return result;
  };
  const within = (top: Node, where: readonly Affine[], known: Map<Node, Node>): Node => {
    if (top.op === 'select') return choose(top, where, known);
    for (const node of postorder([top], (one) => one.op !== 'select' && !known.has(one))) {
      visits += 1;
      if (visits > MOST_VISITS) return top;
      const args = node.args.map((arg) => (arg.op === 'select' ? choose(arg, where, known) : (known.get(arg) ?? arg)));
      known.set(node, args.length === 0 ? node : store.with(node, args));
    }
    return known.get(top) ?? top;
  };
  const result = within(root, facts, new Map());
  return visits > MOST_VISITS ? root : result;
}
