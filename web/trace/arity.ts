// How many arguments a function takes. JavaScript drops those that are too many, and the value would be another one:
// max(x, y, z) would be max(x, y).

/** Too few are not looked at for least = 0: the function names the argument that is missing. */
export interface Takes {
  least: number;
  most: number;
}

export const operands = (count: number): Takes => ({ least: count, most: count });
export const upTo = (most: number): Takes => ({ least: 0, most });

/** Throws unless the function, or the method, takes so many. */
export function requireCount(name: string, takes: Takes, args: readonly unknown[], isMethod: boolean) {
  const own = isMethod ? 1 : 0; // what stands before the dot
  const found = args.length - own;
  if (args.length < takes.least) {
    throw new TypeError(
      `${name} takes ${counted(takes.least - own)}, and there ${found === 1 ? 'is' : 'are'} ${found}${fewer(name)}`,
    );
  }
  if (args.length <= takes.most || isOfArray(args.slice(takes.most))) return;
  throw new TypeError(`${name} takes ${counted(takes.most - own)}, and there are ${found}${more(name)}`);
}

/** [..].map(t.exp) and [..].reduce(t.add) hand over the place and the array, too. */
const isOfArray = (extra: readonly unknown[]) =>
  extra.length === 2 &&
  typeof extra[0] === 'number' &&
  (Array.isArray(extra[1]) || ArrayBuffer.isView(extra[1]));

const counted = (count: number) => `${count} argument${count === 1 ? '' : 's'}`;

function fewer(name: string): string {
  if (name === 'max') return ': the largest column of x is maxCols(x)';
  if (name === 'min') return ': the smallest column of x is neg(maxCols(neg(x)))';
  return '';
}

function more(name: string): string {
  if (['add', 'mul', 'max', 'min'].includes(name)) return `: write ${name}(${name}(a, b), c)`;
  if (['sum', 'mean', 'logSumExp', 'maxCols', 'softmax'].includes(name)) return `: write ${name}([a, b, c])`;
  if (name === 'log') return ': its base is e, and to another base b it is div(log(x), Math.log(b))';
  return '';
}
