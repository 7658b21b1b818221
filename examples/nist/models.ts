import * as bennett5Model from './bennett5.math.ts';
import * as boxBodModel from './boxbod.math.ts';
import { bennett5 } from './data/bennett5.ts';
import { boxBod } from './data/boxbod.ts';
import type { Dataset } from './data/dataset.ts';
import { eckerle4 } from './data/eckerle4.ts';
import { enso } from './data/enso.ts';
import { hahn1 } from './data/hahn1.ts';
import { kirby2 } from './data/kirby2.ts';
import { lanczos3 } from './data/lanczos3.ts';
import { mgh09 } from './data/mgh09.ts';
import { mgh10 } from './data/mgh10.ts';
import { mgh17 } from './data/mgh17.ts';
import { misra1a } from './data/misra1a.ts';
import { rat43 } from './data/rat43.ts';
import { roszman1 } from './data/roszman1.ts';
import { thurber } from './data/thurber.ts';
import * as eckerle4Model from './eckerle4.math.ts';
import * as ensoModel from './enso.math.ts';
import * as kirby2Model from './kirby2.math.ts';
import * as lanczos3Model from './lanczos3.math.ts';
import type { Options } from './levenberg-marquardt.ts';
import * as mgh09Model from './mgh09.math.ts';
import * as mgh10Model from './mgh10.math.ts';
import * as mgh17Model from './mgh17.math.ts';
import * as misra1aModel from './misra1a.math.ts';
import * as rat43Model from './rat43.math.ts';
import * as roszman1Model from './roszman1.math.ts';
import * as thurberModel from './thurber.math.ts';

/** What is generated from `r[i] = model(b, x[i]) - y[i]`. */
export interface Model {
  readonly r: (b: Float64Array, x: Float64Array, y: Float64Array) => Float64Array;
  readonly rJacobian: (
    b: Float64Array,
    x: Float64Array,
    y: Float64Array,
  ) => { readonly value: Float64Array; readonly jacobian: { readonly b: Float64Array } };
}

export interface Problem {
  readonly dataset: Dataset;
  readonly model: Model;
  readonly options?: Options;
}

/** In NIST's order of difficulty. */
export const problems: readonly Problem[] = [
  { dataset: misra1a, model: misra1aModel },
  { dataset: lanczos3, model: lanczos3Model },
  { dataset: kirby2, model: kirby2Model },
  { dataset: hahn1, model: thurberModel },
  { dataset: mgh17, model: mgh17Model },
  { dataset: enso, model: ensoModel },
  { dataset: roszman1, model: roszman1Model },
  { dataset: mgh09, model: mgh09Model },
  { dataset: thurber, model: thurberModel },
  // From (1, 1) a long first step ends on a plateau where the model no longer depends on b₂.
  { dataset: boxBod, model: boxBodModel, options: { damping: 100 } },
  { dataset: rat43, model: rat43Model },
  { dataset: mgh10, model: mgh10Model },
  { dataset: eckerle4, model: eckerle4Model },
  { dataset: bennett5, model: bennett5Model },
];
