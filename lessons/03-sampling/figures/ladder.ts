// Ladder: the height that a student types.

export const [leastP, mostP] = [1e-12, 1 - 1e-12];

const plain = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** A height in reach, or a sentence that says what is wrong. "1 - 1e-12" is the way to write what is near 1. */
export function readHeight(text: string): number | string {
  const tidy = text.replaceAll(/\s/g, '').replaceAll('−', '-').replace(',', '.');
  const fromOne = /^1-(.+)$/.exec(tidy);
  const digits = fromOne ? fromOne[1]! : tidy;
  if (!plain.test(digits)) return `p is "${text.trim()}"; it must be a number, such as 0.975 or 1 - 1e-9`;
  const p = fromOne ? 1 - Number(digits) : Number(digits);
  if (!(p >= leastP && p <= mostP)) return `p is ${text.trim()}; it must lie between 1e-12 and 1 - 1e-12`;
  return p;
}

/** A height as it is typed: near 1 by what is missing. */
export function writeHeight(p: number): string {
  if (p > 0.9999) return `1 - ${Number((1 - p).toPrecision(4))}`;
  return String(Number(p.toPrecision(10)));
}

export interface Spot {
  x: number;
  y: number;
}

/** Where a point of the drawing is when the sheet has been turned over its diagonal by `share` of the way. */
export const between = (from: Spot, to: Spot, share: number): Spot => ({
  x: from.x + (to.x - from.x) * share,
  y: from.y + (to.y - from.y) * share,
});
