// A student's work as a file: JSON with one record a piece of work. A file is taken whole or not at all.

import { checkRecord, type WorkRecord } from './record.ts';

const format = 'tractable-work';
const version = 1;
const largest = 32 * 2 ** 20;

export class WorkFileError extends Error {
  override name = 'WorkFileError';
}

export function writeFile(records: readonly WorkRecord[]): Blob {
  const contents = { format, version, written: new Date().toISOString(), records };
  return new Blob([JSON.stringify(contents, null, 1), '\n'], { type: 'application/json' });
}

/** The records of a file. Throws WorkFileError with a sentence for the student. */
export async function readFile(file: Blob): Promise<WorkRecord[]> {
  const name = 'name' in file && typeof file.name === 'string' ? file.name : 'The file';
  const refuse = (why: string): never => {
    throw new WorkFileError(`${name} ${why}. Your work here is unchanged.`);
  };
  if (file.size > largest)
    refuse(`has ${Math.ceil(file.size / 2 ** 20)} MB; a file of saved work has at most 32`);
  let contents: { format?: unknown; version?: unknown; records?: unknown } | null = null;
  try {
    contents = JSON.parse(await file.text());
  } catch {
    refuse('is not a file of saved work: it is not JSON, or it was cut off');
  }
  if (typeof contents !== 'object' || contents?.format !== format) refuse('is not a file of saved work');
  if (typeof contents!.version !== 'number' || contents!.version > version) {
    refuse(
      `was written by a newer version of this site (${String(contents!.version)}; this one reads ${version})`,
    );
  }
  if (!Array.isArray(contents!.records)) refuse('holds no list of records');
  return (contents!.records as unknown[]).map((given, i) => {
    const record = checkRecord(given);
    return typeof record === 'string' ? refuse(`is damaged at record ${i + 1}: ${record}`) : record;
  });
}
