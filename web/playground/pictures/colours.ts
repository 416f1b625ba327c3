// The chains' colours and dashes: the same in every picture of the page.

export const chainColours = ['--c1', '--c2', '--c3', '--c4', '--c5', '--accent', '--warn', '--muted'];
export const chainColour = (chain: number) => chainColours[chain % chainColours.length]!;

/** What is rare and must be seen. */
export const divergentColour = '--bad';

/** The least and the largest finite number, with some room; a range of its own where there is none. */
export function rangeOf(lists: readonly ArrayLike<number>[], room = 0.04): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const values of lists)
    for (let i = 0; i < values.length; i++) {
      const x = values[i]!;
      if (!Number.isFinite(x)) continue;
      if (x < low) low = x;
      if (x > high) high = x;
    }
  if (low > high) return [0, 1];
  if (low === high) return [low - (Math.abs(low) || 1), high + (Math.abs(high) || 1)];
  return [low - room * (high - low), high + room * (high - low)];
}
