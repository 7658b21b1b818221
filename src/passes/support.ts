import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { provablyLess } from '../ir/affine.ts';
import { isValue } from '../rules/simplify/terms.ts';

/**
 * Where an expression may be other than 0 because of the branches taken: a truth value. Outside of it the expression is
 * the constant 0, and so are its derivatives. Undefined where that can't be said in a few words.
 */
export type Support = Node | undefined;

export interface Supports {
  of(node: Node): Support;
  /** Of a definition, from now on; a name that is not defined is nowhere 0. Whether that is new. */
  define(name: string, indices: readonly Node[], support: Support): boolean;
}

/** Longer conditions are not worth their evaluation. */
const LONGEST = 16;

/** Operations that are 0 where their (first) argument is. */
export const keepsZero = new Set<string>([
  'neg',
  'div',
  'sqrt',
  'cbrt',
  'abs',
  'sin',
  'tan',
  'asin',
  'atan',
  'sinh',
  'tanh',
  'asinh',
  'atanh',
  'expm1',
  'log1p',
  'erf',
  'floor',
  'ceil',
  'round',
  'fix',
  'detach',
]);

export function createSupports(store: Store, simplify: (node: Node) => Node): Supports {
  const always = store.bool(true);
  const never = store.bool(false);
  const names = new Map<string, { indices: readonly Node[]; support: Support }>();
  let known = new Map<Node, Support>();

  const brief = (condition: Node): Support => {
    const simple = simplify(condition);
    const parts = postorder([simple], (node) => node.op !== 'index' && node.op !== 'read');
    return parts.length > LONGEST || simple.height > 0 ? undefined : simple;
  };
  const either = (a: Support, b: Support): Support => {
    if (a === always || b === always) return always;
    if (a === never) return b;
    if (b === never) return a;
    return a === undefined || b === undefined ? undefined : brief(store.op('or', a, b));
  };
  const both = (a: Support, b: Support): Support => {
    if (a === never || b === never) return never;
    if (a === always) return b;
    if (b === always) return a;
    return a === undefined || b === undefined ? undefined : brief(store.op('and', a, b));
  };

  const infer = (node: Node): Support => {
    const at = (k: number): Support => known.get(node.args[k] as Node);
    switch (node.op) {
      case 'const':
        return store.bool(node.value !== 0);
      case 'add':
      case 'sub':
        return either(at(0), at(1));
      case 'mul':
        return both(at(0), at(1));
      case 'pow':
        return isPositiveConst(node.args[1]) ? at(0) : always;
      case 'relu':
        return both(at(0), brief(store.op('gt', node.args[0] as Node, store.const(0))));
      case 'max':
      case 'min': {
        const beyond = node.op === 'max' ? 'gt' : 'lt';
        const [a, b] = node.args as [Node, Node];
        if (isValue(b, 0)) return brief(store.op(beyond, a, b));
        return isValue(a, 0) ? brief(store.op(beyond, b, a)) : either(at(0), at(1));
      }
      case 'select': {
        const test = node.args[0] as Node;
        return either(both(brief(test), at(1)), both(brief(store.op('not', test)), at(2)));
      }
      case 'sumOver': {
        const [index] = node.args as [Node, Node];
        const inner = at(1);
        if (inner === never) return never;
        const [lo, hi] = index.args as [Node, Node];
        if (inner === undefined || !provablyLess(lo, hi)) return undefined;
        if (!inner.free.includes(index)) return inner;
        // All terms at a kink at once is no branch.
        return isAlmostAlways(inner) ? always : undefined;
      }
      case 'read': {
        const found = names.get(node.name);
        if (found === undefined) return always;
        const { indices, support } = found;
        if (support === undefined) return undefined;
        return brief(store.substitute(support, new Map(indices.map((index, p) => [index, node.args[p] as Node]))));
      }
      default:
        return keepsZero.has(node.op) ? at(0) : always;
    }
  };
  return {
    of: (root) => {
      for (const node of postorder([root], (one) => !known.has(one)))
        known.set(node, node.type === 'bool' ? always : infer(node));
      return known.get(root);
    },
    define: (name, indices, support) => {
      const before = names.get(name);
      if (before === undefined ? support === always : before.support === support) return false;
      names.set(name, { indices, support });
      known = new Map();
      return true;
    },
  };
}

const isPositiveConst = (node: Node | undefined): boolean => node?.op === 'const' && node.value > 0;

/** Whether a condition fails at single points only: x ≠ 0. */
const isAlmostAlways = (test: Node): boolean =>
  test.op === 'not'
    ? test.args[0]?.op === 'eq' && test.args[0].args.some((arg) => arg.type === 'real')
    : test.op === 'ne' && test.args.some((arg) => arg.type === 'real');
