import { postorder } from '../store.ts';
import type { Node } from '../store.ts';
import type { Clause } from './clauses.ts';
import { newWork, report, textOf } from './context.ts';
import type { Lowering, Work } from './context.ts';
import { findUncovered, rangeOf } from './coverage.ts';
import { elaborate } from './elaborate.ts';
import { futureRead, reachOf } from './extents.ts';
import type { Reach, Scanned } from './extents.ts';
import { begin, clauseEnv, findExtents, innerDimensions, publish } from './growing.ts';
import type { Growing } from './growing.ts';
import type { Group } from './order.ts';
import { checkRecurrence } from './recurrence.ts';
import type { Grown } from './recurrence.ts';
import { shapeText } from './shapes.ts';
import { addDefinition } from './store-value.ts';
import { FAILED, elementAt, formula, placeholders } from './value.ts';
import type { Known, Value } from './value.ts';

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
    ? checkRecurrence(
        lowering,
        growing.map(({ unit }) => unit),
        results.flatMap(({ grown }) => grown),
      )
    : growing.map(({ unit }) => unit);
  lowering.growing.clear();
  for (const { array, value } of results) lowering.values.set(array.unit, value);
  return order.flatMap((unit) => {
    const found = results.find(({ array }) => array.unit === unit);
    return found === undefined ? [] : [...found.grown.map(({ work }) => work), found.array.work];
  });
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
    report(
      lowering,
      work,
      'range-unknown',
      `the size of \`${name}\` is not known`,
      unit.name.span,
      `declare it: \`${name} : real[…]\``,
    );
    return { grown: [], value: FAILED };
  }
  const extents = (array.extents = array.extents.map((extent) => knowledge.resolve(extent)));
  publish(lowering, array);
  const reaches = new Map(
    clauses.map((clause) => [
      clause,
      clause.patterns.map((pattern, d) =>
        pattern.kind === 'index'
          ? reachOf(lowering, array.scans.get(clause) as Scanned, d, extents[d] as Node)
          : undefined,
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
    const value = elaborate(lowering, {
      tree: clause.define.value,
      env: clauseEnv(lowering, clauseWork, clause, indices),
    });
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
    report(
      lowering,
      work,
      'type',
      `some elements of \`${name}\` are numbers, others truth values`,
      unit.name.span,
      'write `… ? 1 : 0` for a number',
    );
    return { grown, value: FAILED };
  }
  const last = cases.pop() as (typeof cases)[number];
  const body = cases.reduceRight(
    (rest, { tests: [first, ...others], body }) =>
      first === undefined
        ? body
        : store.op(
            'select',
            others.reduce((a, b) => store.op('and', a, b), first),
            body,
            rest,
          ),
    last.body,
  );
  const text = unit.clauses.map((clause) => textOf(lowering.source, clause.span)).join('; ');
  addDefinition(lowering, work, array.name, own, body, unit.span, text);
  return { grown, value: formula(extents, store.read(array.name, own, body.type)) };
}

const isOpen = ({ knowledge }: Lowering, extent: Node): boolean =>
  postorder([knowledge.resolve(extent)]).some(
    (node) => node.op === 'size' && knowledge.isOpen(node.name) && knowledge.kindOf(node.name) === 'extent',
  );

/** The element of a clause's value at the array's own indices; reports a value that does not fit. */
function clauseBody(
  lowering: Lowering,
  array: Growing,
  clause: Clause,
  value: Known,
  own: readonly Node[],
): Node | undefined {
  const { store, knowledge } = lowering;
  const inside = innerDimensions(array, clause);
  const offset = inside.length - value.shape.length;
  const fits =
    offset >= 0 &&
    value.shape.every((extent, k) => knowledge.unify(array.extents[inside[k + offset] as number] as Node, extent));
  // A scalar fills a slice; any other value must have its shape.
  if (!fits || (offset > 0 && value.shape.length > 0)) {
    const wanted = shapeText(
      lowering,
      inside.map((d) => array.extents[d] as Node),
    );
    const message = `this should be ${wanted === 'a scalar' ? wanted : `an array ${wanted}`}, and is ${shapeText(lowering, value.shape)}`;
    report(
      lowering,
      array.work,
      'shape',
      message,
      clause.define.value.span,
      'give as many values as the left side has places',
    );
    return undefined;
  }
  return elementAt(
    store,
    value,
    value.shape.map((_, k) => own[inside[k + offset] as number] as Node),
  );
}

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
    report(
      lowering,
      work,
      'range-unknown',
      `it is not known how far ${index} runs: it subscripts no array of known size`,
      span,
      advice,
    );
    return;
  }
  const arrays = [...new Set(why.bounds.map(({ array }) => `\`${array}\``))].join(' and ');
  report(
    lowering,
    work,
    'range-unknown',
    `it is not known how far ${index} runs: it subscripts ${arrays}, of different sizes`,
    span,
    advice,
  );
}
