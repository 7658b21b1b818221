import { expect, test } from 'vitest';
import { problemsOf } from '../property/check.ts';
import { atPoint } from '../property/point.ts';

interface Found {
  readonly wrong: string;
  readonly lines: readonly string[];
  /** Whether it shows in second derivatives only. */
  readonly second?: true;
  readonly sizes?: { readonly n: number; readonly m: number };
}

/** What random programs have found: the name says what was wrong. Every pass, mode and printer must agree on it now. */
const found: readonly Found[] = [
  {
    wrong: 'a temporary was kept in an array that the same loop reads',
    lines: [
      'w : real[m]',
      'B : real[m, n]',
      'c : real',
      'd[i] = mean(j = 1:m, erf(w[m + 1 - j] + B[j, i]))',
      'f = sum(q = 1:n, d[q]) + sum(q = 1:n, tanh(d[q]) * c)',
    ],
  },
  {
    wrong: 'one matrix was to tell both of its sizes to the backward pass',
    lines: [
      'x : real[n]',
      'y : real[n]',
      'w : real[m]',
      'B : real[m, n]',
      'd[i, j] = B[j, i]',
      'f = sum(i = 1:n, sum(j = 1:m, d[i, j]^2)) + sum(y)',
    ],
  },
  {
    wrong: 'the lower bound of a triangle kept an index of another definition',
    lines: [
      'x : real[n]',
      'A : real[n, m]',
      'k : int[n]',
      'd : real[n]',
      'd[i] = sum(j = i:n, sigmoid(A[k[j], 1]) * x[2])',
      'f = sum(q = 1:n, d[q]^2)',
    ],
  },
  {
    wrong: 'a second base case counted as one that reads what comes later',
    lines: [
      'x : real[n]',
      's : real',
      'd[1] = s',
      'd[2] = x[2] + d[1]',
      'd[t] = 0.7 * d[t-1] * cos(x[t])',
      'f = sum(d)',
    ],
  },
  {
    wrong: 'rules of ints undid each other: 2 - 2 * m',
    lines: [
      'x : real[n]',
      'w : real[m]',
      'd[1] = sum(i = 1:m, x[1])',
      'd[2] = sum(i = 1:m, w[m]) + d[1]',
      'd[t] = d[t-1] - 0.5 * d[t-2] + sin(sum(i = 1:m, x[n + 1 - t]))',
      'f = sum(q = 1:n, tanh(d[q]))',
    ],
  },
  {
    wrong: 'a sum up to the place of a maximum was left in a bound',
    lines: ['x : real[n]', 'A : real[n, m]', 'f = max(i = 1:n, sum(j = 1:i, A[j, 2] + x[j]))'],
  },
  {
    wrong: 'the loop over directions was entered before the one that carries the recurrence',
    lines: ['x : real[n]', 's : real', 'd[1] = s', 'd[t] = 0.9 * d[t-1] + sin(x[t])', 'f = sum(q = 1:n, d[q]^2)'],
    second: true,
  },
  {
    wrong: 'a helper that only the bound of a loop calls was not brought along',
    lines: [
      'x : real[n]',
      's : real',
      'd : real[n]',
      'd[1] = 2',
      'd[t] = 0.9 * d[t-1] + sin(max(i = t:n, s))',
      'f = sum(q = 1:n, sin(d[q]) * x[q])',
    ],
  },
  {
    wrong: 'bounds were simplified in a body, but not those of the loops around it: an index without a loop',
    lines: [
      'x : real[n]',
      'k : int[n]',
      'd : real[n]',
      'd[1] = 1',
      'd[t] = 0.9 * d[t-1] + sin(x[1] > 0 ? relu(x[t]) : sum(i = 1:t, x[k[i]]))',
      'f = sum(d)',
    ],
  },
  {
    wrong:
      'what a statement that does not run would have read was kept for a later one: the element was not complete yet',
    lines: [
      'w : real[n]',
      'y : real[n]',
      'd : real[n]',
      'd[1] = w[1]',
      'd[2] = 3 + d[1]',
      'd[t] = 0.9 * (d[t-1] - 0.5 * d[t-2]) + sin(d[t-2] * y[t])',
      'f = sum(q = 1:n, sin(d[q]))',
    ],
  },
  {
    wrong: 'a second base case with a sum had no loop: min(2, n) was not known to be at most n',
    lines: [
      'x : real[n]',
      'k : int[n]',
      'd : real[n]',
      'd[1] = x[2]',
      'd[2] = sum(i = 1:n, x[i]) + d[1]',
      'd[t] = sin(d[t-1] - 0.5 * d[t-2])',
      'f = sum(q = 1:n, d[k[q]])',
    ],
  },
  {
    wrong: 'of a grid with a reduction of what is before it the backward pass had no loop',
    lines: [
      'x : real[n]',
      'w : real[m]',
      'd : real[n, m]',
      'd[i, j] = i == 1 ? w[j] : j == 1 ? x[i] : tanh(d[i-1, j] - 0.5 * d[i, j-1] + min(t = 1:m, i != 2 ? 3 : d[i-1, j]))',
      'f = sum(q = 1:n, sum(p = 1:m, sin(d[q, p])))',
    ],
  },
  {
    wrong: 'a product in a recurrence was taken at the first places too, where its factors read beside their arrays',
    lines: [
      'x : real[n]',
      's : real',
      'd : real[n]',
      'd[1] = s',
      'd[2] = x[2] + d[1]',
      'd[t] = tanh(d[t-1] - 0.5 * d[t-2] + prod(i = 1:n, 0.5 + x[t] * d[t-2]))',
      'f = sum(q = 1:n, tanh(d[q]) * s)',
    ],
  },
  {
    wrong: 'an extent of min(2, m) came to 0: the least of two numbers was that of them and 0',
    lines: ['w : real[m]', 'f = sum(i = 2:m, prod(j = 1:m, 0.5 + prod(t = i:m, 0.5 + (j > 2 ? 0.5 : w[i]))))'],
  },
  {
    wrong: 'a tangent of a recurrence stood before what it reads: the one is only tested by the other',
    lines: [
      's : real',
      'k : int[n]',
      'b[1] = 1',
      'b[t] = a[1] + k[t]',
      'a[1] = 2',
      'a[t] = b[t] > 3 ? 1 : s',
      'f = sum(q = 1:n, a[q])',
    ],
  },
  {
    wrong: 'a guard was taken out of a sum whose other factor then read beside its array: NaN in the Hessian',
    lines: [
      'y : real[n]',
      'w : real[m]',
      'l : int[n]',
      'd[1] = y[1]',
      'd[t] = d[t-1] * w[l[t]]',
      'f = sum(q = 1:n, d[q])',
    ],
    second: true,
  },
  {
    wrong:
      'what is added at one place of a tree had no loop: it runs in that iteration of the one that carries the tree',
    lines: [
      's : real',
      'parent : int[n]',
      'd : real[n]',
      'd[1] = 1',
      'd[t] = d[parent[t]] * (t != 2 ? 1 : s)',
      'f = d[n] + d[2]',
    ],
  },
  {
    wrong: 'a recurrence that reads a fixed earlier place had no order',
    lines: ['x : real[n]', 'a[1] = 1', 'a[t] = b[1] * x[t]', 'b[t] = sin(a[t])', 'f = sum(i = 1:n, b[i])'],
  },
  {
    wrong: 'a factor was taken out of a sum that was to be a loop: the Jacobian had a sum in place of a number',
    lines: [
      'x : real[n]',
      'y : real[n]',
      'w : real[m]',
      'c : real',
      'd : real[n, m]',
      'd[i, j] = i == 1 ? c - y[n] : j == 1 ? x[i] : 0.7 * d[i-1, j] * cos(d[i-1, j] * x[i])',
      'e[i] = w[2] >= x[i] ? c * d[i, 1] : w[1]',
      'f = sum(q = 1:n, sin(e[q]))',
    ],
    second: true,
  },
  {
    wrong: 'an extent of the sparse Jacobian spoke of an index: the greatest of a quotient was not known',
    lines: [
      'x : real[n]',
      'A : real[n, m]',
      's : real',
      'd : real[n]',
      'd[1] = s',
      'd[2] = x[2] + d[1]',
      'd[t] = sin(d[t-1] - 0.5 * d[t-2]) * max(i = t:n, A[n + 1 - t, m] + A[i, 1])',
      'f = sum(q = 1:n, sin(d[q]))',
    ],
    second: true,
  },
  {
    wrong:
      'two rules undid each other: one gave factors to sums of squares in an outer product, the other in an inner one',
    lines: [
      'x : real',
      'z : real',
      's1 = atan(x)',
      'f = x * z / (1 + (s1 + z)^2) / (1 + ((x < -1.5 and x > x ? 0.5 : s1) * sin(2))^2)',
    ],
  },
  {
    wrong: 'a term was taken out of a maximum after sharing: a reduction was left inside of an expression',
    lines: [
      'x : real[n]',
      'A : real[n, m]',
      's : real',
      'k : int[n]',
      'l : int[n]',
      'f = max(i = 1:n, x[k[i]] + A[k[i], l[i]] + s + prod(j = 1:n, 0.5 + x[k[i]]) + x[k[i]])',
    ],
  },
  {
    wrong: 'a term was taken out of a maximum in a recurrence, which then had no order',
    lines: [
      'x : real[n]',
      'A : real[n, m]',
      'k : int[n]',
      'parent : int[n]',
      'd : real[n]',
      'd[1] = A[1, 1]^2',
      'd[t] = tanh(d[parent[t]] + max(i = 1:n, d[parent[t]] + x[k[t]]))',
      'f = sum(q = 1:n, d[q])',
    ],
  },
  {
    wrong: 'what a sum starts from was set in iterations of a shared loop that are not its own: NaN in the gradient',
    lines: [
      'x : real[n]',
      's : real',
      'a : real[n]',
      'b : real[n]',
      'a[1] = s',
      'b[1] = 2',
      'a[t] = b[t-1]',
      'b[t] = prod(i = 1:n, b[t-1] * x[i]) + a[t-1]',
      'f = sum(a)',
    ],
  },
  {
    wrong: 'a definition was put in the place of its reads, but not of those that stand before it in its recurrence',
    lines: [
      'x : real[n]',
      's : real',
      'a : real[n]',
      'b : real[n]',
      'a[1] = s',
      'b[1] = 2',
      'a[t] = b[t-1]',
      'b[t] = prod(i = 1:n, b[t-1] * x[i]) + a[t-1]',
      'f = a[n]',
    ],
    second: true,
  },
  {
    wrong: 'a scatter whose places come from data went beside the part of the array that it was for: a wrong gradient',
    lines: [
      'x : real[n]',
      'k : int[n]',
      'd : real[n]',
      'd[1] = 2',
      'd[t] = x[t]',
      'e : real[n]',
      'e[i] = sum(j = 1:n, d[k[j]] * d[j])',
      'f = e[2]',
    ],
  },
  {
    wrong: 'what stands under tests that contradict each other gave a band bounds with its own index in them',
    lines: [
      'x : real[n]',
      'A : real[n, m]',
      'd : real[n, m]',
      'd[i, j] = i == 1 ? 1 : d[i-1, j] * A[i, j]',
      'e : real[n, m]',
      'e[i, j] = j == 1 ? 1 : d[i, j]',
      'f = e[1, 1]',
    ],
  },
  {
    wrong: 'iterations taken at once shared an array of their own whose places differ between them: a wrong Hessian',
    lines: ['y : real[m]', 'A : real[m, n]', "d = A' * y", 'f = d[1] + sum(q = 1:n, d[q]^2)'],
    second: true,
  },
  {
    wrong: 'the place of an extremum at a shifted place was taken for that at the plain one: a wrong sparse Jacobian',
    lines: [
      'x : real[n]',
      'w : real[m]',
      'd : real[n, m]',
      'd[i, j] = i == 1 ? min(i = 1:n, w[m + 1 - j]) : sin(d[i-1, j]) * x[i]',
      'f = d[n, 2]',
    ],
    second: true,
  },
  {
    wrong: 'the extent of a band depended on an element of an array',
    lines: ['w : real[n]', 'k : int[n]', 'd[1] = w[1]', 'd[t] = sin(d[t-1]) * w[k[t]]', 'f = d[k[n]]'],
  },
  {
    wrong: 'a size was to follow from the length of an array that may have no elements, whatever the size',
    lines: [
      'w : real[m]',
      'A : real[n, m]',
      'd : real[n, m]',
      'd[1, j] = 0',
      'd[i, j] = j == 1 ? w[1] : 0.25 * (j > 1 ? d[i-1, j-1] : 0)',
      'f = sum(q = 1:n, sum(p = 1:m, d[q, p]^2)) + 0 * A[1, 1]',
    ],
    sizes: { n: 1, m: 5 },
  },
  {
    wrong: 'what no longer reads the others of its recurrence stood behind them',
    lines: [
      'x : real[n]',
      'a : real[n]',
      'b : real[n]',
      'b[1] = 2',
      'b[t] = 0.9 * b[t-1] + a[t-1] * x[t]',
      'a[1] = x[1]',
      'a[t] = sin(a[t-1]) * sum(i = 1:n, b[t-1] - b[t-1])',
      'f = sum(q = 1:n, b[q])',
    ],
  },
  {
    wrong: 'what only tests the seed was taken to be there before the backward pass',
    lines: [
      'x : real[n]',
      'k : int[n]',
      'd[1] = sqrt(2)',
      'd[t] = x[t]',
      'e : real[n]',
      'e[i] = sum(j = 1:n, d[k[j]] * d[j])',
      'f = e[2]',
    ],
  },
  {
    wrong: 'two equal least values were found by one search, which keeps one: a wrong gradient',
    lines: [
      'x : real[n]',
      's : real',
      'd : real[n]',
      'd[1] = 1',
      'd[2] = 1',
      'd[t] = tanh(d[t-2] + min(i = 1:t, s))',
      'f = sum(d) + x[1]',
    ],
  },
  {
    wrong: 'where a band begins was not known to be at least 0, though the program checks it',
    lines: [
      'y : real[n]',
      'w : real[m]',
      'd : real[n, m]',
      'd[1, j] = j == 2 ? y[n] : 0',
      'd[i, j] = tanh(0.5 * (j > 2 ? d[i-1, j-2] : 0))',
      'e : real[n]',
      'e[1] = d[n, 2]',
      'e[t] = 0.7 * e[t-1] * cos(e[t-1])',
      'f = e[2] + w[1]',
    ],
  },
  {
    wrong: 'the backward pass checked a size that nothing tells it',
    lines: ['w : real[m]', 'k : int[n]', 'd : real[n]', 'd[i] = k[i]', 'f = d[2] + w[1]'],
  },
  {
    wrong: 'a search for a place that begins at another place kept an index without a loop',
    lines: [
      'A : real[n, m]',
      'B : real[m, n]',
      'w : real[m]',
      'l : int[n]',
      'd : real[n]',
      'd[i] = max(j = 1:n, (B[l[i], j] < w[1] ? max(t = j:n, B[1, i]) : A[j, 1]))',
      'f = sum(q = 1:n, d[q]^2)',
    ],
  },
  {
    wrong: 'not t was taken to contradict whatever has not t for its first argument, and an adjoint was left out',
    lines: ['z : real', 'x : real', 's = 3 + exp(z)', 't = s / (1 + (s < -0.5 ? s : 1.5) * x^2)', 'f = max(z, t)'],
  },
  {
    wrong:
      'an array of places was to start below 0, where the index that it is shared over starts in a guarded element',
    second: true,
    sizes: { n: 1, m: 7 },
    lines: [
      'x : real[n]',
      'y : real[m]',
      'A : real[n, m]',
      'B : real[m, n]',
      'd[i, j] = i == 1 ? min(t = 1:j, B[t, 1]) : d[i-1, j] + A[i, j]',
      'f = sum(x) + sum(y) + sum(p = 1:n, sum(q = 1:m, tanh(d[p, q])))',
    ],
  },
  {
    wrong: 'what a recurrence adds to its own diagonal had a loop of its own, and no order with the others',
    lines: [
      'x : real[n]',
      'A : real[n, m]',
      'd[i, j] = i == 1 ? x[1] : j == 1 ? x[i] : 0.7 * d[i-1, j] * cos(i != j ? A[i, j] : d[i, j-1])',
      'f = sum(i = 1:n, d[i, m])',
    ],
  },
  {
    wrong: 'a mean over the others was taken off where its condition did not hold',
    second: true,
    lines: ['x : real[n]', 'y : real[n]', 'f = sum(q = 1:n, tanh(softmax(x)[q] + y[q]))'],
  },
  {
    wrong: 'an element that is read in the loop that completes it, and after it, was read before that loop',
    lines: [
      'y : real[n]',
      'd : real[n]',
      'e : real[n]',
      'e[1] = y[2]',
      'e[t] = 0.9 * (e[t-1] - 0.5 * d[t-1]) + sin(t > 2 ? 2 * d[t-1] : d[t-1])',
      'd[1] = y[n]',
      'd[t] = 0.9 * (d[t-1] - 0.5 * e[t])',
      'f = d[n]',
    ],
  },
  {
    wrong: 'a choice that is decided only at infinity left a series no room, and the search for it had no end',
    lines: ['y : real', 'z : real', 'f = min(0.5 / (1 + y^2), max(y, z)) + y * y / (1 + (3 * y)^2)'],
  },
  {
    wrong: 'a series was to start from an exponential without an exponent, and the compiler threw',
    lines: [
      'x : real',
      'f = 1 / tanh(exp(100 * (3 + x^2 / 7)^5)) - 1 / exp(100 * (3 + x^2 / 7)^5) + tanh(exp(50) + x^2)',
    ],
  },
  {
    wrong:
      'a recurrence over the softmax of its own history had no order of loops: a square of pairs was computed ahead',
    lines: [
      'B : real[n]',
      'c : real',
      'd[1] = c',
      'd[t] = sum(i = 1:t-1, exp(d[i]) * B[i]) / sum(i = 1:t-1, exp(d[i]))',
      'f = sum(q = 1:n, d[q]) + logsumexp(i = 1:n, d[i] * B[i])',
    ],
  },
  {
    wrong: 'a triangle that is read by rows and by columns was computed as a square, ahead of its recurrence',
    lines: [
      'B : real[n]',
      'c : real',
      'd[1] = c',
      'm[1] = 0',
      's[1] = 0',
      'm[t] = max(i = 1:t-1, d[i] + B[i])',
      's[t] = sum(i = 1:t-1, exp(d[i] + B[i] - m[t]))',
      'd[t] = sin(d[t-1]) + m[t] + s[t]',
      'f = sum(q = 1:n, d[q])',
    ],
  },
  {
    wrong:
      'the product of a recurrence over its places so far had no order in the gradient: its last factor was found by its own place',
    second: true,
    lines: [
      'x : real[n]',
      'B : real[n]',
      'c : real',
      'd[1] = c',
      'd[t] = sin(d[t-1]) * prod(i = 1:t - 1, 0.5 + (x[i] >= x[t] ? d[t-1] : B[i]))',
      'f = sum(q = 1:n, sin(d[q]))',
    ],
  },
];

test.each(found)('$wrong', async ({ lines, second, sizes = { n: 5, m: 3 } }) => {
  const program = atPoint(lines.join('\n'), sizes);
  expect(await problemsOf(program, { second: second === true })).toEqual([]);
});
