// The methods for Markov chains: samplers by name, which the worker holds until `samplerDelete`, and the motion inside them.

import { samplerStatistics, type KernelName, type MetricAdaptation } from '$core/catalogue.ts';
import type { Sampler, Target } from '$core/tractable_simd.js';
import type { Recipe } from '../trace/recipe.ts';
import { camel, snake, type Camel } from './camel.ts';
import { TractableError } from './errors.ts';
import { located } from './graph.ts';
import type { Context, Key } from './methods.ts';
import { using } from './objects.ts';
import { requireCount } from './pieces.ts';
import { maxElements, targetOf, type TargetSpec } from './target.ts';
import { transferables } from './transfer.ts';

export interface SamplerArgs {
  target: TargetSpec;
  kernel: KernelName;
  /** Those of the kernel's options (`kernels`) that are not as usual, in camelCase or as the list has them: { stepSize: 0.5 }. */
  options?: Record<string, number>;
  /** Or a key, which counts if both are given. */
  seed?: number;
  key?: Key;
  /** How many chains move in lock step, sharing their tuning. 1 unless it is given. */
  chains?: number;
  /** The number of the first of them: chain b of K is the same chain, bit for bit, alone with `firstChain: b`. */
  firstChain?: number;
  /** Where they stand, (chains, D). Without it each is drawn: uniform on (-2, 2) in each coordinate. */
  start?: Float64Array;
  /** Transitions in which the tuning is adapted: 0 unless it is given, so that nothing is. */
  warmup?: number;
  adaptation?: MetricAdaptation;
  /** The kernel's own unless it is given. */
  targetAcceptance?: number;
  adaptStepSize?: boolean;
  /** Whether a first step size is looked for; as a rule, if there is a warm-up. */
  findInitialStep?: boolean;
  /** Stan's windows of the metric, in transitions: 75, 25, 50. */
  windows?: { first?: number; base?: number; last?: number };
  /** An estimate of the target's covariance: D variances, or (D, D). The identity without it. */
  metric?: Float64Array;
}

/** Where the chains of a sampler stand and how far they move. */
export type SamplerState = Camel<ReturnType<Sampler['state']>>;

/** The sampler's number, its sizes, and its state before the first transition. */
export type SamplerInfo = SamplerState & { sampler: number; dim: number; chains: number };

type Step = ReturnType<Sampler['step']>;

/** One transition: numbers of each chain, (B) or (B, D). What a kernel does not know is NaN or 0. */
export type SamplerTransition = Camel<Omit<Step, 'path'>> & {
  /** Of nuts. */
  path?: NutsPath;
};

/** The n points of nuts' trajectory in the order in which they were computed; the start is not among them. */
export interface NutsPath {
  /** (n, D). */
  positions: Float64Array;
  /** Along the trajectory: 1, 2 ... forwards from the start, -1, -2 ... backwards. */
  place: Float64Array;
  /** The doubling to which each belongs, from 0. Those of `transition.depth` and more were thrown away: no draw comes from them. */
  depth: Float64Array;
  energyError: Float64Array;
  /**
   * Why it ended: the whole trajectory turned back on itself; a part of the last doubling did, or its energy went wrong, so that
   * the doubling was thrown away; or it was as long as it may be.
   */
  ended: 'turned' | 'turned_within' | 'diverged' | 'max_depth';
}

/** What came of some transitions, the ones from `first` (counted from 0, those of warm-up included) on. */
export interface SamplerDraws {
  first: number;
  count: number;
  /** (count, B, D): where the chains stand after each. */
  draws: Float64Array;
  /** (count, B, S): S numbers of each, named by `samplerStatistics`. */
  statistics: Float64Array;
  /** (count, B, Q), if they were asked for. */
  quantities?: Float64Array;
  /** What `samplerSave` gives after the last of them: with `saveEvery`, when it is time and at the end. */
  saved?: Float64Array;
}

export interface SamplerRunArgs {
  sampler: number;
  /** Transitions. Without `stream` all that is asked for is kept: at most 2^24 numbers of each kind. */
  count: number;
  /** Whether to send draws in chunks and keep none: then any count is fine. */
  stream?: boolean;
  /** What to keep of each transition: draws and statistics unless it says no, quantities if it says yes. */
  draws?: boolean;
  statistics?: boolean;
  quantities?: boolean;
  /** With `stream`: milliseconds after which a chunk has the sampler's saved state, too. Never unless it is given. */
  saveEvery?: number;
}

/** The rest, which no chunk had; without `stream` it is all. */
export type SamplerRun = SamplerDraws & {
  /** `cancelled`: the signal came first. All that was drawn until then has been told. */
  stopped: 'done' | 'cancelled';
  /** What the transitions took inside the core, without pauses and messages. */
  milliseconds: number;
} & Pick<SamplerState, 'iteration' | 'warmingUp' | 'stepSize'>;

/** A sampler and its target, for quantities: held together. */
export class HeldSampler {
  /** Transitions in one call: about a millisecond. */
  piece = 1;

  constructor(
    readonly sampler: Sampler,
    readonly target?: Target,
    /** Of nuts. */
    readonly maxDepth = 10,
  ) {}

  delete() {
    this.sampler.delete();
    this.target?.delete();
  }
}

/** A long run shows what it has so far this often. */
const chunkMilliseconds = 24;

const held = ({ objects }: Context, id: number, where: string) => objects.get('sampler', id, where);

const maxDepthOf = ({ options = {} }: SamplerArgs) => options['maxDepth'] ?? options['max_depth'] ?? 10;

const stateOf = (sampler: Sampler): SamplerState => camel(sampler.state());

export const infoOf = (sampler: Sampler): Omit<SamplerInfo, 'sampler'> => ({
  dim: sampler.dim,
  chains: sampler.chains,
  ...stateOf(sampler),
});

/** Names in the core's spelling and their values. */
function settingsOf(settings: Record<string, unknown>): [string, Float64Array] {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const values = given.map(([, value]) => (typeof value === 'boolean' ? Number(value) : (value as number)));
  return [given.map(([name]) => snake(name)).join('\n'), Float64Array.from(values)];
}

function make(args: SamplerArgs, target: Target, { core }: Context): Sampler {
  const { warmup = 0, chains = 1, start = new Float64Array(0), metric = new Float64Array(0) } = args;
  const { windows = {}, adaptation = 'diagonal', findInitialStep = warmup > 0 } = args;
  const settings = {
    warmup,
    firstChain: args.firstChain,
    targetAcceptance: args.targetAcceptance,
    adaptStepSize: args.adaptStepSize,
    findInitialStep,
    windowFirst: windows.first,
    windowBase: windows.base,
    windowLast: windows.last,
  };
  const key = args.key ?? core.key_from_seed(args.seed as number);
  return core.make_sampler(
    target,
    args.kernel,
    ...settingsOf(args.options ?? {}),
    adaptation,
    ...settingsOf(settings),
    metric,
    key,
    chains,
    start,
  );
}

/** What is drawn and not told yet. */
class Kept {
  count = 0;
  #parts: { draws: Float64Array; statistics: Float64Array; quantities: Float64Array | undefined }[] = [];

  constructor(
    private readonly target: Target | undefined,
    private readonly wants: { draws: boolean; statistics: boolean; quantities: boolean },
    public first: number,
  ) {}

  add(count: number, { draws, statistics }: { draws: Float64Array; statistics: Float64Array }) {
    const quantities = this.wants.quantities ? this.target!.quantities(draws) : undefined;
    this.#parts.push({ draws: this.wants.draws ? draws : new Float64Array(0), statistics, quantities });
    this.count += count;
  }

  /** All of it; nothing is left. */
  take(): SamplerDraws {
    const { first, count } = this;
    const [draws, statistics] = [this.#joined('draws'), this.#joined('statistics')];
    const quantities = this.wants.quantities ? this.#joined('quantities') : undefined;
    this.#parts = [];
    this.first += count;
    this.count = 0;
    return { first, count, draws, statistics, ...(quantities && { quantities }) };
  }

  #joined(name: 'draws' | 'statistics' | 'quantities'): Float64Array {
    const arrays = this.#parts.map((part) => part[name]!);
    if (arrays.length === 1) return arrays[0]!;
    const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const array of arrays) {
      all.set(array, at);
      at += array.length;
    }
    return all;
  }
}

const isCancelled = (error: unknown) => error instanceof TractableError && error.code === 'cancelled';

export const mcmcMethods = {
  /** The kernels, their options and whether they need the target's gradient. */
  kernels: (_: undefined, { core }: Context) => core.kernels(),

  /** A sampler, held by the worker until `samplerDelete`. */
  samplerCreate: (args: SamplerArgs, context: Context): SamplerInfo => {
    const target = targetOf(context, args?.target, 'samplerCreate');
    let sampler: Sampler | undefined;
    try {
      // A sentence about a record is one about its line.
      const { recipe, model } = args.target as { recipe?: Recipe; model?: Recipe };
      sampler = located(model ?? recipe, () => make(args, target, context));
      const info = infoOf(sampler);
      const own = new HeldSampler(sampler, target, maxDepthOf(args));
      return { sampler: context.objects.hold('sampler', own), ...info };
    } catch (error) {
      sampler?.delete(); // nobody could, without its number
      target.delete();
      throw error;
    }
  },

  /**
   * The next `count` transitions. Aborting it is no failure: the result says `stopped: 'cancelled'`, and has what was drawn and
   * not sent. Runs that are cut anywhere have the same bits.
   */
  samplerRun: async (args: SamplerRunArgs, context: Context): Promise<SamplerRun> => {
    const { count, stream = false, saveEvery } = args;
    const wants = {
      draws: args.draws ?? true,
      statistics: args.statistics ?? true,
      quantities: args.quantities ?? false,
    };
    requireCount(count, 'samplerRun');
    const { job } = context;
    const own = held(context, args.sampler, 'samplerRun');
    const { sampler, target } = own;
    if (wants.quantities && !target) {
      const message = 'samplerRun: quantities is true; this sampler was made without a target that has any';
      throw new TractableError('invalid_argument', 'samplerRun', message);
    }
    const run = (n: number) => sampler.run(n, wants.draws || wants.quantities, wants.statistics);
    if (!stream) {
      const columns = [
        wants.draws ? sampler.dim : 0,
        wants.statistics ? samplerStatistics.length : 0,
        wants.quantities ? target!.quantity_count : 0,
      ];
      const most = Math.floor(maxElements / (sampler.chains * Math.max(...columns)));
      if (count > most) {
        const what = `count is ${count}; it must be at most ${most}, or the draws be streamed`;
        throw new TractableError('too_large', 'samplerRun', `samplerRun: ${what}`);
      }
    }
    const kept = new Kept(target, wants, sampler.iteration);
    let [left, stopped] = [count, 'done' as 'done' | 'cancelled'];
    let [sent, saved] = [performance.now(), performance.now()];
    let milliseconds = 0;
    try {
      while (left > 0) {
        const start = performance.now();
        const n = Math.min(left, own.piece);
        kept.add(n, run(n));
        left -= n;
        const now = performance.now();
        milliseconds += now - start;
        if (now - start < 0.5 && n === own.piece && n < 65_536) own.piece *= 2;
        else if (now - start > 2) own.piece = Math.max(1, own.piece >> 1);
        await job.pause(count - left, count);
        if (stream && left > 0 && now - sent >= chunkMilliseconds) {
          await job.room(); // a cancelled job leaves what it has to the result
          const chunk = kept.take();
          if (saveEvery !== undefined && now - saved >= saveEvery) {
            chunk.saved = sampler.save();
            saved = now;
          }
          await job.send(chunk, transferables(chunk));
          sent = performance.now();
        }
      }
    } catch (error) {
      if (!isCancelled(error)) throw error;
      stopped = 'cancelled';
    }
    const { iteration, warmingUp, stepSize } = stateOf(sampler);
    const rest = kept.take();
    if (saveEvery !== undefined) rest.saved = sampler.save();
    return { ...rest, stopped, milliseconds, iteration, warmingUp, stepSize };
  },

  /** One transition, with all that it says of itself. */
  samplerStep: ({ sampler }: { sampler: number }, context: Context): SamplerTransition => {
    const own = held(context, sampler, 'samplerStep');
    const { path, ...transition } = own.sampler.step();
    if (!path) return camel(transition);
    const [depth, diverged] = [transition.depth[0]!, transition.divergent[0] === 1];
    const thrownAway = path.depth.at(-1)! >= depth;
    const turned = depth < own.maxDepth ? 'turned' : 'max_depth';
    const ended = diverged ? 'diverged' : thrownAway ? 'turned_within' : turned;
    return { ...camel(transition), path: { ...camel(path), ended } };
  },

  samplerState: ({ sampler }: { sampler: number }, context: Context): SamplerState =>
    stateOf(held(context, sampler, 'samplerState').sampler),

  /** Sets the step size, and the metric if one is given, by hand. Warm-up goes on from there. */
  samplerTune: (
    { sampler, stepSize, metric }: { sampler: number; stepSize: number; metric?: Float64Array },
    context: Context,
  ): SamplerState => {
    const own = held(context, sampler, 'samplerTune').sampler;
    own.tune(stepSize, metric ?? own.state().metric);
    return stateOf(own);
  },

  /** All that the next transitions depend on, but for what `samplerCreate` was given. */
  samplerSave: ({ sampler }: { sampler: number }, context: Context): Float64Array =>
    held(context, sampler, 'samplerSave').sampler.save(),

  /** Into a sampler that was created with the same arguments. The numbers that follow are those that would have followed. */
  samplerRestore: (
    { sampler, saved }: { sampler: number; saved: Float64Array },
    context: Context,
  ): SamplerState => {
    const own = held(context, sampler, 'samplerRestore').sampler;
    own.restore(saved);
    return stateOf(own);
  },

  samplerDelete: ({ sampler }: { sampler: number }, { objects }: Context) =>
    objects.delete('sampler', sampler, 'samplerDelete'),

  /**
   * The puck's path: `steps` leapfrog steps of size `stepSize` from q with momentum p (D each). Positions and momenta are
   * (steps + 1, D), log_prob and the energy -log_prob + kinetic (steps + 1). `metric` as in `samplerCreate`.
   */
  leapfrogPath: (
    args: {
      target: TargetSpec;
      q: Float64Array;
      p: Float64Array;
      stepSize: number;
      steps: number;
      metric?: Float64Array;
    },
    context: Context,
  ) =>
    using(targetOf(context, args.target, 'leapfrogPath'), (target) =>
      camel(
        context.core.leapfrog_path(
          target,
          args.q,
          args.p,
          args.stepSize,
          args.steps,
          args.metric ?? new Float64Array(0),
        ),
      ),
    ),
};
