// An expression as data: what a trace is, and what the core reads (core/tractable/graph/recipe.hpp has the rules).

export interface Recipe {
  words: Uint32Array;
  numbers: Float64Array;
  names: string[];
  /** The line of the student's code for each record; 0 where it is not known. */
  lines: Uint32Array;
}

export const magic = 0x54524301;
export const kinds = { input: 1, data: 2, constant: 3, call: 4, pick: 5 } as const;
/** What a model says beside its expressions. */
export const modelKinds = { sample: 16, observe: 17, factor: 18, quantity: 19, law: 20 } as const;
/** Rows that are the batch. */
export const batchRows = 0xffffffff;

/** What the core takes: DecodeOptions of recipe.hpp. */
export const maxRecords = 200_000;
export const maxNumbers = 2 ** 24;
export const maxColumns = 2 ** 20;
