import type { Node } from '../store.ts';
import type { Tree } from '../../syntax/tree.ts';
import { builtins } from './builtins/table.ts';
import { inner, newEnv, report } from './context.ts';
import type { Env, Lowering, Step } from './context.ts';
import { lookup } from './lookup.ts';
import type { UserFunction } from './program.ts';
import { shapeText } from './shapes.ts';
import { FAILED, elementAt, scalar } from './value.ts';
import type { Known, Value } from './value.ts';
import type { Call } from './walk.ts';

/** The value of a function of the language at arguments. Wrong names and counts have been reported before. */
export function applyBuiltin(lowering: Lowering, env: Env, call: Call, args: readonly Value[]): Value {
  const builtin = builtins.get(call.callee);
  const known = args.filter((arg): arg is Known => arg.kind !== 'failed');
  if (builtin === undefined || known.length < args.length) return FAILED;
  if (args.length < builtin.min || args.length > builtin.max) return FAILED;
  return builtin.apply({ lowering, store: lowering.store, env, call }, known);
}

/** Elaborates a call of one of the user's functions. */
export function* elaborateUserCall(lowering: Lowering, env: Env, fn: UserFunction, tree: Call): Step {
  const args: Value[] = [];
  for (const arg of tree.args) {
    // An array that is being defined may be handed on, to be read at earlier places by the function.
    args.push(arg.kind === 'name' ? lookup(lowering, env, arg.name, arg.span) : yield { tree: arg, env });
  }
  return yield* inlineCall(lowering, env, fn, args, tree);
}

/**
 * The value of a user function at arguments. The same function at the same arguments is elaborated once, so sharing
 * that the user expresses by functions is kept, however deep they call each other.
 */
export function* inlineCall(lowering: Lowering, env: Env, fn: UserFunction, args: readonly Value[], call: Tree): Step {
  if (lowering.recursiveFunctions.has(fn) || args.length !== fn.params.length) return FAILED;
  const known = args.filter((arg): arg is Known => arg.kind !== 'failed');
  if (known.length < args.length) return FAILED;
  const key = `${fn.name.name}|${known.map(keyOf).join('|')}|${keyOfPlace(env)}`;
  const { calls } = env.work;
  const found = calls.get(key);
  if (found !== undefined) return found;

  const bind = (values: readonly Value[]): Env => ({
    ...newEnv(env.work, { names: new Map(fn.params.map((param, k) => [param.name, values[k] as Value])) }),
    indices: env.indices,
    assumptions: env.assumptions,
    unclaimed: env.unclaimed,
    caller: { fn, key },
  });
  const value =
    fn.claims.size === 0 || env.unclaimed.has(fn)
      ? yield { tree: fn.body, env: bind(args) }
      : yield* claimed(lowering, fn, known, bind, call);
  calls.set(key, value);
  return value;
}

/** Arguments as a key: values with equal expressions are the same. */
const keyOf = (value: Known): string => {
  const ids = (nodes: readonly Node[]): string => nodes.map((node) => node.id).join(',');
  return value.kind === 'formula'
    ? `${value.body.id}[${ids(value.shape)}]`
    : `(${ids(value.elements)})[${ids(value.shape)}]`;
};

/** What else the value may depend on. */
const keyOfPlace = ({ assumptions, unclaimed }: Env): string => {
  const conditions = assumptions.map(
    ({ constant, terms }) => `${constant}${[...terms].map(([node, k]) => `${k}*${node.id}`).join()}`,
  );
  return [...conditions, ...[...unclaimed].map((fn) => fn.name.name)].join(';');
};

/**
 * A function with derivatives of the user's own. The value is that of the body with the claimed parameters detached, so
 * the other parameters are differentiated as usual; `given` then adds each claimed derivative. In a claim the function
 * itself means its body.
 */
function* claimed(
  lowering: Lowering,
  fn: UserFunction,
  args: readonly Known[],
  bind: (values: readonly Value[]) => Env,
  call: Tree,
): Step {
  const { store } = lowering;
  const detached: Value[] = [];
  for (const [k, param] of fn.params.entries()) {
    const arg = args[k] as Known;
    if (!fn.claims.has(param.name)) {
      detached.push(arg);
    } else if (arg.shape.length > 0) {
      const shape = shapeText(lowering, arg.shape);
      const message = `the derivative of \`${fn.name.name}\` by \`${param.name}\` is given for scalars, and this is an array ${shape}`;
      report(
        lowering,
        bind(args).work,
        'unsupported',
        message,
        call.span,
        `write \`map\`, or call \`${fn.name.name}\` for each element`,
      );
      return FAILED;
    } else {
      detached.push(scalar(store.op('detach', elementAt(store, arg, []))));
    }
  }
  const value = yield { tree: fn.body, env: bind(detached) };
  if (value.kind === 'failed') return FAILED;
  if (value.shape.length > 0) {
    report(
      lowering,
      bind(args).work,
      'unsupported',
      `\`${fn.name.name}\` gives an array: its derivative cannot be given`,
      call.span,
      'give derivatives of functions whose value is a number',
    );
    return FAILED;
  }
  let body = elementAt(store, value, []);
  const env = bind(args);
  for (const [k, param] of fn.params.entries()) {
    const claim = fn.claims.get(param.name);
    if (claim === undefined) continue;
    const derivative = yield { tree: claim, env: inner(env, { unclaimed: new Set([...env.unclaimed, fn]) }) };
    if (derivative.kind === 'failed') return FAILED;
    if (derivative.shape.length > 0) {
      report(
        lowering,
        env.work,
        'shape',
        'the derivative of a scalar by a scalar is a scalar, and this is an array',
        claim.span,
        'write it as a number',
      );
      return FAILED;
    }
    body = store.op('given', body, elementAt(store, args[k] as Known, []), elementAt(store, derivative, []));
  }
  return scalar(body);
}
