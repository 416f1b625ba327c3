// The data of a model, by name: frozen copies, so that a model cannot change what it is about.

import { nameData } from '../trace/data-names.ts';
import { describe } from '../trace/describe.ts';
import { nearTo, shown } from '../trace/names.ts';
import { explain } from '../trace/traced.ts';

export type Data = Readonly<Record<string, unknown>>;

/** What a model sees. Throws for a name that is not there. */
export function dataOf(source: Data): Data {
  const values = Object.fromEntries(
    Object.entries(source).map(([name, value]) => [name, copy(`data.${name}`, value)]),
  );
  return explain(
    new Proxy(Object.freeze(values), {
      get(target, key, receiver: unknown) {
        if (typeof key === 'symbol' || Object.hasOwn(target, key) || key === 'then' || key === 'toJSON')
          return Reflect.get(target, key, receiver) as unknown;
        if (key === 'hasOwnProperty') return Reflect.get(target, key, receiver) as unknown;
        const names = Object.keys(target);
        const there =
          names.length === 0
            ? 'there are no data'
            : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
        throw new TypeError(`There are no data ${shown(key)}${nearTo(key, names) || `; ${there}`}`);
      },
      set(_, key) {
        throw new TypeError(`Data cannot be changed: calculate from data.${String(key)} what you need.`);
      },
    }),
    'the object that holds all data; take one of them, as data.y',
  );
}

function copy(name: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    const list = Object.freeze(value.map((item, i) => copy(`${name}[${i}]`, item)));
    nameData(list, name);
    return list;
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const list = Object.freeze(Array.from(value as Float64Array));
    nameData(list, name);
    return list;
  }
  if (typeof value === 'object' && value !== null) {
    throw new TypeError(`${name} is ${describe(value)}; data are numbers, arrays, and arrays of arrays`);
  }
  return value;
}

/** The name without its "data.". */
export const shortName = (name: string | undefined): string =>
  (name ?? '').replace(/^data\./, '').replace(/\[.*$/, '');
