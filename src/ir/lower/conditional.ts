import { addAffine, affineOf } from '../affine.ts';
import type { Affine } from '../affine.ts';
import type { Node } from '../store.ts';
import type { Tree } from '../../syntax/tree.ts';
import { truth } from './builtins/elementwise.ts';
import { holds, negated, plus } from './bounds.ts';
import { inner, report } from './context.ts';
import type { Env, Lowering, Step } from './context.ts';
import { broadcast } from './shapes.ts';
import { FAILED, combine, elementAt, typeOf } from './value.ts';

/** `test ? a : b`: each branch knows what the test says about ints. */
export function* elaborateConditional(
  lowering: Lowering,
  env: Env,
  tree: Tree & { readonly kind: 'conditional' },
): Step {
  const { store } = lowering;
  const test = yield { tree: tree.test, env };
  const condition =
    test.kind === 'failed' || test.shape.length > 0 ? undefined : truth(store, elementAt(store, test, []));
  if (test.kind !== 'failed' && condition === undefined) {
    report(
      lowering,
      env.work,
      'type',
      'the test of a conditional must be a scalar, and this is an array',
      tree.test.span,
      'choose by elements: `y[i] = x[i] > 0 ? … : …`',
    );
  }
  const branchEnv = (holdsHere: boolean): Env => {
    const assumed = condition === undefined ? [] : conditionsOf(condition, holdsHere, env.work.scan?.indices);
    return assumed.length === 0 ? env : inner(env, { assumptions: [...env.assumptions, ...assumed] });
  };
  const then = yield { tree: tree.then, env: branchEnv(true) };
  const otherwise = yield { tree: tree.else, env: branchEnv(false) };
  if (condition === undefined || then.kind === 'failed' || otherwise.kind === 'failed') return FAILED;
  if ((typeOf(then) === 'bool') !== (typeOf(otherwise) === 'bool')) {
    report(
      lowering,
      env.work,
      'type',
      'one branch is a number, the other a truth value',
      tree.span,
      'write `… ? 1 : 0` for a number',
    );
    return FAILED;
  }
  const shape = broadcast(lowering, env, [then, otherwise], tree.span, 'the conditional');
  if (shape === undefined) return FAILED;
  return combine(store, [then, otherwise], shape, (a, b) => store.op('select', condition, a as Node, b as Node));
}

/**
 * What a test says about ints, as forms that are at least 0 where it holds (or where it does not). `scanned` are indices
 * whose end is not known yet: that such an index is not n is taken to mean that it stays below.
 */
function conditionsOf(root: Node, holdsHere: boolean, scanned: ReadonlySet<Node> = new Set()): Affine[] {
  const found: Affine[] = [];
  const stack: [Node, boolean][] = [[root, holdsHere]];
  while (stack.length > 0) {
    const [test, isTrue] = stack.pop() as [Node, boolean];
    const [a, b] = test.args;
    if (a === undefined) continue;
    if (test.op === 'not') stack.push([a, !isTrue]);
    else if (b !== undefined && test.op === (isTrue ? 'and' : 'or')) stack.push([b, isTrue], [a, isTrue]);
    else if (b !== undefined) found.push(...comparisonSays(test, a, b, isTrue, scanned));
  }
  return found;
}

function comparisonSays(test: Node, a: Node, b: Node, isTrue: boolean, scanned: ReadonlySet<Node>): Affine[] {
  if (a.type !== 'int' || b.type !== 'int') return [];
  const atMost = (x: Node, y: Node, gap: number): Affine => plus(addAffine(affineOf(y), affineOf(x), -1), -gap);
  switch (test.op) {
    case 'lt':
      return [isTrue ? atMost(a, b, 1) : atMost(b, a, 0)];
    case 'le':
      return [isTrue ? atMost(a, b, 0) : atMost(b, a, 1)];
    case 'gt':
      return [isTrue ? atMost(b, a, 1) : atMost(a, b, 0)];
    case 'ge':
      return [isTrue ? atMost(b, a, 0) : atMost(a, b, 1)];
    case 'eq':
    case 'ne': {
      if ((test.op === 'eq') === isTrue) return [atMost(a, b, 0), atMost(b, a, 0)];
      // Two ints that differ and of which one is never less than the other are at least 1 apart.
      const gap = atMost(a, b, 0);
      const sides = [gap, negated(gap)];
      const known = sides.filter((form) => holds(form));
      const below = sides.filter((form) => [...form.terms].some(([term, factor]) => scanned.has(term) && factor < 0));
      return (known.length > 0 ? known : below).map((form) => plus(form, -1));
    }
    default:
      return [];
  }
}
