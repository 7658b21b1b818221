import { existsSync, readFileSync } from 'node:fs';
import type { Choose } from './expressions.ts';

/** A form of the stability corpus: a scalar expression, and the grid of each of its variables. */
interface Form {
  readonly formula: string;
  readonly grids: Readonly<Record<string, string>>;
}

/** Beside the sources, from which what is compiled into build/ is one folder away. */
const place = ['../stability/forms.txt', '../../../test/stability/forms.txt']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url)) as URL;

/** Those of scalars; a form that means another in exact arithmetic alone is none for this. */
function readForms(): Form[] {
  const forms: Form[] = [];
  let grids: Record<string, string> = {};
  for (const line of readFileSync(place, 'utf8').split('\n')) {
    if (line.startsWith('# '))
      grids = Object.fromEntries([...line.matchAll(/(\w+): (\S+?)(?:,|$)/g)].map(([, a, b]) => [a, b]));
    else if (line.trim() !== '' && !line.startsWith('#') && !line.includes(';'))
      forms.push({ formula: (line.split('  means  ')[0] as string).trim(), grids });
  }
  return forms;
}

const forms = readForms();

/** What keeps a value within a grid that not all numbers are on. */
const within: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['positive', 'size', 'some', 'rates', 'steps'].map((name) => [name, ['exp($)', '($^2 + 0.1)']]),
  ),
  ...Object.fromEntries(['unit', 'odds', 'share'].map((name) => [name, ['sigmoid($)', '(1 / (1 + $^2))']])),
  inner: ['tanh($)'],
  over: ['(1 + exp($))'],
  sides: ['(1 + sigmoid($))'],
  counts: ['3', '7'],
  terms: ['3', '7'],
};

/** A form of the corpus with other expressions for its variables. */
export function formula(c: Choose, names: readonly string[]): string {
  const { formula, grids } = c.of(forms);
  const argument = (): string => {
    const [a, b] = [c.of(names), c.of(names)];
    return c.of([
      a,
      a,
      a,
      `(2 * ${a})`,
      `(${a} + 1)`,
      `(${a} * ${b})`,
      `(${a} - ${b})`,
      `sin(${a})`,
      `${a}^2`,
      `abs(${a})`,
      `exp(${a})`,
      `(-${a})`,
      `(${a} < ${b} ? ${a} : 0.5)`,
      `max(${a}, ${b})`,
    ]);
  };
  const given = new Map(
    Object.entries(grids).map(([name, grid]) => [name, c.of(within[grid] ?? ['$']).replace('$', argument)]),
  );
  return formula.replace(/\b[a-z]\w*\b/gi, (name) => given.get(name) ?? name);
}
