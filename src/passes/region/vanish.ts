import type { Affine } from '../../ir/affine.ts';
import { affineOf } from '../../ir/affine.ts';
import type { Definition } from '../../ir/graph.ts';
import { contradict, implies } from '../../ir/implies.ts';
import { postorder } from '../../ir/store.ts';
import type { Node } from '../../ir/store.ts';
import { isValue } from '../../rules/simplify/terms.ts';
import { createRisks, isNonzero, riskOfOp } from '../finite.ts';
import { keepsZero } from '../support.ts';
import { formsAt, plus } from './claims.ts';
import type { Claims } from './claims.ts';
import { formsOfTest } from './tests.ts';

/** Conditionals inside of each other that are followed. */
const DEEPEST = 12;

export interface Vanishing {
  /**
   * Whether the body of a definition is 0 where forms are at least 0 and what `zeros` says of others holds.
   * A recurrence may rely on itself: what it reads is computed before.
   */
  isZero(definition: Definition, where: readonly Affine[], zeros: Claims): boolean;
}

/**
 * Proofs that elements are 0 by structure. A product is 0 if one factor is and the other is a finite number; in adjoints and
 * tangents a structural zero is stronger than infinity, as everywhere in the chain rule (see `Chain`).
 */
export function createVanishing(definitions: readonly Definition[], facts: readonly Affine[]): Vanishing {
  const riskOf = createRisks(definitions);
  const scalars = new Map(definitions.filter(({ indices }) => indices.length === 0).map((one) => [one.name, one.body]));

  const isApart = (node: Node, where: readonly Affine[]): boolean =>
    isNonzero(node) || (node.type === 'int' && implies([...where, ...facts], plus(affineOf(node), -1)));

  /** Whether all is finite at the places in question, though it may not be at others: 2 / s where there is a step of s. */
  const isFinite = (root: Node, where: readonly Affine[]): boolean => {
    if (riskOf(root) === 'none') return true;
    for (const node of postorder([root], (one) => one.type !== 'bool' && riskOf(one) !== 'none')) {
      if (node.op === 'read') {
        const body = scalars.get(node.name);
        if (body === undefined || !isFinite(body, where)) return false;
      } else if (node.op === 'div' ? !isApart(node.args[1] as Node, where) : riskOfOp(node) !== 'none') return false;
    }
    return true;
  };

  return {
    isZero({ body, origin }, where, zeros) {
      const isDerivative = origin?.kind === 'adjoint' || origin?.kind === 'tangent' || origin?.kind === 'jacobian';
      const vanishes = (root: Node, known: readonly Affine[], depth: number): boolean => {
        const zero = new Set<Node>();
        const is = (node: Node | undefined): boolean => node !== undefined && zero.has(node);
        const tame = (node: Node): boolean => isDerivative || isFinite(node, known);
        const branch = (value: Node, test: Node, holds: boolean): boolean => {
          if (is(value)) return true;
          const more = formsOfTest(test, holds);
          if (more.length === 0 || depth >= DEEPEST) return false;
          const inside = [...known, ...more];
          return contradict([...facts, ...inside]) || vanishes(value, inside, depth + 1);
        };
        const decide = (node: Node): boolean => {
          const [a, b, c] = node.args as [Node, Node, Node];
          switch (node.op) {
            case 'const':
              return node.value === 0;
            case 'read': {
              const claim = zeros.get(node.name);
              return (
                claim !== undefined && formsAt(claim, node.args).some((form) => implies([...facts, ...known], form))
              );
            }
            case 'add':
            case 'sub':
            case 'max':
            case 'min':
            case 'hypot':
              return is(a) && is(b);
            case 'mul':
              return (is(a) && tame(b)) || (is(b) && tame(a));
            case 'div':
              return is(a) && (isDerivative || (isApart(b, known) && isFinite(b, known)));
            case 'pow':
              return is(a) && b.op === 'const' && b.value > 0;
            case 'relu':
              return is(a);
            case 'sumOver':
              return is(b);
            case 'select':
              return (branch(b, a, true) || isOnlyZero(a, b, is)) && branch(c, a, false);
            default:
              return keepsZero.has(node.op) && is(a);
          }
        };
        for (const node of postorder([root])) if (node.type !== 'bool' && decide(node)) zero.add(node);
        return is(root);
      };
      return vanishes(body, where, 0);
    },
  };
}

/** Whether a value is 0 wherever a test holds: `p = 0`, or `f ≠ 0` for an f that is 0. */
function isOnlyZero(test: Node, value: Node, isZero: (node: Node | undefined) => boolean): boolean {
  const [a, b] = test.args;
  if (test.op === 'or') return test.args.every((part) => isOnlyZero(part, value, isZero));
  if (test.op === 'and') return test.args.some((part) => isOnlyZero(part, value, isZero));
  if (!isValue(b, 0)) return false;
  return test.op === 'eq' ? a === value || isMultiple(value, a as Node) : test.op === 'ne' && isZero(a);
}

/** Whether a value is a literal times another. */
const isMultiple = ({ op, args }: Node, of: Node): boolean =>
  op === 'neg' ? args[0] === of : op === 'mul' && args.includes(of) && args.some((arg) => arg.op === 'const');
