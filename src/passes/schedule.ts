import { namesOf } from '../ir/graph.ts';
import type { Graph } from '../ir/graph.ts';
import { uniqueName } from '../ir/program.ts';
import type { Program, ProgramArray } from '../ir/program.ts';
import { affineOf, provablyNonNegative } from '../ir/affine.ts';
import type { Affine } from '../ir/affine.ts';
import { formsOfFacts, implies } from '../ir/implies.ts';
import type { Node, Store } from '../ir/store.ts';
import { recurrences } from './prune.ts';
import { knownPlaces } from './schedule/data-places.ts';
import { withoutUnread } from './schedule/edges.ts';
import { emitStatements } from './schedule/emit.ts';
import { shareExtremes } from './schedule/extremes.ts';
import type { Block } from './schedule/fuse.ts';
import { jam } from './schedule/jam.ts';
import { narrow } from './schedule/narrow.ts';
import { nonEmptySizes } from './schedule/nonempty.ts';
import { peel } from './schedule/peel.ts';
import { runPowers } from './schedule/powers.ts';
import { useRegisters } from './schedule/registers.ts';
import { roll } from './schedule/roll.ts';
import { runPlaces } from './schedule/running.ts';
import { writeOutShort } from './schedule/short.ts';
import { splitDefinition } from './schedule/split.ts';
import { accessesOf, contract, inPlace, rescope, storedExtents, volumeOf } from './schedule/storage.ts';
import type { Storage } from './schedule/storage.ts';
import { mapTask } from './schedule/task.ts';
import type { Task } from './schedule/task.ts';
import { fuseTightly } from './schedule/tight.ts';
import { unswitch } from './schedule/unswitch.ts';
import { windows } from './schedule/window.ts';

/**
 * From a graph whose reductions stand at the roots of bodies (see `extract`) to a loop program: definitions
 * become loop nests, nests are ordered and fused, arrays contracted, expressions placed and named.
 */
export function schedule(graph: Graph, simplify: (node: Node) => Node): Program {
  const { store } = graph;
  const definitions = new Map(graph.definitions.map((definition) => [definition.name, definition]));
  const outputs = new Set(graph.outputs.map((output) => output.definition));
  const facts = formsOfFacts(graph.facts);
  const recurrent = recurrences(graph.definitions);
  const context = { store, simplify, checks: graph.facts, facts };
  const split = graph.definitions.flatMap((definition, order) =>
    splitDefinition(context, definition, order, recurrent.get(definition.name) ?? []),
  );
  const narrowed = narrow(store, split, outputs, simplify);
  const known = knownPlaces(store, graph.facts, graph.definitions);
  const tasks = withoutUnread({ store, facts: known }, narrowed, outputs);
  const taken = namesOf(graph);
  const freshName = (wanted: string): string => {
    const name = uniqueName(wanted, taken);
    taken.add(name);
    return name;
  };
  const volume = (block: Block): number =>
    volumeOf(contract(store, definitions, outputs, accessesOf(normalize(block, simplify))), outputs);
  const fused = normalize(fuseTightly({ store, facts: known }, tasks, volume), simplify);
  const block = runPowers({ store, freshName, simplify }, fused);
  const accesses = accessesOf(block);
  for (const name of accesses.keys()) taken.add(name);
  const contracted = contract(store, definitions, outputs, accesses);
  const aliases = inPlace(leaves(block), definitions, outputs, accesses);
  for (const name of aliases.keys())
    if (contracted.get(name)?.kept.length !== definitions.get(name)?.indices.length) aliases.delete(name);

  const scalars = new Set(graph.inputs.filter(({ shape }) => shape.length === 0).map(({ name }) => name));
  const peeled = peel({ store, simplify, storage: contracted, taken }, block);
  for (const [copy, origin] of peeled.origins) contracted.set(copy, contracted.get(origin) as Storage);
  const whole = new Set([...outputs, ...aliases.keys(), ...aliases.values()]);
  const storage = windows(store, peeled.block, contracted, accessesOf(peeled.block), whole);
  const registered = shareExtremes(storage, useRegisters({ store, storage, aliases, taken }, peeled.block));
  const held = rescope(storage, outputs, { block: registered, origins: new Map() });
  const jammed = jam({ store, simplify, storage: held, aliases, scalars, taken }, registered);
  const written = writeOutShort({ store, simplify, storage: held }, jammed.block);
  const running = runPlaces({ store, simplify, storage: held, taken }, written);
  const placed = rescope(held, outputs, { ...jammed, block: running });
  const inputs = new Map(graph.inputs.map((input) => [input.name, input]));
  const arrays: ProgramArray[] = [];
  const copies = [...placed].filter(([name]) => !storage.has(name));
  for (const [name, { kept, extents }] of [...storage, ...copies]) {
    if (kept.length === 0 || aliases.has(name)) continue;
    const length = simplify(lengthOf(store, extents, facts));
    arrays.push({ name, length, storage: outputs.has(name) ? 'output' : 'scratch' });
  }
  // An output that nothing writes (an empty domain) exists all the same.
  for (const name of outputs) {
    const definition = definitions.get(name);
    if (definition === undefined || definition.indices.length === 0 || storage.has(name)) continue;
    const length = simplify(lengthOf(store, storedExtents(store, definition), facts));
    arrays.push({ name, length, storage: 'output' });
  }
  const body = unswitch(emitStatements({ store, inputs, storage: placed, aliases }, graph, running, taken, simplify));
  const program = { name: graph.name, inputs: graph.inputs, arrays, tables: [], body };
  return roll({ store, freshName }, { ...program, nonEmpty: nonEmptySizes(graph, program, simplify) }, outputs);
}

/** The bounds of the loops that tasks now share, and so the indices in the tasks, in normal form. */
const normalize = (block: Block, simplify: (node: Node) => Node): Block =>
  block.map((item) =>
    item.kind === 'leaf'
      ? { ...item, task: withoutTrueGuards(mapTask(item.task, simplify)) }
      : { ...item, index: simplify(item.index), body: normalize(item.body, simplify) },
  );

const withoutTrueGuards = (task: Task): Task => ({
  ...task,
  guards: task.guards.filter(({ op, value }) => op !== 'const' || value === 0),
});

/** The number of elements: an extent below 0 is an empty one. */
const lengthOf = (store: Store, extents: readonly Node[], facts: readonly Affine[]): Node =>
  extents
    .map((extent) =>
      provablyNonNegative(affineOf(extent)) || implies(facts, affineOf(extent))
        ? extent
        : store.op('max', extent, store.const(0)),
    )
    .reduce((a, b) => store.op('mul', a, b));

function leaves(block: Block): Task[] {
  return block.flatMap((item) => (item.kind === 'leaf' ? [item.task] : leaves(item.body)));
}
