import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createReporter } from '../../src/diagnostic.ts';
import { loadNumberParser, loadParser, loadParserFile } from '../../src/syntax/mathjs.ts';
import type { MathNode, MathParser } from '../../src/syntax/mathjs.ts';
import { parseModuleWith } from '../../src/syntax/parse.ts';
import { placeNodes } from '../../src/syntax/spans.ts';
import { splitStatements } from '../../src/syntax/split.ts';
import { readableText, tokenize } from '../../src/syntax/tokens.ts';
import type { Token } from '../../src/syntax/tokens.ts';
import type { Tree } from '../../src/syntax/tree.ts';
import { namesOf, parse, source, subtrees, treesOf } from './show.ts';

/** What a tree's place says, and what its own sign says (the operator or the function's name). */
function places(text: string, trees: readonly Tree[]): string[] {
  return trees.map((tree) => {
    const own = tree.kind === 'call' ? ` (${text.slice(tree.calleeSpan.start, tree.calleeSpan.end)})` : '';
    return text.slice(tree.span.start, tree.span.end) + own;
  });
}

describe('places', () => {
  test.each([
    ['a + b*c', ['a + b*c (+)', 'a', 'b*c (*)', 'b', 'c']],
    [' ( a + b ) * -c^2 ', ['( a + b ) * -c^2 (*)', 'a + b (+)', 'a', 'b', '-c^2 (-)', 'c^2 (^)', 'c', '2']],
    ['3x(a)', ['3x(a) ()', '3', 'x(a) (x)', 'a']],
    ['(a) (b)', ['(a) (b) ( )', 'a', 'b']],
    ["f(x')!", ["f(x')! (!)", "f(x') (f)", "x' (')", 'x']],
    ['10% * y', ['10% * y (*)', '10% (%)', '10', '%', 'y']],
    ['y - 10%', ['y - 10% (-)', 'y', '10% (10%)', '10% (%)', '10', '%']],
    ['a <= b < c', ['a <= b < c (<)', 'a <= b (<=)', 'a', 'b', 'b < c (<)', 'c']],
    ['x[1:2:9][:, 2:]', ['x[1:2:9][:, 2:]', 'x[1:2:9]', 'x', '1:2:9', '1', '2', '9', ':', '2:', '2']],
    ['[1, 2; (3), 4;]', ['[1, 2; (3), 4;]', '1, 2', '1', '2', '(3), 4', '3', '4']],
    ['a ? b : not c', ['a ? b : not c', 'a', 'b', 'not c (not)', 'c']],
    ['sum(i = 1:n, x)', ['sum(i = 1:n, x) (sum)', 'i = 1:n', '1:n', '1', 'n', 'x']],
    ['map(v, f(t) = t)', ['map(v, f(t) = t) (map)', 'v', 'f(t) = t', 't']],
    ['a +\r\n b # c', ['a +\r\n b (+)', 'a', 'b']],
    ['\uFEFF0x1F.8 λ', ['0x1F.8 λ ( )', '0x1F.8', 'λ']],
  ])('%j', async (text, expected) => {
    const [statement] = (await parse(text)).statements;
    const trees = statement?.kind === 'expression' ? subtrees(statement.value) : [];
    expect(places(text, trees).sort()).toEqual([...expected].sort());
  });

  test('of statements and their names', async () => {
    const text = 'x : real[n]\ny[i] = x[i]\nf(a, b) = a\nderivative(f, b) = 0';
    const module = await parse(text);
    expect(module.statements.map((s) => text.slice(s.span.start, s.span.end))).toEqual(text.split('\n'));
    expect(namesOf(module).map((name) => text.slice(name.span.start, name.span.end))).toEqual([
      'x',
      'y',
      'f',
      'a',
      'b',
      'f',
      'b',
    ]);
    const declare = module.statements[0];
    expect(declare?.kind === 'declare' ? text.slice(declare.typeSpan.start, declare.typeSpan.end) : '').toBe('real');
  });
});

/** Formulas that parse: operands joined by every operator, with spaces and line ends where they may be. */
const space = fc.constantFrom('', ' ', '\t ');
const name = fc.constantFrom('x', 'y2', 'λ', 'é_', '__proto__', 'constructor', 'class', 'end', 'e', 'in2', 'ℝ', '𝑓');
const number = fc.oneof(
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('.5', '2.', '0x1F', '0b101', '1E-3', '0o7.4', '0x7fi8'),
);
/** Without a space between them these are another token: a number of given width with a point, and ≠. */
const runTogether = /i8\.\D+$|!==$/;
const { formula } = fc.letrec<{ formula: string }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 6, depthSize: 'small' },
    name,
    number,
    fc
      .tuple(
        tie('formula'),
        fc.constantFrom(
          '+',
          '-',
          '*',
          '/',
          '^',
          '.*',
          './',
          '.^',
          ' mod ',
          ' and ',
          ' or ',
          ' xor ',
          '==',
          '<',
          '>=',
          '!=',
          '|',
          '&',
          '^|',
          '<<',
          '>>>',
        ),
        space,
        tie('formula'),
      )
      .map(([a, op, gap, b]) => `${a}${runTogether.test(a + op) ? ' ' : gap}${op} ${b}`),
    fc.tuple(fc.constantFrom('-', '+', '~', 'not '), tie('formula')).map(([op, a]) => `${op}${a}`),
    fc
      .tuple(name, fc.constantFrom("'", '!', "''", '[1]', '[:]', '[1:]', '[:, 2]', '[ :3, 1:2:9 ]'))
      .map(([a, op]) => a + op),
    fc
      .tuple(fc.constantFrom('f', 'sum'), fc.array(tie('formula'), { maxLength: 3 }))
      .map(([f, args]) => `${f}(${args.join(', ')})`),
    fc.tuple(name, tie('formula'), tie('formula')).map(([i, to, body]) => `sum(${i}_ = 1:(${to}),\n ${body})`),
    fc.tuple(tie('formula'), tie('formula'), tie('formula')).map(([a, b, c]) => `((${a}) ? (${b})\t: ${c})`),
    fc.array(tie('formula'), { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(' , ')}]`),
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]) => `[${a}; ${b}]`),
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]) => `(${a}) (${b})`),
    fc.tuple(number, name).map(([a, b]) => `(${a} ${b})`),
    number.map((a) => `(1 + ${a}%)`),
  ),
}));

describe('properties', () => {
  let parser: MathParser;
  let slowParser: MathParser;
  beforeAll(async () => {
    parser = await loadParser();
    slowParser = await loadNumberParser();
  });

  test('the parser is found in its own file, and reads as mathjs does', async () => {
    expect(await loadParserFile()).toBeDefined();
    fc.assert(
      fc.property(formula, (text) => {
        expect(parseModuleWith(parser, source(text))).toEqual(parseModuleWith(slowParser, source(text)));
      }),
      { numRuns: 300 },
    );
  });

  test('the place of each name and number is its own text', () => {
    fc.assert(
      fc.property(fc.array(formula, { minLength: 1, maxLength: 3 }), (formulas) => {
        const text = formulas.map((f, i) => `v${i} = ${f} # note`).join('\r\n');
        const module = parseModuleWith(parser, source(text));
        expect(module.statements).toHaveLength(formulas.length);
        expect(treesOf(module).filter((tree) => !isAtItsText(tree, text))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('a place lies within the place around it', () => {
    fc.assert(
      fc.property(formula, (text) => {
        for (const tree of treesOf(parseModuleWith(parser, source(text)))) {
          for (const part of subtrees(tree)) {
            // The `a` of `a + 10%` is in the tree a second time, under the percentage.
            if (text.includes('%')) continue;
            expect(part.span.start).toBeGreaterThanOrEqual(tree.span.start);
            expect(part.span.end).toBeLessThanOrEqual(tree.span.end);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  /** Nonsense of which mathjs accepts a part. `%` is left out: there mathjs drops what it can't read. */
  const words = fc.constantFrom(
    ..."x f in mod to not and true end 1 2.5 ( ) ( ) [ ] , : ; = + - * ^ .* ' ! ? < <= |".split(' '),
    '\n',
    '# c\n',
    ' ',
  );
  const nonsense = fc.array(words, { maxLength: 12 }).map((parts) => parts.join(' '));

  test('statements end where mathjs ends them, and every token of a tree has its node', () => {
    let accepted = 0;
    fc.assert(
      fc.property(nonsense, (text) => {
        const whole = attempt(() => slowParser(text));
        if (whole instanceof Error) return;
        accepted += 1;
        const reporter = createReporter(source(text));
        const tokens = tokenize(readableText(text));
        // A definition below an operator begins a statement, for which mathjs reads on.
        const readsOn = ({ kind }: Token, i: number): boolean =>
          kind === 'newline' && tokens[i - 1]?.kind === 'operator' && tokens.slice(i).some((one) => one.text === '=');
        if (tokens.some(readsOn)) return;
        const pieces = splitStatements(tokens, reporter);
        if (reporter.diagnostics.some((d) => d.code === 'unsupported')) return;
        expect(reporter.diagnostics).toEqual([]);
        expect(pieces.length).toBe(statementsOf(whole));
        for (const piece of pieces) {
          const node = parser(text.slice(piece.start, piece.end));
          expect(placeNodes(node, piece.tokens, piece).exact).toBe(true);
        }
      }),
      // Where `in` is a conversion, and where two inches.
      { numRuns: 3000, examples: ['x 2.5', 'x^2', '2 / 3', '- 2', 'x * 2', 'true'].map((text) => [`${text} in \n x`]) },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  test('any text gives a module or diagnostics, never a crash', () => {
    const text = fc.oneof(
      nonsense,
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.array(fc.oneof(words, fc.constantFrom('%', '"', '{', '.', '0x', '1e', '\r', '\\'))).map((w) => w.join('')),
    );
    fc.assert(
      fc.property(text, (text) => {
        const outcome = attempt(() => parseModuleWith(parser, source(text)));
        expect(outcome instanceof Error ? outcome.name : 'Module').toMatch(/^(AdjointError|Module)$/);
      }),
      { numRuns: 2000 },
    );
  });
});

/** What a function gives, or the error that it throws. */
function attempt<T>(run: () => T): T | Error {
  try {
    return run();
  } catch (error) {
    return error instanceof Error ? error : new Error('no error was thrown');
  }
}

/** Does the text at the tree's place say what the tree says? */
function isAtItsText(tree: Tree, text: string): boolean {
  const written = text.slice(tree.span.start, tree.span.end);
  if (tree.kind === 'name') return written === tree.name;
  // The 100 of a percentage stands at its sign.
  if (tree.kind === 'number') return written === tree.text || (written === '%' && tree.value === 100);
  return tree.kind !== 'call' || tree.operator || (written.startsWith(`${tree.callee}(`) && written.endsWith(')'));
}

function statementsOf(node: MathNode): number {
  if (node.type === 'BlockNode') return (node as unknown as { readonly blocks: readonly unknown[] }).blocks.length;
  return node.type === 'ConstantNode' && node.value === undefined ? 0 : 1;
}
