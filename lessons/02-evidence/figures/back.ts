// The way back: from a written log density to a program with ~ that has it. The program is read here, its lines are log
// densities of the core's, and the two are compared at random points.

import type { Distribution } from '$core/catalogue.ts';
import { parse, type Tree } from '../../00-gradients/figures/formula.ts';
import { keys, options, special, uniforms, type Core } from './core.ts';

export const targets = ['measured', 'waiting', 'coin', 'levels'] as const;
export type TargetName = (typeof targets)[number];
export const targetNames: Record<TargetName, string> = {
  measured: 'two measured values',
  waiting: 'two waiting times',
  coin: 'a coin',
  levels: 'three levels',
};

/** Where random points are drawn. */
type Domain = 'real' | 'positive' | 'unit' | 'binary';

export interface Target {
  /** The names, the unknown ones first. */
  variables: Readonly<Record<string, Domain>>;
  unknown: readonly string[];
  formula: string;
  /** Lines to put together; not all of them are of use. */
  tiles: readonly string[];
}

export const sources: Record<TargetName, Target> = {
  measured: {
    variables: { mu: 'real', y1: 'real', y2: 'real' },
    unknown: ['mu'],
    formula: '-(mu/2)^2/2 - log(2) - (y1 - mu)^2/2 - (y2 - mu)^2/2 - 3*log(2*pi)/2',
    tiles: [
      'y2 ~ normal(mu, 1)',
      'mu ~ normal(0, 4)',
      'y1 ~ normal(mu, 1)',
      'mu ~ normal(0, 2)',
      'y2 ~ normal(y1, 1)',
    ],
  },
  waiting: {
    variables: { lambda: 'positive', t1: 'positive', t2: 'positive' },
    unknown: ['lambda'],
    formula: '3*log(lambda) - lambda*(1 + t1 + t2)',
    tiles: [
      'lambda ~ exponential(1)',
      't1 ~ exponential(lambda)',
      'lambda ~ gamma(2, 1)',
      't2 ~ exponential(1 / lambda)',
      't2 ~ exponential(lambda)',
    ],
  },
  coin: {
    variables: { theta: 'unit', y1: 'binary', y2: 'binary' },
    unknown: ['theta'],
    formula: 'log(6) + (1 + y1 + y2)*log(theta) + (3 - y1 - y2)*log(1 - theta)',
    tiles: [
      'y1 ~ bernoulli(theta)',
      'theta ~ beta(1, 1)',
      'y2 ~ bernoulli(1 - theta)',
      'theta ~ beta(2, 2)',
      'y2 ~ bernoulli(theta)',
    ],
  },
  levels: {
    variables: { theta: 'real', z: 'real', x: 'real' },
    unknown: ['theta', 'z'],
    formula: '-(theta/3)^2/2 - log(3) - (z - theta)^2/2 - 2*(x - z)^2 + log(2) - 3*log(2*pi)/2',
    tiles: [
      'x ~ normal(z, 0.5)',
      'theta ~ normal(0, 3)',
      'x ~ normal(theta, 0.5)',
      'z ~ normal(theta, 1)',
      'x ~ normal(z, 2)',
    ],
  },
};

const greek: Record<string, string> = { theta: 'θ', mu: 'μ', lambda: 'λ' };
const below = '₀₁₂₃₄';

/** As it is written on paper: "(y₁ − μ)²/2". */
export const pretty = (text: string) =>
  text
    .replace(/\b(theta|mu|lambda)\b/g, (name) => greek[name]!)
    .replace(/\b([a-z])([0-4])\b/g, (_, letter: string, digit: string) => letter + below[Number(digit)])
    .replace(/\bpi\b/g, 'π')
    .replaceAll('^2', '²')
    .replaceAll('*', '·')
    .replaceAll('-', '−');

/** And as it is typed: Greek letters have names, indices are digits. */
export const plain = (text: string) => {
  let result = text;
  for (const [name, letter] of Object.entries(greek)) result = result.replaceAll(letter, name);
  return result
    .replace(/[₀-₄]/g, (digit) => String(below.indexOf(digit)))
    .replaceAll('·', '*')
    .replaceAll('−', '-')
    .replaceAll('∼', '~');
};

/** The summands of a sum, each with its sign: where a line may be broken. */
export function summands(formula: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < formula.length; i++) {
    depth += formula[i] === '(' ? 1 : formula[i] === ')' ? -1 : 0;
    if (depth === 0 && i > from && /^ [-+] /.test(formula.slice(i, i + 3))) {
      parts.push(formula.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, formula.slice(from)].map(pretty);
}

export interface Line {
  name: string;
  law: Distribution;
  args: Tree[];
}

export interface Law {
  name: Distribution;
  parameters: readonly { name: string }[];
  variadic: boolean;
}

/** The laws that a line may name. */
export const lawsOf = async (client: Core, signal?: AbortSignal): Promise<Law[]> =>
  client.call('distributions', undefined, options(signal));

function splitArguments(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    depth += letter === '(' ? 1 : letter === ')' ? -1 : 0;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

/** The lines of a program. Throws an Error whose message is a sentence for the student. */
export function readProgram(text: string, { variables }: Target, laws: readonly Law[]): Line[] {
  const lines: Line[] = [];
  const written = plain(text)
    .split('\n')
    .map((line, i) => ({ line: line.trim(), number: i + 1 }))
    .filter(({ line }) => line !== '');
  if (written.length === 0) throw new Error('Write a line for each variable, such as “mu ~ normal(0, 1)”.');
  if (written.length > 12) throw new Error('There are more lines than variables.');
  for (const { line, number } of written) {
    const wrong = (what: string) => new Error(`Line ${number}: ${what}`);
    const parts = /^([A-Za-z]\w*)\s*~\s*([A-Za-z_]+)\s*\((.*)\)$/.exec(line);
    if (!parts) throw wrong(`“${line.slice(0, 40)}” is not of the form “name ~ law(numbers)”.`);
    const [, name, given, inner] = parts as unknown as [string, string, string, string];
    if (!Object.hasOwn(variables, name))
      throw wrong(`there is no “${name}” in the density. It has ${Object.keys(variables).join(', ')}.`);
    if (lines.some((other) => other.name === name)) throw wrong(`${name} is drawn a second time.`);
    const law = laws.find((each) => each.name === given.toLowerCase());
    if (!law)
      throw wrong(
        `the law “${given}” is unknown. There are normal, gamma, exponential, beta, bernoulli and more.`,
      );
    const args = splitArguments(inner);
    const wanted = law.parameters.map((each) => each.name);
    if (args.length !== wanted.length || args.some((arg) => arg.trim() === ''))
      throw wrong(`${law.name} takes ${wanted.join(' and ')}.`);
    const drawn = lines.map((other) => other.name);
    for (const later of Object.keys(variables))
      if (!drawn.includes(later) && new RegExp(`\\b${later}\\b`).test(inner))
        throw wrong(
          later === name ? `${name} is used to draw itself.` : `${later} is used before it is drawn.`,
        );
    try {
      lines.push({ name, law: law.name, args: args.map((arg) => parse(arg, drawn, 80)) });
    } catch (fault) {
      throw wrong((fault as Error).message);
    }
  }
  const missing = Object.keys(variables).filter((name) => !lines.some((line) => line.name === name));
  if (missing.length > 0) throw new Error(`Nothing draws ${missing.map(pretty).join(' and ')} yet.`);
  return lines;
}

export type Points = Record<string, Float64Array>;

/** The tree's value at each point; logarithms and exponentials are the core's. */
export async function evaluate(
  client: Core,
  tree: Tree,
  points: Points,
  count: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  if (tree.kind === 'number') return new Float64Array(count).fill(tree.value);
  if (tree.kind === 'name') return points[tree.name]!;
  const args = await Promise.all(tree.args.map((arg) => evaluate(client, arg, points, count, signal)));
  const [a, b] = args as [Float64Array, Float64Array];
  const each: Record<string, (x: number, y: number) => number> = {
    add: (x, y) => x + y,
    sub: (x, y) => x - y,
    mul: (x, y) => x * y,
    div: (x, y) => x / y,
    neg: (x) => -x,
    square: (x) => x * x,
    sqrt: (x) => Math.sqrt(x),
    abs: (x) => Math.abs(x),
    reciprocal: (x) => 1 / x,
  };
  const by = each[tree.name];
  if (by) return a.map((x, i) => by(x, b?.[i] ?? 0));
  if (tree.name === 'log' || tree.name === 'exp') return special(client, tree.name, a, signal);
  throw new Error(`“${tree.name}” is not needed here: + − * / sqrt, log and exp are.`);
}

const constant = (tree: Tree): boolean =>
  tree.kind === 'number' || (tree.kind === 'call' && tree.args.every(constant));

/** log p of the whole program at each point: the sum of its lines. */
export async function logProgram(
  client: Core,
  lines: readonly Line[],
  points: Points,
  count: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const terms = await Promise.all(
    lines.map(async ({ name, law, args }) => {
      const numbers = await Promise.all(args.map((arg) => evaluate(client, arg, points, count, signal)));
      const at = (parameters: number[], x: Float64Array) =>
        client.call('distribution', { name: law, parameters, fn: 'log_prob', x }, options(signal));
      if (args.every(constant))
        return at(
          numbers.map((values) => values[0]!),
          points[name]!,
        );
      const each = await Promise.all(
        Array.from({ length: count }, (_, i) =>
          at(
            numbers.map((values) => values[i]!),
            points[name]!.subarray(i, i + 1).slice(),
          ),
        ),
      );
      return Float64Array.from(each, ([value]) => value!);
    }),
  );
  return terms.reduce((sum, term) => sum.map((value, i) => value + term[i]!));
}

/** What is written: the target itself. */
export const logTarget = (
  client: Core,
  target: Target,
  points: Points,
  count: number,
  signal?: AbortSignal,
) => evaluate(client, parse(target.formula, Object.keys(target.variables)), points, count, signal);

export const pointCount = 40;

export async function randomPoints(
  client: Core,
  { variables }: Target,
  seed: number,
  signal?: AbortSignal,
): Promise<Points> {
  const names = Object.keys(variables);
  const streams = await keys(client, seed, names.length, signal);
  const points: Points = {};
  for (const [i, name] of names.entries()) {
    const u = await uniforms(client, streams[i]!, pointCount, signal);
    const domain = variables[name]!;
    points[name] = u.map((each) =>
      domain === 'unit'
        ? each
        : domain === 'binary'
          ? Number(each < 0.5)
          : domain === 'positive'
            ? 0.1 + 4 * each
            : 8 * each - 4,
    );
  }
  return points;
}

export interface Compared {
  /** The largest |program - density| of the random points. */
  difference: number;
  right: boolean;
  text: string;
}

const tolerance = 1e-12;
const moves = 1e-9;

const spoken = (names: readonly string[]) => {
  const shown = names.map(pretty);
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
};

/** Whether the program has the density, and else on what the difference depends. */
export async function compare(
  client: Core,
  target: Target,
  lines: readonly Line[],
  seed: number,
  signal?: AbortSignal,
): Promise<Compared> {
  const points = await randomPoints(client, target, seed, signal);
  const away = async (at: Points) => {
    const [got, wanted] = await Promise.all([
      logProgram(client, lines, at, pointCount, signal),
      logTarget(client, target, at, pointCount, signal),
    ]);
    return got.map((value, i) => value - wanted[i]!);
  };
  const all = await away(points);
  const difference = all.reduce((most, value) => (Math.abs(value) <= most ? most : Math.abs(value)), 0);
  if (difference <= tolerance) {
    const first = lines[0]!.name;
    const turned = target.unknown.includes(first)
      ? ''
      : ` You draw ${pretty(first)} first, and what is unknown after it: the product rule allows any order.`;
    return { difference, right: true, text: `Right: at all ${pointCount} points they agree.${turned}` };
  }
  const depends: string[] = [];
  for (const name of Object.keys(target.variables)) {
    // The other variables stay at the first point, this one takes all its values.
    const fixed: Points = {};
    for (const [other, values] of Object.entries(points))
      fixed[other] = other === name ? values : new Float64Array(pointCount).fill(values[0]!);
    const along = await away(fixed);
    if (along.some((value) => !(Math.abs(value - along[0]!) < moves))) depends.push(name);
  }
  const text =
    depends.length === 0
      ? `Not yet. Everywhere the program is off by the same number: a constant is missing, or one too many.`
      : `Not yet. What they differ by moves with ${spoken(depends)}${depends.length === 1 ? ' alone' : ''}: look at the ${depends.length === 1 ? 'line that mentions it' : 'lines that mention them'}.`;
  return { difference, right: false, text };
}
