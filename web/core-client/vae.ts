// The methods for autoencoders: one that the worker holds until `vaeDelete` is trained, saved, encodes and decodes; and ways
// through the codes.

import type {
  AutoencoderLoss,
  AutoencoderPenalty,
  Corruption,
  Likelihood,
  PixelTarget,
} from '$core/catalogue.ts';
import type { Autoencoder } from '$core/tractable_simd.js';
import { camel, snake, type Camel } from './camel.ts';
import { TractableError } from './errors.ts';
import type { Context, Key } from './methods.ts';
import { requireCount } from './pieces.ts';

/** Rows one after the other: bytes 0 ... 255, which the core divides by `divisor`, or numbers. */
export type Pixels = Uint8Array | Float32Array;

interface Named {
  name: string;
  /** Those that are not as usual: { learningRate: 2e-3 }. */
  options?: Record<string, number>;
}

interface Training {
  /** (n, cols). */
  x: Pixels;
  cols: number;
  /** What bytes are divided by: 255 unless it is given, for grey values; 1 for counts. */
  divisor?: number;
  /** The data after each epoch: losses of rows that were not trained on. */
  validation?: { x: Pixels; labels?: Uint8Array };
  /** Dimensions of the code, 1 to 256. */
  latent: number;
  /** Widths of the layers between, up to 8 of them; [] for a linear one. */
  encoderHidden?: number[];
  decoderHidden?: number[];
  /** identity, relu, leaky_relu, elu, silu, tanh, sigmoid, softplus. */
  activation?: string;
  batch?: number;
  /** adam with a learning rate of 0.001 unless it is given. */
  optimizer?: Named;
  /** Of the learning rate: constant, step, cosine. */
  schedule?: Named;
  /** A longer gradient is shortened to it. */
  maxNorm?: number;
  /** Epochs without a better validation loss (by `minImprovement` nats) after which it stops. */
  patience?: number;
  minImprovement?: number;
  seed?: number;
  key?: Key;
}

export interface VariationalArgs extends Training {
  kind?: 'variational';
  likelihood?: Likelihood;
  /** Of gaussian; where the learnt ones start. */
  sigma?: number;
  minSigma?: number;
  /** How grey values become pixels; grey unless it is given. */
  target?: PixelTarget;
  /** false: the KL divergence at the draw. */
  closedFormKl?: boolean;
  beta?: number;
  /** In nats for each dimension. */
  freeBits?: number;
  /** Steps in which beta climbs from 0 to its value. */
  warmup?: number;
  /** Conditional: how many, and the label of each row. */
  classes?: number;
  labels?: Uint8Array;
}

export interface AutoencoderArgs extends Training {
  kind: 'autoencoder';
  codeActivation?: string;
  tied?: boolean;
  loss?: AutoencoderLoss;
  penalty?: AutoencoderPenalty;
  penaltyWeight?: number;
  /** The mean activation that the penalty `sparsity` wants. */
  sparsity?: number;
  corruption?: Corruption;
  corruptionLevel?: number;
}

export type VaeArgs = VariationalArgs | AutoencoderArgs;

export type VaeFacts = Camel<ReturnType<Autoencoder['facts']>>;
export type VaeInfo = VaeFacts & { vae: number };

/** The columns of `VaeProgress.trace`. `second` is the KL divergence as it stands in the loss (without beta), or the penalty. */
export const vaeTraceColumns = ['step', 'loss', 'reconstruction', 'second', 'beta', 'learningRate'] as const;

export interface VaeEpoch {
  epoch: number;
  /** Means over the epoch's batches, as the weights were then. */
  loss: number;
  reconstruction: number;
  second: number;
  /** (latent), of a variational one. */
  kl: Float64Array;
  /** After it: minus the ELBO (or the reconstruction's loss) for each row of the validation data; NaN without. */
  validationLoss: number;
  validationReconstruction: number;
  validationKl: Float64Array;
}

export interface VaeProgress {
  /** Steps in all. */
  steps: number;
  /** (n, 6): the steps since the last chunk, columns `vaeTraceColumns`. */
  trace: Float64Array;
  /** The epochs that ended since. */
  epochs: VaeEpoch[];
  /** E[x|z] at `pictures.z`, (rows, cols). */
  pictures?: Float32Array;
  /** Codes of `pictures.x`. */
  mu?: Float64Array;
  sigma?: Float64Array;
  /** With `saveEvery`: what `vaeSave` gives now. */
  saved?: Uint8Array;
}

export interface VaeTrainArgs {
  vae: number;
  /** Or epochs. */
  steps?: number;
  epochs?: number;
  /** Milliseconds from one chunk to the next: 100 unless it is given. */
  every?: number;
  /** What each chunk shows. */
  pictures?: { z?: Float64Array; labels?: Uint8Array; x?: Pixels; xLabels?: Uint8Array };
  /** Milliseconds after which a chunk has the saved state, too, and the result. */
  saveEvery?: number;
}

export type VaeTrained = VaeProgress & {
  /** `notFinite`: it stands again at the last weights that were good; `failure` names the node that was not. */
  stopped: 'done' | 'cancelled' | 'notFinite' | 'stoppedEarly';
  failure: string;
  /** What training took, without pauses, pictures and messages. */
  milliseconds: number;
};

export interface VaeImputed {
  /** From 0. */
  round: number;
  /** (chains, cols). */
  x: Float32Array;
}

/** An autoencoder in the core, and what it is like. */
export class HeldVae {
  /** Pieces of training in one call: a millisecond or one step. */
  piece = 1;

  constructor(
    readonly core: Autoencoder,
    readonly facts: VaeFacts,
  ) {}

  delete() {
    this.core.delete();
  }
}

/** Rows that are encoded or decoded in one call: a few milliseconds. */
const rowPiece = 64;

const nothing = new Uint8Array(0);

const held = ({ objects }: Context, id: number, where: string) => objects.get('vae', id, where);

const keyOf = ({ core }: Context, { key, seed }: { key?: Key; seed?: number }) =>
  key ?? core.key_from_seed(seed as number);

const isCancelled = (error: unknown) => error instanceof TractableError && error.code === 'cancelled';

/** Settings that are texts; all others but the ones below are numbers. */
const texts = [
  'kind',
  'activation',
  'likelihood',
  'target',
  'codeActivation',
  'loss',
  'penalty',
  'corruption',
];
const apart = [
  'x',
  'labels',
  'validation',
  'encoderHidden',
  'decoderHidden',
  'optimizer',
  'schedule',
  'seed',
  'key',
];

function settingsOf(args: VaeArgs): [string, string, string, Float64Array] {
  const [words, numbers]: [[string, string][], [string, number][]] = [[], []];
  for (const [name, value] of Object.entries(args) as [string, unknown][]) {
    if (value === undefined || apart.includes(name)) continue;
    if (texts.includes(name)) words.push([snake(name), String(value)]);
    else numbers.push([snake(name), typeof value === 'boolean' ? Number(value) : (value as number)]);
  }
  const { optimizer = { name: 'adam', options: { learningRate: 1e-3 } }, schedule } = args;
  for (const [kind, named] of [
    ['optimizer', optimizer],
    ['schedule', schedule],
  ] as const) {
    if (!named) continue;
    words.push([kind, named.name]);
    for (const [name, value] of Object.entries(named.options ?? {}))
      numbers.push([`${kind}.${snake(name)}`, value]);
  }
  const column = <T>(rows: [string, T][], place: 0 | 1) => rows.map((row) => row[place]);
  return [
    column(words, 0).join('\n'),
    column(words, 1).join('\n'),
    column(numbers, 0).join('\n'),
    Float64Array.from(column(numbers, 1) as number[]),
  ];
}

function make(args: VaeArgs, context: Context): Autoencoder {
  const { x, validation, encoderHidden = [], decoderHidden = [] } = args;
  const labels = args.kind === 'autoencoder' ? undefined : args.labels;
  return context.core.make_autoencoder(
    ...settingsOf(args),
    Uint32Array.from(encoderHidden),
    Uint32Array.from(decoderHidden),
    x,
    labels ?? nothing,
    validation?.x ?? nothing,
    validation?.labels ?? nothing,
    keyOf(context, args),
  );
}

/** The rows of the core's table of epochs. */
function epochsOf(values: Float64Array, latent: number, variational: boolean): VaeEpoch[] {
  const d = variational ? latent : 0;
  const width = 6 + 2 * d;
  return Array.from({ length: values.length / width }, (_, i) => {
    const row = values.subarray(i * width, (i + 1) * width);
    const [epoch, loss, reconstruction, second, validationLoss, validationReconstruction] = row;
    return {
      epoch: epoch!,
      loss: loss!,
      reconstruction: reconstruction!,
      second: second!,
      kl: row.slice(6, 6 + d),
      validationLoss: validationLoss!,
      validationReconstruction: validationReconstruction!,
      validationKl: row.slice(6 + d),
    };
  });
}

/** Steps, epochs and pictures that are not told yet. */
class News {
  #traces: Float64Array[] = [];
  #epochs: VaeEpoch[] = [];
  steps = 0;

  add(trace: Float64Array, epochs: VaeEpoch[], steps: number) {
    if (trace.length > 0) this.#traces.push(trace);
    this.#epochs.push(...epochs);
    this.steps = steps;
  }

  take(): VaeProgress {
    const trace = joined(this.#traces, (n) => new Float64Array(n));
    const epochs = this.#epochs;
    [this.#traces, this.#epochs] = [[], []];
    return { steps: this.steps, trace, epochs };
  }
}

function joined<T extends Float64Array | Float32Array>(parts: T[], empty: (length: number) => T): T {
  const all = empty(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const newFloats = (length: number) => new Float32Array(length);
const newDoubles = (length: number) => new Float64Array(length);

/** Calls `use` with some rows at a time, and their labels. What is no whole number of rows goes to it at once, for its words. */
async function byRows<T extends Pixels | Float64Array>(
  rows: T,
  cols: number,
  labels: Uint8Array,
  { job }: Context,
  use: (rows: T, labels: Uint8Array, first: number) => void,
) {
  if (!ArrayBuffer.isView(rows) || rows.length % cols !== 0) return use(rows, labels, 0);
  const n = rows.length / cols;
  if (n <= rowPiece || (labels.length !== 0 && labels.length !== n)) return use(rows, labels, 0);
  for (let first = 0; first < n; first += rowPiece) {
    const end = Math.min(n, first + rowPiece);
    use(rows.slice(first * cols, end * cols) as T, labels.slice(first, end), first);
    await job.pause(first, n);
  }
}

async function encode({ core, facts }: HeldVae, x: Pixels, labels: Uint8Array, context: Context) {
  const [mu, sigma]: [Float64Array[], Float64Array[]] = [[], []];
  await byRows(x, facts.cols, labels, context, (rows, own) => {
    const codes = core.encode(rows, own);
    mu.push(codes.mu);
    sigma.push(codes.sigma);
  });
  return { mu: joined(mu, newDoubles), sigma: joined(sigma, newDoubles) };
}

async function decode({ core, facts }: HeldVae, z: Float64Array, labels: Uint8Array, context: Context) {
  const parts: Float32Array[] = [];
  await byRows(z, facts.latent, labels, context, (rows, own) => parts.push(core.decode(rows, own)));
  return joined(parts, newFloats);
}

interface OfVae {
  vae: number;
  labels?: Uint8Array;
}

export const vaeMethods = {
  /** An autoencoder of any kind and its data, held by the worker until `vaeDelete`. Its weights are drawn, not trained. */
  vaeCreate: (args: VaeArgs, context: Context): VaeInfo => {
    const core = make(args, context);
    const facts = camel(core.facts());
    return { vae: context.objects.hold('vae', new HeldVae(core, facts)), ...facts };
  },

  /**
   * Trains for so many steps or epochs, with a chunk every 100 ms. Aborting it is no failure: the result says `cancelled` and has
   * what was not told; another call goes on with the same bits. A page that takes no chunks does not hold it up.
   */
  vaeTrain: async (args: VaeTrainArgs, context: Context): Promise<VaeTrained> => {
    const { job } = context;
    const own = held(context, args.vae, 'vaeTrain');
    const { core, facts } = own;
    const { steps, epochs = 1, every = 100, pictures, saveEvery } = args;
    const count = steps ?? epochs * facts.stepsPerEpoch;
    requireCount(count, 'vaeTrain');
    const news = new News();
    const show = async (progress: VaeProgress): Promise<VaeProgress> => {
      if (pictures?.z) progress.pictures = await decode(own, pictures.z, pictures.labels ?? nothing, context);
      if (pictures?.x)
        Object.assign(progress, await encode(own, pictures.x, pictures.xLabels ?? nothing, context));
      return progress;
    };
    let [made, milliseconds] = [0, 0];
    let stopped: VaeTrained['stopped'] = 'done';
    let failure = '';
    let [sent, saved] = [performance.now(), performance.now()];
    news.steps = core.advance(0).steps;
    try {
      for (let validating = false; made < count || validating;) {
        const start = performance.now();
        // What an epoch's end brings belongs to its last step.
        const piece = made < count ? Math.min(own.piece, count - made) : 1;
        const now = core.advance(piece);
        const took = performance.now() - start;
        milliseconds += took;
        made += now.made;
        const isVariational = facts.knobs.includes('beta');
        news.add(now.trace, epochsOf(now.epochs, facts.latent, isVariational), now.steps);
        if (now.state !== 'ready') {
          stopped = now.state === 'not_finite' ? 'notFinite' : 'stoppedEarly';
          failure = now.failure;
          break;
        }
        if (took < 0.5 && piece === own.piece && piece < 4096) own.piece *= 2;
        else if (took > 2) own.piece = Math.max(1, own.piece >> 1);
        validating = now.validating;
        await job.pause(made, count);
        if (performance.now() - sent >= every && made < count && !job.crowded) {
          const chunk = await show(news.take());
          if (saveEvery !== undefined && performance.now() - saved >= saveEvery) {
            chunk.saved = core.save();
            saved = performance.now();
          }
          await job.send(chunk);
          sent = performance.now();
        }
      }
    } catch (error) {
      if (!isCancelled(error)) throw error;
      stopped = 'cancelled';
    }
    const rest = news.take();
    if (stopped !== 'cancelled') await show(rest);
    if (saveEvery !== undefined) rest.saved = core.save();
    return { ...rest, stopped, failure, milliseconds };
  },

  /** Changes beta, freeBits, penalty, sparsity, corruption or learningRate from the next step on. */
  vaeSet: ({ vae, values }: { vae: number; values: Record<string, number> }, context: Context) => {
    const { core } = held(context, vae, 'vaeSet');
    for (const name of Object.keys(values)) core.get(snake(name)); // all of them or none
    for (const [name, value] of Object.entries(values)) core.set(snake(name), value);
  },

  /** Weights, optimizer, place in the epoch, knobs: all that the next steps depend on, with a checksum. */
  vaeSave: ({ vae }: { vae: number }, context: Context): Uint8Array =>
    held(context, vae, 'vaeSave').core.save(),

  /** Into one that was created with the same arguments: steps that follow have the same bits. Older ones rewind. */
  vaeRestore: ({ vae, saved }: { vae: number; saved: Uint8Array }, context: Context): { steps: number } => {
    const { core } = held(context, vae, 'vaeRestore');
    core.restore(saved);
    return { steps: core.advance(0).steps };
  },

  /** Takes the weights of the epoch with the lowest validation loss. false: there was none. */
  vaeUseBest: ({ vae }: { vae: number }, context: Context): boolean =>
    held(context, vae, 'vaeUseBest').core.use_best(),

  /** After `stoppedEarly`: with patience for as many epochs again. */
  vaeGoOn: ({ vae }: { vae: number }, context: Context) => held(context, vae, 'vaeGoOn').core.go_on(),

  /** All parameters, where `parameters` of the facts says; a weight matrix is (inputs, outputs). */
  vaeWeights: ({ vae }: { vae: number }, context: Context): Float32Array =>
    held(context, vae, 'vaeWeights').core.weights(),

  /** Of rows x (n, cols): mu and sigma (n, latent); sigma is empty without a q(z|x). */
  vaeEncode: ({ vae, x, labels = nothing }: OfVae & { x: Pixels }, context: Context) =>
    encode(held(context, vae, 'vaeEncode'), x, labels, context),

  /** E[x|z] of rows z (n, latent): (n, cols). */
  vaeDecode: ({ vae, z, labels = nothing }: OfVae & { z: Float64Array }, context: Context) =>
    decode(held(context, vae, 'vaeDecode'), z, labels, context),

  /** The mean at the code's mean. */
  vaeReconstruct: async ({ vae, x, labels = nothing }: OfVae & { x: Pixels }, context: Context) => {
    const own = held(context, vae, 'vaeReconstruct');
    const { mu, sigma } = await encode(own, x, labels, context);
    return { mu, sigma, x: await decode(own, mu, labels, context) };
  },

  /** A draw from p(x|z) for each row; `words`: the length of each message. */
  vaeDraw: (
    {
      vae,
      z,
      words = 0,
      labels = nothing,
      ...from
    }: OfVae & {
      z: Float64Array;
      words?: number;
      seed?: number;
      key?: Key;
    },
    context: Context,
  ): Float32Array => held(context, vae, 'vaeDraw').core.draw(z, keyOf(context, from), words, labels),

  /** The parts of the ELBO of each row, at one draw of z: reconstruction (n), kl (n, latent), logWeight (n). */
  vaeLosses: async (
    { vae, x, labels = nothing, ...from }: OfVae & { x: Pixels; seed?: number; key?: Key },
    context: Context,
  ) => {
    const { core, facts } = held(context, vae, 'vaeLosses');
    const key = keyOf(context, from);
    const all: ReturnType<Autoencoder['losses']>[] = [];
    await byRows(x, facts.cols, labels, context, (rows, own, first) =>
      all.push(core.losses(rows, key, first, own)),
    );
    const column = (name: 'reconstruction' | 'kl' | 'log_weight') =>
      joined(
        all.map((part) => part[name]),
        newDoubles,
      );
    return {
      reconstruction: column('reconstruction'),
      kl: column('kl'),
      logWeight: column('log_weight'),
    };
  },

  /**
   * Fills in what is missing (1 in `missing`) of a picture x (cols) by going back and forth between encoder and decoder (Rezende et
   * al. 2014), `chains` times over; a chunk after each round.
   */
  vaeImpute: async (
    args: {
      vae: number;
      x: Float32Array;
      missing: Uint8Array;
      chains?: number;
      rounds?: number;
      /** Pixels are drawn; else their means are put in. */
      draws?: boolean;
      /** One for each chain. */
      labels?: Uint8Array;
      seed?: number;
      key?: Key;
    },
    context: Context,
  ): Promise<VaeImputed> => {
    const { x, missing, chains = 1, rounds = 20, draws = false, labels = nothing } = args;
    requireCount(rounds, 'vaeImpute');
    const { core } = held(context, args.vae, 'vaeImpute');
    const key = keyOf(context, args);
    let filled: Float32Array = new Float32Array(x.length * chains);
    for (let chain = 0; chain < chains; chain++)
      filled.set(
        x.map((value, j) => (missing[j] ? 0 : value)),
        chain * x.length,
      );
    for (let round = 0; round < rounds; round++) {
      filled = core.impute_round(filled, missing, context.core.fold_in(key, round), draws, labels);
      await context.job.pause(round, rounds);
      if (!context.job.crowded) await context.job.send({ round, x: filled.slice() });
    }
    return { round: rounds - 1, x: filled };
  },

  /** Of codes (n, latent): how many units are active (their mean varies by more than 0.01), and the aggregate posterior's moments. */
  vaeMeasures: (
    { mu, sigma, latent }: { mu: Float64Array; sigma: Float64Array; latent: number },
    { core }: Context,
  ) => camel(core.code_measures(mu, sigma, latent)),

  /** The mean KL divergence as mutual information and the aggregate posterior's own (Hoffman and Johnson 2016): some 1000 rows. */
  vaeInformation: (
    {
      mu,
      sigma,
      latent,
      draws = 1,
      ...from
    }: {
      mu: Float64Array;
      sigma: Float64Array;
      latent: number;
      draws?: number;
      seed?: number;
      key?: Key;
    },
    context: Context,
  ) => camel(context.core.code_information(mu, sigma, latent, keyOf(context, from), draws)),

  /** Codes from the prior N(0, temperature I): (count, latent). */
  vaeSample: (
    {
      count,
      latent,
      temperature = 1,
      begin = 0,
      ...from
    }: {
      count: number;
      latent: number;
      temperature?: number;
      begin?: number;
      seed?: number;
      key?: Key;
    },
    context: Context,
  ): Float64Array => context.core.prior_draws(keyOf(context, from), count, latent, temperature, begin),

  /** Codes from a to b at the places t in [0, 1]. */
  vaeInterpolate: (
    {
      a,
      b,
      t,
      kind = 'linear',
    }: { a: Float64Array; b: Float64Array; t: Float64Array; kind?: 'linear' | 'spherical' },
    { core }: Context,
  ): Float64Array => core.interpolate_codes(a, b, t, kind),

  /** n times n blends of four codes: corners (4, latent), top left, top right, bottom left, bottom right. */
  vaeBlend: ({ corners, n }: { corners: Float64Array; n: number }, { core }: Context): Float64Array =>
    core.blend_codes(corners, n),

  /** n times n codes at equal steps of the prior's probability in two dimensions, from the top left. */
  vaeGrid: (
    {
      n,
      latent,
      first = 0,
      second = 1,
      base = new Float64Array(0),
    }: { n: number; latent: number; first?: number; second?: number; base?: Float64Array },
    { core }: Context,
  ): Float64Array => core.latent_grid(n, latent, first, second, base),

  /** What a linear autoencoder finds, and what a linear variational one reaches (probabilistic PCA): up to 256 columns. */
  vaePca: ({ x, cols, latent }: { x: Pixels; cols: number; latent: number }, { core }: Context) =>
    camel(core.fit_pca(x, cols, latent)),

  vaeDelete: ({ vae }: { vae: number }, { objects }: Context) => objects.delete('vae', vae, 'vaeDelete'),
};
