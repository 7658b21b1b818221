import type { NodeOp } from '../../ir/op.ts';
import type { Node } from '../../ir/store.ts';
import type { Kit } from '../kit.ts';
import type { Quotient } from '../stabilise/quotient.ts';

/** Between these no part of a product of two has been rounded to 0, to ∞ or to fewer digits. */
export const [LEAST, MOST] = [1e-290, 1e290];

/** What takes an expression's place where the test does not hold. */
export interface Alternative {
  readonly test: Node;
  readonly otherwise: Node;
  /** Whether it is 0 somewhere as the limit of the whole: not with another factor that grows. */
  readonly isLimit?: boolean;
}

/**
 * A value that is in range although what it is computed from is not: the row says where that is trusted, and gives a slower form for
 * elsewhere. The form as written stays where it is good. A form that is as cheap and good everywhere is given alone.
 */
export interface RangeRow {
  readonly name: string;
  readonly on: readonly NodeOp[];
  readonly apply: (k: Kit, node: Node, isInput: (name: string) => boolean) => Alternative | Node | undefined;
}

/** The factors of a quotient; what is below has a negative power. */
export const powersOf = ({ above, below }: Quotient): [base: Node, power: number][] => [
  ...above,
  ...Array.from(below, ([base, n]): [Node, number] => [base, -n]),
];
