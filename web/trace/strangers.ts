import { nearTo, shown } from './names.ts';

/** Stands behind `t`: a name that it lacks arrives here. */
export const strangers = (names: () => readonly string[]): object =>
  new Proxy(Object.prototype, {
    get(target, key, receiver: unknown) {
      if (typeof key === 'symbol' || key in target || key === 'then' || key === 'toJSON')
        return Reflect.get(target, key, receiver) as unknown;
      const near = nearTo(key, names());
      throw new TypeError(
        `t has no function ${shown(key)}${near || '; console.log(Object.keys(t)) shows which it has'}`,
      );
    },
  });
