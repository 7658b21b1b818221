import type { Node } from '../../ir/store.ts';
import type { Regions } from './region.ts';

/** Parts of the radius at which both are computed: near it, as there the function may have left the branch of its series. */
const PARTS = [1, 0.875, 0.75, 0.625, 0.5];
/** The relative difference of what is on the same branch; the function as it is written has lost digits. */
const SAME = 1e-4;
/** How often the radius is halved. */
const HALVINGS = 6;
/** What rounding does to a sum, in parts of its terms. */
const ROUNDING = 2 ** -44;

/** What a stand-in is for: `node` as a function of `base`, which is `place(t)` for the t of the series. */
export interface Subject {
  readonly node: Node;
  readonly base: Node;
  readonly place: (t: number) => number;
  /** Whether t may be negative. */
  readonly bothSigns: boolean;
}

/**
 * The largest of radius, radius / 2, … within which a stand-in computes the same as the node. Its series says where it converges,
 * but not where a root or an inverse function goes over to another branch: that of asin(sin x) is x everywhere.
 */
export function agreedRadius(regions: Regions, standIn: Node, subject: Subject, radius: number): number | undefined {
  // What is decided only at the place itself leaves no room.
  if (!(radius > 0)) return undefined;
  for (let halved = 0; halved <= HALVINGS; halved += 1) {
    const r = radius / 2 ** halved;
    const at = PARTS.flatMap((part) => (subject.bothSigns ? [part * r, -part * r] : [part * r]));
    if (at.every((t) => agree(regions, standIn, subject, subject.place(t)))) return r;
  }
  return undefined;
}

function agree({ evaluate }: Regions, standIn: Node, { node, base }: Subject, x: number): boolean {
  const [wanted, found] = [evaluate(node, base, x), evaluate(standIn, base, x)];
  const isSum = node.op === 'add' || node.op === 'sub';
  const size = isSum ? Math.max(...node.args.map((arg) => Math.abs(evaluate(arg, base, x)))) : 0;
  return Math.abs(wanted - found) <= SAME * Math.abs(found) + ROUNDING * size;
}
