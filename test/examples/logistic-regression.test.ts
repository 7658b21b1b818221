import { expect, test } from 'vitest';
import { main } from '../../examples/logistic-regression/run.ts';

test("coefficients and standard errors are those of R's glm", async () => {
  const { coefficients, standardErrors, deviance } = await main(() => {});
  // glm(Species ~ ., binomial, iris[51:150, ]), as its summary prints them.
  [-42.638, -2.465, -6.681, 9.429, 18.286].forEach((w, j) => expect(coefficients[j]).toBeCloseTo(w, 2));
  [25.708, 2.394, 4.48, 4.737, 9.743].forEach((error, j) => expect(standardErrors[j]).toBeCloseTo(error, 2));
  expect(deviance).toBeCloseTo(11.899, 3);
});
