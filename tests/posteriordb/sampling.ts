// Four chains of nuts on a model under node, and what their draws say of it beside a reference.

import { samplerStatistics } from '$core/catalogue.ts';
import type { Context } from '../../web/core-client/methods.ts';
import type { TargetSpec } from '../../web/core-client/target.ts';
import { methods } from '../support/methods.ts';
import type { Reference } from './posteriors.ts';

export interface Settings {
  seed: number;
  targetAcceptance: number;
  chains: number;
  warmup: number;
  draws: number;
}

export interface Draws {
  names: string[];
  /** Of each quantity, (K, n). */
  quantities: Map<string, Float64Array>;
  /** Transitions after warm-up whose energy went wrong. */
  divergences: number;
  /** After warm-up: gradients, transitions as deep as they may be, and each chain's step size. */
  gradients: number;
  deepest: number;
  stepSizes: number[];
  /** Of warm-up. */
  warmupGradients: number;
  milliseconds: number;
}

const column = (name: (typeof samplerStatistics)[number]) => samplerStatistics.indexOf(name);
const maxDepth = 10;

export async function sample(target: TargetSpec, settings: Settings, context: Context): Promise<Draws> {
  const { seed, targetAcceptance, chains, warmup, draws: count } = settings;
  const { quantities: names } = await methods.targetFacts({ target }, context);
  const width = names.length;
  const quantities = new Map(names.map((name) => [name, new Float64Array(chains * count)]));
  const found = { divergences: 0, gradients: 0, deepest: 0, warmupGradients: 0 };
  const stepSizes: number[] = [];
  const start = performance.now();
  for (let chain = 0; chain < chains; chain++) {
    const args = { target, kernel: 'nuts', seed, firstChain: chain, warmup, targetAcceptance } as const;
    const { sampler } = methods.samplerCreate(args, context);
    const before = await methods.samplerRun({ sampler, count: warmup, draws: false }, context);
    const run = await methods.samplerRun({ sampler, count, draws: false, quantities: true }, context);
    methods.samplerDelete({ sampler }, context);
    stepSizes.push(run.stepSize);
    const { statistics } = run;
    const at = (i: number, name: (typeof samplerStatistics)[number], of = statistics) =>
      of[i * samplerStatistics.length + column(name)]!;
    for (let i = 0; i < warmup; i++) found.warmupGradients += at(i, 'evaluations', before.statistics);
    for (let i = 0; i < count; i++) {
      found.divergences += at(i, 'divergent');
      found.gradients += at(i, 'evaluations');
      found.deepest += Number(at(i, 'depth') >= maxDepth);
      names.forEach((name, q) => {
        quantities.get(name)![chain * count + i] = run.quantities![i * width + q]!;
      });
    }
  }
  return { names, quantities, ...found, stepSizes, milliseconds: performance.now() - start };
}

/** One quantity beside its reference; each `z` is a difference in combined standard errors. */
export interface Comparison {
  name: string;
  rhat: number;
  essBulk: number;
  essTail: number;
  zMean: number;
  zSd: number;
  zMeanSquare: number;
}

/**
 * The reference's errors: its mean's is given. Its draws are thinned until they are all but independent, and of the same law as
 * ours: its sd's and mean square's errors are ours, with its number of effective draws in the place of ours.
 */
export function compare(
  draws: Draws,
  { summary }: Reference,
  chains: number,
  context: Context,
): Comparison[] {
  return Object.entries(summary).map(([name, reference]) => {
    const x = draws.quantities.get(name);
    if (!x) throw new Error(`the model has no quantity ${name}, only ${draws.names.join(', ')}`);
    const own = context.core.chain_summary(x, chains);
    const squares = context.core.chain_summary(
      x.map((each) => each * each),
      chains,
    );
    const effective = Math.min(reference.ess_bulk, reference.ess_tail);
    const z = (a: number, b: number, error: number, referenceError: number) =>
      (a - b) / Math.hypot(error, referenceError);
    const scaled = (error: number, ess: number) => error * Math.sqrt(ess / effective);
    return {
      name,
      rhat: own.rhat,
      essBulk: own.essBulk,
      essTail: own.essTail,
      zMean: z(own.mean, reference.mean, own.mcseMean, reference.mcse_mean),
      zSd: z(own.sd, reference.sd, own.mcseSd, scaled(own.mcseSd, own.essSd)),
      zMeanSquare: z(
        squares.mean,
        reference.mean_square,
        squares.mcseMean,
        scaled(squares.mcseMean, squares.essMean),
      ),
    };
  });
}
