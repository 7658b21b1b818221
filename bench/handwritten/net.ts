const PIXELS = 784;
const HIDDEN = 50;
const CLASSES = 10;

export interface Result {
  value: number;
  readonly gradient: {
    readonly W1: Float64Array;
    readonly b1: Float64Array;
    readonly W2: Float64Array;
    readonly b2: Float64Array;
  };
}

// Of one image: the hidden layer, its adjoint, and the classes' scores and then their adjoints.
const h = new Float64Array(HIDDEN);
const dh = new Float64Array(HIDDEN);
const a = new Float64Array(CLASSES);

/** Image by image; every inner loop runs along rows of the weights, and one image's arrays stay in the nearest cache. */
export function netGrad(
  x: Float64Array,
  t: Float64Array,
  W1: Float64Array,
  b1: Float64Array,
  W2: Float64Array,
  b2: Float64Array,
  out: Result,
): Result {
  const { gradient } = out;
  const batch = x.length / PIXELS;
  gradient.W1.fill(0);
  gradient.b1.fill(0);
  gradient.W2.fill(0);
  gradient.b2.fill(0);
  let sum = 0;
  for (let i = 0; i < batch; i += 1) {
    h.set(b1);
    addProduct(h, x, i * PIXELS, W1);
    for (let k = 0; k < HIDDEN; k += 1) if (!(h[k]! > 0)) h[k] = 0;
    a.set(b2);
    addProduct(a, h, 0, W2);
    sum += softmaxCrossEntropy(t, i * CLASSES, batch);
    for (let j = 0; j < HIDDEN; j += 1) {
      const row = j * CLASSES;
      let dot = 0;
      for (let k = 0; k < CLASSES; k += 1) dot += a[k]! * W2[row + k]!;
      dh[j] = h[j]! > 0 ? dot : 0;
    }
    addOuter(gradient.W2, h, 0, a);
    addOuter(gradient.W1, x, i * PIXELS, dh);
    for (let k = 0; k < CLASSES; k += 1) gradient.b2[k]! += a[k]!;
    for (let k = 0; k < HIDDEN; k += 1) gradient.b1[k]! += dh[k]!;
  }
  out.value = sum / batch;
  return out;
}

/** to += from · W. */
function addProduct(to: Float64Array, from: Float64Array, offset: number, W: Float64Array): void {
  const outputs = to.length;
  const inputs = W.length / outputs;
  for (let j = 0; j < inputs; j += 1) {
    const v = from[offset + j]!;
    const row = j * outputs;
    for (let k = 0; k < outputs; k += 1) to[k]! += v * W[row + k]!;
  }
}

/** W += from · errorsᵀ. */
function addOuter(W: Float64Array, from: Float64Array, offset: number, errors: Float64Array): void {
  const outputs = errors.length;
  const inputs = W.length / outputs;
  for (let j = 0; j < inputs; j += 1) {
    const v = from[offset + j]!;
    const row = j * outputs;
    for (let k = 0; k < outputs; k += 1) W[row + k]! += v * errors[k]!;
  }
}

/** The loss of one image; the scores in `a` become their adjoints, the share of 1 / batch included. */
function softmaxCrossEntropy(t: Float64Array, offset: number, batch: number): number {
  let largest = -Infinity;
  for (let k = 0; k < CLASSES; k += 1) largest = Math.max(largest, a[k]!);
  let total = 0;
  for (let k = 0; k < CLASSES; k += 1) total += Math.exp(a[k]! - largest);
  const logTotal = largest + Math.log(total);
  let loss = 0;
  let weight = 0;
  for (let k = 0; k < CLASSES; k += 1) {
    loss += t[offset + k]! * (logTotal - a[k]!);
    weight += t[offset + k]!;
  }
  for (let k = 0; k < CLASSES; k += 1) a[k] = (weight * Math.exp(a[k]! - logTotal) - t[offset + k]!) / batch;
  return loss;
}
