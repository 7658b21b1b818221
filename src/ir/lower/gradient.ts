import type { Definition } from '../graph.ts';
import { postorder } from '../store.ts';
import type { Node, Store } from '../store.ts';
import { inner, report, withNames } from './context.ts';
import type { Env, Lowering, Step, Work } from './context.ts';
import { lookup } from './lookup.ts';
import { FAILED, elementAt, formula, placeholders, wholeRead } from './value.ts';
import type { Call } from './walk.ts';

/** What an expression is differentiated by: reads of `name`, which stand for `actual` at the same places. */
export interface Variable {
  readonly name: string;
  readonly shape: readonly Node[];
  readonly actual: (places: readonly Node[]) => Node;
}

/**
 * The derivative of a scalar expression by the elements of a variable, which is then replaced by what it stands for. The
 * definitions are some that the expression reads and that read the variable. Undefined where they can't be differentiated.
 */
export type Slope = (
  store: Store,
  body: Node,
  variable: Variable,
  definitions: readonly Definition[],
) => ((places: readonly Node[]) => Node) | undefined;

/**
 * `D(f(x), x)`: the derivative of a number by a name, of the name's shape. The name is bound to a variable of its own while the
 * expression is elaborated, so that its other meanings around do not move; what it stands for is put in afterwards.
 */
export function* elaborateGradient(lowering: Lowering, env: Env, call: Call): Step {
  const { store } = lowering;
  const [of, by] = call.args;
  if (of === undefined || by === undefined) return FAILED;
  if (by.kind !== 'name') {
    const advice = 'give it a name by a function: `slope(t) = D(f(t), t)`';
    report(lowering, env.work, 'type', '`D` differentiates by a name', by.span, advice);
    return FAILED;
  }
  const actual = lookup(lowering, env, by.name, by.span);
  if (actual.kind === 'failed') return FAILED;
  const { shape } = actual;
  const name = lowering.newName(`∂${by.name}`);
  const variable = formula(shape, store.read(name, placeholders(store, shape)));
  // Arrays that are made on the way are part of the expression.
  const work: Work = { ...env.work, definitions: [], stored: new Map(), calls: new Map() };
  const value = yield { tree: of, env: inner(withNames(env, new Map([[by.name, variable]])), { work }) };
  if (value.kind === 'failed') return FAILED;
  if (value.shape.length > 0) {
    report(
      lowering,
      env.work,
      'shape',
      '`D` needs a number to differentiate, and this is an array',
      of.span,
      'differentiate one element, or a sum',
    );
    return FAILED;
  }
  const body = elementAt(store, value, []);
  const moving = dependents(work.definitions, name);
  env.work.definitions.push(...work.definitions.filter((one) => !moving.includes(one)));
  const hidden = wholeRead(store, actual);
  const tied = hidden === undefined ? undefined : tiedTo(lowering, [body, ...moving.map((one) => one.body)], hidden);
  if (tied !== undefined) {
    const message = `\`${tied}\` depends on \`${by.name}\` too, and would be held fixed`;
    report(lowering, env.work, 'unsupported', message, of.span, `make it a function: \`${tied}(${by.name}) = …\``);
    return FAILED;
  }
  const slope = lowering.slope?.(
    store,
    body,
    { name, shape, actual: (places) => elementAt(store, actual, places) },
    moving,
  );
  if (slope === undefined) {
    report(
      lowering,
      env.work,
      'unsupported',
      'a recurrence in the expression is not differentiated here',
      of.span,
      'write the recurrence of its derivative',
    );
    return FAILED;
  }
  return formula(shape, slope(placeholders(store, shape)));
}

/** The definitions that read a name, directly or through each other; in dependency order. */
function dependents(definitions: readonly Definition[], name: string): Definition[] {
  const moving = new Set([name]);
  return definitions.filter((definition) => {
    const moves = postorder([definition.body]).some((node) => node.op === 'read' && moving.has(node.name));
    if (moves) moving.add(definition.name);
    return moves;
  });
}

/** A definition among those that some expressions read, directly or not, that reads a name. */
function tiedTo({ bodies }: Lowering, roots: readonly Node[], name: string): string | undefined {
  const seen = new Set<string>();
  const stack: { body: Node; first: string | undefined }[] = roots.map((body) => ({ body, first: undefined }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { body, first } = top;
    for (const node of postorder([body])) {
      if (node.op !== 'read') continue;
      if (node.name === name && first !== undefined) return first;
      const next = bodies.get(node.name);
      if (next === undefined || seen.has(node.name)) continue;
      seen.add(node.name);
      stack.push({ body: next, first: first ?? node.name });
    }
  }
  return undefined;
}
