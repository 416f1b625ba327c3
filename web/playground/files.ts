// What a person takes away: draws as CSV, and all of a run as JSON in the layout of ArviZ: `arviz.from_dict(**json.load(file))`.
// Each array is {name: [chain][draw]...}. Text is made in pieces, because one string of it all may be too long for a browser.

import { samplerStatistics } from '$core/catalogue.ts';
import type { Draws } from './draws.ts';
import { groupsOf, type Group } from './names.ts';

/** A number as JSON has it. 1e999 is a JSON number that every reader takes for infinity; for "no number" there is only null. */
const jsonNumber = (x: number) =>
  Number.isNaN(x) ? 'null' : x === Infinity ? '1e999' : x === -Infinity ? '-1e999' : String(x);

/** Numbers as nested lists of the shape. */
function nested(numbers: ArrayLike<number>, shape: readonly number[], from = 0): string {
  if (shape.length === 0) return jsonNumber(numbers[from]!);
  const [size, ...rest] = shape as [number, ...number[]];
  const step = rest.reduce((product, each) => product * each, 1);
  const parts: string[] = [];
  for (let i = 0; i < size; i++) parts.push(nested(numbers, rest, from + i * step));
  return `[${parts.join(',')}]`;
}

const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A row for each draw: chain and draw counted from 1, the quantities, then lp__ and divergent. Full precision. */
export function* drawsAsCsv(draws: Draws): Generator<string> {
  const { names, warmup } = draws.plan;
  const [lp, divergent] = [samplerStatistics.indexOf('log_prob'), samplerStatistics.indexOf('divergent')];
  yield `chain,draw,${[...names, 'lp', 'diverging'].map(cell).join(',')}\r\n`;
  for (const [k, { quantities, statistics, positions }] of draws.chains.entries()) {
    for (let i = 0; i < positions.count; i += 256) {
      let text = '';
      for (let j = i; j < Math.min(i + 256, positions.count); j++) {
        const row = quantities.part(warmup + j, warmup + j + 1);
        text += `${k + 1},${j + 1},${row.join(',')},${statistics.at(j, lp)},${statistics.at(j, divergent)}\r\n`;
      }
      yield text;
    }
  }
}

/** Names as ArviZ has them. */
const statisticNames: Record<string, { as: string; flag?: boolean }> = {
  log_prob: { as: 'lp' },
  acceptance: { as: 'acceptance_rate' },
  energy: { as: 'energy' },
  divergent: { as: 'diverging', flag: true },
  depth: { as: 'tree_depth' },
  evaluations: { as: 'n_steps' },
  step_size: { as: 'step_size' },
};

/** Values (K * n, width), chain after chain. */
export interface PerDraw {
  name: string;
  shape: readonly number[];
  values: Float64Array;
}

export interface Archive {
  draws: Draws;
  /** Names of deterministic quantities stand among the posterior's, as ArviZ has them. */
  predictive?: readonly PerDraw[];
  logLikelihood?: readonly PerDraw[];
  observed: readonly { name: string; shape: readonly number[]; values: ArrayLike<number> }[];
}

/** "name": [[draw, draw ...], ...], a piece a chain. */
function* perDraw(
  name: string,
  chains: number,
  count: number,
  one: (chain: number, draw: number) => string,
): Generator<string> {
  yield `${JSON.stringify(name)}:[`;
  for (let k = 0; k < chains; k++) {
    const parts: string[] = [];
    for (let i = 0; i < count; i++) parts.push(one(k, i));
    yield `${k > 0 ? ',' : ''}[${parts.join(',')}]`;
  }
  yield ']';
}

function* group(name: string, members: readonly (() => Generator<string>)[]): Generator<string> {
  yield `${JSON.stringify(name)}:{`;
  for (const [i, member] of members.entries()) {
    if (i > 0) yield ',';
    yield* member();
  }
  yield '}';
}

const quantityOf =
  (draws: Draws, { base, members, shape }: Group, count: number) =>
  () =>
    perDraw(base, draws.chains.length, count, (k, i) => {
      const { quantities } = draws.chains[k]!;
      const row = Float64Array.from(members, (at) => quantities.at(draws.plan.warmup + i, at));
      return nested(row, shape);
    });

const blockOf =
  ({ name, shape, values }: PerDraw, chains: number, count: number) =>
  () => {
    const width = shape.reduce((product, each) => product * each, 1);
    return perDraw(name, chains, count, (k, i) => nested(values, shape, (k * count + i) * width));
  };

export function* arvizJson({
  draws,
  predictive = [],
  logLikelihood = [],
  observed,
}: Archive): Generator<string> {
  const [chains, count] = [draws.chains.length, draws.length];
  yield '{';
  yield* group(
    'posterior',
    groupsOf(draws.plan.names).map((each) => quantityOf(draws, each, count)),
  );
  for (const [name, blocks] of [
    ['posterior_predictive', predictive],
    ['log_likelihood', logLikelihood],
  ] as const) {
    if (blocks.length === 0) continue;
    yield ',';
    yield* group(
      name,
      blocks.map((block) => blockOf(block, chains, count)),
    );
  }
  yield ',';
  yield* group(
    'sample_stats',
    Object.entries(statisticNames).map(([own, { as, flag }]) => () => {
      const column = samplerStatistics.indexOf(own as (typeof samplerStatistics)[number]);
      return perDraw(as, chains, count, (k, i) => {
        const value = draws.chains[k]!.statistics.at(i, column);
        return flag ? String(value > 0) : jsonNumber(value);
      });
    }),
  );
  yield ',';
  yield* group(
    'observed_data',
    observed.map(
      ({ name, shape, values }) =>
        function* () {
          yield `${JSON.stringify(name)}:${nested(values, shape)}`;
        },
    ),
  );
  yield '}\n';
}

export const asBlob = (pieces: Iterable<string>, type: string) => new Blob([...pieces], { type });
