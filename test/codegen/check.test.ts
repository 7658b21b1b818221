import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { main } from '../../codegen/commands/main.ts';
import { recordingIo } from './fake.ts';
import { temporaryFolder } from './temp.ts';

const folder = temporaryFolder();

async function run(...argv: string[]) {
  const io = recordingIo('');
  const code = await main(['check', ...argv], io);
  return { code, out: io.stdout, err: io.stderr };
}

describe('adjoint check', () => {
  it('shows the true errors below the comparisons', async () => {
    const { code, out } = await run('x * log(x)');
    expect(code).toBe(0);
    expect(out).toMatch(/true error of f, in ulps, at 8 ordinary, 34 huge, 34 tiny and \d+ edge points/);
    expect(out).toMatch(/^derivative by x .* ok$/m);
  });

  it('notes where digits go, and fails only beyond a tolerance', async () => {
    const loose = await run('cbrt(x^3 + y) - x');
    expect(loose.code).toBe(0);
    expect(loose.out).toMatch(/note: f at x = .*: x\^3 overflows \(in value, line 1\)/);
    expect(loose.out).toMatch(/note: derivative by x at x = .* cancels \(condition number .*in the adjoint of x\)/);
    const strict = await run('cbrt(x^3 + y) - x', '--tolerance', '1e-10');
    expect(strict.code).toBe(1);
    expect(strict.out).toContain('loss (FAILED)');
    expect(strict.err).toContain('error[check-failed]: f at x = ');
  });

  it('prints everything as JSON', async () => {
    const { code, out } = await run('cbrt(x^3 + y) - x', '--json');
    const { passed, accuracy, diagnostics } = JSON.parse(out);
    expect([code, passed]).toEqual([0, true]);
    const [{ name, rows, samples }] = accuracy;
    expect(name).toBe('f');
    expect(rows).toContainEqual(
      expect.objectContaining({
        region: 'huge',
        verdict: 'loss',
        blame: expect.objectContaining({ kind: 'overflow' }),
      }),
    );
    expect(samples.length).toBeGreaterThan(200);
    expect(samples[0]).toEqual(
      expect.objectContaining({ region: 'ordinary', at: { x: expect.any(Number), y: expect.any(Number) } }),
    );
    expect(samples[0].truth).toMatch(/^-?\d\.\d{10,}/);
    expect(diagnostics).toContainEqual(expect.objectContaining({ code: 'digits-lost', severity: 'warning' }));
  });

  it('writes a page', async () => {
    writeFileSync(folder.path('f.math'), '# <b>bold</b>\ny = x * log(x)\n');
    const { code } = await run(folder.path('f.math'), '--html', folder.path('report.html'));
    expect(code).toBe(0);
    const page = readFileSync(folder.path('report.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('# &lt;b&gt;bold&lt;/b&gt;');
    expect(page.match(/<svg viewBox="0 0 640/g)).toHaveLength(2);
  });

  it.each([['0'], ['-1'], ['many']])('takes no tolerance of %s', async (tolerance) => {
    const { code, err } = await run('x', `--tolerance=${tolerance}`);
    expect(code).toBe(2);
    expect(err).toContain('--tolerance needs');
  });
});
