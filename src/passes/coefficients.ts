import type { Graph } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { createKit } from '../rules/kit.ts';
import type { Kit } from '../rules/kit.ts';
import {
  atom,
  build,
  coefficientOf,
  constant,
  formOf,
  isExact,
  leading,
  numberOf,
  numeric,
  over,
  productOf,
  scaledForm,
  times,
} from './coefficients/form.ts';
import type { Form, Monomial } from './coefficients/form.ts';
import { gathersIn } from './gathers.ts';
import type { Gather } from './gathers.ts';

/** What a rewritten definition must come to, of what it was. */
const WORTH = 0.8;

type GatherOf = (node: Node) => Gather | undefined;

/**
 * A choice by a gathered element, between sums of products of what it does not choose, becomes a form in these with
 * coefficients that depend on the element alone: turning a point by the axis of camera[i] is three rows of three
 * numbers of the camera, however the axis gives them, and where it is 0 too. `tabulate` then computes them once an element.
 */
export function collect(graph: Graph): Graph {
  if (!graph.facts.some(({ kind }) => kind === 'within')) return graph;
  const kit = createKit(graph.store);
  const gathers = gathersIn(graph);
  return {
    ...graph,
    definitions: graph.definitions.map((one) => ({ ...one, body: collectIn(kit, one.body, gathers.of(one.name)) })),
  };
}

function collectIn(kit: Kit, body: Node, of: GatherOf): Node {
  const roots = postorder([body]).filter((node) => isRoot(node, of));
  if (roots.length === 0) return body;
  const forms = new Map<Gather['place'], (node: Node) => Form>();
  const formIn = (root: Node): ((node: Node) => Form) => {
    const gather = of(root.args[0] as Node) as Gather;
    const known = forms.get(gather.place) ?? formsOf(kit, of, gather);
    forms.set(gather.place, known);
    return known;
  };
  const counts = new Map<Node, number>();
  const branches = roots.map((root) => branchesOf(kit, root, formIn(root)));
  for (const { atoms } of branches.flat().flatMap((form) => [...form.values()]))
    for (const one of atoms) counts.set(one, (counts.get(one) ?? 0) + 1);

  const done = new Map<Node, Node>();
  const change = (root: Node): Node => {
    for (const node of postorder([root], (n) => !done.has(n))) {
      const found = branches[roots.indexOf(node)];
      const next = found?.map((form) => evaluate(kit, form, counts, change));
      const [whole, other] = next ?? [];
      if (whole === undefined)
        done.set(
          node,
          kit.store.with(
            node,
            node.args.map((arg) => done.get(arg) ?? arg),
          ),
        );
      else done.set(node, other === undefined ? whole : kit.select(node.args[0] as Node, whole, other));
    }
    return done.get(root) as Node;
  };
  const changed = change(body);
  return costOf(changed, of) <= WORTH * costOf(body, of) ? changed : body;
}

/** A choice by a gathered element between what is not of it alone. */
function isRoot(node: Node, of: GatherOf): boolean {
  const [test] = node.args;
  if (node.op !== 'select' || node.type !== 'real' || of(node) !== undefined || of(test as Node) === undefined)
    return false;
  return postorder([test as Node]).some(({ op, type }) => op === 'read' && type === 'real');
}

/** The forms of both branches, or the one of the choice where they have the same atoms: nothing is multiplied by 0. */
function branchesOf(kit: Kit, { args }: Node, form: (node: Node) => Form): readonly Form[] {
  const [test, a, b] = args as [Node, Node, Node];
  const chosen = chosenOf(kit, test, form(a), form(b));
  return chosen === undefined ? [form(a), form(b)] : [chosen];
}

function chosenOf(kit: Kit, test: Node, a: Form, b: Form): Form | undefined {
  if (a.size !== b.size || [...a.keys()].some((key) => !b.has(key))) return undefined;
  return formOf(
    [...a].map(([key, { atoms, by }]): Monomial => {
      const other = (b.get(key) as Monomial).by;
      const out = leading(by);
      const [x, y] = [build(kit, by, out), build(kit, other, out)];
      return { atoms, by: times(numeric(out), coefficientOf(x === y ? x : kit.select(test, x, y))) };
    }),
  );
}

/** Expressions as forms whose coefficients depend on a gathered element alone. */
function formsOf(kit: Kit, of: GatherOf, { place, index }: Gather): (node: Node) => Form {
  const forms = new Map<Node, Form>();
  const isCoefficient = (node: Node): boolean => of(node)?.place === place || !node.free.includes(index);
  const isOpen = ({ op, type, args }: Node): boolean =>
    type === 'real' &&
    (op === 'add' ||
      op === 'sub' ||
      op === 'neg' ||
      op === 'mul' ||
      (op === 'div' && isCoefficient(args[1] as Node)) ||
      (op === 'select' && isCoefficient(args[0] as Node)));
  /** By its monomials, scaled: a node that is a multiple of the others with the same. */
  const multiples = new Map<string, { node: Node; first: number }>();
  const settled = (node: Node, monomials: readonly Monomial[] | undefined): Form => {
    const form = monomials === undefined ? undefined : formOf(monomials);
    // What is added to a coefficient may cancel with it, as the distance from a camera that is far away.
    if (form === undefined || form.size === 0 || form.has('')) return atom(node);
    const numbers = [...form.values()].map(({ by }) => numberOf(by));
    if (numbers.includes(undefined)) return form;
    const [only] = form.values();
    if (form.size === 1 && only?.atoms.length === 1) return form;
    const first = numbers[0] as number;
    const key = [...form.keys()].map((one, k) => `${one}:${(numbers[k] as number) / first}`).join(' ');
    const known = multiples.get(key);
    if (known === undefined) multiples.set(key, { node, first });
    else if (isExact(first / known.first))
      return new Map([...atom(known.node)].map(([k, one]) => [k, { ...one, by: numeric(first / known.first) }]));
    return atom(node);
  };
  const get = (node: Node): Form =>
    forms.get(node) ?? (isCoefficient(node) && node.type !== 'bool' ? constant(coefficientOf(node)) : atom(node));
  const monomialsOf = (node: Node): readonly Monomial[] | undefined => {
    const [a, b, c] = node.args.map(get);
    if (a === undefined) return undefined;
    const negated = (form: Form): Monomial[] => scaledForm(form, (by) => times(by, numeric(-1)));
    if (node.op === 'neg') return negated(a);
    if (node.op === 'add') return [...a.values(), ...(b as Form).values()];
    if (node.op === 'sub') return [...a.values(), ...negated(b as Form)];
    if (node.op === 'mul') return productOf(a, b as Form);
    if (node.op === 'div') return scaledForm(a, (by) => over(by, node.args[1] as Node));
    const chosen = chosenOf(kit, node.args[0] as Node, b as Form, c as Form);
    return chosen === undefined ? undefined : [...chosen.values()];
  };
  return (root) => {
    for (const node of postorder([root], (n) => !forms.has(n) && !isCoefficient(n) && isOpen(n)))
      forms.set(node, settled(node, monomialsOf(node)));
    return get(root);
  };
}

/** Of two atoms the one that is in fewer monomials goes out of the sum over the other, which others then share. */
function evaluate(kit: Kit, form: Form, counts: ReadonlyMap<Node, number>, change: (node: Node) => Node): Node {
  const groups = new Map<Node | undefined, { inner: Node | undefined; monomial: Monomial }[]>();
  for (const monomial of form.values()) {
    const [outer, inner] = monomial.atoms.toSorted(
      (a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0) || a.id - b.id,
    );
    groups.set(outer, [...(groups.get(outer) ?? []), { inner, monomial }]);
  }
  const terms = [...groups].map(([outer, members]) => {
    const first = leading((members[0] as { monomial: Monomial }).monomial.by);
    const sum = members
      .map(({ inner, monomial: { by } }) => {
        const scale = leading(by);
        const value = product(kit, inner === undefined ? undefined : change(inner), build(kit, by, scale));
        return { scale: scale / first, value };
      })
      .reduce<Node | undefined>((total, { scale, value }) => added(kit, total, scale, value), undefined) as Node;
    return { scale: first, value: product(kit, outer === undefined ? undefined : change(outer), sum, first) };
  });
  return terms.reduce<Node | undefined>(
    (total, { scale, value }) => added(kit, total, Math.sign(scale), value),
    undefined,
  ) as Node;
}

/** scale · a · b, but for the sign of the scale; without factors of 1. */
function product(kit: Kit, a: Node | undefined, b: Node, scale = 1): Node {
  const size = Math.abs(scale);
  const left = a === undefined || size === 1 ? a : kit.mul(size, a);
  if (left === undefined) return size === 1 ? b : kit.mul(size, b);
  return b.op === 'const' && b.value === 1 ? left : kit.mul(left, b);
}

function added(kit: Kit, total: Node | undefined, scale: number, value: Node): Node {
  const size = Math.abs(scale);
  const term = size === 1 ? value : kit.mul(size, value);
  if (total === undefined) return scale < 0 ? kit.neg(term) : term;
  return scale < 0 ? kit.sub(total, term) : kit.add(total, term);
}

/** Operations on what is not of a gathered element alone, and how many of such elements' values they take. */
function costOf(body: Node, of: GatherOf): number {
  const isOperation = ({ type, args }: Node): boolean => type === 'real' && args.length > 0;
  const own = postorder([body], (node) => of(node) === undefined).filter(isOperation);
  const whole = own.flatMap(({ args }) => args.filter((arg) => of(arg) !== undefined && isOperation(arg)));
  return own.length + new Set(whole).size;
}
