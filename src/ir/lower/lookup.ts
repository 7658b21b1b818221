import { normalizeInt } from '../affine.ts';
import { postorder } from '../store.ts';
import type { Node } from '../store.ts';
import type { Span } from '../../source.ts';
import { constants } from './constants.ts';
import { report } from './context.ts';
import type { Env, Lowering } from './context.ts';
import type { Guess } from './knowledge.ts';
import { exactInt } from './polynomial.ts';
import { unitAt } from './program.ts';
import { FAILED, formula, placeholders, scalar, wholeRead } from './value.ts';
import type { Known, Value } from './value.ts';

/** What a name means where it stands; a name that means nothing has been reported before elaboration. */
export function lookup(lowering: Lowering, env: Env, name: string, span: Span): Value {
  const { program, store, knowledge } = lowering;
  for (let scope = env.scope; scope !== undefined; scope = scope.outer) {
    const found = scope.names.get(name);
    if (found !== undefined) return found;
  }
  const unit = unitAt(program, name, env.work.position);
  if (unit !== undefined) return lowering.values.get(unit) ?? FAILED;
  const declaration = program.declarations.get(name);
  if (declaration !== undefined) return declaredValue(lowering, name);
  if (program.sizeNames.has(name)) return scalar(sizeOf(lowering, name));
  const { caller } = env;
  if (caller?.fn.sizeNames.has(name)) {
    return scalar(knowledge.variable(`${name}@${caller.fn.name.name}@${caller.key}`, 'candidate', name));
  }
  const constant = constants.get(name);
  if (constant !== undefined) return scalar(store.const(constant));
  if (program.functions.has(name)) {
    report(lowering, env.work, 'type', `\`${name}\` is a function`, span, `call it: \`${name}(…)\``);
    return FAILED;
  }
  return lowering.free.has(name) ? guessedValue(lowering, guessFor(lowering, name)) : FAILED;
}

/** The input of that name, which nobody declared. */
export function guessFor(lowering: Lowering, name: string): Guess {
  const { guesses } = lowering.knowledge;
  const known = guesses.get(name);
  if (known !== undefined) return known;
  const param = lowering.params.get(name);
  const span = param ?? lowering.free.get(name) ?? { start: 0, end: 0 };
  const guess: Guess = { name, span, param: param !== undefined, rank: 0, kind: 'real' };
  guesses.set(name, guess);
  return guess;
}

/** The value of an undeclared input, as far as it is known. */
export function guessedValue({ store, knowledge, givenSize }: Lowering, guess: Guess): Known {
  const { name, rank, kind } = guess;
  const given = givenSize(name);
  if (rank === 0 && kind !== 'real' && given !== undefined) return scalar(store.const(given));
  if (kind === 'size') return scalar(knowledge.variable(name, 'candidate', name));
  const shape = Array.from({ length: rank }, (_, k) => knowledge.variable(`${name}#${k}`, 'dimension'));
  return formula(shape, store.read(name, placeholders(store, shape), kind));
}

/** The input that a value is, if it is an undeclared one and nothing has been done to it. */
export function guessOf(lowering: Lowering, value: Value): Guess | undefined {
  const { store, knowledge } = lowering;
  const name = wholeRead(store, value);
  if (name !== undefined) return knowledge.guesses.get(name);
  // A free name that stands in a range is a size for now.
  if (value.kind !== 'formula' || value.shape.length > 0 || value.body.op !== 'size') return undefined;
  const guess = knowledge.guesses.get(value.body.name);
  return guess?.kind === 'size' ? guess : undefined;
}

/** The element type of an undeclared input becomes int, because one of its elements counts something. */
export function promoteToInt(lowering: Lowering, node: Node, role: 'size' | 'place'): Node | undefined {
  const { store, knowledge } = lowering;
  const guess = node.op === 'read' ? knowledge.guesses.get(node.name) : undefined;
  if (guess === undefined) return undefined;
  if (guess.kind === 'real') {
    const kind = role === 'size' && !guess.param && guess.rank === 0 ? 'size' : 'int';
    knowledge.promote(guess, { kind });
  }
  return guess.rank === 0 ? guessedBody(lowering, guess) : store.read(node.name, node.args, 'int');
}

const guessedBody = (lowering: Lowering, guess: Guess): Node => {
  const value = guessedValue(lowering, guess);
  return value.kind === 'formula' ? value.body : lowering.store.const(Number.NaN);
};

/** An input that has been declared. */
export function declaredValue(lowering: Lowering, name: string): Value {
  return lowering.declared.get(name) ?? FAILED;
}

/** A name in a declared shape: given as a number, an int input of that name, a literal value, or a size by its own. */
export function sizeOf(lowering: Lowering, name: string): Node {
  const { store, program, givenSize, params, knowledge } = lowering;
  const given = givenSize(name);
  if (given !== undefined) return store.const(given);
  const declaration = program.declarations.get(name);
  if (declaration?.type === 'int' && declaration.shape.length === 0) return store.read(name, [], 'int');
  if (params.has(name)) {
    const guess = guessFor(lowering, name);
    knowledge.promote(guess, { kind: 'int' });
    return store.read(name, [], 'int');
  }
  const [unit] = program.unitsOf.get(name) ?? [];
  if (unit?.value?.kind === 'number' && Number.isSafeInteger(unit.value.value)) return store.const(unit.value.value);
  return store.size(name);
}

/** The undeclared scalars in an expression that would be an int if they were; undefined if that is not all it needs. */
function undeclaredLeaves({ knowledge }: Lowering, body: Node): Node[] | undefined {
  const found: Node[] = [];
  for (const node of postorder([body])) {
    if (node.type === 'int' || KEEPS_INT.has(node.op)) continue;
    const guess = node.op === 'read' && node.args.length === 0 ? knowledge.guesses.get(node.name) : undefined;
    if (guess === undefined) return undefined;
    found.push(node);
  }
  return found.length === 0 ? undefined : found;
}

const KEEPS_INT: ReadonlySet<string> = new Set(['neg', 'add', 'sub', 'mul', 'mod', 'min', 'max']);

/** A scalar int; reports and gives undefined if it is not one. `role` says whether it is a size or a place. */
export function asInt(
  lowering: Lowering,
  env: Env,
  value: Value,
  span: Span,
  role: 'size' | 'place',
): Node | undefined {
  if (value.kind === 'failed') return undefined;
  const what = role === 'size' ? 'a size' : 'a subscript';
  if (value.shape.length > 0 || value.kind !== 'formula') {
    report(
      lowering,
      env.work,
      'shape',
      `${what} must be a scalar, and this is an array`,
      span,
      'take one element, as in `k[1]`',
    );
    return undefined;
  }
  const { body } = value;
  if (body.type === 'int') return normalizeInt(lowering.store, body);
  const promoted = promoteToInt(lowering, body, role);
  if (promoted !== undefined) return promoted;
  const exact = exactInt(lowering.store, body);
  if (exact !== undefined) return normalizeInt(lowering.store, exact);
  // In `1:n-1` the free name n counts something; the next round will know.
  const counts = undeclaredLeaves(lowering, body);
  for (const leaf of counts ?? []) promoteToInt(lowering, leaf, role);
  if (counts !== undefined) return undefined;
  const isRead = body.op === 'read';
  const advice = isRead
    ? `declare \`${body.name} : int\``
    : body.op === 'const'
      ? 'write a whole number up to 2^53'
      : body.type === 'bool'
        ? 'write `… ? 1 : 0`'
        : 'use floor(…) or round(…)';
  report(
    lowering,
    env.work,
    'type',
    `${what} must be an int, and this is ${body.type === 'bool' ? 'a truth value' : 'real'}`,
    span,
    advice,
  );
  return undefined;
}
