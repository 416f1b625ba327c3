// Five sets of four chains, each with one fault, and each with its cure. All are made live.

import type { SamplerArgs } from '$web/core-client/mcmc.ts';
import { axes, label, line, panels, scales, type Scales, type Size, type Surface } from '$web/kit/index.ts';
import { asked, chainwise, held, statistic, type Core } from './samplers.ts';

export const letters = ['A', 'B', 'C', 'D', 'E'] as const;
export type Letter = (typeof letters)[number];
export const faults = ['big', 'small', 'modes', 'beginning', 'law'] as const;
export type Fault = (typeof faults)[number];
export const faultTexts: Record<Fault, string> = {
  big: 'steps too long',
  small: 'steps too short',
  modes: 'stuck in one mode each',
  beginning: 'the beginning is still in it',
  law: 'the acceptance is wrong',
};
export const signs = ['flat', 'snakes', 'levels', 'trend', 'silent'] as const;
export type Sign = (typeof signs)[number];
export const signTexts: Record<Sign, string> = {
  flat: 'flat stretches, hardly anything accepted',
  snakes: 'slow snakes, nearly all accepted',
  levels: 'each chain calm, but at two levels',
  trend: 'the first part runs downhill',
  silent: 'no alarm at all, and a wrong mean',
};

export const chains = 4;
export const count = 1000;

type Settings = Pick<SamplerArgs, 'target' | 'kernel' | 'options' | 'start'> & {
  /** Transitions that are thrown away. */
  drop?: number;
};

interface Case {
  fault: Fault;
  sign: Sign;
  /** What x is. */
  what: string;
  ill: Settings;
  cured: Settings;
  cure: string;
  because: string;
}

const plane = { name: 'standard_normal', options: { dim: 2 } } as const;
const gamma = { name: 'gamma', options: { shape: 3, rate: 2 } } as const;
const hills = { name: 'bimodal', options: { dim: 1, distance: 10 } } as const;
const line1 = { name: 'standard_normal', options: { dim: 1 } } as const;

export const cases: Record<Letter, Case> = {
  A: {
    ...{ fault: 'big', sign: 'flat', what: 'first coordinate of a normal law in the plane' },
    ill: { target: plane, kernel: 'random_walk', options: { stepSize: 12 } },
    cured: { target: plane, kernel: 'random_walk', options: { stepSize: 1.7 } },
    cure: 'a step of 1.7 instead of 12',
    because:
      'Nearly every proposal lands far out, where the density is next to nothing, and is refused. The chain stands on one place for dozens of transitions.',
  },
  B: {
    ...{ fault: 'law', sign: 'silent', what: 'a gamma law, walked by factors' },
    ill: {
      ...{ target: gamma, kernel: 'log_normal_walk', options: { stepSize: 1, hastings: 0 } },
      start: Float64Array.of(0.5, 1, 1.5, 2),
    },
    cured: {
      ...{ target: gamma, kernel: 'log_normal_walk', options: { stepSize: 1 } },
      start: Float64Array.of(0.5, 1, 1.5, 2),
    },
    cure: 'Hastings’ ratio in the acceptance',
    because:
      'The chains agree with each other and mix well: they have a stationary law, and it is another one. No diagnostic of chains can see that. Only a known answer can, and that is why badges stand in this course.',
  },
  C: {
    ...{ fault: 'small', sign: 'snakes', what: 'first coordinate of a normal law in the plane' },
    ill: { target: plane, kernel: 'random_walk', options: { stepSize: 0.05 } },
    cured: { target: plane, kernel: 'random_walk', options: { stepSize: 1.7 } },
    cure: 'a step of 1.7 instead of 0.05',
    because:
      'Nearly everything is accepted, since nearly nothing is tried. In a thousand tiny steps a chain hardly crosses the law once.',
  },
  D: {
    ...{ fault: 'modes', sign: 'levels', what: 'a law of two hills, ten apart' },
    ill: {
      ...{ target: hills, kernel: 'random_walk', options: { stepSize: 1 } },
      start: Float64Array.of(-5, 5, 5, 5),
    },
    cured: {
      ...{ target: hills, kernel: 'independence', options: { mean: 0, sd: 6 } },
      start: Float64Array.of(-5, 5, 5, 5),
    },
    cure: 'proposals from a law that covers both hills',
    because:
      'Each chain on its own looks perfect. Only together do they show it: R-hat compares the spread between chains with the spread within them. One chain would have told you nothing.',
  },
  E: {
    ...{ fault: 'beginning', sign: 'trend', what: 'a normal law on the line' },
    ill: {
      ...{ target: line1, kernel: 'random_walk', options: { stepSize: 1 } },
      start: Float64Array.of(90, 100, 110, 120),
    },
    cured: {
      ...{ target: line1, kernel: 'random_walk', options: { stepSize: 2.4 } },
      start: Float64Array.of(90, 100, 110, 120),
      drop: 1000,
    },
    cure: 'another thousand transitions first, thrown away',
    because:
      'The chains began far out and walked home. That walk is no draw of anything. All four agree, so comparing whole chains would miss it; R-hat splits each chain in halves first, and the halves differ.',
  },
};

export interface Found {
  letter: Letter;
  cured: boolean;
  seed: number;
  /** (chains, count). */
  draws: Float64Array;
  ranks: Uint32Array;
  accepted: number;
  /** Of the target, exactly. */
  truth: number;
  summary: {
    mean: number;
    mcseMean: number;
    rhat: number;
    essBulk: number;
    essTail: number;
  };
}
export const bins = 20;

export async function look(
  client: Core,
  letter: Letter,
  cured: boolean,
  seed: number,
  signal?: AbortSignal,
): Promise<Found> {
  const { drop = 0, ...settings } = cases[letter][cured ? 'cured' : 'ill'];
  const made = client.call('samplerCreate', { ...settings, seed, chains }, asked(signal));
  const { dim } = await made;
  return held(client, made, async (sampler) => {
    if (drop > 0)
      await client.call(
        'samplerRun',
        { sampler, count: drop, draws: false, statistics: false },
        asked(signal),
      );
    const run = await client.call('samplerRun', { sampler, count }, asked(signal));
    const draws = chainwise(run.draws, chains, dim);
    const accepted = statistic(run, 'accepted', chains);
    const [summary, ranks, moments] = await Promise.all([
      client.call('chainSummary', { draws, chains }, asked(signal)),
      client.call('rankHistogram', { draws, chains, bins }, asked(signal)),
      client.call('targetMoments', { target: settings.target }, asked(signal)),
    ]);
    return {
      ...{ letter, cured, seed, draws, ranks, summary, truth: moments.mean[0]! },
      accepted: accepted.reduce((sum, each) => sum + each, 0) / accepted.length,
    };
  });
}

const colours = ['--c1', '--c2', '--c3', '--c4'] as const;

export const heightFor = (width: number) => (width >= 560 ? 380 : 600);

interface Layout {
  traces: Scales;
  ranks: Scales[];
}

export function layout(size: Size, found: Found): Layout {
  const wide = size.width >= 560;
  const [first, second] = wide ? panels(size, [1.7, 1], 'columns', 10) : panels(size, [1.25, 1], 'rows', 8);
  let [low, high] = [Infinity, -Infinity];
  for (const each of found.draws) [low, high] = [Math.min(low, each), Math.max(high, each)];
  const room = 0.06 * (high - low);
  let most = 0;
  for (const each of found.ranks) most = Math.max(most, each);
  const top = 1.15 * Math.max(most, (2 * count) / bins);
  const rows = [0, 1, 2, 3].map((k) => {
    const tall = (second!.bottom - second!.top - 40) / chains;
    return scales(
      size,
      {
        domain: [0, bins],
        ...(k === chains - 1 ? { label: 'rank among all draws', ticks: [] } : { ticks: [] }),
      },
      { domain: [0, top], ticks: [] },
      {
        ...second!,
        top: second!.top + k * tall,
        bottom: second!.top + (k + 1) * tall + (k === chains - 1 ? 40 : 0),
      },
    );
  });
  return {
    traces: scales(
      size,
      { domain: [0, count], label: 'transition' },
      { domain: [low - room, high + room], label: 'x' },
      first,
    ),
    ranks: rows,
  };
}

export function drawBroken(surface: Surface, at: Layout, found: Found) {
  axes(surface, at.traces);
  const x = Float64Array.from({ length: count }, (_, i) => i + 1);
  for (let k = 0; k < chains; k++) {
    const y = found.draws.subarray(k * count, (k + 1) * count);
    line(surface, at.traces, { x, y }, { colour: colours[k]!, width: 1.1, opacity: 0.85 });
    const own = at.ranks[k]!;
    axes(surface, own);
    for (let j = 0; j < bins; j++) {
      const value = found.ranks[k * bins + j]!;
      const [left, right] = [own.x.at(j), own.x.at(j + 1)];
      const top = own.y.at(value);
      surface.rect(left + 0.5, top, right - left - 1, own.bottom - top, {
        fill: { colour: colours[k]!, opacity: 0.7 },
      });
    }
    const level = own.y.at(count / bins);
    surface.path([own.left, level, own.right, level], { colour: '--fg', width: 1, dash: [4, 3] });
    label(
      surface,
      own,
      { x: 0, y: own.y.axis.domain[1], text: `chain ${k + 1}` },
      { colour: colours[k]!, size: 12, dx: 4, dy: 6 },
    );
  }
}
