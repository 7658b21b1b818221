import { emitModule } from '../../codegen/target/typescript.ts';
import type { Node, Store } from '../../src/ir/store.ts';
import { compile } from '../../src/pipeline.ts';
import { standardTables } from '../../src/rules/tables.ts';
import { after, stabilise } from './mutant.ts';
import type { Mutant } from './mutant.ts';

/**
 * Formulas that lose their digits. A row of the table is made wrong in the first of them that it rewrites; a new row
 * that rewrites none of them needs a line here.
 */
const forms: readonly string[] = [
  'f(x) = log(1 + exp(x))',
  'f(x) = log1p(exp(x))',
  'f(x) = exp(x) / (1 + exp(x))',
  'f(x) = 1 / (1 + exp(-x))',
  'f(x, y) = y * (1 / (1 + exp(-x))) * exp(-x)',
  'f(x) = (1 + tanh(x / 2)) / 2',
  'f(x, y) = (exp(x) - exp(y)) / (exp(x) + exp(y))',
  'f(x) = log(1 + x)',
  'f(x) = log(1 - x)',
  'f(x) = exp(x) - 1',
  'f(x) = exp(x) - exp(-x)',
  'f(x) = exp(x) - 2 + exp(-x)',
  'f(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x))',
  'f(x, y) = exp(x) / exp(y)',
  'f(x, y) = exp(x) * exp(y)',
  'f(x) = sinh(x) / cosh(x)',
  'f(x) = 1 - sigmoid(x)',
  'f(x) = 1 + tanh(x)',
  'f(x) = 1 - tanh(x)^2',
  'f(x) = 1 - erf(x)',
  'f(x) = 1 - cos(x)',
  'f(x) = (1 - cos(x)) / x^2',
  'f(x) = log(sigmoid(x))',
  'f(x) = log(1 - sigmoid(x))',
  'f(x, y) = log(exp(x) / (exp(x) + exp(y)))',
  'f(x, y) = log(exp(x) + exp(y))',
  'f(x, y) = log(exp(x) - exp(y))',
  'f(x) = log(1 - exp(-x))',
  'f(x) = log(exp(x) - 1)',
  'f(p) = log(p / (1 - p))',
  'f(x, t) = -t * log(sigmoid(x)) - (1 - t) * log(1 - sigmoid(x))',
  'f(x, y, z) = log(exp(x) + exp(y) + exp(z))',
  'x : real[n]\nf = log(sum(exp(x)))',
  'x : real[n]\nf = exp(x[2]) / sum(exp(x))',
  'x : real[n]\nf = 1 - exp(x[2]) / sum(exp(x))',
  'x : real[n]\na = max(x)\nf = a + log(sum(exp(x - a)))',
  'x : real[n]\nf = log(exp(x[1]) / sum(exp(x)))',
  'x : real[n]\np[i] = exp(x[i]) / sum(j = 1:n, exp(x[j]))\nf = -log(p[1])',
  'x : real[n]\np[i] = exp(x[i]) / sum(j = 1:n, exp(x[j]))\nf = p[1]^2',
  'f(x) = sqrt(x + 1) - sqrt(x)',
  'f(x) = 1 - sqrt(1 - x)',
  'f(x, y) = x^2 - y^2',
  'f(x) = 1 - x^2',
  'f(x) = sqrt(1 - x^2)',
  'f(x, y) = sqrt(x^2 + y^2)',
  'f(x) = sqrt(1 + x^2)',
  'x : real[n]\nf = sqrt(sum(x .^ 2))',
  'f(x) = log(x + sqrt(x^2 + 1))',
  'f(x) = log(x + sqrt(x^2 - 1))',
  'f(x) = x * log(x)',
  'f(x) = log(erfc(x))',
  'f(x) = log((1 + erf(x / sqrt(2))) / 2)',
  'f(x) = exp(x^2) * erfc(x)',
  'f(x) = sin(x) / x',
  'f(x) = (exp(x) - 1) / x',
  'f(x) = log(1 + x) / x',
  'f(x, y) = log(x) - log(y)',
  'f(x) = log(gamma(x))',
  'f(x, y) = gamma(x) / gamma(y)',
  'f(x) = log(cosh(x))',
  'f(x) = log(2 * cosh(x))',
  'f(x, y) = 1 / x - 1 / y',
  'f(x) = 2.718281828459045^x',
  'f(x) = 1 / cosh(x)',
  'f(x) = cosh(x) / sinh(x)',
  'f(x) = sqrt(x) / x',
  'f(x) = atan(x + 1) - atan(x)',
  'f(x) = 1 / (x + 1) - 1 / x',
  'f(x, p) = (x + 1)^p - x^p',
  'f(x, n) = (1 + x)^n - 1',
  'f(x) = log(1 + x^2)',
  'f(x) = log(1 - x^2)',
  'f(x, y) = log(x * exp(y))',
  'f(x) = log(2 * sigmoid(x))',
  'f(x, n) = log(x^n)',
  'f(x) = log(x^3)',
  'f(x) = log(x^4)',
  'f(x) = log(sqrt(x))',
  'f(x) = log1p(x - 1)',
  'f(x) = log1p(expm1(x))',
  'f(x) = log(x + 1) - log(x)',
  'f(x) = (x - 1) / (x^2 - 1)',
  'f(x) = expm1(x) * 2 + exp(x) - 1',
  'f(x) = exp(-x^2) / erfc(x)',
  'f(x, y) = sqrt(x / y)',
  'f(x, y, z) = log(exp(x) + exp(y) + exp(z)) - z',
  'f(x) = (x + 1) * log(x + 1) - x * log(x)',
  'f(x) = exp(x^2) * erfc(x)',
  'f(x, y) = abs(x) * sqrt(1 + (y / x)^2)',
  'f(x, y) = log(exp(x) + exp(y)) - y',
  'f(x) = log(sigmoid(x) / (1 + x^2))',
  'x : real[n]\nf = log(sum(exp(x))) - x[2]',
  'f(x) = (exp(2 * x) - 1) / (exp(x) - 1)',
  'f(x, y) = (x * exp(x) + y * exp(y)) / (exp(x) + exp(y))',
  'f(x) = 2 * atan(exp(x)) - pi / 2',
  'f(a, b, c) = (-b + sqrt(b^2 - 4 * a * c)) / (2 * a)',
  'f(x) = (x + 1)^(1 / 3) - x^(1 / 3)',
  'v : real[n]\nf = log(prod(v))',
  'v : real[n]\nf = prod(v)^(1 / n)',
  'f(x, y) = exp(log(x) + y)',
  'f(x) = acos(1 - x)',
  'f(x) = acosh(1 + x)',
  'f(x) = asin(sqrt(x))',
  'f(x, y) = atan(x / y)',
  'f(x) = asinh(1 / x)',
  'f(x, y) = y * exp(x) - y',
  'f(x) = sigmoid(x) * (1 - sigmoid(x))',
  'f(x) = log((1 + sqrt(1 - x^2)) / x)',
  'f(x) = -log(1 / x - 1)',
  'f(x) = log(x) / (x - 1)',
  'f(a, x) = sin(a * x) / x',
  'f(x) = x^3 / (1 + x^4)',
  'f(x, y) = x / sqrt(x^2 + y^2)',
  'f(x) = log1p(2 * x / (1 - x))',
  'f(x, y) = log(exp(x) / (3 + sin(y)))',
  'f(x, y) = (1 + x / y)^y',
  'x : real[n]\nf = norm(x)^2',
  'f(x, n) = x * (1 + x)^n / ((1 + x)^n - 1)',
  'f(x, n) = ((1 + x)^n - 1) / x',
  'f(x) = 1 / (2 + exp(x) + exp(-x))',
  'f(x) = (1 + exp(x))^2 - 1',
  'f(x) = log(1 + exp(x)) - x',
  'f(x, y) = sin(x) - sin(y)',
  'f(x, y) = 1 - x / y',
  'f(x, y) = (sin(x + y) - sin(x)) / y',
  'f(x) = exp(x) * log(1 + exp(-x))',
  'f(x) = log(log(1 + exp(x)))',
  'f(x) = sqrt(1 - cos(x))',
  'f(x) = log((1 + x) / (1 - x))',
  'f(x) = exp(-x) * sinh(x)',
  'f(x) = exp(x) / (exp(x) - 1) - 1',
  'f(x, y) = sigmoid(x) - sigmoid(y)',
  'v : real[n]\nf = v[1] / sum(v)',
  'v : real[n]\nf = 1 - v[1] / sum(v)',
  'v : real[n]\nf = log(v[1] / sum(v))',
  'v : real[n]\nf = log(sum(v)) - log(v[1])',
  'f(x, y) = x / y / (1 + x / y)',
  'f(x, y) = sqrt(1 + x / y)',
  'f(x, y) = sqrt(x^2 + x * y)',
  'f(x, y) = (x + y)^2 - (x - y)^2',
  'f(x) = x / 2 + x / (exp(x) - 1)',
  'f(x, y) = x * log(x / y) - x + y',
  'f(x) = (x - 1 - log(x)) / (x - 1)^2',
  'f(x) = erf(x + 1) - erf(x)',
  'f(x) = sqrt(1 + exp(x))',
  'f(x) = sqrt(1 - 1 / x^2)',
  'f(x, y) = x * y / (x * y + (1 - x) * (1 - y))',
  'f(x, y) = y * log(1 + x) - x',
  'f(x) = (1 - exp(-x^2)) / x^2',
];

/** The rows of the table that rewrite something in a formula or its gradient. */
async function rowsIn(formula: string): Promise<readonly string[]> {
  const fired = new Set<string>();
  const watched = standardTables.stabilise.map((row) => ({
    ...row,
    apply(store: Store, node: Node) {
      const result = row.apply(store, node);
      if (result !== undefined && result !== node) fired.add(row.name);
      return result;
    },
  }));
  const source = { name: 'form.math', text: formula };
  emitModule(await compile(source, {}, { ...standardTables, stabilise: watched }), source);
  return [...fired];
}

const wrongs: readonly (readonly [wrong: string, change: (store: Store, result: Node) => Node | undefined])[] = [
  ['sign', (store, result) => store.op('neg', result)],
  ['factor', (store, result) => store.op('mul', store.const(2), result)],
  ['one more', (store, result) => store.op('add', result, store.const(1))],
];

/** Whether rewriting comes to an end; what a wrong rule makes may be rewritten again and again. */
async function ends(mutant: Mutant): Promise<boolean> {
  try {
    await compile({ name: 'form.math', text: mutant.formula }, {}, mutant.tables(standardTables));
    return true;
  } catch {
    return false;
  }
}

async function make(): Promise<Mutant[]> {
  const formOf = new Map<string, string>();
  for (const form of forms) for (const row of await rowsIn(form)) if (!formOf.has(row)) formOf.set(row, form);
  const all = [...formOf].flatMap(([row, form]) =>
    wrongs.map(([wrong, change]) =>
      stabilise(
        row,
        wrong,
        form,
        after((store, result) => change(store, result)),
      ),
    ),
  );
  const ending = await Promise.all(all.map(ends));
  return all.filter((_, k) => ending[k]);
}

/** Every row of the table that is there to keep digits, made wrong in each of several ways. */
export const stabiliseMutants: readonly Mutant[] = await make();
