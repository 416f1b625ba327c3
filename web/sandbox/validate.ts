// What comes out of the sandbox is data: the worker's prelude copies and measures it (prelude.js), and here it is
// measured again, because a rule that stands only beside the code is no rule. Structured clone has no getters; what
// is left to refuse is size, depth, cycles and kinds.

export type Value =
  undefined | null | boolean | number | string | Value[] | { [key: string]: Value } | TypedArray;

export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** Why `value` is not data of at most `bytes` (as the prelude counts them) and `depth` levels; or undefined. */
export function whyNotData(value: unknown, bytes: number, depth: number): string | undefined {
  let budget = bytes;
  const open = new Set<object>();
  const tooLarge = `is larger than ${bytes} bytes`;
  const look = (part: unknown, level: number): string | undefined => {
    budget -= 8;
    if (typeof part === 'string') budget -= 2 * part.length;
    if (budget < 0) return tooLarge;
    if (part === null || ['undefined', 'boolean', 'number', 'string'].includes(typeof part)) return undefined;
    if (typeof part !== 'object') return `holds a ${typeof part}`;
    if (level >= depth) return `is nested more than ${depth} deep`;
    if (ArrayBuffer.isView(part)) {
      if (part instanceof DataView) return 'holds a DataView';
      return (budget -= part.byteLength) < 0 ? tooLarge : undefined;
    }
    if (open.has(part)) return 'contains itself';
    open.add(part);
    const fault = Array.isArray(part) ? lookIntoList(part, level) : lookIntoObject(part, level);
    open.delete(part);
    return fault;
  };
  const lookIntoList = (list: unknown[], level: number) => {
    budget -= 8 * list.length;
    if (budget < 0) return tooLarge;
    for (const part of list) {
      const fault = look(part, level + 1);
      if (fault) return fault;
    }
    return undefined;
  };
  const lookIntoObject = (object: object, level: number) => {
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype !== Object.prototype && prototype !== null) return 'holds an object that is not plain';
    for (const [key, part] of Object.entries(object)) {
      budget -= 16 + 2 * key.length;
      const fault = look(part, level + 1);
      if (fault) return fault;
    }
    return undefined;
  };
  return look(value, 0);
}
