import { difference, normalizeInt } from '../affine.ts';
import type { Node } from '../store.ts';
import type { Span } from '../../source.ts';
import type { Tree } from '../../syntax/tree.ts';
import { newEnv, report } from './context.ts';
import type { Lowering, Work } from './context.ts';
import { elaborate } from './elaborate.ts';
import { asInt } from './lookup.ts';
import { isGlobal } from './names.ts';
import type { Define, Unit } from './program.ts';

/** One subscript on the left of `q[1, t, :] = …`: a place (from 0), an index variable, or a whole dimension. */
export type Pattern =
  | { readonly kind: 'place'; readonly place: Node; readonly span: Span }
  | { readonly kind: 'index'; readonly name: string; readonly span: Span }
  | { readonly kind: 'slice'; readonly span: Span };

export interface Clause {
  readonly define: Define;
  readonly patterns: readonly Pattern[];
}

/** The clauses of an array, the most specific first: that is the order in which they are tried. */
export function readClauses(lowering: Lowering, unit: Unit, work: Work): Clause[] | undefined {
  const clauses: Clause[] = [];
  let sound = true;
  const count = unit.clauses[0]?.subscripts?.length ?? 0;
  for (const define of unit.clauses) {
    const subscripts = define.subscripts ?? [];
    if (subscripts.length !== count) {
      const message = `\`${unit.name.name}\` has ${count} subscripts above, and ${subscripts.length} here`;
      report(lowering, work, 'shape', message, define.name.span, 'give each clause the same number of subscripts');
      sound = false;
      continue;
    }
    const patterns = subscripts.map((tree) => readPattern(lowering, unit, work, tree));
    const names = patterns.flatMap((pattern) => (pattern?.kind === 'index' ? [pattern.name] : []));
    const repeated = names.find((name, k) => names.indexOf(name) < k);
    if (repeated !== undefined) {
      const advice = `write \`[i, j] = i == j ? … : …\``;
      report(lowering, work, 'unsupported', `\`${repeated}\` subscripts two dimensions`, define.name.span, advice);
    }
    if (repeated !== undefined || patterns.some((pattern) => pattern === undefined)) sound = false;
    else clauses.push({ define, patterns: patterns as Pattern[] });
  }
  if (!sound) return undefined;
  const specific = ({ patterns }: Clause): number => patterns.filter((pattern) => pattern.kind === 'place').length;
  return clauses.sort((a, b) => specific(b) - specific(a));
}

function readPattern(lowering: Lowering, unit: Unit, work: Work, tree: Tree): Pattern | undefined {
  const { span } = tree;
  if (tree.kind === 'name' && tree.name === unit.name.name) {
    const message = `\`${tree.name}\` is the array itself here, and cannot be its index too`;
    report(lowering, work, 'shape', message, span, 'give the index another name');
    return undefined;
  }
  if (tree.kind === 'range') {
    if (tree.start === undefined && tree.step === undefined && tree.end === undefined) return { kind: 'slice', span };
    report(
      lowering,
      work,
      'unsupported',
      'the left side takes places, index variables and `:`, not ranges',
      span,
      'write `x[i] = …`: the range of `i` is found',
    );
    return undefined;
  }
  if (tree.kind === 'name' && !isGlobal(lowering.program, tree.name)) return { kind: 'index', name: tree.name, span };
  const env = newEnv(work);
  const place = asInt(lowering, env, elaborate(lowering, { tree, env }), span, 'place');
  if (place === undefined) return undefined;
  const { store } = lowering;
  return { kind: 'place', place: normalizeInt(store, store.op('sub', place, store.const(1))), span };
}

/** Whether two places are surely the same, surely not, or neither is known. */
export function comparePlaces(a: Node, b: Node): 'same' | 'different' | 'unknown' {
  const gap = difference(a, b);
  if (gap.terms.size > 0) return 'unknown';
  return gap.constant === 0 ? 'same' : 'different';
}

/** Reports two clauses that both give an element, where neither is a special case of the other. */
export function checkOverlaps(lowering: Lowering, work: Work, clauses: readonly Clause[]): void {
  const literal = new Map<string, Clause>();
  const general: Clause[] = [];
  for (const clause of clauses) {
    const places = clause.patterns.map((pattern) => (pattern.kind === 'place' ? pattern.place.id : undefined));
    if (places.includes(undefined)) {
      general.push(clause);
      continue;
    }
    const key = places.join();
    if (literal.has(key)) overlap(lowering, work, clause);
    else literal.set(key, clause);
  }
  const meet = (a: Pattern, b: Pattern): boolean =>
    a.kind !== 'place' || b.kind !== 'place' || comparePlaces(a.place, b.place) === 'same';
  general.forEach((clause, k) => {
    for (const other of general.slice(0, k)) {
      if (!clause.patterns.every((pattern, d) => meet(pattern, other.patterns[d] as Pattern))) continue;
      // `other` is tried first; all is well if it is the special case.
      const special = clause.patterns.every(
        (pattern, d) => pattern.kind !== 'place' || other.patterns[d]?.kind === 'place',
      );
      const equal = other.patterns.every(
        (pattern, d) => pattern.kind !== 'place' || clause.patterns[d]?.kind === 'place',
      );
      if (special && !equal) continue;
      const common = clause.patterns.map((pattern, d) =>
        pattern.kind === 'place' ? pattern : (other.patterns[d] as Pattern),
      );
      const settled = clauses.some(
        (third) =>
          third !== clause &&
          third !== other &&
          common.every(
            (pattern, d) =>
              pattern.kind !== 'place' ||
              (third.patterns[d]?.kind === 'place' && meet(pattern, third.patterns[d] as Pattern)),
          ),
      );
      if (settled && !special) continue;
      overlap(lowering, work, clause.define.span.start > other.define.span.start ? clause : other);
    }
  });
}

function overlap(lowering: Lowering, work: Work, { define }: Clause): void {
  const text = `\`${define.name.name}\``;
  report(
    lowering,
    work,
    'overlap',
    `some elements of ${text} are given twice`,
    define.name.span,
    'give each element once',
  );
}
