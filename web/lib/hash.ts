// A figure's state in the page's address, so that a link shows the same figure with the same numbers.

const read = () => new URLSearchParams(location.hash.slice(1));

/** A number from the address, or `fallback` when it is missing, not a number or out of range. */
export function hashNumber(name: string, fallback: number, low: number, high: number): number {
  const text = read().get(name);
  const value = text === null || text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) && value >= low && value <= high ? value : fallback;
}

/** A word from the address, or `fallback` when it is not one of `words`. */
export function hashWord<T extends string>(name: string, fallback: T, words: readonly T[]): T {
  const text = read().get(name);
  return words.find((word) => word === text) ?? fallback;
}

/** Puts values into the address without a new entry in the history. */
export function setHash(values: Record<string, string | number>) {
  const state = read();
  for (const [name, value] of Object.entries(values)) state.set(name, String(value));
  history.replaceState(null, '', `#${state}`);
}
