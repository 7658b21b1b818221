import type { Reporter } from '../../diagnostic.ts';
import type { Span } from '../../source.ts';
import { boundIn, treesOf, usesOf } from './names.ts';
import { unitAt } from './program.ts';
import type { Program, Unit, UserFunction } from './program.ts';
import type { Bound } from './walk.ts';

/** Units that need each other, and must be elaborated together; `recursive` when they (or the one) do. */
export interface Group {
  readonly units: readonly Unit[];
  readonly recursive: boolean;
}

export interface Order {
  /** Each group after all that it reads. */
  readonly groups: readonly Group[];
  /** Functions that call themselves, directly or not: reported, and not to be inlined. */
  readonly recursiveFunctions: ReadonlySet<UserFunction>;
}

/** Orders the units by what they read. Says `cyclic` and `used-before-definition`. */
export function orderUnits(program: Program, reporter: Reporter): Order {
  const { closures, recursiveFunctions } = closeFunctions(program, reporter);
  const reads = new Map<Unit, Unit[]>();
  for (const unit of program.units) {
    const found = new Set<Unit>();
    const early = new Set<string>();
    const use = (name: string, span: Span): void => {
      const target = unitAt(program, name, unit.position);
      if (target !== undefined) found.add(target);
      else if (!program.declarations.has(name) && !program.sizeNames.has(name) && !early.has(name)) {
        early.add(name);
        reportEarly(name, span, unit, reporter);
      }
    };
    for (const { tree, clause } of treesOf(unit)) {
      const { names, functions } = usesOf(tree, clause && boundIn(program, clause), program);
      for (const [name, span] of names) use(name, span);
      for (const [fn, span] of functions) for (const name of closures.get(fn) ?? []) use(name, span);
    }
    reads.set(unit, [...found]);
  }
  const groups = components(program.units, reads);
  return { groups, recursiveFunctions };
}

function reportEarly(name: string, span: Span, unit: Unit, reporter: Reporter): void {
  if (unit.named && unit.name.name === name) {
    reporter.error('cyclic', `\`${name}\` is defined by itself`, span, 'give the new value another name');
  } else {
    reporter.error(
      'used-before-definition',
      `\`${name}\` is used before it is defined`,
      span,
      'move its definition up',
    );
  }
}

/** The global names that each function reads, directly or through others. */
function closeFunctions(
  program: Program,
  reporter: Reporter,
): { closures: Map<UserFunction, ReadonlySet<string>>; recursiveFunctions: Set<UserFunction> } {
  const all = [...program.functions.values()];
  const uses = new Map(all.map((fn) => [fn, usesOfFunction(fn, program)]));
  const calls = (of: 'body' | 'claims'): Map<UserFunction, UserFunction[]> =>
    new Map(all.map((fn) => [fn, [...(uses.get(fn)?.[of].keys() ?? [])]]));

  const closures = new Map<UserFunction, ReadonlySet<string>>();
  for (const { units: group } of components(all, calls('claims'))) {
    const names = new Set<string>();
    for (const fn of group) {
      for (const name of uses.get(fn)?.names ?? []) names.add(name);
      for (const callee of uses.get(fn)?.claims.keys() ?? [])
        for (const name of closures.get(callee) ?? []) names.add(name);
    }
    for (const fn of group) closures.set(fn, names);
  }
  // A derivative that the user gives may call its function: only bodies can be recursive.
  const recursiveFunctions = new Set<UserFunction>();
  for (const { units: group, recursive } of components(all, calls('body'))) {
    if (!recursive) continue;
    for (const fn of group) recursiveFunctions.add(fn);
    const [first] = group as [UserFunction];
    const next = [...(uses.get(first)?.body ?? [])].find(([callee]) => group.includes(callee));
    const cycle = [...group, first].map((fn) => `\`${fn.name.name}\``).join(' → ');
    const advice = 'write a recurrence instead: `p[1] = …`, `p[t] = … p[t-1] …`';
    reporter.error('cyclic', `a function cannot call itself: ${cycle}`, next?.[1] ?? first.name.span, advice);
  }
  return { closures, recursiveFunctions };
}

interface FunctionUses {
  readonly names: ReadonlySet<string>;
  /** The functions that the body calls. */
  readonly body: ReadonlyMap<UserFunction, Span>;
  /** Those, and the ones that its claimed derivatives call. */
  readonly claims: ReadonlyMap<UserFunction, Span>;
}

function usesOfFunction(fn: UserFunction, program: Program): FunctionUses {
  const bound: Bound = { names: new Set(fn.params.map((param) => param.name)) };
  const [body, ...claims] = [fn.body, ...fn.claims.values()].map((tree) => usesOf(tree, bound, program));
  const names = [body, ...claims].flatMap((uses) => [...(uses?.names.keys() ?? [])]);
  const inBody = body?.functions ?? new Map<UserFunction, Span>();
  return {
    names: new Set(names),
    body: inBody,
    claims: new Map([...claims.flatMap((uses) => [...uses.functions]), ...inBody]),
  };
}

/** The strongly connected components, each after those that it reads, else in the order given (Tarjan 1972, iterative). */
function components<T>(items: readonly T[], reads: ReadonlyMap<T, readonly T[]>): { units: T[]; recursive: boolean }[] {
  const number = new Map<T, number>();
  const low = new Map<T, number>();
  const open: T[] = [];
  const isOpen = new Set<T>();
  const found: { units: T[]; recursive: boolean }[] = [];
  const rank = new Map(items.map((item, k) => [item, k]));
  const enter = (item: T): { item: T; next: number } => {
    number.set(item, number.size);
    low.set(item, number.size - 1);
    open.push(item);
    isOpen.add(item);
    return { item, next: 0 };
  };
  const lower = (item: T, value: number): void => void low.set(item, Math.min(low.get(item) as number, value));
  for (const root of items) {
    if (number.has(root)) continue;
    const stack = [enter(root)];
    while (stack.length > 0) {
      const frame = stack[stack.length - 1] as { item: T; next: number };
      const target = reads.get(frame.item)?.[frame.next];
      if (target !== undefined) {
        frame.next += 1;
        if (!number.has(target)) stack.push(enter(target));
        else if (isOpen.has(target)) lower(frame.item, number.get(target) as number);
        continue;
      }
      stack.pop();
      const { item } = frame;
      const parent = stack[stack.length - 1];
      if (parent !== undefined) lower(parent.item, low.get(item) as number);
      if (low.get(item) !== number.get(item)) continue;
      const units = open.splice(open.lastIndexOf(item));
      for (const unit of units) isOpen.delete(unit);
      units.sort((a, b) => (rank.get(a) as number) - (rank.get(b) as number));
      found.push({ units, recursive: units.length > 1 || (reads.get(item)?.includes(item) ?? false) });
    }
  }
  return found;
}
