/** Forms that do not keep their digits yet, and why. Of those that are in the corpus it may only shrink. */
export const pending: readonly string[] = [
  // Their parts overflow or vanish where the whole does neither, in an order of evaluation that no row knows yet.
  '-x^2 / 2 - log(2 * pi) / 2',
  'y^2 * (sqrt(1 + (x / y)^2) - 1)',
  '(x + 1)^1.5 - x^1.5',
  'x^2 * (sqrt(1 + 1 / x^2) - 1)',
  '1 / (1 / x^2 + 1 / y^2)',
  'x / (1 - (1 + x)^(-y))',
  'x^3 * exp(x) / (exp(x) - 1)^2',
  'x^4 * exp(x) / (exp(x) - 1)^2',
  // What cancels far out mixes logs with powers, or constants with exponentials: it has no series in 1 / x.
  'sqrt(x^4 + 1) - x^2',
  '(1 - cos(sqrt(x))) / x',
  // A difference of functions of several inputs that are near each other, or near where the whole is 0.
  'x / (sqrt(x^2 + y^2) + abs(y))',
  '(exp(-x) - exp(-y)) / (y - x)',
  // Near 1 or 0 the terms cancel, in the derivative or in both, and the expression is no function with a series there.
  'x * exp(x^2) * erfc(x)',
  // Of arrays: 1 − p for the share p of one element, which is the share of the others; products and means out of range; what cancels between elements.
  'v : real[n]; log(prod(v))',
  'v : real[n]; w : real[n]; dot(v, w) / (norm(v) * norm(w))',
  'v : real[n]; p = softmax(v); -sum(p .* log(p))',
  'v : real[n]; s = softmax(v); dot(s, s)',
  'v : real[n]; log(norm(v))',
  'v : real[n]; v[1]^2 / sum(v .^ 2)',
  'v : real[n]; sum(log(v))',
  'v : real[n]; p = v / sum(v); -sum(p .* log(p))',
  'v : real[n]; w : real[n]; dot(v, w) / norm(w)',
  'v : real[n]; w : real[n]; 1 - dot(v, w) / (norm(v) * norm(w))',
];
