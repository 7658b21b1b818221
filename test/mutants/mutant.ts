import type { OpName } from '../../src/ir/op.ts';
import type { Node, Store } from '../../src/ir/store.ts';
import type { CompileOptions } from '../../src/pipeline.ts';
import type { Rule as Derivative } from '../../src/rules/derivative.ts';
import type { Kit } from '../../src/rules/kit.ts';
import type { Reductions } from '../../src/rules/reductions.ts';
import type { Rule } from '../../src/rules/rule.ts';
import type { Tables } from '../../src/rules/tables.ts';

/** One rule made wrong, and a formula in which that matters. */
export interface Mutant {
  /** The rule, as the report names it. */
  readonly rule: string;
  /** What is wrong with it. */
  readonly wrong: string;
  readonly formula: string;
  readonly emit: CompileOptions['emit'];
  /** The tables with the wrong rule in the place of the right one. */
  readonly tables: (right: Tables) => Tables;
}

interface More {
  readonly emit?: CompileOptions['emit'];
}

/** What a wrong derivative is made of: the arguments, the value `y`, and the right partial derivatives. */
type Partials = (k: Kit, args: readonly [Node, Node, Node], y: Node, right: readonly (Node | null)[]) => unknown[];

/** A row of the derivatives whose partial derivatives are others. */
export function derivative(
  op: OpName,
  wrong: string,
  formula: string,
  partials: Partials,
  { emit }: More = {},
): Mutant {
  const tables = (right: Tables): Tables => {
    const rule: Derivative = (k, args, y) =>
      partials(k, args as readonly [Node, Node, Node], y, right.derivatives[op](k, args, y)) as (Node | null)[];
    return { ...right, derivatives: { ...right.derivatives, [op]: rule } };
  };
  return { rule: `derivative of ${op}`, wrong, formula, emit, tables };
}

/** What the derivatives of a reduction are made of, made of something else. */
export function reduction(
  op: keyof Reductions,
  wrong: string,
  formula: string,
  change: (...args: [...Parameters<Reductions['prodOver']>, right: Node]) => Node,
  { emit }: More = {},
): Mutant {
  const tables = (right: Tables): Tables => ({
    ...right,
    reductions: {
      ...right.reductions,
      [op]: (store: Store, index: Node, body: Node) =>
        change(store, index, body, right.reductions[op](store, index, body)),
    },
  });
  return { rule: `derivative of ${op}`, wrong, formula, emit, tables };
}

/** What a rewrite gives in place of its right result; undefined where the right rule does not apply either. */
type Apply = (store: Store, node: Node, right: () => Node | undefined) => Node | undefined;

/** A wrong rule may match what it makes. */
const MOST_REWRITES = 5000;

/** A row among the rewrites, told by a part of its name that no other has, which rewrites to something else. */
const rewriteIn =
  (table: 'simplify' | 'stabilise') =>
  (name: string, wrong: string, formula: string, apply: Apply, { emit }: More = {}): Mutant => {
    const tables = (right: Tables): Tables => {
      const rows = right[table].filter((row) => row.name.includes(name));
      if (rows.length !== 1) throw new Error(`${rows.length} rows of ${table} are called ${name}`);
      const row = rows[0] as Rule;
      let count = 0;
      const mutant: Rule = {
        ...row,
        apply(store, node) {
          const result = apply(store, node, () => row.apply(store, node));
          if (result !== undefined && result !== node) count += 1;
          if (count > MOST_REWRITES) throw new Error(`${row.name} does not end when it is wrong: ${wrong}`);
          return result;
        },
      };
      return { ...right, [table]: right[table].map((other) => (other === row ? mutant : other)) };
    };
    return { rule: `${table}: ${name}`, wrong, formula, emit, tables };
  };

export const simplify = rewriteIn('simplify');
export const stabilise = rewriteIn('stabilise');

/** The right result, changed where there is one. */
export const after =
  (change: (store: Store, result: Node, node: Node) => Node | undefined): Apply =>
  (store, node, right) => {
    const result = right();
    return result === undefined ? undefined : change(store, result, node);
  };

/** A wrong result where `applies`, the right one everywhere else. */
export const where =
  (applies: (node: Node) => boolean, change: (store: Store, node: Node) => Node): Apply =>
  (store, node, right) =>
    applies(node) ? change(store, node) : right();
