// `:value[normal_ppf(0.975)|6]`: numbers of the text, computed by the core when the page is built. The language is numbers,
// + - * / ^, parentheses, sqrt, and the special functions of the core; `|6` gives significant digits.

import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './problems.ts';

export type Functions = Record<string, (x: number) => number>;

interface Core {
  catalogue(): Record<string, string[]>;
  special(name: string, x: Float64Array): Float64Array;
}

let loaded: Promise<Functions> | undefined;

/** The functions that the core has, and sqrt, which IEEE 754 defines exactly. */
export function coreFunctions(): Promise<Functions> {
  // While the core is being built it cannot be loaded: in dev the next page tries again.
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function load(): Promise<Functions> {
  const file = path.join(root, 'build/wasm/wasm/tractable_scalar.js');
  if (!fs.existsSync(file)) throw new Error('the core is not built: run `npm run build` first');
  const { default: create } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
    default: () => Promise<Core>;
  };
  const core = await create();
  const functions: Functions = { sqrt: Math.sqrt };
  for (const name of core.catalogue()['SpecialFunction'] ?? [])
    functions[name] = (x) => core.special(name, Float64Array.of(x))[0]!;
  return functions;
}

const token =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([a-z_][a-z0-9_]*)|([-+*/^()]))/y;

/** The value of an expression. Throws an Error that says what is wrong with it. */
export function evaluate(text: string, functions: Functions): number {
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let at = 0; at < text.trimEnd().length; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (!match) throw new Error(`"${text.slice(at).trim()}" is no number, function or operator`);
    tokens.push(match[0].trim());
  }
  let next = 0;
  const take = () => tokens[next++];
  const expect = (what: string) => {
    const got = take();
    if (got !== what) throw new Error(`"${what}" is expected ${got ? `where "${got}" is` : 'at the end'}`);
  };

  const sum = (): number => {
    let value = product();
    while (tokens[next] === '+' || tokens[next] === '-')
      value = take() === '+' ? value + product() : value - product();
    return value;
  };
  const product = (): number => {
    let value = signed();
    while (tokens[next] === '*' || tokens[next] === '/')
      value = take() === '*' ? value * signed() : value / signed();
    return value;
  };
  const signed = (): number => {
    if (tokens[next] !== '-') return power();
    next++;
    return -signed();
  };
  const power = (): number => {
    const base = atom();
    if (tokens[next] !== '^') return base;
    next++;
    return base ** signed();
  };
  const atom = (): number => {
    const word = take();
    if (word === undefined) throw new Error('a number is expected at the end');
    if (/^[\d.]/.test(word)) return Number(word);
    if (word === '(') {
      const value = sum();
      expect(')');
      return value;
    }
    if (!/^[a-z_]/.test(word)) throw new Error(`a number is expected where "${word}" is`);
    const f = Object.hasOwn(functions, word) ? functions[word] : undefined;
    if (!f)
      throw new Error(`the function ${word} is unknown; there are ${Object.keys(functions).join(', ')}`);
    expect('(');
    const x = sum();
    expect(')');
    return f(x);
  };

  const value = sum();
  if (next < tokens.length) throw new Error(`an operator is expected where "${tokens[next]}" is`);
  if (!Number.isFinite(value)) throw new Error(`the result is ${value}`);
  return value;
}

/** A number as a person reads it: a true minus, narrow spaces between thousands, a power of ten when it is far from 1. */
export function formatValue(value: number, digits?: number): { text: string; power?: string } {
  const rounded = digits === undefined ? String(Number(value.toPrecision(6))) : value.toPrecision(digits);
  const size = Math.abs(Number(rounded));
  const minus = (text: string) => text.replace('-', '−');
  if (size !== 0 && (size < 1e-4 || size >= 1e9 || rounded.includes('e'))) {
    const significant = digits ?? 6;
    const [mantissa, power] = value.toExponential(significant - 1).split('e') as [string, string];
    const short = digits === undefined ? String(Number(mantissa)) : mantissa;
    return { text: `${minus(short)}·10`, power: minus(power.replace('+', '')) };
  }
  const [whole, decimals] = rounded.split('.') as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return { text: minus(decimals ? `${grouped}.${decimals}` : grouped) };
}

/** The parts of "normal_ppf(0.975)|6". */
export async function computeValue(source: string): Promise<{ text: string; power?: string }> {
  const [expression, digits, ...rest] = source.split('|') as [string, string?, ...string[]];
  if (rest.length > 0) throw new Error('there is more than one |');
  if (digits !== undefined && !/^\s*([1-9]|1[0-7])\s*$/.test(digits))
    throw new Error(`"${digits}" after | must be a number of significant digits, 1 to 17`);
  return formatValue(
    evaluate(expression, await coreFunctions()),
    digits === undefined ? undefined : Number(digits),
  );
}
