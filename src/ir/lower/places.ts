import { addAffine, affineNode, affineOf } from '../affine.ts';
import type { Affine } from '../affine.ts';
import { printNode } from '../print.ts';
import { postorder } from '../store.ts';
import type { Node } from '../store.ts';
import type { Fact } from '../graph.ts';
import type { Span } from '../../source.ts';
import { floorDivide, holds, leastOf, negated, plus, proves, without } from './bounds.ts';
import { report } from './context.ts';
import type { Env, Lowering, Scan } from './context.ts';
import type { Obligation } from './knowledge.ts';
import type { Unit } from './program.ts';

/** A read that must stay inside an array. */
export interface Access {
  readonly place: Node;
  readonly extent: Node;
  readonly array: string;
  readonly span: Span;
  /** The array, if it is still being defined. */
  readonly source: Unit | undefined;
}

/**
 * Sees to it that 0 ≤ place < extent: by proof, or else by a fact that is checked when the program runs, or else by an
 * error. During a scan it collects what the read says about the range of the scanned indices instead.
 */
export function requireInside(lowering: Lowering, env: Env, access: Access): void {
  const place = affineOf(access.place);
  const room = addAffine(plus(affineOf(access.extent), -1), place, -1);
  const { store } = lowering;
  const { array, span } = access;
  const last = printNode(access.extent, store);
  for (const { form, side } of [
    { form: place, side: 'lower' as const },
    { form: room, side: 'upper' as const },
  ]) {
    const { scan } = env.work;
    if (scan !== undefined && collect(lowering, env, scan, form, access)) continue;
    if (proves(form, env.assumptions) || scan !== undefined) continue;
    // Of a single number it may be known on which side it cannot fall out.
    const isSingle =
      [...place.terms.keys()].every((term) => term.args.length === 0) &&
      proves(side === 'lower' ? room : place, env.assumptions);
    if (!isSingle && isEntry(lowering, place)) {
      // Of an array that is being defined, the place must be an earlier one: that is checked with the recurrence.
      if (access.source === undefined) requireEntry(lowering, env, access, place);
      return;
    }
    const least = leastOf(form);
    if (least === undefined || [...least.terms.keys()].some((term) => !isKnownEarly(lowering, term))) {
      const message = `it cannot be shown that this place is one of the ${last} of \`${array}\``;
      report(lowering, env.work, 'out-of-range', message, span, `keep it inside: \`max(1, min(${last}, …))\``);
      return;
    }
    // The user counts from 1.
    const worst = side === 'lower' ? plus(least, 1) : addAffine(affineOf(access.extent), least, -1);
    const reads = `this reads \`${array}\` at place ${printNode(affineNode(store, worst), store)}`;
    const complaint = side === 'lower' ? `${reads}, and places count from 1` : `${reads}, and it has ${last}`;
    env.work.obligations.push({ form: least, span, text: `the places of \`${array}\` that are read exist`, complaint });
  }
}

/** What a form ≥ 0 says about a scanned index: true if it mentions one. */
function collect(lowering: Lowering, env: Env, scan: Scan, form: Affine, access: Access): boolean {
  const mentions = (f: Affine): Node[] =>
    [...f.terms.keys()].filter((term) => term.free.some((index) => scan.indices.has(index)));
  if (mentions(form).length === 0) return false;
  const least = leastOf(form, scan.indices) ?? form;
  const [index, ...others] = mentions(least);
  if (index === undefined || others.length > 0 || !scan.indices.has(index) || holds(form)) return true;
  const factor = least.terms.get(index) as number;
  const rest = without(least, index);
  if ([...rest.terms.keys()].some((term) => term.free.length > 0)) return true;
  const divide = (f: Affine): Affine => floorDivide(lowering.store, f, Math.abs(factor));
  const strong = !proves(form, env.assumptions);
  const { array, span, source } = access;
  const guarded = env.assumptions.length > 0;
  const common = { index, strong, guarded, array, span, source, exact: access.place === index };
  scan.bounds.push(
    factor > 0
      ? { ...common, side: 'lower', form: divide(plus(negated(rest), factor - 1)) }
      : { ...common, side: 'upper', form: plus(divide(rest), 1) },
  );
  return true;
}

/** Whether a place is an entry of an int input less 1, perhaps with a literal added. */
function isEntry(lowering: Lowering, place: Affine): boolean {
  const [entry] = place.terms.keys();
  if (entry?.op !== 'read' || place.terms.size > 1 || place.terms.get(entry) !== 1) return false;
  return place.constant >= -1 && isIntInput(lowering, entry.name);
}

/** Such a place is checked when the program runs. */
function requireEntry({ store }: Lowering, env: Env, access: Access, place: Affine): void {
  const { facts } = env.work;
  const [entry] = place.terms.keys();
  const input = (entry as Node).name;
  const limit = affineNode(store, plus(affineOf(access.extent), -1 - place.constant));
  const known = facts.some((fact) => fact.kind === 'within' && fact.input === input && fact.limit === limit);
  if (!known) facts.push({ kind: 'within', input, limit, array: access.array });
}

/** Whether a term is known before the program runs: a size, a scalar int input, arithmetic on such. */
const isKnownEarly = (lowering: Lowering, term: Node): boolean =>
  postorder([term]).every((node) => node.op !== 'read' || (node.args.length === 0 && isIntInput(lowering, node.name)));

export function isIntInput({ program, knowledge }: Lowering, name: string): boolean {
  return program.declarations.get(name)?.type === 'int' || knowledge.guesses.get(name)?.kind === 'int';
}

/** At the end of a round: each obligation is proven, refuted (an error), or becomes a fact to check at run time. */
export function settleObligations(lowering: Lowering, obligations: readonly Obligation[]): Fact[] {
  const { store, knowledge, reporter } = lowering;
  const facts: Fact[] = [];
  const seen = new Set<string>();
  for (const { form, span, text, complaint } of obligations) {
    const final = knowledge.resolveForm(form);
    if (holds(final)) continue;
    if (holds(plus(negated(final), -1))) {
      reporter.error('out-of-range', complaint, span, 'keep it inside, or declare a longer array');
      continue;
    }
    const terms = [...final.terms];
    const positive = new Map(terms.filter(([, factor]) => factor > 0));
    const negative = new Map(
      terms.flatMap(([term, factor]): [Node, number][] => (factor < 0 ? [[term, -factor]] : [])),
    );
    const left = affineNode(store, { constant: Math.max(0, -final.constant), terms: negative });
    const right = affineNode(store, { constant: Math.max(0, final.constant), terms: positive });
    const key = `${left.id} ${right.id}`;
    if (!seen.has(key)) facts.push({ kind: 'atMost', left, right, text });
    seen.add(key);
  }
  return facts;
}
