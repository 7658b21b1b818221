import type { OpName } from '../../ir/op.ts';
import { logarithm, pi } from './constant.ts';
import { expansions } from './functions.ts';
import { exactly, isNegative, isZero, negated, one, over, scaled, toDouble } from './number.ts';
import type { Big } from './number.ts';
import { sqrt } from './power.ts';
import { add, constant, divide, monomial, multiply, negate, scale, seriesOf, subtract } from './series.ts';
import type { Series, Setting } from './series.ts';

/** Σ Lᵏ·S_k(t) with L = log(1 / t), by k: what has logarithms at t = 0. All end at the same order of t, and so do powers that are not there. */
export type LogSeries = ReadonlyMap<number, Series>;

/** Powers of L beyond are not worked out. */
const MOST = 12;

export const withoutLogs = (series: Series): LogSeries => new Map([[0, series]]);

/** What has no logarithms, be it that they have cancelled as far as terms are known. */
export const plainOf = (a: LogSeries): Series | undefined => (a.size === 1 ? a.get(0) : undefined);

const endOf = (a: LogSeries): number => Math.min(...Array.from(a.values(), ({ low, terms }) => low + terms.length));
const lowOf = (a: LogSeries): number => Math.min(...Array.from(a.values(), ({ low }) => low));

/** Up to the order given; what is left of nothing is O(tᵉⁿᵈ). */
function upTo(end: number, a: LogSeries): LogSeries {
  const cut = Array.from(a, ([k, { low, terms }]): [number, Series] => [
    k,
    seriesOf(Math.min(low, end), terms.slice(0, Math.max(end - low, 0))),
  ]);
  const known = cut.filter(([, { terms }]) => terms.length > 0);
  return known.length > 0 ? new Map(known) : withoutLogs({ low: end, terms: [] });
}

/** What a series is like at t = 0: tᵒʳᵈᵉʳ·Lˡᵒᵍˢ. */
export interface Lead {
  readonly order: number;
  readonly logs: number;
}

/** undefined: too few terms are known to tell. */
export function leadOf(a: LogSeries): Lead | undefined {
  let lead: Lead | undefined;
  for (const [logs, { low, terms }] of a)
    if (terms.length > 0 && (lead === undefined || isGreater({ order: low, logs }, lead))) lead = { order: low, logs };
  return lead;
}

/** Whether it is the greater near t = 0. */
export const isGreater = (a: Lead, b: Lead): boolean => a.order < b.order || (a.order === b.order && a.logs > b.logs);

const mapped = (a: LogSeries, f: (series: Series) => Series): LogSeries =>
  new Map(Array.from(a, ([k, series]): [number, Series] => [k, f(series)]));

/** From a series in t to one in √t, of which L is half. */
export const inRoot = (a: LogSeries): LogSeries =>
  new Map(Array.from(a, ([k, { low, terms }]) => [k, scale({ low: 2 * low, terms }, exactly(2 ** k))]));

export const shortened = (a: LogSeries): LogSeries =>
  mapped(a, ({ low, terms }) => ({ low, terms: terms.slice(0, 1) }));

function sumOf(a: LogSeries, b: LogSeries): LogSeries {
  const result = new Map(a);
  for (const [k, series] of b) {
    const own = result.get(k);
    result.set(k, own === undefined ? series : add(own, series));
  }
  return upTo(Math.min(endOf(a), endOf(b)), result);
}

function productOf(a: LogSeries, b: LogSeries): LogSeries {
  let end = Math.min(lowOf(a) + endOf(b), lowOf(b) + endOf(a));
  let result: LogSeries = withoutLogs({ low: end, terms: [] });
  for (const [k, x] of a)
    for (const [m, y] of b)
      if (Math.abs(k + m) > MOST) end = Math.min(end, x.low + y.low);
      else result = sumOf(result, new Map([[k + m, multiply(x, y)]]));
  return upTo(end, result);
}

/** 1 / (s·Lᵏ·(1 + r)) as Σ (−r)ⁿ / (s·Lᵏ), for an r that is a multiple of t. */
function inverseOf(a: LogSeries, setting: Setting): LogSeries | undefined {
  const lead = leadOf(a);
  const own = lead && a.get(lead.logs);
  const inverse = own && divide(constant(one, setting), own);
  if (lead === undefined || inverse === undefined) return undefined;
  const scaling: LogSeries = new Map([[-lead.logs, inverse]]);
  const others = new Map([...a].filter(([k]) => k !== lead.logs));
  const ratio = others.size === 0 ? others : productOf(mapped(others, negate), scaling);
  if (lowOf(ratio) < 1) return undefined;
  let power: LogSeries = withoutLogs(constant(one, setting));
  let total = power;
  for (let n = 1; ratio.size > 0 && n < setting.count; n += 1) {
    power = productOf(power, ratio);
    total = sumOf(total, power);
  }
  return productOf(total, scaling);
}

/** log u of what is c·tˡᵒʷ·(1 + …): log c + log(1 + …) − low·L. */
function logOf(u: Series | undefined, setting: Setting): LogSeries | undefined {
  const [first] = u?.terms ?? [];
  if (u === undefined || first === undefined || isZero(first) || isNegative(first)) return undefined;
  const plain = expansions.log?.([{ low: 0, terms: u.terms }], setting);
  if (plain === undefined) return undefined;
  return u.low === 0
    ? withoutLogs(plain)
    : sumOf(withoutLogs(plain), new Map([[1, constant(exactly(-u.low), setting)]]));
}

type Far = (u: Series, setting: Setting) => LogSeries | undefined;

const isBelow = ({ terms: [first] }: Series): boolean => first !== undefined && isNegative(first);

/** log(u + √(u² + sign)). */
const areaOf = (u: Series, sign: 1 | -1, setting: Setting): LogSeries | undefined => {
  const root = sqrt(add(multiply(u, u), constant(exactly(sign), setting)), setting);
  return root && logOf(add(u, root), setting);
};

/** Functions of what is ∞ or 0 at t = 0, that have no series of powers alone there. */
const functionsFar: Partial<Record<OpName, Far>> = {
  log: logOf,
  log1p: (u, setting) => logOf(add(u, constant(one, setting)), setting),
  log2: (u, setting) => logTo(2, u, setting),
  log10: (u, setting) => logTo(10, u, setting),
  asinh(u, setting) {
    const area = areaOf(isBelow(u) ? negate(u) : u, 1, setting);
    return area && isBelow(u) ? mapped(area, negate) : area;
  },
  acosh: (u, setting) => areaOf(u, -1, setting),
  atan(u, setting) {
    const inverse = divide(constant(one, setting), u);
    const angle = inverse && expansions.atan?.([inverse], setting);
    const right = constant(scaled(pi, isBelow(u) ? -0.5 : 0.5), setting);
    return angle && withoutLogs(subtract(right, angle));
  },
};

/** atan2(y, x). */
function angleOf(y: Series, x: Series, setting: Setting): LogSeries | undefined {
  const ratio = divide(y, x);
  const angle = ratio && expandFar('atan', [withoutLogs(ratio)], setting);
  if (angle === undefined || !isBelow(x)) return angle;
  return sumOf(angle, withoutLogs(constant(isBelow(y) ? negated(pi) : pi, setting)));
}

function logTo(base: number, u: Series, setting: Setting): LogSeries | undefined {
  const natural = logOf(u, setting);
  const factor = over(one, logarithm(exactly(base)) as Big);
  return natural && mapped(natural, (series) => scale(series, factor));
}

function powerOf(a: LogSeries, p: Series | undefined, setting: Setting): LogSeries | undefined {
  const n = p?.low === 0 && p.terms.slice(1).every(isZero) ? toDouble(p.terms[0] as Big) : Number.NaN;
  if (!Number.isInteger(n) || Math.abs(n) > MOST) return undefined;
  const base = n < 0 ? inverseOf(a, setting) : a;
  let power: LogSeries | undefined = withoutLogs(monomial(one, 0, setting));
  for (let k = 0; k < Math.abs(n); k += 1) power = power && base && productOf(power, base);
  return power;
}

function expandFar(op: OpName, args: readonly LogSeries[], setting: Setting): LogSeries | undefined {
  const plain = args.map(plainOf);
  if (plain.every((series) => series !== undefined)) {
    const own = expansions[op]?.(plain, setting);
    if (own !== undefined) return withoutLogs(own);
    const [u, v] = plain;
    if (op === 'atan2') return u && v && angleOf(u, v, setting);
    // Of what has vanished nothing is known but that it is small.
    if (op === 'pow' && u?.terms.length === 0) return powerOf(withoutLogs(u), v, setting);
    return u === undefined || u.low === 0 ? undefined : functionsFar[op]?.(u, setting);
  }
  const [a, b] = args;
  if (a === undefined) return undefined;
  switch (op) {
    case 'neg':
      return mapped(a, negate);
    case 'add':
      return b && sumOf(a, b);
    case 'sub':
      return b && sumOf(a, mapped(b, negate));
    case 'mul':
      return b && productOf(a, b);
    case 'div': {
      const inverse = b && inverseOf(b, setting);
      return inverse && productOf(a, inverse);
    }
    case 'pow':
      return powerOf(a, plain[1], setting);
    default:
      return undefined;
  }
}

/** What operations have series. */
export interface Expander {
  has(op: OpName): boolean;
  expand(op: OpName, args: readonly LogSeries[], setting: Setting): LogSeries | undefined;
}

/** Where nothing is said of t's sign: series of powers. */
export const near: Expander = {
  has: (op) => op in expansions,
  expand(op, args, setting) {
    const own = expansions[op]?.(
      args.map((arg) => plainOf(arg) as Series),
      setting,
    );
    return own && withoutLogs(own);
  },
};

/** Where t > 0: logarithms may be in them. */
export const far: Expander = {
  has: (op) => op in expansions || op in functionsFar || op === 'atan2',
  expand: expandFar,
};
