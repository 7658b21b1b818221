import { addAffine, affineNode, affineOf, normalizeInt } from '../affine.ts';
import { postorder } from '../store.ts';
import type { Node } from '../store.ts';
import { holds } from './bounds.ts';
import { checkOverlaps, comparePlaces, findUncovered, readClauses } from './clauses.ts';
import type { Clause, Reach } from './clauses.ts';
import { newEnv, newWork, report } from './context.ts';
import type { Env, Lowering, Scan, Work } from './context.ts';
import { declaredShape } from './inputs.ts';
import { elaborate } from './elaborate.ts';
import { extentOf, futureRead, reachOf } from './extents.ts';
import type { NoExtent, Scanned } from './extents.ts';
import type { Group } from './order.ts';
import type { Unit } from './program.ts';
import { checkRecurrence } from './recurrence.ts';
import type { Grown } from './recurrence.ts';
import { shapeText } from './shapes.ts';
import { addDefinition } from './store-value.ts';
import { FAILED, elementAt, formula, placeholders, scalar, typeOf } from './value.ts';
import type { Known, Value } from './value.ts';

/** An array given by its elements, while it is being defined. */
interface Growing {
  readonly unit: Unit;
  readonly name: string;
  /** The work of what doesn't belong to one clause. */
  readonly work: Work;
  readonly clauses: readonly Clause[];
  readonly scans: Map<Clause, Scanned>;
  /** As far as known: an open extent is a size variable. */
  extents: Node[];
  readonly declared: boolean;
  noExtent: { readonly dimension: number; readonly why: NoExtent } | undefined;
}

/**
 * Defines arrays that are given by their elements and need each other (mostly one that needs none): finds the range of
 * each index variable by a scan, then elaborates each clause in its range, and puts the clauses together.
 */
export function defineArrays(lowering: Lowering, group: Group): Work[] {
  const growing = group.units.flatMap((unit) => begin(lowering, unit) ?? []);
  if (group.recursive) for (const { unit, name } of growing) lowering.growing.set(name, unit);
  for (const array of growing) publish(lowering, array);
  // Extents may come from one another: each pass settles at least one more array.
  for (let pass = 0; pass <= growing.length; pass += 1) {
    let news = false;
    for (const array of growing) news = findExtents(lowering, array) || news;
    if (!news) break;
  }
  const results = growing.map((array) => ({ array, ...elaborateClauses(lowering, array) }));
  const order = group.recursive
    ? checkRecurrence(lowering, growing.map(({ unit }) => unit), results.flatMap(({ grown }) => grown))
    : growing.map(({ unit }) => unit);
  lowering.growing.clear();
  for (const { array, value } of results) lowering.values.set(array.unit, value);
  return order.flatMap((unit) => {
    const found = results.find(({ array }) => array.unit === unit);
    return found === undefined ? [] : [...found.grown.map(({ work }) => work), found.array.work];
  });
}

function begin(lowering: Lowering, unit: Unit): Growing | undefined {
  const { knowledge, definitionNames } = lowering;
  const name = definitionNames.get(unit) ?? unit.name.name;
  const work = newWork(unit.position, name);
  const clauses = readClauses(lowering, unit, work);
  if (clauses === undefined) {
    lowering.values.set(unit, FAILED);
    return undefined;
  }
  checkOverlaps(lowering, work, clauses);
  const subscripts = clauses[0]?.patterns.length ?? 0;
  const declared = declaredShape(lowering, unit);
  if (declared !== undefined && declared.length < subscripts) {
    const message = `\`${unit.name.name}\` is declared as ${shapeText(lowering, declared)}, and has ${subscripts} subscripts here`;
    report(lowering, work, 'shape', message, unit.name.span);
    lowering.values.set(unit, FAILED);
    return undefined;
  }
  const rank = declared?.length ?? Math.max(subscripts, knowledge.rankOf(unit.id));
  const extents = declared ?? Array.from({ length: rank }, (_, d) => extentVariable(lowering, unit, d));
  return { unit, name, work, clauses, scans: new Map(), extents, declared: declared !== undefined, noExtent: undefined };
}

const extentVariable = ({ knowledge }: Lowering, unit: Unit, dimension: number): Node =>
  knowledge.variable(`@${unit.id}.${dimension}`, 'extent');

/** What the array means to those that read it, as far as is known. */
function publish(lowering: Lowering, { unit, name, extents }: Growing): void {
  const { store } = lowering;
  lowering.values.set(unit, formula(extents, store.read(name, placeholders(store, extents))));
}

/** Scans the clauses for the ranges of their index variables; true if an extent became known. */
function findExtents(lowering: Lowering, array: Growing): boolean {
  const { knowledge } = lowering;
  const before = array.extents.map((extent) => knowledge.resolve(extent));
  for (const clause of array.clauses) scan(lowering, array, clause);
  array.noExtent = undefined;
  if (!array.declared) {
    for (const d of (array.clauses[0]?.patterns ?? []).keys()) {
      if (array.clauses.every((clause) => clause.patterns[d]?.kind === 'slice')) continue;
      const own = knowledge.resolve(array.extents[d] as Node);
      const extent = extentOf(lowering, array.unit, array.clauses, array.scans, d, own);
      if ('problem' in extent) array.noExtent ??= { dimension: d, why: extent };
      else knowledge.assign(`@${array.unit.id}.${d}`, extent);
    }
    array.extents = array.extents.map((_, d) => extentVariable(lowering, array.unit, d));
  }
  publish(lowering, array);
  return array.extents.length !== before.length || array.extents.some((extent, d) => extent !== before[d]);
}

/** Elaborates a clause with index variables of unknown range, to learn what bounds them and what shape it has. */
function scan(lowering: Lowering, array: Growing, clause: Clause): void {
  const { store, knowledge } = lowering;
  // No size is called so: what mentions it is not yet known.
  const anywhere = store.size('?');
  const indices = clause.patterns.map((pattern) =>
    pattern.kind === 'index' ? store.freshIndex(store.const(0), anywhere) : undefined,
  );
  const scanning: Scan = { indices: new Set(indices.filter((index) => index !== undefined)), bounds: [] };
  const work = newWork(array.unit.position, array.name, scanning);
  const value = elaborate(lowering, { tree: clause.define.value, env: clauseEnv(lowering, work, clause, indices) });
  array.scans.set(clause, { indices, bounds: scanning.bounds });
  if (value.kind === 'failed') return;
  const slices = clause.patterns.flatMap((pattern, d) => (pattern.kind === 'slice' ? [d] : []));
  const subscripts = clause.patterns.length;
  const missing = value.shape.length - slices.length - (array.extents.length - subscripts);
  if (missing > 0 && !array.declared) {
    for (let k = 0; k < missing; k += 1) array.extents.push(extentVariable(lowering, array.unit, array.extents.length));
    knowledge.setRank(array.unit.id, array.extents.length);
    publish(lowering, array);
  }
  const inside = innerDimensions(array, clause);
  if (value.shape.length === 0 || value.shape.length > inside.length) return;
  value.shape.forEach((extent, k) => {
    const d = inside[inside.length - value.shape.length + k] as number;
    if (extent.free.length === 0 && !mentions(extent, anywhere)) knowledge.unify(array.extents[d] as Node, extent);
  });
}

const mentions = (root: Node, part: Node): boolean => postorder([root]).includes(part);

/** The dimensions that the value of a clause has: those given as `:`, and those beyond the subscripts. */
const innerDimensions = ({ extents }: Growing, { patterns }: Clause): number[] =>
  [...extents.keys()].filter((d) => d >= patterns.length || patterns[d]?.kind === 'slice');

function clauseEnv(lowering: Lowering, work: Work, clause: Clause, indices: readonly (Node | undefined)[]): Env {
  const { store } = lowering;
  const names = new Map<string, Value>();
  clause.patterns.forEach((pattern, d) => {
    const index = indices[d];
    if (pattern.kind !== 'index' || index === undefined) return;
    store.nameIndex(index, pattern.name);
    names.set(pattern.name, scalar(store.op('add', index, store.const(1))));
  });
  return { ...newEnv(work, { names }), indices: indices.filter((index) => index !== undefined) };
}

/** Elaborates the clauses in their ranges and makes the definition. */
function elaborateClauses(lowering: Lowering, array: Growing): { grown: Grown[]; value: Value } {
  const { store, knowledge } = lowering;
  const { unit, clauses, work } = array;
  const { name } = unit.name;
  if (array.noExtent !== undefined && isOpen(lowering, array.extents[array.noExtent.dimension] as Node)) {
    reportNoExtent(lowering, array);
    return { grown: [], value: FAILED };
  }
  const unknown = array.extents.findIndex((extent) => isOpen(lowering, extent));
  if (unknown >= 0) {
    report(lowering, work, 'range-unknown', `the size of \`${name}\` is not known`, unit.name.span, `declare it: \`${name} : real[…]\``);
    return { grown: [], value: FAILED };
  }
  const extents = (array.extents = array.extents.map((extent) => knowledge.resolve(extent)));
  publish(lowering, array);
  const reaches = new Map(
    clauses.map((clause) => [
      clause,
      clause.patterns.map((pattern, d) =>
        pattern.kind === 'index' ? reachOf(lowering, array.scans.get(clause) as Scanned, d, extents[d] as Node) : undefined,
      ),
    ]),
  );
  reportUncovered(lowering, array, reaches);

  const grown: Grown[] = [];
  const own = placeholders(store, extents);
  const cases: { tests: Node[]; body: Node }[] = [];
  for (const clause of clauses) {
    const indices = clause.patterns.map((pattern, d) => {
      if (pattern.kind !== 'index') return undefined;
      const [lo, hi] = rangeOf(lowering, array, clause, d, reaches.get(clause)?.[d]);
      store.nameIndex(own[d] as Node, pattern.name);
      return store.freshIndex(lo, hi);
    });
    const clauseWork = newWork(unit.position, array.name);
    const value = elaborate(lowering, { tree: clause.define.value, env: clauseEnv(lowering, clauseWork, clause, indices) });
    const places = clause.patterns.map((pattern, d) => (pattern.kind === 'place' ? pattern.place : indices[d]));
    grown.push({ unit, places, work: clauseWork });
    const body = value.kind === 'failed' ? undefined : clauseBody(lowering, array, clause, value, own);
    if (body === undefined) continue;
    const replacements = new Map<Node, Node>();
    indices.forEach((index, d) => index !== undefined && replacements.set(index, own[d] as Node));
    const tests = clause.patterns.flatMap((pattern, d) =>
      pattern.kind === 'place' ? [store.op('eq', own[d] as Node, pattern.place)] : [],
    );
    cases.push({ tests, body: store.substitute(body, replacements) });
  }
  if (cases.length < clauses.length) return { grown, value: FAILED };
  if (new Set(cases.map(({ body }) => body.type === 'bool')).size > 1) {
    report(lowering, work, 'type', `some elements of \`${name}\` are numbers, others truth values`, unit.name.span);
    return { grown, value: FAILED };
  }
  const last = cases.pop() as (typeof cases)[number];
  const body = cases.reduceRight(
    (rest, { tests: [first, ...others], body }) =>
      first === undefined ? body : store.op('select', others.reduce((a, b) => store.op('and', a, b), first), body, rest),
    last.body,
  );
  addDefinition(lowering, work, array.name, own, body, unit.span);
  return { grown, value: formula(extents, store.read(array.name, own, body.type)) };
}

const isOpen = ({ knowledge }: Lowering, extent: Node): boolean =>
  postorder([knowledge.resolve(extent)]).some((node) => node.op === 'size' && knowledge.isOpen(node.name) && knowledge.kindOf(node.name) === 'extent');

/** The element of a clause's value at the array's own indices; reports a value that does not fit. */
function clauseBody(lowering: Lowering, array: Growing, clause: Clause, value: Known, own: readonly Node[]): Node | undefined {
  const { store, knowledge } = lowering;
  const inside = innerDimensions(array, clause);
  const offset = inside.length - value.shape.length;
  const fits =
    offset >= 0 && value.shape.every((extent, k) => knowledge.unify(array.extents[inside[k + offset] as number] as Node, extent));
  // A scalar fills a slice; any other value must have its shape.
  if (!fits || (offset > 0 && value.shape.length > 0)) {
    const wanted = shapeText(lowering, inside.map((d) => array.extents[d] as Node));
    const message = `this should be ${wanted === 'a scalar' ? wanted : `an array ${wanted}`}, and is ${shapeText(lowering, value.shape)}`;
    report(lowering, array.work, 'shape', message, clause.define.value.span);
    return undefined;
  }
  return elementAt(store, value, value.shape.map((_, k) => own[inside[k + offset] as number] as Node));
}

/** The range in which a clause is used: without the literal places at the ends that other clauses give. */
function rangeOf(lowering: Lowering, array: Growing, clause: Clause, dimension: number, reach: Reach | undefined): [Node, Node] {
  const { store } = lowering;
  const places = array.clauses.flatMap((other): Node[] => {
    const pattern = other.patterns[dimension];
    if (other === clause || pattern?.kind !== 'place') return [];
    const covers = other.patterns.every((theirs, d) => {
      const ours = clause.patterns[d];
      if (d === dimension || theirs.kind !== 'place') return true;
      return ours?.kind === 'place' && comparePlaces(ours.place, theirs.place) === 'same';
    });
    return covers ? [pattern.place] : [];
  });
  const literal = new Set(places.flatMap((place) => (place.op === 'const' ? [place.value] : [])));
  let first = 0;
  while (literal.has(first)) first += 1;
  let hi = array.extents[dimension] as Node;
  for (let next = before(lowering, hi); places.some((place) => comparePlaces(place, next) === 'same'); next = before(lowering, hi)) {
    hi = next;
    if (hi.op === 'const' && hi.value <= 0) break;
  }
  const lo = store.const(first);
  if (reach === undefined) return [lo, hi];
  const from = holds(addAffine(affineOf(lo), reach.lo, -1)) ? lo : affineNode(store, reach.lo);
  const to = holds(addAffine(reach.hi, affineOf(hi), -1)) ? hi : affineNode(store, reach.hi);
  return [from, to];
}

const before = ({ store }: Lowering, node: Node): Node => normalizeInt(store, store.op('sub', node, store.const(1)));

function reportUncovered(
  lowering: Lowering,
  array: Growing,
  reaches: ReadonlyMap<Clause, readonly (Reach | undefined)[]>,
): void {
  const { unit, work, clauses } = array;
  const extents = array.extents.slice(0, clauses[0]?.patterns.length);
  const missing = findUncovered(lowering, clauses, extents, reaches);
  if (missing === undefined) return;
  const place = `${unit.name.name}[${missing.join(', ')}]`;
  for (const clause of clauses) {
    for (const [d, extent] of extents.entries()) {
      const future = futureRead(array.scans.get(clause) as Scanned, d, unit, extent);
      if (future === undefined) continue;
      const message = `this reads a later place of \`${unit.name.name}\`, and no clause gives \`${place}\``;
      const advice = `read an earlier place, as in \`${unit.name.name}[t-1]\`, or begin at the end: \`${place} = …\``;
      report(lowering, work, 'future-read', message, future.span, advice);
      return;
    }
  }
  const general = clauses[clauses.length - 1] as Clause;
  report(lowering, work, 'uncovered', `no clause gives \`${place}\``, general.define.name.span, `add \`${place} = …\``);
}

function reportNoExtent(lowering: Lowering, array: Growing): void {
  const { unit, work, noExtent } = array;
  if (noExtent === undefined) return;
  const { dimension, why } = noExtent;
  const pattern = array.clauses.map(({ patterns }) => patterns[dimension]).find((found) => found?.kind === 'index');
  const index = pattern?.kind === 'index' ? `\`${pattern.name}\`` : 'its index';
  const sizes = ['n', 'm', 'k', 'l'].slice(0, array.extents.length).join(', ');
  const advice = `declare it: \`${unit.name.name} : real[${sizes}]\``;
  const span = pattern?.span ?? unit.name.span;
  if (why.problem === 'open') {
    report(lowering, work, 'range-unknown', `it is not known how far ${index} runs: it subscripts no array of known size`, span, advice);
    return;
  }
  const arrays = [...new Set(why.bounds.map(({ array }) => `\`${array}\``))].join(' and ');
  report(lowering, work, 'range-unknown', `it is not known how far ${index} runs: it subscripts ${arrays}, of different sizes`, span, advice);
}
