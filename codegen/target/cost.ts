import { affineOf } from '../../src/ir/affine.ts';
import { isPrimitive, ops } from '../../src/ir/op.ts';
import type { Program, Statement } from '../../src/ir/program.ts';
import { postorder } from '../../src/ir/store.ts';
import type { Node } from '../../src/ir/store.ts';

/** A polynomial in size names: coefficient by monomial, a monomial being its sorted factors joined by `·`. */
export type Cost = ReadonlyMap<string, number>;

const constant = (value: number): Cost => new Map(value === 0 ? [] : [['', value]]);

function plus(a: Cost, b: Cost, factor = 1): Cost {
  const sum = new Map(a);
  for (const [monomial, value] of b) {
    const total = (sum.get(monomial) ?? 0) + factor * value;
    if (total === 0) sum.delete(monomial);
    else sum.set(monomial, total);
  }
  return sum;
}

function times(a: Cost, b: Cost): Cost {
  let product: Cost = new Map();
  for (const [m, x] of a)
    for (const [n, y] of b) {
      const key = [...m.split('·'), ...n.split('·')]
        .filter((name) => name !== '')
        .sort()
        .join('·');
      product = plus(product, new Map([[key, x * y]]));
    }
  return product;
}

/**
 * Weighted floating-point operations of a program (+ − × 1; ÷ and sqrt 4; transcendental 20), as they stand in its
 * text; a loop whose bound depends on another counts with the other's mean. Subscripts are not counted.
 */
export function costOfProgram(program: Program): Cost {
  const named = new Set<Node>();
  const visit = (statements: readonly Statement[]): Cost => {
    let sum: Cost = new Map();
    for (const statement of statements) {
      if (statement.kind === 'loop') {
        sum = plus(sum, times(tripsOf(statement), visit(statement.body)));
      } else if (statement.kind === 'if') {
        sum = plus(plus(sum, constant(operations(statement.test, named))), visit(statement.body));
      } else if (statement.kind !== 'fill') {
        const accumulates = 'mode' in statement && statement.mode !== 'set' ? 1 : 0;
        sum = plus(sum, constant(operations(statement.value, named) + accumulates));
        if (statement.kind === 'local' && statement.names !== undefined) named.add(statement.names);
      }
    }
    return sum;
  };
  return visit(program.body);
}

/** Iterations: a loop with a step counts as if it left none over, and the loop that does the rest not at all. */
function tripsOf({ lo, hi, step = 1, rest }: Extract<Statement, { kind: 'loop' }>): Cost {
  if (rest === true) return new Map();
  const range = plus(boundOf(hi), boundOf(lo), -1);
  if (step === 1) return range;
  const [[only] = []] = range;
  const whole = range.size === 1 && only === '' ? range : plus(range, constant(step - 1));
  return times(whole, constant(1 / step));
}

function operations(root: Node, named: ReadonlySet<Node>): number {
  let sum = 0;
  for (const node of postorder([root], (n) => !named.has(n)))
    if (node.type !== 'int' && isPrimitive(node.op))
      sum += node.args.every((arg) => arg.op === 'const') ? 0 : ops[node.op].cost;
  return sum;
}

function boundOf(node: Node): Cost {
  const { constant: shift, terms } = affineOf(node);
  let sum = constant(shift);
  for (const [term, factor] of terms) sum = plus(sum, termOf(term), factor);
  return sum;
}

function termOf(term: Node): Cost {
  if (term.op === 'size' || (term.op === 'read' && term.args.length === 0)) return new Map([[term.name, 1]]);
  const [a, b] = term.args;
  if (term.op === 'index') return times(plus(boundOf(a as Node), boundOf(b as Node)), constant(0.5));
  if (term.op === 'mul') return times(boundOf(a as Node), boundOf(b as Node));
  if (term.op === 'min' || term.op === 'max') return boundOf((a as Node).op === 'const' ? (b as Node) : (a as Node));
  return constant(1);
}

/** The cost where every size is the given one. */
export function costAt(cost: Cost, size: number): number {
  let sum = 0;
  for (const [monomial, value] of cost) sum += value * size ** (monomial === '' ? 0 : monomial.split('·').length);
  return sum;
}

/** `5·d·n + 23·n + 2`, the highest powers first. */
export function formatCost(cost: Cost): string {
  const degree = (monomial: string): number => (monomial === '' ? 0 : monomial.split('·').length);
  const terms = [...cost].sort(([a], [b]) => degree(b) - degree(a) || (a < b ? -1 : 1));
  const text = terms.map(([monomial, value]) => (monomial === '' ? `${value}` : `${value}·${monomial}`)).join(' + ');
  return text === '' ? '0' : text.replace(/\+ -/g, '- ');
}
