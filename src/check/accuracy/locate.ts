import { evaluators } from '../../ir/evaluate-op.ts';
import { EXACT } from '../../ir/evaluate-code.ts';
import type { Graph } from '../../ir/graph.ts';
import { isPrimitive } from '../../ir/op.ts';
import type { Node } from '../../ir/store.ts';
import type { InputValues } from '../../ir/sizes.ts';
import type { Span } from '../../source.ts';
import { toMathjs } from '../../view/mathjs.ts';
import { fromDouble, isLost } from '../precise/ball.ts';
import type { Ball } from '../precise/ball.ts';
import { isZero, toNumber } from '../precise/big.ts';
import type { Big } from '../precise/big.ts';
import { balls } from '../precise/evaluate.ts';
import type { Occurrence } from '../precise/evaluate.ts';
import { truthOf } from '../precise/truth.ts';
import type { Proof, Prover } from '../precise/truth.ts';
import { errorOf, gapOf } from './measure.ts';

/**
 * How a sub-expression loses digits.
 *
 * - `cancellation`: a sum or difference much smaller than its terms.
 * - `overflow`, `underflow`: its value is no double, though that of the whole is.
 * - `sensitive`: an operation that magnifies the rounding of its argument, such as a logarithm near 1.
 * - `inaccurate`: the operation itself is computed with few digits.
 */
export type LossKind = 'cancellation' | 'overflow' | 'underflow' | 'sensitive' | 'inaccurate';

export interface Blame {
  readonly kind: LossKind;
  /** The sub-expression of the emitted function, in mathjs syntax. */
  readonly text: string;
  /** The definition that it stands in, or what that is the adjoint of; and where it is written. */
  readonly definition: string;
  readonly span?: Span;
  /** How much it magnifies relative errors of its arguments; of what is no double nothing is said. */
  readonly condition?: number;
  /** The relative error of the whole if this alone is computed in double precision, from arguments rounded once. */
  readonly error: number;
}

/** Only so many of the worst sub-expressions are tried. */
const CANDIDATES = 10;
/** A local error below this is but rounding. */
const ROUNDING = 2 ** -48;
const STEP = 2 ** -40;

interface Candidate {
  readonly key: string;
  readonly occurrence: Occurrence<Ball>;
  /** What double precision makes of the operation alone. */
  readonly local: number;
  readonly error: number;
}

/**
 * The sub-expression that loses the most of an output's digits: every operation is done in double precision alone, on
 * its true arguments rounded once; the worst of them are then put into an evaluation that is otherwise precise.
 */
export function locate(
  prover: Prover,
  graph: Graph,
  inputs: InputValues,
  at: { readonly definition: string; readonly offset: number; readonly truth: Big },
): Blame | undefined {
  const proof = prover.prove(graph, inputs, [at.definition]);
  const candidates = [...proof.traced.occurrences]
    .flatMap(([key, occurrence]) => candidateOf(key, occurrence) ?? [])
    .sort((a, b) => (b.error === a.error ? 0 : b.error - a.error))
    .slice(0, CANDIDATES);
  let worst: { readonly candidate: Candidate; readonly effect: number } | undefined;
  for (const candidate of candidates) {
    const effect = effectOf(candidate);
    if (effect > ROUNDING && (worst === undefined || effect > 2 * worst.effect)) worst = { candidate, effect };
  }
  return worst === undefined ? undefined : describe(graph, proof, worst.candidate, worst.effect);

  function effectOf({ key, local }: Candidate): number {
    if (!Number.isFinite(local)) return Infinity;
    const changed = prover.prove(graph, inputs, [at.definition], new Map([[key, fromDouble(local)]]));
    const truth = changed.truths.get(at.definition)?.[at.offset];
    if (truth?.kind === 'underflow') return 1;
    if (truth?.kind !== 'number') return Infinity;
    const gap = gapOf(truth.value, at.truth);
    return isZero(at.truth) ? gap : gap / Math.abs(toNumber(at.truth));
  }
}

function candidateOf(key: string, occurrence: Occurrence<Ball>): Candidate | undefined {
  const { node, args, value } = occurrence;
  const isSum = node.op === 'sumOver' || node.op === 'prodOver';
  if (node.type !== 'real' || EXACT.has(node.op) || isLost(value) || !(isPrimitive(node.op) || isSum)) return undefined;
  const rounded: number[] = [];
  for (const arg of args) {
    const truth = truthOf(arg);
    // An argument that is no double was lost before.
    if (truth.kind !== 'number') return undefined;
    rounded.push(toNumber(truth.value));
  }
  const local = isPrimitive(node.op)
    ? evaluators[node.op](...rounded)
    : rounded.reduce((total, item) => (node.op === 'sumOver' ? total + item : total * item));
  const { relative } = errorOf(local, value.middle);
  return relative > ROUNDING || Number.isNaN(relative) ? { key, occurrence, local, error: relative } : undefined;
}

function describe(graph: Graph, { precision }: Proof, { occurrence }: Candidate, error: number): Blame {
  const { node, args, value, definition } = occurrence;
  const { apply } = balls(precision);
  const truth = truthOf(value);
  const size = Math.abs(toNumber(value.middle));
  const sums = node.op === 'add' || node.op === 'sub' || node.op === 'sumOver';
  const movement = args.map((arg, k): number => {
    if (sums || !isPrimitive(node.op)) return Math.abs(toNumber(arg.middle));
    const step = fromDouble(1 + STEP);
    const moved = apply(
      node.op,
      args.map((other, j) => (j === k ? apply('mul', [other, step]) : other)),
    );
    return isLost(moved) ? Infinity : gapOf(moved.middle, value.middle) / STEP;
  });
  const ratio = movement.reduce((sum, part) => sum + part, 0) / size;
  const condition = Number.isNaN(ratio) || !Number.isFinite(size) ? {} : { condition: ratio };
  const kind = ((): LossKind => {
    if (truth.kind === 'overflow' || truth.kind === 'underflow') return truth.kind;
    if (sums) return 'cancellation';
    return ratio > 100 ? 'sensitive' : 'inaccurate';
  })();
  const span = spanOf(graph, definition);
  const origin = graph.definitions.find(({ name }) => name === definition)?.origin;
  const where = origin?.kind === 'adjoint' ? `the adjoint of ${origin.text}` : definition;
  const text = textOf(graph, node);
  return { kind, text, definition: where, ...condition, error, ...(span !== undefined && { span }) };
}

/** In the user's syntax, on one line. */
function textOf(graph: Graph, node: Node): string {
  const taken = [...graph.inputs, ...graph.definitions].map(({ name }) => name);
  return toMathjs(node, { store: graph.store, taken }).replaceAll('\n', '; ');
}

/** Where a definition is written; the adjoint of one is where its own is. */
function spanOf(graph: Graph, name: string): Span | undefined {
  const origin = graph.definitions.find((one) => one.name === name)?.origin;
  if (origin === undefined || origin.span !== undefined) return origin?.span;
  return graph.definitions.find((one) => one.name === origin.text)?.origin?.span;
}
