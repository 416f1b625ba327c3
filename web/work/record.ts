// One piece of saved work: a JSON value, when it was written and by which tab, and a checksum over all of it, so that a
// record that a crash or another program spoiled is noticed instead of shown.

export const recordVersion = 1;

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export interface WorkRecord {
  version: number;
  /** The lesson. */
  slug: string;
  /** What in the lesson: "exercise:phi-84", "figure:rain". */
  id: string;
  value: Json;
  /** Milliseconds since 1970, and later than every record that its writer had seen. */
  time: number;
  /** The writer: breaks ties, so that all tabs choose the same record. */
  tab: string;
  checksum: string;
}

/** The largest time that a Date can hold: a later one is no time. */
const latest = 8.64e15;

export const keyOf = (slug: string, id: string) => `${slug}/${id}`;

export function makeRecord(slug: string, id: string, value: unknown, time: number, tab: string): WorkRecord {
  const record = { version: recordVersion, slug, id, value: toJson(value, `${slug}/${id}`), time, tab };
  return { ...record, checksum: checksum(record) };
}

/** Whether `a` replaces `b`: the later one does, and between two of the same time the same one in every tab. */
export const isNewer = (a: WorkRecord, b: WorkRecord | undefined) =>
  !b || a.time > b.time || (a.time === b.time && a.tab > b.tab);

/** The record, or a sentence about what is wrong with it. */
export function checkRecord(given: unknown): WorkRecord | string {
  if (typeof given !== 'object' || given === null) return `it is ${JSON.stringify(given)}, not a record`;
  const record = given as Partial<WorkRecord>;
  const { version, slug, id, time, tab } = record;
  if (typeof slug !== 'string' || typeof id !== 'string') return 'it does not say what it belongs to';
  const name = keyOf(slug, id);
  if (!Number.isInteger(version) || version! < 1) return `${name}: its version is ${JSON.stringify(version)}`;
  if (version! > recordVersion) return `${name}: it was written by a newer version of this site`;
  if (typeof tab !== 'string' || typeof time !== 'number' || !(time >= 0 && time <= latest)) {
    return `${name}: it does not say when it was written`;
  }
  if (record.value === undefined) return `${name}: it has no value`;
  try {
    if (checksum(record as WorkRecord) !== record.checksum) return `${name}: its checksum does not agree`;
  } catch (error) {
    return `${name}: ${(error as Error).message}`;
  }
  return record as WorkRecord;
}

/** A deep copy as JSON has it. Throws TypeError with the path of what JSON cannot hold. */
function toJson(value: unknown, path: string): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((item, i) => toJson(item, `${path}[${i}]`));
  if (typeof value === 'object' && isPlain(value)) {
    const copy: Record<string, Json> = {};
    for (const [name, item] of Object.entries(value)) {
      if (item === undefined) continue;
      // Defined, not assigned: a property named __proto__ stays a property.
      Object.defineProperty(copy, name, {
        value: toJson(item, `${path}.${name}`),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return copy;
  }
  throw new TypeError(
    `${path} is ${describe(value)}; only null, booleans, finite numbers, texts, lists and plain objects are saved`,
  );
}

const isPlain = (value: object) => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const describe = (value: unknown) =>
  typeof value === 'object' && value !== null ? `a ${value.constructor.name}` : String(value);

/** FNV-1a, 64 bits as two halves, over the canonical text: against accidents, not against forgers. */
function checksum({ version, slug, id, value, time, tab }: Omit<WorkRecord, 'checksum'>): string {
  const text = canonical([version, slug, id, value, time, tab]);
  let a = 0x811c9dc5;
  let b = 0xcbf29ce4;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ (unit + i), 0x01000193);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

/** JSON with the names of every object in order: the same for the same value, however it was stored. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name]!)}`).join()}}`;
  }
  return JSON.stringify(value);
}
