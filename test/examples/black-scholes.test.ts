import { erf } from 'mathjs/number';
import { expect, test } from 'vitest';
import { main } from '../../examples/black-scholes/run.ts';

const [S, K, r, sigma, T] = [49, 50, 0.05, 0.2, 0.3846];
const Phi = (z: number): number => (1 + erf(z / Math.SQRT2)) / 2;
const phi = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
const d1 = (Math.log(S / K) + (r + sigma ** 2 / 2) * T) / (sigma * Math.sqrt(T));
const d2 = d1 - sigma * Math.sqrt(T);

const greeks = main(() => {});

test('the Greeks are their closed forms', () => {
  const discounted = K * Math.exp(-r * T) * Phi(d2);
  expect(greeks.price).toBeCloseTo(S * Phi(d1) - discounted, 10);
  expect(greeks.delta).toBeCloseTo(Phi(d1), 12);
  expect(greeks.gamma).toBeCloseTo(phi(d1) / (S * sigma * Math.sqrt(T)), 12);
  expect(greeks.theta).toBeCloseTo((-S * phi(d1) * sigma) / (2 * Math.sqrt(T)) - r * discounted, 10);
  expect(greeks.vega).toBeCloseTo(S * phi(d1) * Math.sqrt(T), 10);
  expect(greeks.rho).toBeCloseTo(T * discounted, 10);
});

test("the Greeks are those in Hull's textbook", () => {
  expect(greeks.price).toBeCloseTo(2.4, 2);
  expect(greeks.delta).toBeCloseTo(0.522, 3);
  expect(greeks.gamma).toBeCloseTo(0.066, 3);
  expect(greeks.theta).toBeCloseTo(-4.31, 2);
  expect(greeks.vega).toBeCloseTo(12.1, 1);
  expect(greeks.rho).toBeCloseTo(8.91, 2);
});
