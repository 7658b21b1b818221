import { evaluators, isBetter } from './evaluate-op.ts';
import type { OpName } from './op.ts';
import type { Mode, Program, Statement } from './program.ts';
import { solveSizes } from './sizes.ts';
import type { Node } from './store.ts';

const combine: Record<Mode, (before: number, value: number) => number> = {
  set: (_, value) => value,
  add: (before, value) => before + value,
  mul: (before, value) => before * value,
  max: Math.max,
  min: Math.min,
};

/**
 * The reference meaning of a loop program: variables and arrays by name after it has run. Slow and plain; what is
 * emitted must agree with it, and it with the graph.
 *
 * @throws RangeError where the lengths of the inputs do not fit their shapes.
 */
export function evaluateProgram(
  program: Program,
  inputs: ReadonlyMap<string, number | ArrayLike<number>>,
): Map<string, number | Float64Array> {
  const sizes = solveSizes(program, inputs);
  const memory = new Map<string, number | Float64Array>();
  const indices = new Map<Node, number>();
  const locals = new Map<Node, number>();

  const element = (name: string, place: number | undefined): number => {
    const held = memory.get(name) ?? inputs.get(name);
    if (held === undefined) throw new Error(`the program reads ${name} before it is there`);
    if (typeof held === 'number') return held;
    return place === undefined ? NaN : (held[place] ?? NaN);
  };
  const value = (node: Node): number => {
    const known = locals.get(node);
    if (known !== undefined) return known;
    switch (node.op) {
      case 'const':
        return node.value;
      case 'size':
        return sizes.get(node.name) ?? NaN;
      case 'index':
        return indices.get(node) ?? NaN;
      case 'read':
        return element(node.name, node.args[0] === undefined ? undefined : value(node.args[0]));
      case 'select':
        return value(node.args[0] as Node) !== 0 ? value(node.args[1] as Node) : value(node.args[2] as Node);
      default:
        return evaluators[node.op as OpName](...node.args.map(value));
    }
  };
  const run = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      switch (statement.kind) {
        case 'local':
        case 'variable': {
          const result = value(statement.value);
          memory.set(statement.name, result);
          if (statement.kind === 'local' && statement.names !== undefined) locals.set(statement.names, result);
          break;
        }
        case 'update':
          memory.set(
            statement.name,
            combine[statement.mode](element(statement.name, undefined), value(statement.value)),
          );
          break;
        case 'store': {
          const array = memory.get(statement.array) as Float64Array;
          const at = value(statement.at);
          array[at] = combine[statement.mode](array[at] ?? NaN, value(statement.value));
          break;
        }
        case 'fill':
          (memory.get(statement.array) as Float64Array).fill(statement.value);
          break;
        case 'track': {
          const candidate = value(statement.value);
          const best = element(statement.best, undefined);
          if (isBetter(statement.greatest, candidate, best)) {
            memory.set(statement.best, candidate);
            memory.set(statement.arg, value(statement.index));
          }
          break;
        }
        case 'loop': {
          const [lo, hi] = [value(statement.lo), value(statement.hi)];
          for (let k = lo; k < hi; k += statement.step ?? 1) {
            // What was computed in the last iteration is no longer true.
            const outer = new Map(locals);
            indices.set(statement.index, statement.down ? hi - 1 - (k - lo) : k);
            run(statement.body);
            for (const node of locals.keys()) if (!outer.has(node)) locals.delete(node);
          }
          break;
        }
        case 'if':
          if (value(statement.test) !== 0) run(statement.body);
          break;
      }
    }
  };
  for (const { name, values } of program.tables) memory.set(name, Float64Array.from(values));
  for (const { name, length } of program.arrays) memory.set(name, new Float64Array(value(length)).fill(NaN));
  run(program.body);
  return memory;
}
