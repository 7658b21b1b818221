import { addAffine, affineNode, affineOf } from '../../ir/affine.ts';
import type { Affine } from '../../ir/affine.ts';
import { uniqueName } from '../../ir/program.ts';
import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import type { Block, Item, LoopItem } from './fuse.ts';
import type { Storage } from './storage.ts';
import { mapTask } from './task.ts';
import type { Task } from './task.ts';

export interface RunningContext {
  readonly store: Store;
  readonly simplify: (node: Node) => Node;
  /** How things are kept; the variables that are made are entered. */
  readonly storage: Map<string, Storage>;
  readonly taken: Set<string>;
}

/** A polynomial in an index, by ascending powers; what else occurs is in the coefficients. */
type Polynomial = readonly Affine[];

/**
 * Places that no sum of multiples says become variables that run along (strength reduction): of a packed triangle the place
 * c + s·d − s·(s + 1)/2 is not computed anew for each s, with a quotient, but grows by d − s − 1.
 */
export function runPlaces(context: RunningContext, block: Block): Block {
  return block.flatMap((item): Item[] => {
    if (item.kind === 'leaf') return [item];
    const loop = { ...item, body: runPlaces(context, item.body) };
    return item.down ? [loop] : runIn(context, loop);
  });
}

function runIn({ store, simplify, storage, taken }: RunningContext, loop: LoopItem): Item[] {
  const { index, body, step = 1 } = loop;
  const within = new Set(indicesIn(body));
  const before: Item[] = [];
  const after: Item[] = [];
  const known = new Map<Node, Node>();
  /** The variable that holds what in a place changes with the index, if it has one. */
  const variableFor = (moving: Node, name: string): Node | undefined => {
    const found = known.get(moving);
    if (found !== undefined) return found;
    const growth = growthOf(store, moving, index, step);
    if (growth === undefined || moving.free.some((other) => within.has(other))) return undefined;
    const variable = uniqueName(`${name}Place`, taken);
    taken.add(variable);
    storage.set(variable, { kept: [], extents: [], scope: [] });
    const start = store.substitute(moving, new Map([[index, index.args[0] as Node]]));
    before.push(leafOf(variable, simplify(start), 'set'));
    after.push(leafOf(variable, growth, 'add'));
    const read = store.read(variable, [], 'int');
    known.set(moving, read);
    return read;
  };
  const inPlace = (place: Node, name: string): Node => {
    if (place.type !== 'int' || !place.free.includes(index)) return place;
    const { constant, terms } = affineOf(place);
    const depends = [...terms].filter(([term]) => term.free.includes(index));
    if (!depends.some(([term]) => term.op === 'idiv')) return place;
    const moving = affineNode(store, { constant: 0, terms: new Map(depends) });
    const variable = variableFor(moving, name);
    if (variable === undefined) return place;
    const rest = { constant, terms: new Map([...terms].filter(([term]) => !term.free.includes(index))) };
    return affineNode(store, addAffine(rest, affineOf(variable)));
  };
  const change = createChanger(store, inPlace);
  const run = (items: Block): Block =>
    items.map((item): Item => {
      if (item.kind === 'loop') return { ...item, body: run(item.body) };
      const { task } = item;
      const places = task.places.map((place) => inPlace(change(place), task.target));
      return { kind: 'leaf', task: { ...mapTask(task, change), places } };
    });
  const replaced = run(body);
  return [...before, { ...loop, body: [...replaced, ...after] }];
}

/** Expressions with the places of reads, and the sides of comparisons, changed. */
function createChanger(store: Store, inPlace: (place: Node, name: string) => Node): (root: Node) => Node {
  const done = new Map<Node, Node>();
  const compares = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne']);
  return (root) => {
    for (const node of postorder([root], (n) => !done.has(n) && n.op !== 'index')) {
      const args = node.args.map((arg) => done.get(arg) ?? arg);
      const isPlace = node.op === 'read' || compares.has(node.op);
      const changed = isPlace ? args.map((arg) => inPlace(arg, node.op === 'read' ? node.name : 'compared')) : args;
      done.set(node, node.args.length === 0 ? node : store.with(node, changed));
    }
    return done.get(root) ?? root;
  };
}

const leafOf = (target: string, body: Node, mode: 'set' | 'add'): Item => {
  const task: Task = { order: 0, target, places: [], dims: [], body, mode, guards: [] };
  return { kind: 'leaf', task };
};

const indicesIn = (block: Block): Node[] =>
  block.flatMap((item) => (item.kind === 'leaf' ? [] : [item.index, ...indicesIn(item.body)]));

/** By how much an int expression grows when the index does by a step, where that is at most linear in the index. */
function growthOf(store: Store, node: Node, index: Node, step: number): Node | undefined {
  let sum: Polynomial = [];
  for (const [term, factor] of affineOf(node).terms) {
    const growth = growthOfTerm(term, index, step);
    if (growth === undefined) return undefined;
    sum = add(sum, growth, factor);
  }
  const [constant = none, slope = none, ...higher] = sum;
  if (slope.terms.size > 0 || higher.some((one) => one.constant !== 0 || one.terms.size > 0)) return undefined;
  return affineNode(store, addAffine(constant, { constant: 0, terms: new Map([[index, slope.constant]]) }, 1));
}

/** A quotient grows by the quotient of what its dividend grows by, where that leaves no remainder. */
function growthOfTerm(term: Node, index: Node, step: number): Polynomial | undefined {
  const divisor = term.op === 'idiv' ? term.args[1] : undefined;
  if (term.op === 'idiv' && divisor?.op !== 'const') return undefined;
  const by = divisor?.value ?? 1;
  const whole = polynomialOf(divisor === undefined ? term : (term.args[0] as Node), index);
  if (whole === undefined) return undefined;
  const growth = add(shifted(whole, step), whole, -1);
  const parts = growth.flatMap(({ constant, terms }) => [constant, ...terms.values()]);
  if (parts.some((part) => part % by !== 0)) return undefined;
  return growth.map(({ constant, terms }) => ({
    constant: constant / by,
    terms: new Map([...terms].map(([inner, factor]) => [inner, factor / by])),
  }));
}

const none: Affine = { constant: 0, terms: new Map() };

const add = (a: Polynomial, b: Polynomial, factor = 1): Polynomial =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, k) => addAffine(a[k] ?? none, b[k] ?? none, factor));

/** A product of which one factor has literal coefficients. */
function multiply(a: Polynomial, b: Polynomial): Polynomial | undefined {
  const isLiteral = (one: Polynomial): boolean => one.every(({ terms }) => terms.size === 0);
  if (!isLiteral(a)) return isLiteral(b) ? multiply(b, a) : undefined;
  const result: Affine[] = Array.from({ length: a.length + b.length - 1 }, () => none);
  for (const [p, { constant }] of a.entries())
    for (const [q, coefficient] of b.entries())
      result[p + q] = addAffine(result[p + q] as Affine, coefficient, constant);
  return result;
}

/** p(index + step), by Horner's rule. */
function shifted(polynomial: Polynomial, step: number): Polynomial {
  const moved: Polynomial = [
    { constant: step, terms: new Map() },
    { constant: 1, terms: new Map() },
  ];
  return polynomial.reduceRight<Polynomial>(
    (sum, coefficient) => add(multiply(moved, sum) as Polynomial, [coefficient]),
    [none],
  );
}

function polynomialOf(root: Node, index: Node): Polynomial | undefined {
  const known = new Map<Node, Polynomial | undefined>();
  for (const node of postorder([root], (n) => n.free.includes(index) && !known.has(n))) {
    const [a, b] = node.args.map((arg) => (arg.free.includes(index) ? known.get(arg) : [affineOf(arg)]));
    if (node === index) known.set(node, [none, { constant: 1, terms: new Map() }]);
    else if (a === undefined || node.type !== 'int') known.set(node, undefined);
    else if (node.op === 'neg') known.set(node, add([], a, -1));
    else if (b === undefined) known.set(node, undefined);
    else if (node.op === 'add' || node.op === 'sub') known.set(node, add(a, b, node.op === 'sub' ? -1 : 1));
    else known.set(node, node.op === 'mul' ? multiply(a, b) : undefined);
  }
  return known.get(root);
}
