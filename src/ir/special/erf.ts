/**
 * The error function: erf(x) = 2/√π · ∫₀ˣ exp(−t²) dt, to full double precision.
 * Odd: x·P(x²)/Q(x²) up to |x| = 0.46875, and 1 − erfc beyond.
 * Coefficients: W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23 (1969) 631–637.
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 0.46875) return (x < 0 ? -1 : 1) * (1 - erfc(a));
  const z = x * x;
  let top = 0.18577770618460315;
  top = top * z + 3.1611237438705655;
  top = top * z + 113.86415415105016;
  top = top * z + 377.485237685302;
  top = top * z + 3209.3775891384694;
  let bottom = z + 23.601290952344122;
  bottom = bottom * z + 244.02463793444417;
  bottom = bottom * z + 1282.6165260773723;
  bottom = bottom * z + 2844.236833439171;
  return x * (top / bottom);
}

/**
 * The complementary error function 1 − erf(x), with full relative precision down to underflow (x ≈ 26.5).
 * exp(−x²) is exp(−s²)·exp(−(x−s)(x+s)) with s = x cut to 4 binary places, so that the rounding of x² does no harm.
 */
export function erfc(x: number): number {
  const a = Math.abs(x);
  if (a <= 0.46875) return 1 - erf(x);
  if (a > 27) return x < 0 ? 2 : 0;
  const s = Math.trunc(a * 16) / 16;
  const tail = Math.exp(-s * s) * Math.exp(-(a - s) * (a + s)) * erfcx(a);
  return x < 0 ? 2 - tail : tail;
}

/**
 * The standard normal distribution's cumulative function, erfc(−x / √2) / 2, with full relative precision down to underflow
 * (x ≈ −37.5): exp(−x² / 2) is a product of two as in erfc, and the rounding of x / √2 does no harm in erfcx.
 */
export function normcdf(x: number): number {
  if (x > -1) return 0.5 * erfc(-x * Math.SQRT1_2);
  if (x < -39) return 0;
  const s = Math.trunc(x * 16) / 16;
  return 0.5 * Math.exp(-0.5 * s * s) * Math.exp(-0.5 * (x - s) * (x + s)) * erfcx(-x * Math.SQRT1_2);
}

/**
 * The scaled complementary error function exp(x²)·erfc(x), which is near 1 / (x·√π) for a large x, and overflows at −26.6.
 * Coefficients: W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23 (1969) 631–637.
 */
export function erfcx(x: number): number {
  const a = Math.abs(x);
  if (a <= 0.46875) return Math.exp(x * x) * (1 - erf(x));
  if (x < -27) return Infinity;
  let ratio: number;
  if (a <= 4) {
    let top = 2.1531153547440383e-8;
    top = top * a + 0.5641884969886701;
    top = top * a + 8.883149794388377;
    top = top * a + 66.11919063714163;
    top = top * a + 298.6351381974001;
    top = top * a + 881.952221241769;
    top = top * a + 1712.0476126340707;
    top = top * a + 2051.0783778260716;
    top = top * a + 1230.3393547979972;
    let bottom = a + 15.744926110709835;
    bottom = bottom * a + 117.6939508913125;
    bottom = bottom * a + 537.1811018620099;
    bottom = bottom * a + 1621.3895745666903;
    bottom = bottom * a + 3290.7992357334597;
    bottom = bottom * a + 4362.619090143247;
    bottom = bottom * a + 3439.3676741437216;
    bottom = bottom * a + 1230.3393548037495;
    ratio = top / bottom;
  } else {
    const z = 1 / (a * a);
    let top = 0.016315387137302097;
    top = top * z + 0.30532663496123236;
    top = top * z + 0.36034489994980445;
    top = top * z + 0.12578172611122926;
    top = top * z + 0.016083785148742275;
    top = top * z + 0.0006587491615298378;
    let bottom = z + 2.568520192289822;
    bottom = bottom * z + 1.8729528499234673;
    bottom = bottom * z + 0.5279051029514285;
    bottom = bottom * z + 0.06051834131244132;
    bottom = bottom * z + 0.0023352049762686918;
    // 1/√π less the correction, over x.
    ratio = (0.5641895835477563 - (z * top) / bottom) / a;
  }
  if (x > 0) return ratio;
  const s = Math.trunc(a * 16) / 16;
  return 2 * Math.exp(s * s) * Math.exp((a - s) * (a + s)) - ratio;
}
