// What a traced function gets when its inputs have names: an object that says so when it is taken for something else.

import { nearTo, shown } from './names.ts';
import { explain, type Traced } from './traced.ts';

/** `kind`: "input" or "shared input". */
export function named(kind: string, values: readonly (readonly [string, Traced])[]): object {
  const names = values.map(([name]) => name);
  const list = `${names.slice(0, 8).join(', ')}${names.length > 8 ? ', ...' : ''}`;
  const pattern = `({ ${list} }) => ...`;
  return explain(
    new Proxy(Object.fromEntries(values), {
      get(target, key, receiver: unknown) {
        if (key === Symbol.iterator)
          throw new TypeError(`Every ${kind} has a name: write ${pattern} instead of ([...]) => ...`);
        if (typeof key === 'symbol' || key in target || key === 'then' || key === 'toJSON')
          return Reflect.get(target, key, receiver) as unknown;
        const near = nearTo(key, names);
        throw new TypeError(`There is no ${kind} ${shown(key)}${near || `; there is ${list}`}`);
      },
    }),
    `the object that holds every ${kind}; take one of them: ${pattern}`,
  );
}

/** The second argument where nothing is shared. */
export function noShared(): object {
  const two = 'columns are x[0] and x[1], or ([x, y]) => ..., and inputs with names are ({ x, y }) => ...';
  return explain(
    new Proxy({} as Record<string, never>, {
      get(target, key, receiver: unknown) {
        if (typeof key === 'symbol' || key in target || key === 'then' || key === 'toJSON')
          return Reflect.get(target, key, receiver) as unknown;
        throw new TypeError(
          `There is no shared input ${shown(key)}: t.trace({ dim, shared: { w: [2, 3] } }, ...) makes one`,
        );
      },
    }),
    `the second argument of the traced function, which holds shared inputs, and there are none; ${two}`,
  );
}
