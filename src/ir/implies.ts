import { addAffine, affineOf, provablyNonNegative } from './affine.ts';
import type { Affine } from './affine.ts';
import type { Fact } from './graph.ts';
import type { Node } from './store.ts';

/** More rows than these in an elimination: not known. */
const MOST_ROWS = 160;

/** How many minima and maxima are looked at case by case. */
const MOST_CASES = 4;

/** Forms that are at least 0 wherever their terms have a value: of an index its bounds, of a minimum its arguments. */
function surroundings(forms: readonly Affine[]): { rows: Affine[]; choices: Node[] } {
  const rows: Affine[] = [];
  const choices: Node[] = [];
  const seen = new Set<Node>();
  const stack = forms.flatMap(({ terms }) => [...terms.keys()]);
  const add = (form: Affine): void => {
    rows.push(form);
    stack.push(...form.terms.keys());
  };
  for (let term = stack.pop(); term !== undefined; term = stack.pop()) {
    if (seen.has(term)) continue;
    seen.add(term);
    const own: Affine = { constant: 0, terms: new Map([[term, 1]]) };
    if (term.op === 'size') rows.push({ ...own, constant: -1 });
    else if (term.op === 'index') {
      const [lo, hi] = term.args as [Node, Node];
      add(addAffine(own, affineOf(lo), -1));
      add(addAffine(addAffine(affineOf(hi), own, -1), ONE, -1));
    } else if (term.op === 'min' || term.op === 'max') {
      choices.push(term);
      const sign = term.op === 'min' ? 1 : -1;
      for (const arg of term.args) add(addAffine(times(affineOf(arg), sign), own, -sign));
    } else if (provablyNonNegative(own)) rows.push(own);
  }
  return { rows, choices };
}

const ONE: Affine = { constant: 1, terms: new Map() };

export const times = (form: Affine, factor: number): Affine =>
  addAffine({ constant: 0, terms: new Map() }, form, factor);

/** The negation of `form ≥ 0`, of ints: −form − 1 ≥ 0. */
export const negation = (form: Affine): Affine => addAffine(times(form, -1), ONE, -1);

/** What facts say, as forms that are at least 0. */
export const formsOfFacts = (facts: readonly Fact[]): Affine[] =>
  facts.flatMap((fact) => (fact.kind === 'atMost' ? [addAffine(affineOf(fact.right), affineOf(fact.left), -1)] : []));

/** What facts say of the entries of int inputs that are among these terms: each is within 1 … limit. */
export const formsWithin = (facts: readonly Fact[], terms: readonly Node[]): Affine[] =>
  terms.flatMap((term) => {
    const own: Affine = { constant: 0, terms: new Map([[term, 1]]) };
    const limits = facts.flatMap((fact) =>
      fact.kind === 'within' && term.op === 'read' && fact.input === term.name ? [affineOf(fact.limit)] : [],
    );
    return limits.flatMap((limit) => [addAffine(own, ONE, -1), addAffine(limit, own, -1)]);
  });

/**
 * Whether forms of ints that are all at least 0 leave no values for their terms: sizes are at least 1 and indices within
 * their bounds. By the elimination of Fourier and Motzkin, each minimum and maximum case by case. False means "not known".
 */
export function contradict(forms: readonly Affine[]): boolean {
  const { rows, choices } = surroundings(forms);
  const cases = (left: readonly Node[], more: readonly Affine[]): boolean => {
    const [choice, ...others] = left;
    if (choice === undefined) return isInfeasible([...forms, ...rows, ...more]);
    // It is one of its arguments.
    const own: Affine = { constant: 0, terms: new Map([[choice, 1]]) };
    return choice.args.every((arg) => {
      const gap = addAffine(own, affineOf(arg), -1);
      return cases(others, [...more, gap, times(gap, -1)]);
    });
  };
  return cases(choices.slice(0, MOST_CASES), []);
}

/** Whether `goal ≥ 0` follows from forms that are at least 0. */
export const implies = (known: readonly Affine[], goal: Affine): boolean => contradict([...known, negation(goal)]);

function isInfeasible(forms: readonly Affine[]): boolean {
  const left = eliminate(forms, () => true);
  return left === undefined ? false : left.some(({ constant, terms }) => terms.size === 0 && constant < 0);
}

/** The forms without the terms that are chosen, each implied by the given ones; undefined where there are too many. */
function eliminate(forms: readonly Affine[], chosen: (term: Node) => boolean): Affine[] | undefined {
  let rows = distinct(forms);
  for (;;) {
    if (rows.some(({ constant, terms }) => terms.size === 0 && constant < 0)) return rows;
    const counts = new Map<Node, { above: number; below: number }>();
    for (const { terms } of rows)
      for (const [term, factor] of terms) {
        if (!chosen(term)) continue;
        const count = counts.get(term) ?? { above: 0, below: 0 };
        counts.set(term, factor > 0 ? { ...count, above: count.above + 1 } : { ...count, below: count.below + 1 });
      }
    let best: Node | undefined;
    let least = Infinity;
    for (const [term, { above, below }] of counts) if (above * below < least) [best, least] = [term, above * below];
    if (best === undefined) return rows;
    if (rows.length + least > MOST_ROWS) return undefined;
    rows = distinct(withoutTerm(rows, best));
  }
}

function withoutTerm(rows: readonly Affine[], term: Node): Affine[] {
  const factorOf = ({ terms }: Affine): number => terms.get(term) ?? 0;
  const above = rows.filter((row) => factorOf(row) > 0);
  const below = rows.filter((row) => factorOf(row) < 0);
  const others = rows.filter((row) => factorOf(row) === 0);
  const joined = above.flatMap((a) => below.map((b) => addAffine(times(a, -factorOf(b)), b, factorOf(a))));
  return [...others, ...joined];
}

/** Rows with the same terms say as much as the strictest of them; of ints, Σ 2·term + 1 ≥ 0 is Σ term ≥ 0. */
function distinct(rows: readonly Affine[]): Affine[] {
  const byTerms = new Map<string, Affine>();
  for (const row of rows) {
    let divisor = 0;
    for (const factor of row.terms.values()) divisor = gcd(divisor, Math.abs(factor));
    const tight: Affine =
      divisor <= 1
        ? row
        : {
            constant: Math.floor(row.constant / divisor),
            terms: new Map([...row.terms].map(([term, factor]) => [term, factor / divisor])),
          };
    if (tight.terms.size === 0 && tight.constant >= 0) continue;
    const key = [...tight.terms]
      .map(([term, factor]) => [term.id, factor] as const)
      .sort(([a], [b]) => a - b)
      .join(' ');
    const known = byTerms.get(key);
    if (known === undefined || tight.constant < known.constant) byTerms.set(key, tight);
  }
  return [...byTerms.values()];
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/**
 * Upper bounds of a form where others are at least 0: forms over what is not an index, none of which is known to be above another.
 * `unknown` is a term that occurs nowhere.
 */
export function upperBounds(form: Affine, known: readonly Affine[], unknown: Node): Affine[] {
  const gap = addAffine(form, { constant: 0, terms: new Map([[unknown, 1]]) }, -1);
  const { rows } = surroundings([form, ...known]);
  const left = eliminate([...known, ...rows, gap, times(gap, -1)], (term) => term !== unknown && term.free.length > 0);
  // Forms that contradict each other have no bound: their elimination ends early.
  const bounds = (left ?? []).flatMap((row) => {
    if (row.terms.get(unknown) !== -1 || !isFixed(row, unknown)) return [];
    const terms = new Map(row.terms);
    terms.delete(unknown);
    return [{ constant: row.constant, terms }];
  });
  const isAbove = (a: Affine, b: Affine): boolean =>
    implies(
      known.filter((form) => isFixed(form)),
      addAffine(a, b, -1),
    );
  return bounds.filter(
    (bound, k) => !bounds.some((other, l) => l !== k && isAbove(bound, other) && (l < k || !isAbove(other, bound))),
  );
}

const isFixed = ({ terms }: Affine, but?: Node): boolean =>
  [...terms.keys()].every((term) => term === but || term.free.length === 0);
