/** A value in few words, whatever it is. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string')
    return `the text "${value.length > 20 ? `${value.slice(0, 20)}...` : value}"`;
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return `the BigInt ${value}n`;
  if (typeof value === 'symbol') return 'a symbol';
  return Array.isArray(value) ? `an array of ${value.length}` : 'an object';
}
