import type { Reporter } from '../../diagnostic.ts';
import type { Span } from '../../source.ts';
import type { Module, Name, Statement, Tree } from '../../syntax/tree.ts';
import { walkNames } from './walk.ts';

export type Define = Statement & { readonly kind: 'define' };
export type Declare = Statement & { readonly kind: 'declare' };

/** What one definition of the graph comes from: a plain statement, or all clauses of an array given by its elements. */
export interface Unit {
  readonly id: number;
  /** The user's name; `f` for a bare expression. */
  readonly name: Name;
  /** How many earlier statements give the same plain name. */
  readonly version: number;
  /** Place of the (first) statement in the module. */
  readonly position: number;
  /** The clauses `p[1] = …`, `p[t] = …`; empty for a plain value. */
  readonly clauses: readonly Define[];
  /** The value of a plain definition. */
  readonly value?: Tree;
  readonly span: Span;
  /** False for a bare expression, which nobody can refer to. */
  readonly named: boolean;
}

export interface UserFunction {
  readonly name: Name;
  readonly params: readonly Name[];
  readonly body: Tree;
  readonly position: number;
  readonly span: Span;
  /** The user's own derivatives, by parameter. */
  readonly claims: Map<string, Tree>;
  /** Names that are neither known nor parameters and stand in a range: sizes to be found out. */
  readonly sizeNames: Map<string, Span>;
}

/** What the module says, sorted by kind. Keys are the user's names, which may be `constructor` or `__proto__`: maps only. */
export interface Program {
  readonly units: readonly Unit[];
  /** The units of a plain name in order, or the one unit of an array given by its elements. */
  readonly unitsOf: ReadonlyMap<string, readonly Unit[]>;
  readonly functions: ReadonlyMap<string, UserFunction>;
  readonly declarations: ReadonlyMap<string, Declare>;
  /** Names that stand in the shape of a declaration. */
  readonly sizeNames: ReadonlySet<string>;
  /** What the module computes unless asked otherwise: the last name assigned, or the bare expression at the end. */
  readonly last: Unit | UserFunction | undefined;
  /** Every identifier that the user wrote. */
  readonly identifiers: ReadonlySet<string>;
}

export const isUnit = (item: Unit | UserFunction): item is Unit => 'clauses' in item;

/**
 * The unit that a name means to a statement at a position: mathjs goes from top to bottom, so it is the last plain
 * definition above; an array given by its elements is one thing, wherever its clauses stand.
 */
export function unitAt(program: Program, name: string, position: number): Unit | undefined {
  const units = program.unitsOf.get(name);
  const first = units?.[0];
  if (units === undefined || first === undefined || first.clauses.length > 0) return first;
  let low = 0;
  let high = units.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((units[middle] as Unit).position < position) low = middle + 1;
    else high = middle;
  }
  return units[low - 1];
}

/** Sorts a module's statements; reports names that are given twice and derivatives of nothing. */
export function analyseModule(module: Module, reporter: Reporter): Program {
  const units: Unit[] = [];
  const unitsOf = new Map<string, Unit[]>();
  const clausesOf = new Map<Unit, Define[]>();
  const functions = new Map<string, UserFunction>();
  const declarations = new Map<string, Declare>();
  const sizeNames = new Set<string>();
  let last: Unit | UserFunction | undefined;

  const twice = (name: Name, other: string): void =>
    reporter.error('duplicate', `\`${name.name}\` is already ${other}`, name.span, 'choose another name');

  module.statements.forEach((statement, position) => {
    if (statement.kind === 'declare') {
      const { name } = statement;
      if (declarations.has(name.name)) return twice(name, 'declared');
      if (functions.has(name.name)) return twice(name, 'a function');
      declarations.set(name.name, statement);
      for (const extent of statement.shape)
        walkNames(extent, undefined, { name: (found) => void sizeNames.add(found) });
    } else if (statement.kind === 'function') {
      const { name, params, body, span } = statement;
      if (functions.has(name.name)) return twice(name, 'a function');
      if (unitsOf.has(name.name)) return twice(name, 'a value');
      if (declarations.has(name.name)) return twice(name, 'declared as an input');
      params.forEach((param, k) => {
        if (params.findIndex((other) => other.name === param.name) < k) twice(param, `a parameter of \`${name.name}\``);
      });
      last = { name, params, body, position, span, claims: new Map(), sizeNames: new Map() };
      functions.set(name.name, last);
    } else if (statement.kind === 'define' || statement.kind === 'expression') {
      last = addUnit(statement, position);
    }
  });
  for (const statement of module.statements) {
    if (statement.kind === 'derivative') addClaim(statement, functions, reporter);
  }
  return { units, unitsOf, functions, declarations, sizeNames, last, identifiers: identifiersOf(module) };

  function addUnit(
    statement: Statement & { readonly kind: 'define' | 'expression' },
    position: number,
  ): Unit | undefined {
    const { span, value } = statement;
    const id = units.length;
    if (statement.kind === 'expression') {
      const name = { name: 'f', span };
      return units[units.push({ id, name, version: 0, position, clauses: [], value, span, named: false }) - 1];
    }
    const { name } = statement;
    if (functions.has(name.name)) return void twice(name, 'a function');
    const known = unitsOf.get(name.name) ?? [];
    unitsOf.set(name.name, known);
    const first = known[0];
    const byElements = statement.subscripts !== undefined;
    if (first !== undefined && byElements !== first.clauses.length > 0) return void twice(name, 'a value');
    if (byElements && first !== undefined) {
      clausesOf.get(first)?.push(statement);
      return first;
    }
    const clauses = byElements ? [statement as Define] : [];
    const common = { id, name, version: known.length, position, span, clauses, named: true };
    const unit: Unit = byElements ? common : { ...common, value };
    clausesOf.set(unit, clauses);
    units.push(unit);
    known.push(unit);
    return unit;
  }
}

function addClaim(
  statement: Statement & { readonly kind: 'derivative' },
  functions: ReadonlyMap<string, UserFunction>,
  reporter: Reporter,
): void {
  const { function: name, param, value } = statement;
  const target = functions.get(name.name);
  if (target === undefined) {
    reporter.error(
      'unknown-function',
      `there is no function \`${name.name}\` to give a derivative of`,
      name.span,
      `define it: \`${name.name}(${param.name}) = …\``,
    );
  } else if (!target.params.some((known) => known.name === param.name)) {
    const params = target.params.map((known) => `\`${known.name}\``).join(', ');
    const message = `\`${param.name}\` is not a parameter of \`${name.name}\``;
    reporter.error('unknown-name', message, param.span, params === '' ? undefined : `it has ${params}`);
  } else if (target.claims.has(param.name)) {
    reporter.error(
      'duplicate',
      `the derivative of \`${name.name}\` by \`${param.name}\` is already given`,
      statement.span,
      'remove one of the two',
    );
  } else {
    target.claims.set(param.name, value);
  }
}

/** Every name in the module, bound or free: what the graph calls its own things must differ from these. */
function identifiersOf(module: Module): Set<string> {
  const found = new Set<string>();
  const seen = new Set<Tree>();
  const visit = (tree: Tree): void => {
    const stack: Tree[] = [tree];
    while (stack.length > 0) {
      const current = stack.pop() as Tree;
      if (seen.has(current)) continue;
      seen.add(current);
      switch (current.kind) {
        case 'name':
          found.add(current.name);
          break;
        case 'call':
          for (const arg of current.args) stack.push(arg);
          break;
        case 'index':
          stack.push(current.target, ...current.subscripts);
          break;
        case 'range':
          for (const part of [current.start, current.step, current.end]) if (part !== undefined) stack.push(part);
          break;
        case 'array':
          for (const item of current.items) stack.push(item);
          break;
        case 'conditional':
          stack.push(current.test, current.then, current.else);
          break;
        case 'binding':
          found.add(current.name);
          stack.push(current.value);
          break;
        case 'lambda':
          found.add(current.name);
          for (const param of current.params) found.add(param.name);
          stack.push(current.body);
          break;
        case 'number':
        case 'boolean':
          break;
      }
    }
  };
  for (const statement of module.statements) {
    if (statement.kind === 'derivative') found.add(statement.param.name);
    else if (statement.kind !== 'expression') found.add(statement.name.name);
    if (statement.kind === 'declare') statement.shape.forEach(visit);
    else if (statement.kind === 'function') {
      for (const param of statement.params) found.add(param.name);
      visit(statement.body);
    } else {
      if (statement.kind === 'define') statement.subscripts?.forEach(visit);
      visit(statement.value);
    }
  }
  return found;
}
