import type { Eval } from './eval.ts';
import { ba } from './evals/ba.ts';
import { det } from './evals/det.ts';
import { gmm } from './evals/gmm.ts';
import { hello } from './evals/hello.ts';
import { ht } from './evals/ht.ts';
import { kmeans } from './evals/kmeans.ts';
import { llsq } from './evals/llsq.ts';
import { lse } from './evals/lse.ts';
import { lstm } from './evals/lstm.ts';
import { ode } from './evals/ode.ts';
import { particle } from './evals/particle.ts';
import { saddle } from './evals/saddle.ts';

/** The evals that there are formulas for. What each sends is its own affair: here an input is what came as JSON. */
export const evals = [
  hello,
  llsq,
  lse,
  det,
  ba,
  kmeans,
  ode,
  gmm,
  lstm,
  ht,
  saddle,
  particle,
] as readonly unknown[] as readonly Eval<unknown>[];

export const evalOf = (name: string): Eval<unknown> | undefined => evals.find((one) => one.name === name);
