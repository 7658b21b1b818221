import { postorder } from '../store.ts';
import type { Node } from '../store.ts';
import { checkOverlaps, readClauses } from './clauses.ts';
import type { Clause } from './clauses.ts';
import { newEnv, newWork, OPEN, report } from './context.ts';
import type { Env, Lowering, Scan, Work } from './context.ts';
import { elaborate } from './elaborate.ts';
import { extentOf } from './extents.ts';
import type { NoExtent, Scanned } from './extents.ts';
import { declaredShape } from './inputs.ts';
import type { Unit } from './program.ts';
import { shapeText } from './shapes.ts';
import { FAILED, formula, placeholders, scalar } from './value.ts';
import type { Value } from './value.ts';

/** An array given by its elements, while it is being defined. */
export interface Growing {
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

export function begin(lowering: Lowering, unit: Unit): Growing | undefined {
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
    report(lowering, work, 'shape', message, unit.name.span, 'declare a size for each subscript');
    lowering.values.set(unit, FAILED);
    return undefined;
  }
  const rank = declared?.length ?? Math.max(subscripts, knowledge.rankOf(unit.id));
  const extents = declared ?? Array.from({ length: rank }, (_, d) => extentVariable(lowering, unit, d));
  return {
    unit,
    name,
    work,
    clauses,
    scans: new Map(),
    extents,
    declared: declared !== undefined,
    noExtent: undefined,
  };
}

const extentVariable = ({ knowledge }: Lowering, unit: Unit, dimension: number): Node =>
  knowledge.variable(`${OPEN}${unit.id}.${dimension}`, 'extent');

/** What the array means to those that read it, as far as is known. */
export function publish(lowering: Lowering, { unit, name, extents }: Growing): void {
  const { store } = lowering;
  lowering.values.set(unit, formula(extents, store.read(name, placeholders(store, extents))));
}

/** Scans the clauses for the ranges of their index variables; true if an extent became known. */
export function findExtents(lowering: Lowering, array: Growing): boolean {
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
      else knowledge.assign(`${OPEN}${array.unit.id}.${d}`, extent);
    }
    array.extents = array.extents.map((_, d) => extentVariable(lowering, array.unit, d));
  }
  publish(lowering, array);
  return array.extents.length !== before.length || array.extents.some((extent, d) => extent !== before[d]);
}

/** An array that is given by itself as a whole would grow without end. */
const MOST_DIMENSIONS = 8;

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
  if (missing > 0 && !array.declared && array.extents.length + missing <= MOST_DIMENSIONS) {
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
export const innerDimensions = ({ extents }: Growing, { patterns }: Clause): number[] =>
  [...extents.keys()].filter((d) => d >= patterns.length || patterns[d]?.kind === 'slice');

export function clauseEnv(lowering: Lowering, work: Work, clause: Clause, indices: readonly (Node | undefined)[]): Env {
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
