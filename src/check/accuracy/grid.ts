import type { Graph, Input } from '../../ir/graph.ts';
import { postorder } from '../../ir/store.ts';
import { literalsOf } from '../branches.ts';
import type { Point } from '../draw.ts';

/** Where a point lies: where formulas are mostly used, far out, near 0, or at a place where something happens. */
export const regions = ['ordinary', 'huge', 'tiny', 'edge'] as const;
export type Region = (typeof regions)[number];

export interface Site {
  readonly region: Region;
  readonly point: Point;
  /** The input that was moved to come here, and to where; absent where all were. */
  readonly moved?: string;
  readonly to?: number;
}

// prettier-ignore
/** Powers of ten on the way to the largest double, closer where exponentials and squares overflow. */
const FINE = [1, 1.5, 2, 2.5, 2.85, 2.9, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 17, 20, 25, 30, 50, 75, 100, 125, 150, 153, 154, 155, 175, 200, 250, 300];
const COARSE = [1.5, 2.9, 4, 8, 12, 16, 50, 100, 154, 200, 300];
const NEAR = 2 ** -52;

const sized = (exponent: number): number =>
  Number.isInteger(exponent) ? Number(`1e${exponent}`) : Number((10 ** exponent).toPrecision(3));

/** Places where something happens in a formula: 0, 1, its literals, and right beside them. */
function edgesOf(graph: Graph): number[] {
  const literals = literalsOf(graph)
    .filter((value) => Number.isFinite(value))
    .slice(0, 6);
  const places = new Set([1, -1, 0.5, 2, ...literals, ...literals.map((value) => -value)]);
  const beside = [...places].flatMap((place) => {
    const steps = [0, NEAR, -NEAR, 1e-9, -1e-9];
    return place === 0 ? [] : steps.map((step) => place * (1 + step));
  });
  return [...new Set([0, ...beside])];
}

const isMoved = ({ kind }: Input): boolean => kind !== 'int';

/** The point with one input set, or changed element by element. */
function withInput(point: Point, name: string, change: (old: number, offset: number) => number): Point {
  const old = point.get(name) as number | Float64Array;
  return new Map(point).set(name, typeof old === 'number' ? change(old, 0) : old.map(change));
}

/**
 * Points to measure errors at, from some ordinary ones: a full logarithmic grid for a function of one number, and for
 * others each input in turn, all together, and nearly equal ones. The regions take turns, for when not all can be visited.
 */
export function sitesOf(graph: Graph, ordinary: readonly Point[]): Site[] {
  const inputs = graph.inputs.filter(isMoved);
  const sites: Record<Region, Site[]> = { ordinary: [], huge: [], tiny: [], edge: [] };
  const isSingle = inputs.length === 1 && inputs[0]?.shape.length === 0;
  for (const point of ordinary) {
    const [only] = inputs;
    const to = isSingle ? { moved: (only as Input).name, to: point.get((only as Input).name) as number } : {};
    sites.ordinary.push({ region: 'ordinary', point, ...to });
  }
  const base = ordinary[0];
  if (base === undefined || inputs.length === 0) return sites.ordinary;

  const scaled = (region: Region, exponent: number): void => {
    const size = sized(exponent);
    for (const sign of [1, -1]) {
      for (const { name, shape } of inputs) {
        const change = (old: number): number => (shape.length === 0 ? sign * size : sign * size * old);
        sites[region].push({ region, point: withInput(base, name, change), moved: name, to: sign * size });
      }
      if (inputs.length === 1) continue;
      let point = base;
      for (const { name } of inputs) point = withInput(point, name, (old) => sign * size * old);
      sites[region].push({ region, point });
    }
  };
  for (const exponent of isSingle ? FINE : COARSE) {
    scaled('huge', exponent);
    scaled('tiny', -exponent);
  }
  const edges = edgesOf(graph);
  for (const { name, shape } of inputs) {
    for (const to of edges) {
      const isElement = (offset: number): boolean => shape.length === 0 || offset === 0;
      const point = withInput(base, name, (old, offset) => (isElement(offset) ? to : old));
      sites.edge.push({ region: 'edge', point, ...(shape.length === 0 && { moved: name, to }) });
    }
  }
  if (!isSingle) sites.edge.push(...alike(inputs, base));
  return inTurns(regions.map((region) => sites[region])).filter(({ point }) => isFair(graph, point));
}

/** All elements equal, and nearly so: where differences cancel. */
function alike(inputs: readonly Input[], base: Point): Site[] {
  return [0, 2 ** -40, 2 ** -20].map((step) => {
    let [point, count] = [base, 0];
    for (const { name } of inputs) point = withInput(point, name, () => 1.1 * (1 + step * count++));
    return { region: 'edge', point };
  });
}

/** Beyond the range of doubles there is nothing to compare; and atan2 tells −0 from 0, which are one number. */
function isFair(graph: Graph, point: Point): boolean {
  const numbers = [...point.values()].flatMap((value) => (typeof value === 'number' ? [value] : [...value]));
  if (!numbers.every((value) => Number.isFinite(value))) return false;
  if (!numbers.some((value) => Object.is(value, -0))) return true;
  return !postorder(graph.definitions.map(({ body }) => body)).some(({ op }) => op === 'atan2');
}

function inTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const result: T[] = [];
  const most = Math.max(...lists.map((list) => list.length));
  for (let k = 0; k < most; k += 1) for (const list of lists) if (k < list.length) result.push(list[k] as T);
  return result;
}
