import { postorder } from '../store.ts';
import type { Node } from '../store.ts';
import { newEnv, newWork, report } from './context.ts';
import type { Lowering } from './context.ts';
import { elaborate } from './elaborate.ts';
import { asInt, sizeOf } from './lookup.ts';
import type { Declare, Unit } from './program.ts';
import { FAILED, formula, placeholders, scalar } from './value.ts';
import type { Value } from './value.ts';
import { walkNames } from './walk.ts';

/** The shape in a declaration, over sizes; undefined (reported) if it is none. */
export function shapeOfDeclaration(lowering: Lowering, declaration: Declare): Node[] | undefined {
  const work = newWork(declaration.span.start);
  const shape: Node[] = [];
  for (const tree of declaration.shape) {
    const names = new Map<string, Value>();
    walkNames(tree, undefined, { name: (name) => void names.set(name, scalar(sizeOf(lowering, name))) });
    const env = newEnv(work, { names });
    const extent = asInt(lowering, env, elaborate(lowering, { tree, env }), tree.span, 'size');
    if (extent === undefined) return undefined;
    const isSimple = postorder([extent]).every(
      ({ op, args }) => COUNTING.has(op) && (op !== 'read' || args.length === 0),
    );
    if (!isSimple || (extent.op === 'const' && extent.value < 0)) {
      const advice = 'a size is a number, a name, or a sum or product of such, as in `n + 1`';
      report(lowering, work, 'shape', 'this is no size', tree.span, advice);
      return undefined;
    }
    shape.push(extent);
  }
  return shape;
}

/** What sizes are made of. */
const COUNTING: ReadonlySet<string> = new Set(['const', 'size', 'read', 'neg', 'add', 'sub', 'mul', 'idiv']);

/** The value of a declared input. */
export function declaredInput(lowering: Lowering, declaration: Declare): Value {
  const { store, givenSize } = lowering;
  const { name, type } = declaration;
  const given = givenSize(name.name);
  if (type === 'int' && declaration.shape.length === 0 && given !== undefined) return scalar(store.const(given));
  const shape = shapeOfDeclaration(lowering, declaration);
  if (shape === undefined) return FAILED;
  return formula(shape, store.read(name.name, placeholders(store, shape), type === 'int' ? 'int' : 'real'));
}

/** The shape that `y : real[n]` states for an array that the module itself defines. */
export function declaredShape(lowering: Lowering, unit: Unit): Node[] | undefined {
  const declaration = unit.named ? lowering.program.declarations.get(unit.name.name) : undefined;
  return declaration && shapeOfDeclaration(lowering, declaration);
}
