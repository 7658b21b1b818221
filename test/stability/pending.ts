/** Forms that do not keep their digits yet. Of those that are in the corpus it may only shrink. */
export const pending: readonly string[] = [
  'sqrt((exp(2 * x) - 1) / (exp(x) - 1))',
  'x^2 / (x^2 + y^2)',
  'log(x^2 + y^2)',
  'v : real[n]; v[1] / norm(v)',
  'v : real[n]; log(prod(v))',
  '-x^2 / 2 - log(2 * pi) / 2',
  'y / (pi * (x^2 + y^2))',
  'v : real[n]; w : real[n]; dot(v, w) / (norm(v) * norm(w))',
  'y^2 * (sqrt(1 + (x / y)^2) - 1)',
  '1 / (x^5 * (exp(1 / x) - 1))',
  'x * y / (x * y + (1 - x) * (1 - y))',
  // The derivative's terms at 710, and at 1e103, where a power of x overflows beside what has vanished.
  'x^3 * exp(x) / (exp(x) - 1)^2',
  'x^4 * exp(x) / (exp(x) - 1)^2',
  // 6e-13 between 5 and 8, where erfcx(x) + x·erfcx′(x) cancels and its series in 1 / x is not there yet.
  'x * exp(x^2) * erfc(x)',
  // 1 − p for the share p of one element: its terms cancel where that element is all there is.
  'v : real[n]; v[1] / dot(v, v)',
  'v : real[n]; v[1]^2 / sum(v .^ 2)',
];
