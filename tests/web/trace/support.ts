// Recipes in words, read by their rules (core/tractable/graph/recipe.hpp) and not by the code under test.

import type { Recipe } from '../../../web/trace/index.ts';

/** One line for each record, and one for the outputs. */
export function rowsOf({ words, numbers, names }: Recipe): string[] {
  const text = (place: number) => (place === 0 ? '' : names[place - 1]!);
  const rows: string[] = [];
  let at = 3;
  let used = 0;
  const take = (count: number) => words.subarray(at, (at += count));
  const list = () => [...take(take(1)[0]!)].join(', ');
  const lawText = () => {
    const name = text(take(1)[0]!);
    const operands = list();
    const options = Array.from({ length: take(1)[0]! }, () => {
      const [option, choice] = take(2) as unknown as [number, number];
      return ` ${text(option)}=${choice === 0 ? numbers[used++] : text(choice)}`;
    });
    return `${name}(${operands})${options.join('')}`;
  };
  /** sample, observe, factor, quantity, law: the kinds from 16 on. */
  const modelRow = (kind: number): string => {
    if (kind === 20) return `law ${lawText()}`;
    const name = text(take(1)[0]!);
    if (kind === 16) {
      const law = lawText();
      const transform = text(take(1)[0]!);
      const bounds = list();
      const [height, width] = take(2);
      return `sample ${name} ~ ${law} ${transform && `${transform}(${bounds}) `}[${height}, ${width}]`;
    }
    if (kind === 17) return `observe ${name} ~ ${lawText()} of ${take(1)[0]}`;
    const [of, second] = take(2);
    if (kind === 18) return `factor ${name} ${of}${second ? ' likelihood' : ''}`;
    return `quantity ${name} ${of} [${second}, ${take(1)[0]}]`;
  };
  for (let record = 0; record < words[1]!; record++) {
    const [kind, end] = [words[at]! & 0xff, at + 1 + (words[at]! >>> 8)];
    at++;
    const shape = () => {
      const [name, height, width] = take(3) as unknown as [number, number, number];
      return [text(name), height === 0xffffffff ? 'batch' : height, width] as const;
    };
    if (kind === 1) {
      const [name, height, width] = shape();
      rows.push(`${name} = input (${height}, ${width})`);
    } else if (kind === 2) {
      const [, height, width] = shape();
      const count = Number(height) * width;
      rows.push(`data (${height}, ${width}) ${numbers.subarray(used, (used += count)).join(' ')}`);
    } else if (kind === 3) {
      rows.push(Object.is(numbers[used], -0) ? '-0' : String(numbers[used]));
      used++;
    } else if (kind === 4) {
      const [name, count] = take(2) as unknown as [number, number];
      const operands = take(count).join(', ');
      const integers = Int32Array.from(take(take(1)[0]!)).join(', ');
      const options = Array.from({ length: take(1)[0]! }, () => {
        const [option, choice] = take(2) as unknown as [number, number];
        return ` ${text(option)}=${choice === 0 ? numbers[used++] : text(choice)}`;
      });
      rows.push(`${text(name)}(${operands}${integers && '; '}${integers})${options.join('')}`);
    } else if (kind === 5) {
      rows.push(`pick ${take(2).join(', ')}`);
    } else {
      rows.push(modelRow(kind));
    }
    if (at !== end) throw new Error(`record ${record} has another length than it says`);
  }
  const outputs = Array.from({ length: words[2]! }, () => {
    const [name, record] = take(2) as unknown as [number, number];
    return name === 0 ? String(record) : `${text(name)}: ${record}`;
  });
  if (at !== words.length || used !== numbers.length) throw new Error('the recipe has more than its records');
  return [...rows, `return ${outputs.join(', ')}`];
}
