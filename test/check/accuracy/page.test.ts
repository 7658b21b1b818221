import { describe, expect, it } from 'vitest';
import { escapeHtml } from '../../../src/check/accuracy/escape.ts';
import { accuracyPage } from '../../../src/check/accuracy/page.ts';
import type { AccuracyReport, Sample } from '../../../src/check/accuracy/result.ts';
import { fromNumber } from '../../../src/check/precise/big.ts';

const evil = `<script>alert("1")</script>&'`;
const sample = (to: number, relative: number): Sample => ({
  site: { region: 'tiny', point: new Map([[evil, to]]), moved: evil, to },
  component: evil,
  offset: 0,
  computed: to,
  truth: fromNumber(to),
  ulps: relative * 2 ** 52,
  relative,
});
const samples = [sample(1e-300, 0), sample(-5, 1e-9), sample(0, 1e-16), sample(1e300, Infinity)];
const report: AccuracyReport = {
  name: evil,
  ok: true,
  samples,
  notes: [evil],
  rows: [
    {
      region: 'tiny',
      points: 4,
      left: { overflow: 1, underflow: 0, none: 0, open: 0 },
      worst: samples[3] as Sample,
      truth: '1e300',
      verdict: 'loss',
      condition: Infinity,
      failed: false,
      blame: { kind: 'overflow', text: evil, definition: evil, error: 1 },
    },
  ],
};
const page = accuracyPage([report], { name: evil, text: evil });

describe('the page of true errors', () => {
  it('escapes all that comes from outside', () => {
    expect(escapeHtml(evil)).toBe('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;');
    expect(page).not.toContain('<script');
    expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(8);
  });

  it('has a plot with a point for each sample, inside its frame', () => {
    const circles = [...page.matchAll(/<circle class="tiny" cx="([^"]+)" cy="([^"]+)" r="3"><title>/g)];
    expect(circles).toHaveLength(samples.length);
    const inside = circles.every(
      ([, x, y]) => Number(x) >= 0 && Number(x) <= 640 && Number(y) >= 0 && Number(y) <= 220,
    );
    expect(inside).toBe(true);
    // Larger errors stand higher.
    const heights = circles.map(([, , y]) => Number(y));
    expect(heights[3]).toBeLessThan(heights[1] as number);
    expect(heights[1]).toBeLessThan(heights[2] as number);
  });

  it('loads nothing', () => {
    expect(page).not.toMatch(/https?:|src=|href=|@import|url\(/);
  });
});
