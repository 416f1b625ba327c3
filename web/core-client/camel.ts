// The core's words in TypeScript: the same, written in camelCase, mechanically.

type CamelName<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelName<Tail>>}`
  : S;

export type Camel<T> = { [K in keyof T as CamelName<K & string>]: T[K] };

/** The same fields under their names in TypeScript: `log_prob` becomes `logProb`. */
export const camel = <T extends object>(fields: T): Camel<T> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  ) as Camel<T>;

/** The name of an option or setting in the core. */
export const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
