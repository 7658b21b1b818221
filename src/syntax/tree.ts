import type { Span } from '../source.ts';

/**
 * The syntax tree of a formula, with places. Operators are calls of mathjs' function of the same meaning
 * (`a + b` is `add(a, b)`, `-x` is `unaryMinus(x)`, `x'` is `transpose(x)`, `a .* b` is `dotMultiply`, `10%` is
 * `divide(10, 100)`, `a <= b < c` is `and(smallerEq(a, b), smaller(b, c))`), parentheses are gone.
 * Trees can be very deep (a sum of 20,000 terms): walk them iteratively.
 */
export type Tree =
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly span: Span }
  | { readonly kind: 'name'; readonly name: string; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  | {
      readonly kind: 'call';
      readonly callee: string;
      readonly args: readonly Tree[];
      /** True for `a + b`, false for `add(a, b)`. */
      readonly operator: boolean;
      readonly calleeSpan: Span;
      readonly span: Span;
    }
  | { readonly kind: 'index'; readonly target: Tree; readonly subscripts: readonly Tree[]; readonly span: Span }
  /** `start:end`, `start:step:end`, or a bare `:` with all three absent. */
  | { readonly kind: 'range'; readonly start?: Tree; readonly step?: Tree; readonly end?: Tree; readonly span: Span }
  /** `[a, b]`; a matrix is an array of its rows. */
  | { readonly kind: 'array'; readonly items: readonly Tree[]; readonly span: Span }
  | { readonly kind: 'conditional'; readonly test: Tree; readonly then: Tree; readonly else: Tree; readonly span: Span }
  /** `i = 1:n` as an argument. */
  | {
      readonly kind: 'binding';
      readonly name: string;
      readonly nameSpan: Span;
      readonly value: Tree;
      readonly span: Span;
    }
  /** `f(t) = …` as an argument. */
  | {
      readonly kind: 'lambda';
      readonly name: string;
      readonly params: readonly Name[];
      readonly body: Tree;
      readonly span: Span;
    };

export interface Name {
  readonly name: string;
  readonly span: Span;
}

export type InputKind = 'real' | 'data' | 'int';

export type Statement =
  /** `h = …` (subscripts absent) or `y[i] = …`, `p[1] = …`, `q[t, :] = …`. */
  | {
      readonly kind: 'define';
      readonly name: Name;
      readonly subscripts?: readonly Tree[];
      readonly value: Tree;
      readonly span: Span;
    }
  | {
      readonly kind: 'function';
      readonly name: Name;
      readonly params: readonly Name[];
      readonly body: Tree;
      readonly span: Span;
    }
  /** `x : real`, `W : real[784, hidden]`, `t : data[batch, 10]`, `n : int`. */
  | {
      readonly kind: 'declare';
      readonly name: Name;
      readonly type: InputKind;
      readonly typeSpan: Span;
      readonly shape: readonly Tree[];
      readonly span: Span;
    }
  /** `derivative(f, x) = …`: the user's own derivative of `f` by its parameter `x`, in `f`'s parameters. */
  | {
      readonly kind: 'derivative';
      readonly function: Name;
      readonly param: Name;
      readonly value: Tree;
      readonly span: Span;
    }
  /** A bare expression. */
  | { readonly kind: 'expression'; readonly value: Tree; readonly span: Span };

export interface Module {
  readonly statements: readonly Statement[];
}
