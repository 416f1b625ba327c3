// What data are called, for what is said of them.

const names = new WeakMap<object, string>();

export function nameData(source: object, name: string): void {
  names.set(source, name);
}

export const nameOfData = (source: object): string | undefined => names.get(source);
