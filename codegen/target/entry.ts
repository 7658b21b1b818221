import { affineOf, provablyNonNegative } from '../../src/ir/affine.ts';
import type { Affine } from '../../src/ir/affine.ts';
import type { Graph, Input } from '../../src/ir/graph.ts';
import type { Routine } from '../../src/pipeline.ts';
import { postorder } from '../../src/ir/store.ts';
import type { Node } from '../../src/ir/store.ts';
import type { Program } from '../../src/ir/program.ts';
import type { ArrayHelper } from './arrays.ts';
import { printExpression } from './expression.ts';
import type { Names } from './names.ts';
import { LARGEST, smallText } from './small.ts';

/**
 * The first lines of a function: sizes from the lengths of the arrays that were passed, then the checks of lengths, of
 * what must not be empty, of ints, of subscripts and of lengths that leave places small. A size that neither they nor the
 * body (printed before) use is left out.
 */
export function printEntry(
  { graph, program }: Routine,
  functionName: string,
  names: Names,
  small: ReadonlySet<string>,
): { lines: string[]; helpers: readonly ArrayHelper[] } {
  const { inputs } = graph;
  const lines: string[] = [];
  const text = (node: Node): string => printExpression(node, names, new Map());
  const fail = (message: string): string => `throw new RangeError(${message});`;
  for (const input of inputs)
    if (input.kind === 'int' && input.shape.length === 0)
      lines.push(
        `if (!Number.isInteger(${names.of(input.name)})) ${fail(quote(`${functionName}: ${input.name} is not an integer`))}`,
      );

  const known = new Set<string>();
  const sizes: SizeLine[] = [];
  for (let progress = true; progress;) {
    progress = false;
    for (const input of inputs) {
      const unknown = input.shape.filter((extent) => sizesIn(extent).some((name) => !known.has(name)));
      const [extent] = unknown;
      if (extent === undefined || new Set(unknown.flatMap(sizesIn).filter((name) => !known.has(name))).size > 1)
        continue;
      const form = affineOf(extent);
      const [[term, factor] = []] = [...form.terms].filter(([one]) => one.op === 'size' && !known.has(one.name));
      if (term === undefined || factor === undefined || factor <= 0) continue;
      sizes.push({ input, unknown, extent, form, term, factor });
      known.add(term.name);
      progress = true;
    }
  }
  for (const input of inputs) {
    if (input.shape.length === 0) continue;
    if (input.shape.length === 1 && sizes.some((size) => size.input === input && size.extent === size.term)) continue;
    const name = names.of(input.name);
    const least0 = (extent: Node): string =>
      provablyNonNegative(affineOf(extent)) ? atomic(text(extent)) : `Math.max(${text(extent)}, 0)`;
    const product = input.shape.map(least0).join(' * ');
    const shape = input.shape.map((extent) => plain(extent)).join(' × ');
    const message =
      quoteStart(`${functionName}: ${input.name} has `) +
      `\${${name}.length}` +
      quoteEnd(` elements, expected ${shape} = `) +
      `\${${product}}`;
    lines.push(`if (${name}.length !== ${product}) ${fail(`\`${message}\``)}`);
  }
  for (const name of program.nonEmpty) {
    const empty = inputs.find(({ shape }) => shape.some((extent) => sizesIn(extent).includes(name)));
    if (empty === undefined || !known.has(name)) continue;
    lines.push(`if (${names.of(name)} < 1) ${fail(quote(`${functionName}: ${name} is 0, as ${empty.name} is empty`))}`);
  }
  for (const fact of graph.facts) lines.push(...printFact(fact, functionName, names, inputs, text));
  const ints = inputs.filter(({ kind, shape }) => kind === 'int' && shape.length > 0);
  const checksOf = ({ name }: Input) => graph.facts.filter((fact) => fact.kind !== 'atMost' && fact.input === name);
  const unchecked = ints.filter((input) => checksOf(input).length === 0);
  for (const { name } of unchecked) {
    const test = `areIntegers(${names.of(name)}, -Infinity, Infinity)`;
    lines.push(`if (!${test}) ${fail(quote(`${functionName}: ${name} has an element that is not an integer`))}`);
  }
  const areSubscripts = ints.some((input) => checksOf(input).some(({ kind }) => kind === 'within'));
  const helpers: ArrayHelper[] = unchecked.length > 0 || areSubscripts ? ['areIntegers'] : [];
  if (small.size > 0) lines.push(...printLargest(small, inputs, program.arrays, functionName, names, text));
  const defined: string[] = [];
  for (const size of sizes.reverse())
    if (names.isUsed(size.term.name)) defined.unshift(...printSize(size, names, text));
  return { lines: [...defined, ...lines], helpers };
}

/** Refuses what is so large that a place in it would not be small. */
function printLargest(
  small: ReadonlySet<string>,
  inputs: readonly Input[],
  arrays: Program['arrays'],
  functionName: string,
  names: Names,
  text: (node: Node) => string,
): string[] {
  const lengths = new Set([
    ...inputs.filter(({ name }) => small.has(name)).map(({ name }) => `${names.of(name)}.length`),
    ...arrays
      .filter(({ name, length }) => small.has(name) && !(length.op === 'const' && length.value <= LARGEST))
      .map(({ length }) => text(length)),
  ]);
  const message = quote(`${functionName}: an array of more than ${LARGEST} elements`);
  const [first, ...others] = lengths;
  if (first === undefined) return [];
  const longest = others.length === 0 ? first : `Math.max(${[...lengths].join(', ')})`;
  return [
    `// \`& ${smallText}\` changes nothing, as places are below 2^31; it tells the engine that they are.`,
    `if (${longest} > ${LARGEST}) throw new RangeError(${message});`,
  ];
}

/** Where the value of a size comes from: the extents of an input in which it is all that is not known yet. */
interface SizeLine {
  readonly input: Input;
  readonly unknown: readonly Node[];
  /** The first of them, as an affine form: `factor` times `term`, which is the size, and the rest. */
  readonly extent: Node;
  readonly form: Affine;
  readonly term: Node;
  readonly factor: number;
}

function printSize(
  { input, unknown, extent, form, term, factor }: SizeLine,
  names: Names,
  text: (node: Node) => string,
): string[] {
  const size = names.of(term.name);
  let value = `${names.of(input.name)}.length`;
  if (unknown.some((other) => other !== extent)) {
    // [n, n + 1]: the length grows with the size, so that the first that is large enough is it.
    const product = input.shape.map((one) => atomic(text(one))).join(' * ');
    return [`let ${size} = 0;`, `while (${product} < ${value}) ${size} += 1;`];
  }
  const others = input.shape.filter((other) => other !== extent).map((other) => atomic(text(other)));
  const power = unknown.length;
  if (others.length > 0) value = `${value} / ${others.length === 1 ? others[0] : `(${others.join(' * ')})`}`;
  if (power > 1)
    value = `Math.round(${power === 2 ? `Math.sqrt(${value})` : power === 3 ? `Math.cbrt(${value})` : `(${value}) ** (1 / ${power})`})`;
  else if (others.length > 0) value = `(${value}) | 0`;
  const rest = [...form.terms].filter(([other]) => other !== term);
  const shift = rest.map(([other, by]) => `${by < 0 ? '+' : '-'} ${Math.abs(by)} * ${text(other)}`);
  if (form.constant !== 0) shift.push(form.constant > 0 ? `- ${form.constant}` : `+ ${-form.constant}`);
  if (shift.length > 0) value = `${atomic(value)} ${shift.join(' ')}`;
  if (factor !== 1) value = `(${atomic(value)} / ${factor}) | 0`;
  return [`const ${size} = ${value};`];
}

function printFact(
  fact: Graph['facts'][number],
  functionName: string,
  names: Names,
  inputs: readonly Input[],
  text: (node: Node) => string,
): string[] {
  if (fact.kind === 'atMost') {
    const mentioned = new Set(
      postorder([fact.left, fact.right])
        .filter(({ op }) => op === 'read')
        .map(({ name }) => name),
    );
    if ([...mentioned].some((name) => !inputs.some((input) => input.name === name))) return [];
    return [
      `if (!(${text(fact.left)} <= ${text(fact.right)})) throw new RangeError(${quote(`${functionName}: ${fact.text}`)});`,
    ];
  }
  const input = inputs.find(({ name }) => name === fact.input);
  if (input === undefined) return [];
  const name = names.of(input.name);
  if (fact.kind === 'within') {
    const limit = text(fact.limit);
    const message = `\`${quoteStart(`${functionName}: ${input.name} is a subscript of ${fact.array}, an integer from 1 to `)}\${${limit}}\``;
    const test =
      input.shape.length === 0 ? `(${name} >= 1 && ${name} <= ${limit})` : `areIntegers(${name}, 1, ${limit})`;
    return [`if (!${test}) throw new RangeError(${message});`];
  }
  const p = names.fresh('p');
  names.release(p);
  const message = quote(`${functionName}: an entry of ${input.name} is not below its own place`);
  // The place along the dimension, counted from 1 as the entries are.
  const inner = input.shape.slice(fact.dimension + 1).map((extent) => atomic(text(extent)));
  const place = inner.length === 0 ? p : `Math.floor(${p} / (${inner.join(' * ')}))`;
  const own = fact.dimension === 0 ? place : `${place} % ${atomic(text(input.shape[fact.dimension] as Node))}`;
  // Entries before the first that is used may hold anything.
  const used = fact.from === undefined ? '' : `${own} >= ${text(fact.from)} && `;
  const test = `${name}[${p}]! >= 1 && ${name}[${p}]! <= ${own} && Number.isInteger(${name}[${p}])`;
  return [
    `for (let ${p} = 0; ${p} < ${name}.length; ${p} += 1) if (${used}!(${test})) throw new RangeError(${message});`,
  ];
}

const sizesIn = (extent: Node): string[] =>
  postorder([extent]).flatMap((node) => (node.op === 'size' ? [node.name] : []));

/** The extent as the user wrote it. */
function plain(extent: Node): string {
  if (extent.op === 'const') return String(extent.value);
  return extent.op === 'size' || extent.op === 'read' ? extent.name : 'size';
}

const atomic = (text: string): string => (/^[\p{ID_Continue}$.]+$/u.test(text) ? text : `(${text})`);

/** Text from the input in a string or template literal: nothing in it can end the literal. */
export const quote = (text: string): string => JSON.stringify(text).replace(/\u2028|\u2029/g, ' ');
const quoteStart = (text: string): string => text.replace(/[\\`$]/g, '\\$&').replace(/[\r\n\u2028\u2029]/g, ' ');
const quoteEnd = quoteStart;
