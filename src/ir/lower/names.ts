import { didYouMean } from '../../diagnostic.ts';
import type { Reporter } from '../../diagnostic.ts';
import type { Span } from '../../source.ts';
import type { Tree } from '../../syntax/tree.ts';
import { builtins } from './builtins/table.ts';
import { elementary, mathjsFunctions } from './builtins/mathjs-names.ts';
import { constants } from './constants.ts';
import { isUnit } from './program.ts';
import type { Define, Program, Unit, UserFunction } from './program.ts';
import { walkNames } from './walk.ts';
import type { Bound, Call } from './walk.ts';

/** `sum(i = 1:n, …)`: these may bind names before their last argument. */
export const binderNames: ReadonlySet<string> = new Set(['sum', 'prod', 'min', 'max', 'mean', 'logsumexp']);

/** Free names beyond this many are not compared with the others: that would take quadratic time. */
const MOST_COMPARED = 100;

/** Whether the module gives a name a meaning as a value, anywhere. */
export const isGlobal = (program: Program, name: string): boolean =>
  program.unitsOf.has(name) || program.declarations.has(name) || program.sizeNames.has(name);

/** The names on the left of `y[i, j] = …` that are new: its index variables. */
export const indexNames = (program: Program, clause: Define): string[] =>
  (clause.subscripts ?? []).flatMap((part) =>
    part.kind === 'name' && !isGlobal(program, part.name) ? [part.name] : [],
  );

/** What a statement's trees see bound around them. */
export const boundIn = (program: Program, clause: Define): Bound => ({
  names: new Set([...indexNames(program, clause), 'end']),
});

export const treesOf = (unit: Unit): { readonly tree: Tree; readonly clause?: Define }[] =>
  unit.value === undefined
    ? unit.clauses.flatMap((clause) => [...(clause.subscripts ?? []), clause.value].map((tree) => ({ tree, clause })))
    : [{ tree: unit.value }];

/**
 * Checks every name and every call of the module, used or not, and finds its free names: the undeclared inputs, in
 * order of appearance. Says `unknown-name`, `unknown-function`, `unsupported-function`, `arity`.
 */
export function checkNames(program: Program, reporter: Reporter): ReadonlyMap<string, Span> {
  const free = new Map<string, Span>();
  const known = [...program.unitsOf.keys(), ...program.declarations.keys(), ...program.sizeNames];
  // Who declares inputs declares them all: a name that is nearly another is misspelt.
  const declares = program.declarations.size > 0;
  const lastParams =
    program.last !== undefined && !isUnit(program.last) ? program.last.params.map((param) => param.name) : [];

  const call = (tree: Call): void => checkCall(tree, program, reporter);
  const reference = (name: string, span: Span): void => {
    if (!program.functions.has(name) && !builtins.has(name)) reportUnknownFunction(name, span, program, reporter);
  };

  const freeName = (name: string, span: Span): void => {
    if (free.has(name) || isGlobal(program, name) || constants.has(name) || program.functions.has(name)) return;
    if (elementary.has(name)) {
      reporter.error(
        'unknown-name',
        `\`${name}\` is a function`,
        span,
        `write \`${name}(…)\` with its argument in parentheses`,
      );
    } else if (lastParams.includes(name)) {
      reporter.error(
        'unknown-name',
        `\`${name}\` is a parameter: it is known inside its function only`,
        span,
        'use it there, or give this another name',
      );
    } else {
      const meant = declares && free.size < MOST_COMPARED && name.length > 2 ? didYouMean(name, known) : undefined;
      if (meant === undefined) free.set(name, span);
      else reporter.error('unknown-name', `\`${name}\` is not defined`, span, `did you mean \`${meant}\`?`);
    }
  };

  for (const unit of program.units) {
    for (const { tree, clause } of treesOf(unit)) {
      walkNames(tree, clause && boundIn(program, clause), { name: freeName, call, reference });
    }
  }
  for (const fn of program.functions.values()) {
    const params = fn.params.map((param) => param.name);
    const bound: Bound = { names: new Set(params) };
    const bodies = [fn.body, ...fn.claims.values()];
    const unknown = (name: string): boolean =>
      !isGlobal(program, name) && !constants.has(name) && !program.functions.has(name);
    for (const body of bodies) {
      walkNames(body, bound, {
        name: (name, span, inRange) => {
          if (inRange && unknown(name) && !fn.sizeNames.has(name)) fn.sizeNames.set(name, span);
        },
      });
    }
    for (const body of bodies) {
      walkNames(body, bound, {
        call,
        reference,
        name: (name, span) => {
          if (!unknown(name) || fn.sizeNames.has(name)) return;
          const meant = elementary.has(name) ? undefined : didYouMean(name, [...params, ...known, ...constants.keys()]);
          const advice = elementary.has(name)
            ? `write \`${name}(…)\` with its argument in parentheses`
            : meant !== undefined && name.length > 1
              ? `did you mean \`${meant}\`?`
              : `make it a parameter of \`${fn.name.name}\`, or declare it: \`${name} : real\``;
          reporter.error('unknown-name', `\`${name}\` is not defined`, span, advice);
        },
      });
    }
  }
  return free;
}

function checkCall(tree: Call, program: Program, reporter: Reporter): void {
  const user = program.functions.get(tree.callee);
  const builtin = builtins.get(tree.callee);
  if (user !== undefined) {
    for (const arg of tree.args) rejectBinding(arg, tree, reporter);
    checkArity(tree, user.params.length, user.params.length, reporter);
  } else if (isGlobal(program, tree.callee)) {
    const { name } = { name: tree.callee };
    reporter.error(
      'unknown-function',
      `\`${name}\` is a value, not a function`,
      tree.calleeSpan,
      `write \`${name} * (…)\` or \`${name}[…]\``,
    );
  } else if (builtin === undefined) {
    reportUnknownFunction(tree.callee, tree.calleeSpan, program, reporter);
  } else if (binderNames.has(tree.callee) && tree.args[0]?.kind === 'binding') {
    const body = tree.args[tree.args.length - 1] as Tree;
    if (body.kind === 'binding') {
      reporter.error(
        'arity',
        `\`${tree.callee}\` has no body after its ranges`,
        tree.span,
        `write \`${tree.callee}(i = 1:n, x[i])\``,
      );
    }
    const late = tree.args.slice(0, -1).find((arg) => arg.kind !== 'binding');
    if (late !== undefined)
      reporter.error(
        'arity',
        'only the last argument may be something other than a range',
        late.span,
        'write the ranges first',
      );
  } else {
    for (const arg of tree.args) rejectBinding(arg, tree, reporter);
    checkArity(tree, builtin.min, builtin.max, reporter);
  }
}

function rejectBinding(arg: Tree, call: Call, reporter: Reporter): void {
  if (arg.kind === 'binding') {
    reporter.error(
      'unsupported',
      `\`${call.callee}\` takes no \`${arg.name} = …\``,
      arg.span,
      'write the value alone; to compare, write `==`',
    );
  } else if (arg.kind === 'lambda' && call.callee !== 'map') {
    reporter.error(
      'unsupported',
      `\`${call.callee}\` takes no function as an argument`,
      arg.span,
      'write `map(x, f)`, or the value of the function',
    );
  }
}

function checkArity(tree: Call, min: number, max: number, reporter: Reporter): void {
  const count = tree.args.length;
  if (count >= min && count <= max) return;
  const arguments_ = (n: number): string => (n === 1 ? '1 argument' : `${n} arguments`);
  const wanted =
    min === max ? arguments_(min) : max === Infinity ? `at least ${arguments_(min)}` : `${min} to ${arguments_(max)}`;
  reporter.error(
    'arity',
    `\`${tree.callee}\` takes ${wanted}, not ${count}`,
    tree.span,
    count < min ? 'add what is missing' : 'remove what is too much',
  );
}

function reportUnknownFunction(name: string, span: Span, program: Program, reporter: Reporter): void {
  if (mathjsFunctions.has(name)) {
    reporter.error(
      'unsupported-function',
      `mathjs' function \`${name}\` is not supported`,
      span,
      'define it from those that are',
    );
    return;
  }
  const meant = didYouMean(name, [...program.functions.keys(), ...builtins.keys()]);
  reporter.error('unknown-function', `there is no function \`${name}\``, span, meant && `did you mean \`${meant}\`?`);
}

/** The user functions that a tree calls or hands on and the global names that it uses, each with its first place. */
export function usesOf(
  tree: Tree,
  bound: Bound | undefined,
  program: Program,
): { names: Map<string, Span>; functions: Map<UserFunction, Span> } {
  const names = new Map<string, Span>();
  const functions = new Map<UserFunction, Span>();
  const called = (name: string, span: Span): void => {
    const target = program.functions.get(name);
    if (target !== undefined && !functions.has(target)) functions.set(target, span);
  };
  walkNames(tree, bound, {
    name(name, span) {
      if (!program.unitsOf.has(name)) called(name, span);
      else if (!names.has(name)) names.set(name, span);
    },
    call: ({ callee, calleeSpan }) => called(callee, calleeSpan),
    reference: called,
  });
  return { names, functions };
}
