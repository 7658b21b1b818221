import { isPrimitive } from '../op.ts';
import { postorder } from '../store.ts';
import type { Node } from '../store.ts';
import { newEnv, newWork, report } from './context.ts';
import type { Lowering, Work } from './context.ts';
import { elaborate } from './elaborate.ts';
import { declaredShape } from './inputs.ts';
import { isIntInput } from './places.ts';
import type { Unit } from './program.ts';
import { shapeText, useWhole } from './shapes.ts';
import { addDefinition } from './store-value.ts';
import { FAILED, bodyOf, elementAt, formula, placeholders, typeOf, wholeRead } from './value.ts';
import type { Known, Value } from './value.ts';
import type { Tree } from '../../syntax/tree.ts';

/** Defines `h = …` (or a bare expression): its name is read back, unless it is only another name for something. */
export function definePlain(lowering: Lowering, unit: Unit, tree: Tree): Work {
  const work = newWork(unit.position, lowering.definitionNames.get(unit));
  const value = elaborate(lowering, { tree, env: newEnv(work) });
  lowering.values.set(
    unit,
    value.kind === 'failed' || !fitsDeclaration(lowering, unit, work, value)
      ? FAILED
      : define(lowering, unit, work, value),
  );
  return work;
}

function define(lowering: Lowering, unit: Unit, work: Work, value: Known): Value {
  const { store, definitionNames } = lowering;
  const name = definitionNames.get(unit) ?? unit.name.name;
  addDefinition(lowering, work, name, placeholders(store, value.shape), bodyOf(store, value), unit.span);
  if (wholeRead(store, value) !== undefined || isNumber(lowering, value)) return value;
  if (value.kind === 'listed') return { ...value, stored: name };
  return formula(value.shape, store.read(name, placeholders(store, value.shape), typeOf(value)));
}

/** A literal, or an int made of sizes: it stays what it is, so that exponents, steps and places are recognised. */
function isNumber(lowering: Lowering, value: Known): boolean {
  if (value.kind !== 'formula' || value.shape.length > 0) return false;
  if (value.body.op === 'const') return true;
  const isEarly = (node: Node): boolean =>
    node.op === 'const' ||
    node.op === 'size' ||
    isPrimitive(node.op) ||
    (node.op === 'read' && node.args.length === 0 && isIntInput(lowering, node.name));
  return value.body.type === 'int' && postorder([value.body]).every(isEarly);
}

function fitsDeclaration(lowering: Lowering, unit: Unit, work: Work, value: Known): boolean {
  const declared = declaredShape(lowering, unit);
  if (declared === undefined) return true;
  useWhole(lowering, value);
  const fits =
    value.shape.length === declared.length &&
    value.shape.every((extent, k) => lowering.knowledge.unify(declared[k] as Node, extent));
  if (fits) return true;
  const message = `\`${unit.name.name}\` is declared as ${shapeText(lowering, declared)}, and this is ${shapeText(lowering, value.shape)}`;
  report(lowering, work, 'shape', message, unit.value?.span ?? unit.span, 'change one of the two');
  return false;
}

/** A definition for a value that is the result, unless it is one already: gives its name. */
export function defineResult(lowering: Lowering, work: Work, value: Known, name: string, span: Unit['span']): string {
  const { store } = lowering;
  const known = wholeRead(store, value) ?? (value.kind === 'listed' ? value.stored : undefined);
  if (known !== undefined && lowering.bodies.has(known)) return known;
  const indices = placeholders(store, value.shape);
  addDefinition(lowering, work, name, indices, elementAt(store, value, indices), span);
  return name;
}
