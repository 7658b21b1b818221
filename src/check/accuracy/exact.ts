import type { Node } from '../../ir/store.ts';
import { derivatives } from '../../rules/derivative.ts';
import type { Rule } from '../../rules/derivative.ts';
import type { Kit } from '../../rules/kit.ts';

const of =
  (partial: (k: Kit, x: Node, y: Node) => Node): Rule =>
  (k, args, y) => [partial(k, args[0] as Node, y)];

const rootOfPi = (k: Kit): Node => k.sqrt(k.acos(-1));
const bell = (k: Kit, x: Node): Node => k.exp(k.neg(k.sq(x)));

/**
 * The table of derivatives for references: where a row holds a rounded constant or a cut series, its exact form. A
 * rounding of 2 / √π is harmless in emitted code, but where derivatives cancel, as those of erf(x) / x at 0, the truth
 * must not have it.
 */
export const exactDerivatives = {
  ...derivatives,
  log2: of((k, x) => k.div(1, k.mul(x, k.log(2)))),
  log10: of((k, x) => k.div(1, k.mul(x, k.log(10)))),
  erf: of((k, x) => k.div(k.mul(2, bell(k, x)), rootOfPi(k))),
  erfc: of((k, x) => k.div(k.mul(-2, bell(k, x)), rootOfPi(k))),
  erfcx: of((k, x, y) => k.sub(k.mul(2, k.mul(x, y)), k.div(2, rootOfPi(k)))),
  normcdf: of((k, x) => k.div(k.exp(k.mul(-0.5, k.sq(x))), k.sqrt(k.mul(2, k.acos(-1))))),
} satisfies typeof derivatives;
