import { byCode, byGraph, byPair, compileLive, distance } from '../compiled.ts';
import type { Inputs, Results } from '../compiled.ts';
import type { Graph } from '../../src/ir/graph.ts';
import type { RandomProgram } from './programs.ts';
import { gradientsOf } from './second.ts';

const roles = ['value', 'grad', 'forward', 'jvp'] as const;

/** A program's inputs without the elements over a size, by the declarations. */
function emptied({ text, inputs }: RandomProgram, size: string): Inputs {
  const shapes = new Map([...text.matchAll(/^(\w+) : \w+\[(.*?)\]$/gm)].map(([, name, shape]) => [name, shape]));
  const isOver = (name: string): boolean => shapes.get(name)?.split(', ').includes(size) === true;
  return new Map(
    Object.entries(inputs).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : Float64Array.from(isOver(name) ? [] : value),
    ]),
  );
}

/**
 * What is wrong with a program's code where a size is 0: it must refuse that, or give what the interpreter of the graph does. Of the
 * pair of functions nothing is said where the value is no number.
 */
export async function problemsOfEmpty(program: RandomProgram): Promise<string[]> {
  const compiled = await compileLive(program.text, { emit: ['jvp'] });
  const { unit } = compiled;
  return ['n', 'm'].flatMap((size) => {
    const inputs = emptied(program, size);
    const judge = (what: string, compute: () => Results, reference: () => Results): string[] => {
      const outcome = attempt(compute);
      if (outcome === undefined) return [];
      const expected = attempt(reference);
      if (expected === undefined) return [`${what} with ${size} = 0 is not refused`];
      const gap = distance(outcome, expected);
      if (gap <= 1e-9) return [];
      return [`${what} with ${size} = 0: off by ${gap}: ${show(outcome)}, expected ${show(expected)}`];
    };
    const byRole = roles.flatMap((role) => {
      const routine = unit.routines.find((one) => one.role === role);
      if (routine === undefined) return [];
      const graph = { ...routine.graph, outputs: routine.graph.outputs.filter((output) => output.role !== 'saved') };
      const tangents = graph.inputs.slice(unit.value.inputs.length).map(({ name, shape }) => {
        const own = inputs.get(name.slice(0, -'Dot'.length));
        return [name, shape.length === 0 ? 1 : Float64Array.from(own as Float64Array)] as const;
      });
      const point = new Map([...inputs, ...tangents]);
      return judge(
        role,
        () => byCode(compiled, role, point),
        () => byGraph(graph, point),
      );
    });
    if (unit.wrt.length === 0) return byRole;
    // An extremum or mean of nothing has no derivative.
    const own = attempt(() => byGraph(unit.value, inputs));
    if (own !== undefined && [...own.values()].some((elements) => elements.some(Number.isNaN))) return byRole;
    const gradient = unit.derived.get('grad') as Graph;
    const pair = judge(
      'backward',
      () => byPair(compiled, inputs, 1),
      () => gradientsOf(unit.wrt, byGraph(gradient, inputs)),
    );
    return [...byRole, ...pair];
  });
}

function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const show = (results: ReadonlyMap<string, Float64Array>): string =>
  [...results].map(([label, x]) => `${label}: [${[...x].join(', ')}]`).join('; ');
