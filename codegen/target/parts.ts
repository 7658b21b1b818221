import { allStatements, expressionsOf } from '../../src/ir/program.ts';
import type { Program, Statement } from '../../src/ir/program.ts';
import type { Node } from '../../src/ir/store.ts';

/** When a function is cut into parts that are functions of their own. */
export interface Limits {
  /** From so many statements on its large loops are. */
  readonly statements: number;
  /** From so many operations outside of these on the rest is cut, into parts of a quarter of them. */
  readonly operations: number;
}

/**
 * V8 compiles a function while one of its loops runs, from there to its end, and does that again for the next one; above 60 kB of
 * bytecode it does not compile it at all, and the function takes 15 times as long. An operation is some 5 bytes.
 */
export const LIMITS: Limits = { statements: 120, operations: 8000 };

/** A loop of fewer statements stays where it is. */
const LARGE = 3;

/** Statements that follow each other, which stay in the function or are one of their own. */
export interface Part {
  readonly from: number;
  /** After its last statement. */
  readonly to: number;
  readonly apart: boolean;
  /** The names of what it uses and was there before. */
  readonly needs: readonly string[];
  /** Variables from before that it sets. */
  readonly changes: readonly string[];
  /** What it declares for the statements after it. */
  readonly declares: readonly string[];
}

/** The parts of a program, in order. */
export function partsOf({ body }: Program, limits: Limits): Part[] {
  const loops = countOf(body) < limits.statements ? [] : loopsOf(body);
  const cuts: { from: number; to: number; apart: boolean }[] = [];
  const weights = weightsOf(body);
  const isFree = (k: number): boolean => !loops.some(({ from, to }) => k >= from && k < to);
  const total = weights.reduce((sum, weight, k) => sum + (isFree(k) ? weight : 0), 0);
  const isHeavy = total > limits.operations;
  const most = isHeavy ? limits.operations / 4 : Infinity;
  for (let from = 0; from < body.length;) {
    const loop = loops.find((one) => one.from === from);
    let to = from;
    let weight = 0;
    while (to < body.length && isFree(to) && (to === from || weight < most)) {
      weight += weights[to] as number;
      to += 1;
    }
    const isLarge = isHeavy && weight > limits.operations / 16;
    cuts.push(loop === undefined ? { from, to, apart: isLarge } : { ...loop, apart: true });
    from = loop?.to ?? to;
  }
  const named = new Map<Node, string>();
  return cuts.map((cut) => {
    const statements = body.slice(cut.from, cut.to);
    const changes = changedBy(statements);
    const needs = [...new Set([...needsOf(statements, named), ...changes])];
    const declares: string[] = [];
    for (const one of statements) {
      if (one.kind !== 'local' && one.kind !== 'variable') continue;
      declares.push(one.name);
      if (one.kind === 'local' && one.names !== undefined) named.set(one.names, one.name);
    }
    return { ...cut, needs, changes, declares };
  });
}

/** The statements of each function that a program becomes. */
export function functionsOf({ body }: Program, parts: readonly Part[]): (readonly Statement[])[] {
  const statementsOf = ({ from, to }: Part): readonly Statement[] => body.slice(from, to);
  const own = parts.filter(({ apart }) => apart);
  return [parts.filter((part) => !own.includes(part)).flatMap(statementsOf), ...own.map(statementsOf)];
}

/** The large loops, each with the one that does what it leaves over; none where there is one only. */
function loopsOf(body: readonly Statement[]): { from: number; to: number }[] {
  const loops: { from: number; to: number }[] = [];
  for (let from = 0; from < body.length; from += 1) {
    const statement = body[from] as Statement;
    if (!holdsLoop(statement)) continue;
    const rest = isStepped(statement)
      ? body.findIndex((other, k) => k > from && other.kind === 'loop' && other.rest === true)
      : -1;
    const to = Math.max(rest, from) + 1;
    const part = body.slice(from, to);
    if (!part.every(holdsLoop) || countOf(part) < LARGE) continue;
    loops.push({ from, to });
    from = to - 1;
  }
  return loops.length < 2 ? [] : loops;
}

const isStepped = (statement: Statement): boolean => statement.kind === 'loop' && statement.step !== undefined;

const holdsLoop = (statement: Statement): boolean =>
  statement.kind === 'loop' || (statement.kind === 'if' && statement.body.some(holdsLoop));

const countOf = (statements: readonly Statement[]): number => [...allStatements(statements)].length;

/** How many operations each statement is: what an earlier one names is one. */
function weightsOf(body: readonly Statement[]): number[] {
  const named = new Set<Node>();
  return body.map((statement) => {
    let weight = 1;
    walk(expressionsOf([statement]).reverse(), (node) => {
      if (node.op !== 'index') weight += 1;
      return !named.has(node);
    });
    if (statement.kind === 'local' && statement.names !== undefined) named.add(statement.names);
    return weight;
  });
}

/** The variables from before that are set. */
export function changedBy(statements: readonly Statement[]): string[] {
  const declared = declaredIn(statements);
  const set = new Set<string>();
  for (const one of allStatements(statements)) {
    if (one.kind === 'update') set.add(one.name);
    if (one.kind === 'track') set.add(one.best).add(one.arg);
  }
  return [...set].filter((name) => !declared.has(name));
}

/** The names of what is used and was there before; `named` are the expressions that have one of these names. */
export function needsOf(statements: readonly Statement[], named: ReadonlyMap<Node, string>): string[] {
  const needed = new Set<string>();
  for (const one of allStatements(statements)) if (one.kind === 'store' || one.kind === 'fill') needed.add(one.array);
  walk(expressionsOf(statements).reverse(), (node) => {
    const name = named.get(node) ?? (node.op === 'read' || node.op === 'size' ? node.name : undefined);
    if (name !== undefined) needed.add(name);
    return !named.has(node);
  });
  const declared = declaredIn(statements);
  return [...needed].filter((name) => !declared.has(name));
}

function declaredIn(statements: readonly Statement[]): ReadonlySet<string> {
  const declared = new Set<string>();
  for (const one of allStatements(statements))
    if (one.kind === 'local' || one.kind === 'variable') declared.add(one.name);
  return declared;
}

/** Visits each node below the roots once, in no order that matters; `enter` says whether to go on below it. */
function walk(roots: readonly Node[], enter: (node: Node) => boolean): void {
  const seen = new Set<Node>();
  const stack = [...roots];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    // What an index runs between is evaluated before its loop, not where it is read.
    if (enter(node) && node.op !== 'index') stack.push(...node.args);
  }
}
