import { constructBuiltins } from './construct.ts';
import { elementwiseBuiltins } from './elementwise.ts';
import { builtin } from './kit.ts';
import type { Builtin } from './kit.ts';
import { linearBuiltins } from './linear.ts';
import { reductionBuiltins } from './reduce.ts';

/** Every function of the formula language by name. `map` takes a function, `D` a name: they are elaborated where calls are. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...elementwiseBuiltins,
  ...reductionBuiltins,
  ...linearBuiltins,
  ...constructBuiltins,
  ['D', builtin(2, 2, (_, args) => args[0] as (typeof args)[number])],
  ['map', builtin(2, 2, (_, args) => args[0] as (typeof args)[number])],
]);
