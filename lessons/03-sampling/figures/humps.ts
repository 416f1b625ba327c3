// What one sees in a curve: its humps, and the area under it.

/** Counts rises that are followed by a fall; ripples smaller than 10⁻⁹ of the highest point are rounding. */
export function countHumps(y: ArrayLike<number>): number {
  let top = 0;
  for (let i = 0; i < y.length; i++) top = Math.max(top, y[i]!);
  const ripple = 1e-9 * top;
  let humps = 0;
  let rising = true;
  let extreme = 0;
  for (let i = 0; i < y.length; i++) {
    const value = y[i]!;
    if (rising ? value > extreme : value < extreme) extreme = value;
    else if (Math.abs(value - extreme) > ripple) {
      if (rising) humps++;
      rising = !rising;
      extreme = value;
    }
  }
  // A curve that ends on high ground: what is beyond is not seen, but the hump is.
  return rising && extreme > ripple ? humps + 1 : humps;
}

/** Where the highest value stands. */
export function highest(y: Float64Array): number {
  return y.reduce((best, value, i) => (value > y[best]! ? i : best), 0);
}

/** By the trapezoidal rule on equal steps. */
export function areaUnder(x: Float64Array, y: Float64Array): number {
  const sum = y.reduce((total, value, i) => total + (i === 0 || i === y.length - 1 ? value / 2 : value), 0);
  return (sum * (x.at(-1)! - x[0]!)) / (x.length - 1);
}

/**
 * The largest bandwidth whose score has lower ones on both sides. Ties make another peak, often a higher one, at bandwidths
 * that are small beside the gaps of the rounding: it tells of the ruler, not of the law.
 */
export function bestInside(h: readonly number[], score: readonly number[]): number | undefined {
  for (let i = score.length - 2; i > 0; i--)
    if (score[i]! > score[i - 1]! && score[i]! >= score[i + 1]!) return h[i];
  return undefined;
}
