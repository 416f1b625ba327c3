// Round values of an axis. The rule is that of d3-array and d3-scale, which a test compares; they bring colours, dates and
// number formats that every page would fetch.

// Between 1, 2, 5 and 10 the step changes where it is as far from both, as a ratio.
const [to10, to5, to2] = [Math.sqrt(50), Math.sqrt(10), Math.sqrt(2)];

/** About `count` multiples of 1, 2 or 5 times a power of ten in [low, high], low < high. */
function rising(low: number, high: number, count: number): number[] {
  const step = (high - low) / count;
  const power = Math.floor(Math.log10(step));
  const rest = step / 10 ** power;
  const factor = rest >= to10 ? 10 : rest >= to5 ? 5 : rest >= to2 ? 2 : 1;
  // Below 1 a division is exact where a product would gather dust: 3 / 10, not 3 * 0.1.
  const unit = power < 0 ? 10 ** -power / factor : 10 ** power * factor;
  const at = power < 0 ? (i: number) => i / unit : (i: number) => i * unit;
  const near = (x: number) => Math.round(power < 0 ? x * unit : x / unit);
  let [first, last] = [near(low), near(high)];
  if (at(first) < low) first++;
  if (at(last) > high) last--;
  if (last < first && count >= 0.5 && count < 2) return rising(low, high, 2 * count);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => at(first + i));
}

const both = ([from, to]: readonly [number, number], make: (low: number, high: number) => number[]) =>
  from === to ? [from] : from < to ? make(from, to) : make(to, from).reverse();

export const linearTicks = (domain: readonly [number, number], count: number) =>
  both(domain, (low, high) => rising(low, high, count));

/** Over few powers of ten 1 ... 9 of each, or round values if those are too few; over many the powers. */
export const logTicks = (domain: readonly [number, number], count: number) =>
  both(domain, (low, high) => {
    const [i, j] = [Math.log10(low), Math.log10(high)];
    if (j - i >= count) return rising(i, j, Math.min(j - i, count)).map((power) => Number(`1e${power}`));
    const found: number[] = [];
    for (let power = Math.floor(i); power <= Math.ceil(j); power++)
      for (let k = 1; k < 10; k++) {
        const tick = power < 0 ? k / Number(`1e${-power}`) : k * Number(`1e${power}`);
        if (tick >= low && tick <= high) found.push(tick);
      }
    return found.length * 2 < count ? rising(low, high, count) : found;
  });
