/**
 * The operations of the graph, one row each: arity, the type of the result, its cost and its symbol.
 * Every other aspect (value, derivative, text) is a table over the same names that the type checker holds complete.
 */

export type Type = 'real' | 'int' | 'bool';

export interface OpInfo {
  readonly arity: number;
  /** `keep`: int when every argument is int, else real. */
  readonly result: Type | 'keep';
  /** Weighted operations: + − × 1, ÷ and sqrt 4, transcendental 20. */
  readonly cost: number;
}

const row = (arity: number, result: OpInfo['result'], cost: number): OpInfo => ({ arity, result, cost });

export const ops = {
  neg: row(1, 'keep', 1),
  add: row(2, 'keep', 1),
  sub: row(2, 'keep', 1),
  mul: row(2, 'keep', 1),
  div: row(2, 'real', 4),
  /** Real power; a literal integer or half-integer exponent is printed as products and roots. */
  pow: row(2, 'real', 20),
  /** mathjs' mod: x − y·floor(x / y), and x for y = 0. */
  mod: row(2, 'keep', 4),
  /** floor(a / b) of two ints. */
  idiv: row(2, 'int', 4),
  min: row(2, 'keep', 1),
  max: row(2, 'keep', 1),
  atan2: row(2, 'real', 20),
  hypot: row(2, 'real', 6),
  /** Real n-th root: negative x for odd n. */
  nthRoot: row(2, 'real', 20),
  sqrt: row(1, 'real', 4),
  cbrt: row(1, 'real', 20),
  exp: row(1, 'real', 20),
  expm1: row(1, 'real', 20),
  log: row(1, 'real', 20),
  log1p: row(1, 'real', 20),
  log2: row(1, 'real', 20),
  log10: row(1, 'real', 20),
  sin: row(1, 'real', 20),
  cos: row(1, 'real', 20),
  tan: row(1, 'real', 20),
  sec: row(1, 'real', 20),
  csc: row(1, 'real', 20),
  cot: row(1, 'real', 20),
  asin: row(1, 'real', 20),
  acos: row(1, 'real', 20),
  atan: row(1, 'real', 20),
  asec: row(1, 'real', 20),
  acsc: row(1, 'real', 20),
  acot: row(1, 'real', 20),
  sinh: row(1, 'real', 20),
  cosh: row(1, 'real', 20),
  tanh: row(1, 'real', 20),
  sech: row(1, 'real', 20),
  csch: row(1, 'real', 20),
  coth: row(1, 'real', 20),
  asinh: row(1, 'real', 20),
  acosh: row(1, 'real', 20),
  atanh: row(1, 'real', 20),
  asech: row(1, 'real', 20),
  acsch: row(1, 'real', 20),
  acoth: row(1, 'real', 20),
  erf: row(1, 'real', 20),
  erfc: row(1, 'real', 20),
  /** erfc(−x / √2) / 2. */
  normcdf: row(1, 'real', 20),
  /** exp(x²)·erfc(x) without overflow for x > 0. */
  erfcx: row(1, 'real', 20),
  gamma: row(1, 'real', 20),
  lgamma: row(1, 'real', 20),
  /** polygamma(n, x), n a literal integer ≥ 0: the (n + 1)-th derivative of log Γ. */
  polygamma: row(2, 'real', 20),
  /** 1 / (1 + exp(−x)) without overflow. */
  sigmoid: row(1, 'real', 20),
  /** log(1 + exp(x)) without overflow. */
  softplus: row(1, 'real', 20),
  relu: row(1, 'keep', 1),
  abs: row(1, 'keep', 1),
  sign: row(1, 'keep', 1),
  floor: row(1, 'int', 1),
  ceil: row(1, 'int', 1),
  /** mathjs' round: half away from zero. */
  round: row(1, 'int', 1),
  fix: row(1, 'int', 1),
  lt: row(2, 'bool', 1),
  le: row(2, 'bool', 1),
  gt: row(2, 'bool', 1),
  ge: row(2, 'bool', 1),
  eq: row(2, 'bool', 1),
  ne: row(2, 'bool', 1),
  and: row(2, 'bool', 1),
  or: row(2, 'bool', 1),
  not: row(1, 'bool', 1),
  /** select(test, a, b): a where test holds, else b; the type is that of the branches. */
  select: row(3, 'keep', 1),
  /** Its argument, with derivative zero: for terms whose derivatives cancel exactly. Erased before printing. */
  detach: row(1, 'keep', 0),
  /** given(value, x, d): value, with d as its derivative by x besides its own, in which x is detached. Erased before printing. */
  given: row(3, 'real', 0),
} satisfies Record<string, OpInfo>;

/** A primitive operation on scalars. */
export type OpName = keyof typeof ops;

/** Reductions bind an index: their arguments are the index node and the body. */
export const reductions = ['sumOver', 'prodOver', 'maxOver', 'minOver', 'argmaxOver', 'argminOver'] as const;
export type ReductionName = (typeof reductions)[number];

/** What is neither a primitive nor a reduction. */
export type LeafName = 'const' | 'index' | 'size' | 'read';

export type NodeOp = OpName | ReductionName | LeafName;

const reductionNames: ReadonlySet<string> = new Set(reductions);

export const isReduction = (op: NodeOp): op is ReductionName => reductionNames.has(op);
export const isPrimitive = (op: NodeOp): op is OpName => Object.hasOwn(ops, op);
