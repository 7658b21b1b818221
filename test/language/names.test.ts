import { expect, test } from 'vitest';
import { load } from '../../codegen/index.ts';

/** Names that the emitted code uses itself, that JavaScript reserves, or that objects have anyway. */
const hostile =
  `class await constructor __proto__ prototype arguments eval yield out saved seed seed_ value gradient buffer Math
  Float64Array p n i f fGrad fForward FSaved xBar resBar tangent hessian NaN_ Ω größe $x _x x_`.split(/\s+/);

type Numbers = Readonly<Record<string, (...inputs: unknown[]) => number>>;
const three = Float64Array.of(1, 2, 3);

test.each(hostile)('%s may name an input, a size, an index, a value, a function, an array', async (name) => {
  const emit = ['jvp', 'jacobian', 'hessian', 'hvp'] as const;
  const input = await load<Numbers>(`g(${name}, y) = ${name}^2 * exp(y)`, { emit });
  expect(input['g']?.(3, 0)).toBe(9);
  const size = await load<Numbers>(`x : real[${name}]\nres = sum(k = 1:${name}, x[k]^2)`, { emit });
  expect(size['res']?.(three)).toBe(14);
  const index = await load<Numbers>(`x : real[m]\nq[${name}] = x[${name}]^2\nres = sum(${name} = 1:m, q[${name}])`);
  expect(index['res']?.(three)).toBe(14);
  const value = await load<Numbers>(`${name} = aa * bb\nres = ${name}^2`);
  expect(value['res']?.(2, 3)).toBe(36);
  const fn = await load<Numbers>(`${name}(s, u) = s^2 * u`);
  expect(Object.values(fn)[0]?.(2, 3)).toBe(12);
  const array = await load<Numbers>(
    `u : real[m]\n${name}[1] = u[1]\n${name}[t] = ${name}[t-1] * u[t]\nres = ${name}[m]`,
  );
  expect(array['res']?.(three)).toBe(6);
});
