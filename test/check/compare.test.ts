import { describe, expect, test } from 'vitest';
import { checkUnit } from '../../src/check/compare.ts';
import { formatCheckTable, reportFailures } from '../../src/check/report.ts';
import { createReporter } from '../../src/diagnostic.ts';
import { createStore } from '../../src/ir/store.ts';
import type { CheckOptions, Emitted, Value } from '../../src/check/compare.ts';
import type { CheckKind, CheckReport, CheckRow } from '../../src/check/report.ts';
import type { Definition, Graph, Input } from '../../src/ir/graph.ts';
import type { Node } from '../../src/ir/store.ts';

const s = createStore();
const n = s.size('n');
const [a, b] = [s.read('a', []), s.read('b', [])];
const real = (name: string, ...shape: Node[]): Input => ({ name, kind: 'real', shape });

function graphOf(
  inputs: readonly Input[],
  definitions: readonly Definition[],
  gradients: Record<string, string> = {},
): Graph {
  const value = definitions[definitions.length - 1] as Definition;
  const by = Object.entries(gradients).map(
    ([name, definition]) => ({ role: 'gradient', by: [name], definition }) as const,
  );
  const outputs = [{ role: 'value', definition: value.name } as const, ...by];
  return { store: s, name: 'f', inputs, definitions, outputs, facts: [] };
}
const scalar = (body: Node, name = 'y'): Definition => ({ name, indices: [], body });
const sum = (extent: Node, body: (index: Node) => Node): Node => {
  const index = s.freshIndex(s.const(0), extent);
  return s.reduce('sumOver', index, body(index));
};

/** Emitted code of a function of scalars, with its derivatives in the order of its inputs. */
const scalarCode = (
  inputs: readonly Input[],
  f: (...args: number[]) => number,
  ...partials: ((...args: number[]) => number)[]
): Emitted => ({
  value: (args) => f(...(args as number[])),
  gradient: (args) => ({
    value: f(...(args as number[])),
    gradient: new Map(inputs.map(({ name }, k) => [name, partials[k]?.(...(args as number[])) as number])),
  }),
});

/** Checks a function of the scalar inputs a and b. */
const check = (
  body: Node,
  f: (a: number, b: number) => number,
  byA: (a: number, b: number) => number,
  byB: (a: number, b: number) => number = () => 0,
): CheckReport => {
  const inputs = [real('a'), real('b')];
  const two =
    (g: (a: number, b: number) => number) =>
    (x = 0, y = 0) =>
      g(x, y);
  return checkUnit({ graph: graphOf(inputs, [scalar(body)]), emitted: scalarCode(inputs, two(f), two(byA), two(byB)) });
};
const rowOf = (report: CheckReport, kind: CheckKind, input: string): CheckRow | undefined =>
  report.rows.find((row) => row.kind === kind && row.input === input);
const failed = (report: CheckReport): string[] =>
  report.rows.filter(({ verdict }) => verdict === 'fail').map(({ kind, input }) => `${kind} ${input}`);

// y = sin(a) · b² + exp(a)
const body = s.op('add', s.op('mul', s.op('sin', a), s.op('mul', b, b)), s.op('exp', a));
const value = (x: number, y: number): number => Math.sin(x) * y * y + Math.exp(x);
const byA = (x: number, y: number): number => Math.cos(x) * y * y + Math.exp(x);
const byB = (x: number, y: number): number => 2 * Math.sin(x) * y;

describe('a function of two scalars', () => {
  test('passes when it is right', () => {
    const report = check(body, value, byA, byB);
    expect(failed(report)).toEqual([]);
    expect(report).toMatchObject({ ok: true, warnings: [], points: 8 });
    expect(rowOf(report, 'numeric', 'a')).toMatchObject({ verdict: 'ok', points: 8 });
    expect(rowOf(report, 'numeric', 'b')?.error).toBeLessThan(1e-7);
    expect(rowOf(report, 'value', 'f')?.error).toBeLessThan(1e-13);
  });

  test.each<[string, (x: number, y: number) => number]>([
    ['the sign', (x, y) => -2 * Math.sin(x) * y],
    ['a factor', (x, y) => Math.sin(x) * y],
    ['a factor, by a millionth', (x, y) => 2.000002 * Math.sin(x) * y],
    ['a term', (x, y) => 2 * Math.sin(x) * y + x],
    ['NaN', () => Number.NaN],
    ['infinity', () => Infinity],
    ['one side of a branch', (x, y) => (y > 0 ? 1 : 0.5) * 2 * Math.sin(x) * y],
  ])('fails when a derivative is wrong: %s', (_, wrong) => {
    const report = check(body, value, byA, wrong);
    expect(report.ok).toBe(false);
    expect(failed(report)).toEqual(['numeric b']);
  });

  test('fails when a term is missing', () => {
    expect(failed(check(body, value, (x, y) => Math.cos(x) * y * y, byB))).toEqual(['numeric a']);
  });

  test('fails when the value is wrong, if only in its last digits', () => {
    expect(failed(check(body, (x, y) => value(x, y) * (1 + 1e-10), byA, byB))).toEqual(['value f']);
  });

  test('fails when the value beside the gradient is wrong', () => {
    const inputs = [real('a'), real('b')];
    const right = scalarCode(
      inputs,
      (x = 0, y = 0) => value(x, y),
      (x = 0, y = 0) => byA(x, y),
      (x = 0, y = 0) => byB(x, y),
    );
    const emitted: Emitted = {
      ...right,
      gradient: (args) => ({ ...right.gradient?.(args), value: 1, gradient: new Map() }),
    };
    expect(failed(checkUnit({ graph: graphOf(inputs, [scalar(body)]), emitted }))).toContain('value f');
  });

  test('fails when emitted code throws, or leaves a part out', () => {
    const thrown = check(body, value, byA, () => {
      throw new RangeError('out of luck');
    });
    expect(failed(thrown).length).toBe(1);
    expect(thrown.rows.find(({ verdict }) => verdict === 'fail')?.detail).toBe('threw out of luck');
    const inputs = [real('a'), real('b')];
    const emitted = scalarCode(
      inputs.slice(0, 1),
      (x = 0, y = 0) => value(x, y),
      (x = 0, y = 0) => byA(x, y),
    );
    const report = checkUnit({ graph: graphOf(inputs, [scalar(body)]), emitted });
    expect(rowOf(report, 'numeric', 'b')).toMatchObject({ verdict: 'fail', detail: 'is missing' });
  });
});

describe('where the numbers are hard', () => {
  test('sqrt near 0', () => {
    const root = s.op('sqrt', s.op('mul', s.const(1e-9), a));
    expect(
      check(
        root,
        (x) => Math.sqrt(1e-9 * x),
        (x) => 0.5 * Math.sqrt(1e-9 / x),
      ).ok,
    ).toBe(true);
    expect(
      failed(
        check(
          root,
          (x) => Math.sqrt(1e-9 * x),
          (x) => 0.6 * Math.sqrt(1e-9 / x),
        ),
      ),
    ).toEqual(['numeric a']);
  });

  test('at a kink one-sided derivatives and what lies between them are right, and nothing else', () => {
    // The test makes a = 0 one of the points.
    const graph = graphOf(
      [real('a'), real('b')],
      [scalar(s.op('select', s.op('eq', a, s.const(0)), s.op('abs', a), s.op('abs', a)))],
    );
    const atZero = (derivative: number): string[] =>
      failed(
        checkUnit({
          graph,
          emitted: scalarCode(
            [real('a'), real('b')],
            (x = 0) => Math.abs(x),
            (x = 0) => (x === 0 ? derivative : Math.sign(x)),
            () => 0,
          ),
        }),
      );
    expect([atZero(0), atZero(1), atZero(-1), atZero(0.5)]).toEqual([[], [], [], []]);
    expect([atZero(2), atZero(-1.01)]).toEqual([['numeric a'], ['numeric a']]);
  });

  test('where a branch is taken at one point alone its own derivative is right, which is noted, and no other', () => {
    const square = s.op('mul', a, a);
    const graph = graphOf([real('a')], [scalar(s.op('select', s.op('eq', a, s.const(1)), square, a))]);
    const atOne = (derivative: number): CheckReport =>
      checkUnit({
        graph,
        emitted: scalarCode(
          [real('a')],
          (x = 0) => x,
          (x = 0) => (x === 1 ? derivative : 1),
        ),
      });
    expect([atOne(1), atOne(2), atOne(2.1), atOne(0)].map(failed)).toEqual([[], [], ['numeric a'], ['numeric a']]);
    expect(atOne(2).warnings).toEqual([
      'the gradient by a is 2, that of the branch taken, at a = 1, where numeric differentiation gives 1',
    ]);
  });

  test('a gradient without a value at one point alone is noted', () => {
    const inputs = [real('a'), real('b')];
    const graph = graphOf(inputs, [scalar(s.op('select', s.op('eq', a, s.const(0)), s.const(0), s.op('mul', a, b)))]);
    const byA = (x = 0, y = 0): number => (x === 0 ? Number.NaN : y);
    const report = checkUnit({
      graph,
      emitted: scalarCode(
        inputs,
        (x = 0, y = 0) => x * y,
        byA,
        (x = 0) => x,
      ),
    });
    expect(report.ok).toBe(true);
    expect(report.warnings.join()).toMatch(
      /^the gradient by a is NaN at a = 0, b = \S+, where numeric differentiation gives \S+$/,
    );
  });

  test('cancellation: a stable form agrees with an unstable one as far as that has digits', () => {
    // (1 − cos x) / x² as it stands, against 2 sin²(x / 2) / x².
    const unstable = s.op(
      'div',
      s.op('sub', s.const(1), s.op('cos', s.op('mul', s.const(1e-5), a))),
      s.op('mul', a, a),
    );
    const half = (x: number): number => Math.sin(0.5e-5 * x);
    const stable = (x: number): number => (2 * half(x) ** 2) / (x * x);
    const slope = (x: number): number => (1e-5 * Math.sin(1e-5 * x)) / (x * x) - (2 * stable(x)) / x;
    expect(rowOf(check(unstable, stable, slope), 'value', 'f')?.verdict).toBe('ok');
    expect(
      rowOf(
        check(unstable, (x) => 1.001 * stable(x), slope),
        'value',
        'f',
      )?.verdict,
    ).toBe('fail');
  });

  test('a derivative without a number to compare with is reported as undecided, not as right', () => {
    // Without digits: 10²⁰ + sin a.
    const flat = s.op('add', s.const(1e20), s.op('sin', a));
    const report = check(flat, (x) => 1e20 + Math.sin(x), Math.cos);
    expect(rowOf(report, 'value', 'f')?.verdict).toBe('ok');
    expect(report.ok).toBe(true);
  });

  test('no point: a warning, and no row', () => {
    const report = check(
      s.op('log', s.op('sub', s.const(-1), s.op('mul', a, a))),
      () => Number.NaN,
      () => 1,
    );
    expect(report).toMatchObject({ ok: true, points: 0, rows: [] });
    expect(report.warnings[0]).toContain('nothing was checked');
  });

  test('a branch that is never taken: a warning', () => {
    const never = s.op('select', s.op('lt', s.op('mul', a, a), s.const(-1)), b, a);
    expect(
      check(
        never,
        (x) => x,
        () => 1,
      ).warnings,
    ).toEqual(["no point was found at which 'lt' in y is on its true side"]);
  });

  test('a branch far from the usual points is reached, and its wrong derivative found', () => {
    const far = s.op('select', s.op('gt', a, s.const(31415)), s.op('mul', a, b), a);
    const f = (x: number, y: number): number => (x > 31415 ? x * y : x);
    const fa = (x: number, y: number): number => (x > 31415 ? y : 1);
    expect(check(far, f, fa, (x) => (x > 31415 ? x : 0)).ok).toBe(true);
    expect(failed(check(far, f, fa, () => 0))).toEqual(['numeric b']);
  });
});

describe('arrays', () => {
  // y = Σ w[i]² · x[i], its gradient as a graph and as code.
  const inputs = [real('x', n), real('w', n)];
  const weighted = scalar(
    sum(n, (i) => s.op('mul', s.op('mul', s.read('w', [i]), s.read('w', [i])), s.read('x', [i]))),
  );
  const graph = graphOf(inputs, [weighted]);
  const i = s.definitionIndex(0, n);
  const w = s.read('w', [i]);
  const gradientGraph = graphOf(
    inputs,
    [
      { name: 'xBar', indices: [i], body: s.op('mul', w, w) },
      { name: 'wBar', indices: [i], body: s.op('mul', s.const(2), s.op('mul', w, s.read('x', [i]))) },
      weighted,
    ],
    { x: 'xBar', w: 'wBar' },
  );
  const arrays = (args: readonly Value[]): [Float64Array, Float64Array] => args as [Float64Array, Float64Array];
  const f = (args: readonly Value[]): number => {
    const [x, v] = arrays(args);
    return x.reduce((total, element, k) => total + element * (v[k] as number) ** 2, 0);
  };
  const gradientOf = (args: readonly Value[], seed = 1): Map<string, Float64Array> => {
    const [x, v] = arrays(args);
    return new Map([
      ['x', v.map((element) => seed * element * element)],
      ['w', v.map((element, k) => seed * 2 * element * (x[k] as number))],
    ]);
  };
  const right: Emitted = {
    value: f,
    gradient: (args) => ({ value: f(args), gradient: gradientOf(args) }),
    backward: (args, seed) => gradientOf(args, seed as number),
    jvp(args, tangents) {
      const [x, v] = arrays(args);
      const [dx, dv] = [tangents.get('x'), tangents.get('w')] as [Float64Array, Float64Array];
      return x.reduce((total, element, k) => {
        const [weight, change] = [v[k] as number, dv[k] as number];
        return total + weight * weight * (dx[k] as number) + 2 * weight * element * change;
      }, 0);
    },
  };
  const run = (change: Partial<Emitted>, options: Partial<CheckOptions> = {}): CheckReport =>
    checkUnit({ graph, gradientGraph, emitted: { ...right, ...change }, ...options });
  const spoil =
    (name: string, at: number) =>
    (gradient: Map<string, Float64Array>): Map<string, Float64Array> => {
      const part = gradient.get(name) as Float64Array;
      part[at] = (part[at] as number) * 1.5 + 1;
      return gradient;
    };

  test('every comparison passes when all is right', () => {
    const report = run({});
    expect(report.ok).toBe(true);
    const kinds = report.rows.map(({ kind, input }) => `${kind} ${input}`).sort();
    const each = ['backward', 'forward', 'numeric', 'reference'].flatMap((kind) => [`${kind} w`, `${kind} x`]);
    expect(kinds).toEqual([...each, 'value f']);
    expect(report.rows.every(({ verdict }) => verdict === 'ok')).toBe(true);
  });

  test('one wrong element of the gradient is found by each comparison, and named', () => {
    const report = run({ gradient: (args) => ({ value: f(args), gradient: spoil('w', 1)(gradientOf(args)) }) });
    expect(failed(report).sort()).toEqual(['backward w', 'forward w', 'numeric w', 'reference w']);
    expect(rowOf(report, 'numeric', 'w')?.component).toMatch(/^w(\[2\]| \(a direction\))$/);
    expect(rowOf(report, 'reference', 'w')?.component).toBe('w[2]');
  });

  test('a wrong backward or forward function is found by its own comparison alone', () => {
    const backward: Emitted['backward'] = (args, seed) => spoil('x', 0)(gradientOf(args, seed as number));
    expect(failed(run({ backward }))).toEqual(['backward x']);
    expect(failed(run({ jvp: (args, tangents) => 2 * (right.jvp?.(args, tangents) as number) })).sort()).toEqual([
      'forward w',
      'forward x',
    ]);
  });

  test('a gradient of the wrong length', () => {
    const gradient: Emitted['gradient'] = (args) => ({
      value: f(args),
      gradient: gradientOf(args).set('x', new Float64Array(1)),
    });
    expect(rowOf(run({ gradient }), 'numeric', 'x')).toMatchObject({ verdict: 'fail' });
  });

  test('only the inputs asked for', () => {
    const report = run({}, { wrt: ['x'] });
    expect(report.rows.some(({ input }) => input === 'w')).toBe(false);
  });

  test('of many components one wrong one is found by a direction', () => {
    const long = [real('x', s.const(200)), real('w', s.const(200))];
    const many = scalar(
      sum(s.const(200), (k) => s.op('mul', s.op('mul', s.read('w', [k]), s.read('w', [k])), s.read('x', [k]))),
    );
    const gradient: Emitted['gradient'] = (args) => ({ value: f(args), gradient: spoil('w', 123)(gradientOf(args)) });
    const { value: plain } = right;
    expect(
      checkUnit({
        graph: graphOf(long, [many]),
        emitted: { value: plain, gradient: (args) => ({ value: f(args), gradient: gradientOf(args) }) },
      }).ok,
    ).toBe(true);
    const report = checkUnit({ graph: graphOf(long, [many]), emitted: { value: plain, gradient } });
    expect(rowOf(report, 'numeric', 'w')).toMatchObject({ verdict: 'fail', component: 'w (a direction)' });
  });

  test('of many inputs one with a wrong derivative is found by a direction of all', () => {
    const many = Array.from({ length: 100 }, (_, k) => real(`x${k}`));
    const total = many.reduce((node, { name }) => s.op('add', node, s.op('sin', s.read(name, []))), s.const(0));
    const sines = (args: readonly Value[]): number => args.reduce<number>((sum, x) => sum + Math.sin(x as number), 0);
    const cosines = (args: readonly Value[], factor: number): Map<string, number> =>
      new Map(many.map(({ name }, k) => [name, Math.cos(args[k] as number) * (k === 77 ? factor : 1)]));
    const at = (factor: number): CheckReport =>
      checkUnit({
        graph: graphOf(many, [scalar(total)]),
        emitted: { value: sines, gradient: (args) => ({ value: sines(args), gradient: cosines(args, factor) }) },
      });
    expect(at(1).ok).toBe(true);
    expect(failed(at(1.001))).toContain('numeric all inputs');
  });
});

describe('an array value', () => {
  // y[i, j] = A[i, j] · a, with a seed of its shape.
  const [p, q] = [s.const(2), s.size('q')];
  const [i, j] = [s.definitionIndex(0, p), s.definitionIndex(1, q)];
  const inputs = [real('A', p, q), real('a')];
  const graph = graphOf(inputs, [{ name: 'y', indices: [i, j], body: s.op('mul', s.read('A', [i, j]), a) }]);
  const emitted: Emitted = {
    value: ([A, x]) => (A as Float64Array).map((element) => element * (x as number)),
    backward: ([A, x], seed) => {
      const [m, v] = [A as Float64Array, seed as Float64Array];
      return new Map<string, Value>([
        ['A', v.map((element) => element * (x as number))],
        ['a', m.reduce((total, element, k) => total + element * (v[k] as number), 0)],
      ]);
    },
    jvp: ([A, x], tangents) => {
      const [m, dm] = [A as Float64Array, tangents.get('A') as Float64Array];
      return m.map((element, k) => element * (tangents.get('a') as number) + (dm[k] as number) * (x as number));
    },
  };

  test('passes when it is right', () => {
    const report = checkUnit({ graph, emitted });
    expect(report.rows.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });
  test('fails when an element of the value is wrong, and names it', () => {
    const value: Emitted['value'] = (args) => {
      const result = emitted.value(args) as Float64Array;
      result[1] = -(result[1] as number) + 1;
      return result;
    };
    expect(rowOf(checkUnit({ graph, emitted: { value } }), 'value', 'f')).toMatchObject({
      verdict: 'fail',
      component: 'f[1, 2]',
    });
  });
  test('fails when the value has another shape', () => {
    const report = checkUnit({ graph, emitted: { value: () => 1 } });
    expect(rowOf(report, 'value', 'f')?.detail).toMatch(/^has 1 elements in place of \d+$/);
  });
  test('fails when the backward function is wrong', () => {
    const backward: Emitted['backward'] = (args, seed) =>
      new Map([...(emitted.backward?.(args, seed) ?? []), ['a', 3]]);
    expect(failed(checkUnit({ graph, emitted: { ...emitted, backward } })).sort()).toEqual(['forward a', 'numeric a']);
  });
});

describe('the report', () => {
  const report = check(body, value, byA, (x, y) => -2 * Math.sin(x) * y);

  test('as a table', () => {
    const lines = formatCheckTable(report).split('\n');
    expect(lines[0]).toBe('f: FAILED at 8 points');
    expect(lines[1]).toMatch(/^of +against +points +rel\. error +symbolic +compared with +at +verdict$/);
    expect(lines.find((line) => line.startsWith('gradient by a'))).toMatch(/numeric +8 .*a = \S+, b = \S+ +ok$/);
    expect(lines.find((line) => line.startsWith('gradient by b'))).toMatch(/fail$/);
  });

  test('as diagnostics, which name the function, the input, the point and both values', () => {
    const reporter = createReporter({ name: 'model.math', text: 'y = sin(a) b^2 + exp(a)' });
    reportFailures(report, reporter, { start: 0, end: 1 });
    expect(reporter.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['check-failed', 'error']]);
    const { symbolic, numeric, at } = rowOf(report, 'numeric', 'b') as CheckRow;
    const message = reporter.diagnostics[0]?.message ?? '';
    expect(symbolic).toBeCloseTo(-numeric, 6);
    for (const part of [
      'f: gradient by b',
      `a = ${at.get('a')}`,
      `b = ${at.get('b')}`,
      String(symbolic),
      String(numeric),
    ]) {
      expect(message).toContain(part);
    }
  });

  test('warnings become diagnostics too', () => {
    const reporter = createReporter({ name: 'model.math', text: 'y = log(-1 - a^2)' });
    reportFailures({ ...report, rows: [], warnings: ['nothing was checked'] }, reporter);
    expect(reporter.diagnostics).toMatchObject([
      { code: 'check-incomplete', severity: 'warning', message: 'f: nothing was checked' },
    ]);
  });
});
