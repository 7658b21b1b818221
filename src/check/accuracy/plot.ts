import { escapeHtml } from './escape.ts';
import { relativeText, ulpsText } from './table.ts';
import type { Sample } from './result.ts';

/** A picture of errors over an input: both axes are logarithmic, the horizontal one on both sides of 0. */
const WIDTH = 640;
const HEIGHT = 220;
const MARGIN = { left: 52, right: 14, top: 12, bottom: 30 };
/** log10 of the errors shown: an exact result is at the bottom, one without a digit at the top. */
const [LEAST, MOST] = [-18, 1];
/** log10 of the least normal double, nearly: where the two sides of the horizontal axis meet. */
const REACH = 310;

const number = (x: number): string => String(Number(x.toFixed(1)));

interface Axis {
  place(x: number): number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

function horizontal(samples: readonly Sample[]): Axis {
  const xs = samples.map(({ site }) => site.to as number);
  const [hasNegative, hasPositive] = [xs.some((x) => x < 0), xs.some((x) => x > 0)];
  const exponents = xs.filter((x) => x !== 0).map((x) => Math.log10(Math.abs(x)));
  const [low, high] = [Math.max(-REACH, Math.min(0, ...exponents)), Math.min(REACH, Math.max(0, ...exponents))];
  const inner = WIDTH - MARGIN.left - MARGIN.right;
  const sides = (hasNegative ? 1 : 0) + (hasPositive ? 1 : 0) || 1;
  const middle = MARGIN.left + (hasNegative ? inner / sides : 0);
  // A gap at 0 keeps the two sides apart.
  const length = inner / sides - 12;
  const offset = (size: number): number => 12 + (length * (Math.log10(size) - low)) / (high - low || 1);
  const place = (x: number): number => (x === 0 ? middle : middle + Math.sign(x) * offset(Math.abs(x)));
  const step = high - low > 300 ? 100 : high - low > 60 ? 50 : 5;
  const marks: number[] = [];
  for (let k = Math.ceil(low / step) * step; k <= high; k += step) marks.push(k);
  const ticks = [
    { at: middle, text: '0' },
    ...marks.flatMap((k) => [
      ...(hasPositive ? [{ at: place(10 ** k), text: `1e${k}` }] : []),
      ...(hasNegative ? [{ at: place(-(10 ** k)), text: `-1e${k}` }] : []),
    ]),
  ];
  return { place, ticks };
}

const vertical = (relative: number): number => {
  const log = relative === 0 ? LEAST : Math.min(MOST, Math.max(LEAST, Math.log10(relative)));
  return HEIGHT - MARGIN.bottom - ((HEIGHT - MARGIN.top - MARGIN.bottom) * (log - LEAST)) / (MOST - LEAST);
};

/** An SVG of the relative errors of some samples over the input that was moved; what lies under a point is its title. */
export function errorPlot(samples: readonly Sample[], input: string, title: string): string {
  const { place, ticks } = horizontal(samples);
  const lines = [0, -4, -8, -12, -16].map((k) => {
    const y = number(vertical(10 ** k));
    return `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y}" y2="${y}"/><text class="tick" x="${MARGIN.left - 6}" y="${y}" text-anchor="end" dominant-baseline="middle">1e${k}</text>`;
  });
  const marks = ticks.map(
    ({ at, text }) =>
      `<text class="tick" x="${number(at)}" y="${HEIGHT - MARGIN.bottom + 14}" text-anchor="middle">${text}</text>`,
  );
  const points = samples.map((sample) => {
    const { site, relative, ulps, computed } = sample;
    const hint = `${input} = ${site.to}: ${computed}, relative error ${relativeText(relative)}, ${ulpsText(ulps)} ulps`;
    return `<circle class="${site.region}" cx="${number(place(site.to as number))}" cy="${number(vertical(relative))}" r="3"><title>${escapeHtml(hint)}</title></circle>`;
  });
  const label = `<text class="tick" x="${(WIDTH + MARGIN.left) / 2}" y="${HEIGHT - 3}" text-anchor="middle">${escapeHtml(input)}</text>`;
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">${[...lines, ...marks, label, ...points].join('')}</svg>`;
}
