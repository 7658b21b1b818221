import { printNode } from '../print.ts';
import type { Node } from '../store.ts';
import type { Span } from '../../source.ts';
import { report } from './context.ts';
import type { Env, Lowering } from './context.ts';
import { postorder } from '../store.ts';
import type { Guess } from './knowledge.ts';
import { guessedValue, guessOf } from './lookup.ts';
import { isOne } from './value.ts';
import type { Known, Value } from './value.ts';

/** `a scalar`, `[3]`, `[n, 2]`. */
export const shapeText = ({ store, knowledge }: Lowering, shape: readonly Node[]): string =>
  shape.length === 0
    ? 'a scalar'
    : `[${shape.map((extent) => printNode(knowledge.resolve(extent), store)).join(', ')}]`;

/** The shape that values broadcast to, as in mathjs; reports shapes that do not fit, in terms of `what` was written. */
export function broadcast(
  lowering: Lowering,
  env: Env,
  values: readonly Value[],
  span: Span,
  what: string,
): Node[] | undefined {
  const rank = Math.max(0, ...values.map((value) => value.shape.length));
  const shape: Node[] = [];
  for (let k = 0; k < rank; k += 1) {
    const extents = values.flatMap((value) => value.shape[k - rank + value.shape.length] ?? []);
    const [first, ...others] = extents.filter((extent) => !isOne(extent));
    if (others.some((other) => !lowering.knowledge.unify(first as Node, other))) {
      const shapes = values.map((value) => shapeText(lowering, value.shape));
      report(
        lowering,
        env.work,
        'shape',
        `${what} combines shapes that do not fit: ${shapes.join(' and ')}`,
        span,
        'declare or cut one of them, so that the sizes agree',
      );
      return undefined;
    }
    shape.push(first ?? (extents[0] as Node));
  }
  return shape;
}

/** Makes an undeclared scalar an array of at least that rank, if the value is one; else gives the value as it is. */
export function promoteRank(lowering: Lowering, value: Known, rank: number): Known {
  if (value.shape.length >= rank) return value;
  const guess = guessOf(lowering, value);
  if (guess === undefined || guess.kind === 'size') return value;
  lowering.knowledge.promote(guess, { rank });
  return guessedValue(lowering, guess);
}

/** Says that all elements of an array matter, not just the places that happen to be read. */
export function useWhole({ knowledge }: Lowering, value: Value): void {
  for (const extent of value.shape) knowledge.useWhole(extent);
}

/** The undeclared inputs that are scalars so far and that an expression depends on, also by what it reads. */
export function undeclaredIn(lowering: Lowering, root: Node): Guess[] {
  const found = new Set<Guess>();
  const read = new Set<string>();
  const roots = [root];
  while (roots.length > 0) {
    for (const node of postorder([roots.pop() as Node])) {
      if (node.op !== 'read' || read.has(node.name)) continue;
      read.add(node.name);
      const guess = lowering.knowledge.guesses.get(node.name);
      if (guess?.rank === 0 && guess.kind === 'real') found.add(guess);
      const body = lowering.bodies.get(node.name);
      if (body !== undefined) roots.push(body);
    }
  }
  return [...found];
}
