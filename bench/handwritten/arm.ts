export interface Result {
  value: number;
  readonly gradient: { a: number; b: number };
}

/** Each sine and cosine once, for the value and the gradient. */
export function armGrad(a: number, b: number, u: number, v: number, out: Result): Result {
  const x2 = 0.8 * Math.cos(a + b);
  const y2 = 0.8 * Math.sin(a + b);
  const x = 1.2 * Math.cos(a) + x2;
  const y = 1.2 * Math.sin(a) + y2;
  const dx = x - u;
  const dy = y - v;
  out.value = dx * dx + dy * dy;
  out.gradient.a = 2 * (dy * x - dx * y);
  out.gradient.b = 2 * (dy * x2 - dx * y2);
  return out;
}
