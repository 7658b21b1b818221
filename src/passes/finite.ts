import type { OpName } from '../ir/op.ts';
import type { Definition } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';

/** How an operation may fail to be finite where its arguments are: not at all, by overflow, at a pole or off its domain. */
export type Risk = 'none' | 'overflow' | 'pole';

const order: readonly Risk[] = ['none', 'overflow', 'pole'];
const worst = (a: Risk, b: Risk): Risk => (order.indexOf(a) >= order.indexOf(b) ? a : b);

/** Sums and products overflow too, but only for inputs of which no derivative is of any use. */
const overflowing: readonly OpName[] = ['exp', 'expm1', 'sinh', 'cosh'];

const poles: readonly OpName[] = [
  'div',
  'pow',
  'nthRoot',
  'sqrt',
  'log',
  'log1p',
  'log2',
  'log10',
  'csc',
  'cot',
  'asin',
  'acos',
  'asec',
  'acsc',
  'csch',
  'coth',
  'acosh',
  'atanh',
  'asech',
  'acsch',
  'acoth',
  'gamma',
  'lgamma',
  'polygamma',
];

const risks: ReadonlyMap<string, Risk> = new Map([
  ...overflowing.map((name): [string, Risk] => [name, 'overflow']),
  ...poles.map((name): [string, Risk] => [name, 'pole']),
]);

/** Whether an expression is a literal other than 0, or the sum of a positive one and what is not negative. */
export function isNonzero(node: Node): boolean {
  if (node.op === 'const') return node.value !== 0;
  if (node.op === 'size' || node.op === 'exp' || node.op === 'sigmoid') return true;
  const [a, b] = node.args;
  if (node.op !== 'add' || a === undefined || b === undefined) return false;
  const isPositive = ({ op, value }: Node): boolean => op === 'const' && value > 0;
  return (isPositive(a) && isNotNegative(b)) || (isPositive(b) && isNotNegative(a));
}

function isNotNegative({ op, args, value }: Node): boolean {
  if (op === 'const') return value >= 0;
  if (op === 'pow') return args[1]?.op === 'const' && args[1].value % 2 === 0;
  return op === 'exp' || op === 'abs' || op === 'size' || (op === 'mul' && args[0] === args[1]);
}

export function riskOfOp(node: Node): Risk {
  const [, b] = node.args;
  if (node.op === 'div' && b !== undefined && isNonzero(b)) return 'none';
  if (node.op === 'pow' && b?.op === 'const' && Number.isInteger(b.value) && b.value >= 0) return 'none';
  return risks.get(node.op) ?? 'none';
}

/** The risk of an expression that reads definitions: theirs are found to a fixpoint, and inputs have none. */
export function createRisks(definitions: readonly Definition[]): (node: Node) => Risk {
  const names = new Map<string, Risk>();
  let known = new Map<Node, Risk>();
  const of = (root: Node): Risk => {
    for (const node of postorder([root], (one) => !known.has(one))) {
      let risk = node.op === 'read' ? (names.get(node.name) ?? 'none') : riskOfOp(node);
      // What is infinite in a place, or under a comparison, is not in the value.
      if (node.op !== 'read' && node.type === 'real')
        for (const arg of node.args) risk = worst(risk, known.get(arg) ?? 'none');
      known.set(node, risk);
    }
    return known.get(root) as Risk;
  };
  const define = (name: string, body: Node): boolean => {
    const risk = of(body);
    if (risk === (names.get(name) ?? 'none')) return false;
    names.set(name, risk);
    known = new Map();
    return true;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const { name, body } of definitions) changed = define(name, body) || changed;
  }
  return of;
}
