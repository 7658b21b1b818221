import type { Role, Unit } from '../../src/pipeline.ts';
import { identifier, member } from '../target/names.ts';

/** One function to compare, as text over `model`, `at`, `along` and `across`. */
export interface Comparison {
  readonly name: string;
  /** Derivatives of the value, or of the gradient. */
  readonly which: 'slopes' | 'bends';
  readonly f: string;
  readonly slope: string;
}

/** How a unit's value is had, as a number. */
export const valueText = (unit: Unit): string => `(at) => total(${call(unit, '', 'at')})`;

/** Every derived function of a unit as the derivative of something: of the value in a direction, or of the gradient. */
export function comparisonsOf(unit: Unit): Comparison[] {
  const has = (role: Role): boolean => unit.derived.has(role);
  const value = valueText(unit);
  const plain = (suffix: string): string => call(unit, suffix, 'at');
  const directed = (suffix: string): string => call(unit, suffix, 'at', 'along');
  const seed = isScalar(unit) ? '1' : `wave(${plain('')}.length)`;
  const first = (role: Role, suffix: string, slope: string): Comparison[] =>
    has(role) ? [{ name: unit.name + suffix, which: 'slopes', f: value, slope: `(at, along) => ${slope}` }] : [];
  const gradient = `(at, across) => dot(${plain('Grad')}.gradient, across)`;
  const second = (role: Role, suffix: string, slope: string): Comparison[] =>
    has(role)
      ? [{ name: unit.name + suffix, which: 'bends', f: gradient, slope: `(at, along, across) => ${slope}` }]
      : [];
  const backward = `${member('model', identifier(`${unit.name}Backward`))}(${plain('Forward')}.saved, ${seed})`;
  return [
    ...first('grad', 'Grad', `dot(${plain('Grad')}.gradient, along)`),
    ...first('backward', 'Backward', `dot(${backward}, along)`),
    ...first('jvp', 'Jvp', `total(${directed('Jvp')}.tangent)`),
    ...first('jacobian', 'Jacobian', `through(${plain('Jacobian')}.jacobian, ${seed}, along)`),
    ...first('sparse', 'Sparse', `scatter(${plain('Sparse')}, ${seed}, along)`),
    ...first('entries', 'Entries', `scatter({ ...${plain('Sparse')}, ...${plain('Entries')} }, ${seed}, along)`),
    ...second('hessian', 'Hessian', `bend(${plain('Hessian')}.hessian, across, along)`),
    ...second('hvp', 'Hvp', `dot(${directed('Hvp')}.hvp, across)`),
  ];
}

export const isScalar = ({ value }: Unit): boolean => {
  const output = value.outputs.find(({ role }) => role === 'value')?.definition;
  return value.definitions.find(({ name }) => name === output)?.indices.length === 0;
};

/** `model.f(at.x, at.y)`, with directions after the inputs where they are asked for. */
function call(unit: Unit, suffix: string, at: string, along?: string): string {
  const inputs = unit.value.inputs.map(({ name }) => member(at, name));
  const moving = unit.value.inputs.filter(({ name }) => along !== undefined && unit.wrt.includes(name));
  const args = [...inputs, ...moving.map(({ name }) => member(along as string, name))];
  return `${member('model', identifier(unit.name + suffix))}(${args.join(', ')})`;
}
