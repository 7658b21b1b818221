import { normal, seeded } from '../examples/mnist/random.ts';
import { fGrad as armGenerated } from './formulas/arm.math.ts';
import { callGrad as callGenerated } from './formulas/black-scholes.math.ts';
import { fHessian as hessianGenerated } from './formulas/hessian/hessian.math.ts';
import { lossGrad as logisticGenerated } from './formulas/logistic.math.ts';
import { lossGrad as netGenerated } from './formulas/net.math.ts';
import { fGrad as polynomialGenerated } from './formulas/polynomial.math.ts';
import { fGrad as rosenbrockGenerated } from './formulas/rosenbrock.math.ts';
import { armGrad } from './handwritten/arm.ts';
import { callGrad } from './handwritten/black-scholes.ts';
import { fHessian } from './handwritten/hessian.ts';
import { logisticGrad } from './handwritten/logistic.ts';
import { netGrad } from './handwritten/net.ts';
import { polynomialGrad } from './handwritten/polynomial.ts';
import { rosenbrockGrad } from './handwritten/rosenbrock.ts';
import type { Contest } from './measure.ts';

/** The small functions are called this often with different inputs, so that a call costs nothing beside them. */
const MANY = 256;

const random = seeded(7);
const uniform = (low: number, high: number): number => low + (high - low) * random();
const array = (length: number, draw: (k: number) => number): Float64Array =>
  Float64Array.from({ length }, (_, k) => draw(k));

/** Value and gradient as one list. */
const listed = (result: {
  readonly value: number;
  readonly gradient: Readonly<Record<string, number | Float64Array>>;
}) => [
  result.value,
  ...Object.values(result.gradient).flatMap((part) => (typeof part === 'number' ? [part] : [...part])),
];

function rosenbrock(): Contest {
  const x = array(1000, () => uniform(-2, 2));
  const mine = { value: 0, gradient: { x: new Float64Array(x.length) } };
  const out = rosenbrockGenerated(x);
  return {
    name: 'Rosenbrock, n = 1000',
    generated: () => rosenbrockGenerated(x, out).value,
    handwritten: () => rosenbrockGrad(x, mine).value,
    values: () => [listed(rosenbrockGenerated(x)), listed(rosenbrockGrad(x, mine))],
  };
}

function logistic(): Contest {
  const [n, d] = [1000, 50];
  const X = array(n * d, () => normal(random));
  const y = array(n, () => Number(random() < 0.5));
  const w = array(d, () => 0.3 * normal(random));
  const mine = { value: 0, gradient: { w: new Float64Array(d) } };
  const out = logisticGenerated(X, y, w);
  return {
    name: 'logistic regression, 1000 × 50',
    generated: () => logisticGenerated(X, y, w, out).value,
    handwritten: () => logisticGrad(X, y, w, mine).value,
    values: () => [listed(logisticGenerated(X, y, w)), listed(logisticGrad(X, y, w, mine))],
  };
}

function polynomial(): Contest {
  const x = array(1024, () => uniform(-1, 1));
  const y = x.map((t) => Math.sin(3 * t));
  const c = array(64, () => uniform(-1, 1));
  const mine = { value: 0, gradient: { c: new Float64Array(c.length) } };
  const out = polynomialGenerated(c, x, y);
  return {
    name: 'polynomial least squares, m = 64, n = 1024',
    generated: () => polynomialGenerated(c, x, y, out).value,
    handwritten: () => polynomialGrad(c, x, y, mine).value,
    values: () => [listed(polynomialGenerated(c, x, y)), listed(polynomialGrad(c, x, y, mine))],
  };
}

function net(): Contest {
  const batch = 100;
  const x = array(batch * 784, () => (random() < 0.2 ? random() : 0));
  const t = new Float64Array(batch * 10);
  for (let i = 0; i < batch; i += 1) t[i * 10 + Math.floor(random() * 10)] = 1;
  const weights = (count: number, deviation: number): Float64Array => array(count, () => deviation * normal(random));
  const [W1, b1, W2, b2] = [weights(39_200, 0.05), weights(50, 0.1), weights(500, 0.2), weights(10, 0.1)] as const;
  const gradient = {
    W1: new Float64Array(39_200),
    b1: new Float64Array(50),
    W2: new Float64Array(500),
    b2: new Float64Array(10),
  };
  const mine = { value: 0, gradient };
  const out = netGenerated(x, t, W1, b1, W2, b2);
  return {
    name: 'net 784-50-10, batch 100',
    generated: () => netGenerated(x, t, W1, b1, W2, b2, out).value,
    handwritten: () => netGrad(x, t, W1, b1, W2, b2, mine).value,
    values: () => [listed(netGenerated(x, t, W1, b1, W2, b2)), listed(netGrad(x, t, W1, b1, W2, b2, mine))],
  };
}

function arm(): Contest {
  const p = array(4 * MANY, () => uniform(-2, 2));
  const mine = { value: 0, gradient: { a: 0, b: 0 } };
  const out = armGenerated(0, 0, 0, 0);
  return {
    name: `2-link arm, ${MANY} poses`,
    generated: () => {
      let sum = 0;
      for (let k = 0; k < p.length; k += 4) sum += armGenerated(p[k]!, p[k + 1]!, p[k + 2]!, p[k + 3]!, out).gradient.a;
      return sum;
    },
    handwritten: () => {
      let sum = 0;
      for (let k = 0; k < p.length; k += 4) sum += armGrad(p[k]!, p[k + 1]!, p[k + 2]!, p[k + 3]!, mine).gradient.a;
      return sum;
    },
    values: () => [listed(armGenerated(0.3, 0.7, 1, -0.5)), listed(armGrad(0.3, 0.7, 1, -0.5, mine))],
  };
}

function blackScholes(): Contest {
  const S = array(MANY, () => uniform(60, 140));
  const r = array(MANY, () => uniform(0, 0.1));
  const sigma = array(MANY, () => uniform(0.1, 0.5));
  const T = array(MANY, () => uniform(0.1, 2));
  const mine = { value: 0, gradient: { S: 0, K: 0, r: 0, sigma: 0, T: 0 } };
  const out = callGenerated(100, 100, 0.05, 0.2, 1);
  return {
    name: `Black-Scholes in 5 inputs, ${MANY} options`,
    generated: () => {
      let sum = 0;
      for (let k = 0; k < MANY; k += 1) sum += callGenerated(S[k]!, 100, r[k]!, sigma[k]!, T[k]!, out).gradient.sigma;
      return sum;
    },
    handwritten: () => {
      let sum = 0;
      for (let k = 0; k < MANY; k += 1) sum += callGrad(S[k]!, 100, r[k]!, sigma[k]!, T[k]!, mine).gradient.sigma;
      return sum;
    },
    values: () => [listed(callGenerated(110, 100, 0.05, 0.3, 0.7)), listed(callGrad(110, 100, 0.05, 0.3, 0.7, mine))],
  };
}

function hessian(): Contest {
  const points = Array.from({ length: MANY }, () => array(6, () => uniform(-1.5, 1.5)));
  const mine = { value: 0, gradient: { x: new Float64Array(6) }, hessian: { x: { x: new Float64Array(36) } } };
  const out = hessianGenerated(points[0]!);
  return {
    name: `Hessian in 6 variables, ${MANY} points`,
    generated: () => {
      let sum = 0;
      for (const x of points) sum += hessianGenerated(x, out).hessian.x.x[1]!;
      return sum;
    },
    handwritten: () => {
      let sum = 0;
      for (const x of points) sum += fHessian(x, mine).hessian.x.x[1]!;
      return sum;
    },
    values: () => {
      const [generated, handwritten] = [hessianGenerated(points[0]!), fHessian(points[0]!, mine)];
      return [
        [...listed(generated), ...generated.hessian.x.x],
        [...listed(handwritten), ...handwritten.hessian.x.x],
      ];
    },
  };
}

export const cases: readonly (() => Contest)[] = [rosenbrock, logistic, polynomial, net, arm, blackScholes, hessian];
