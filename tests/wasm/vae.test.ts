// The methods for autoencoders as the worker runs them, without a worker: they train, keep, encode and decode, the same in both
// modules to a tolerance, and say what is wrong with arguments that are none.

import { autoencoderPenaltys, corruptions, likelihoods, pixelTargets } from '$core/catalogue.ts';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { TractableError } from '../../web/core-client/errors.ts';
import type { Context } from '../../web/core-client/methods.ts';
import { Objects } from '../../web/core-client/objects.ts';
import {
  vaeMethods as methods,
  vaeTraceColumns,
  type AutoencoderArgs,
  type VaeImputed,
  type VaeProgress,
  type VariationalArgs,
} from '../../web/core-client/vae.ts';
import { faultOf, loadCore } from '../support/core.ts';
import { bitRows, shortRun, shortRunFigures, shortRunTolerance } from '../support/vae-run.ts';

const { x, labels } = bitRows(200);
const usual = shortRun();
delete usual.validation;

const last = (trace: Float64Array, name: (typeof vaeTraceColumns)[number]) =>
  trace[trace.length - vaeTraceColumns.length + vaeTraceColumns.indexOf(name)]!;

describe.each(['simd', 'scalar'] as const)('autoencoders in the %s module', (variant) => {
  let context: Context;
  let chunks: (VaeProgress | VaeImputed)[] = [];
  let onPause: () => void = () => undefined;
  beforeAll(async () => {
    const job = {
      crowded: false,
      pause: async () => onPause(),
      room: async () => undefined,
      send: async (chunk: VaeProgress) => void chunks.push(structuredClone(chunk)),
    } as unknown as Context['job'];
    context = { core: await loadCore(variant), objects: new Objects(0), job };
  });
  afterEach(() => {
    chunks = [];
    onPause = () => undefined;
    expect(context.objects.count).toBe(0);
  });

  const held = async <R>(
    args: VariationalArgs | AutoencoderArgs,
    use: (vae: number, info: ReturnType<typeof methods.vaeCreate>) => Promise<R>,
  ) => {
    const info = methods.vaeCreate(args, context);
    try {
      return await use(info.vae, info);
    } finally {
      methods.vaeDelete({ vae: info.vae }, context);
    }
  };
  const train = (vae: number, more = {}) => methods.vaeTrain({ vae, ...more }, context);

  test('the catalogue has the names', () => {
    const catalogue = context.core.catalogue();
    expect(catalogue['Likelihood']).toEqual([...likelihoods]);
    expect(catalogue['PixelTarget']).toEqual([...pixelTargets]);
    expect(catalogue['AutoencoderPenalty']).toEqual([...autoencoderPenaltys]);
    expect(catalogue['Corruption']).toEqual([...corruptions]);
  });

  test('training lowers the loss, tells every step once, and the parts of a report fit', () =>
    held(shortRun(), async (vae, info) => {
      expect(info).toMatchObject({ cols: 16, latent: 2, stepsPerEpoch: 10, terms: ['reconstruction', 'kl'] });
      expect(info.knobs).toEqual(['beta', 'free_bits']);
      const grid = methods.vaeGrid({ n: 3, latent: 2 }, context);
      const result = await train(vae, { epochs: 40, every: 0, pictures: { z: grid } });
      expect(result).toMatchObject({ stopped: 'done', failure: '', steps: 400 });
      const all = [...(chunks as VaeProgress[]), result];
      expect(chunks.length).toBeGreaterThan(2);
      const told = all.flatMap(({ trace }) => [...trace].filter((_, i) => i % vaeTraceColumns.length === 0));
      expect(told).toEqual(Array.from({ length: 400 }, (_, i) => i));
      const epochs = all.flatMap((each) => each.epochs);
      expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 40 }, (_, i) => i));
      const end = epochs.at(-1)!;
      expect(end.loss).toBeLessThan(epochs[0]!.loss - 2);
      expect(end.reconstruction + end.second).toBeCloseTo(end.loss, 4);
      expect(end.kl[0]! + end.kl[1]!).toBeCloseTo(end.second, 4);
      expect(end.validationReconstruction + end.validationKl[0]! + end.validationKl[1]!).toBeCloseTo(
        end.validationLoss,
        9,
      );
      expect(result.pictures!.length).toBe(9 * 16);
      expect(result.pictures!.every((p) => p >= 0 && p <= 1)).toBe(true);
      for (const [name, value] of Object.entries(shortRunFigures)) {
        const got = end[name as keyof typeof shortRunFigures];
        expect(Math.abs(got - value), `${name}: ${got}`).toBeLessThan(shortRunTolerance * value);
      }
    }));

  test('training that is cut, saved and restored has the same weights', async () => {
    const weights = await held(usual, async (vae) => {
      await train(vae, { steps: 57 });
      return methods.vaeWeights({ vae }, context);
    });
    const saved = await held(usual, async (vae) => {
      await train(vae, { steps: 3 });
      let pauses = 0;
      onPause = () => {
        if (++pauses === 4) throw new TractableError('cancelled', 'vaeTrain', 'cancelled');
      };
      const { stopped, steps } = await train(vae, { steps: 54, saveEvery: 0 });
      expect(stopped).toBe('cancelled');
      expect(steps).toBeLessThan(57);
      onPause = () => undefined;
      const bytes = methods.vaeSave({ vae }, context);
      await train(vae, { steps: 57 - steps });
      expect(methods.vaeWeights({ vae }, context)).toEqual(weights);
      methods.vaeRestore({ vae, saved: bytes }, context); // rewinds
      await train(vae, { steps: 57 - steps });
      expect(methods.vaeWeights({ vae }, context)).toEqual(weights);
      return bytes;
    });
    await held(usual, async (vae) => {
      const { steps } = methods.vaeRestore({ vae, saved }, context);
      await train(vae, { steps: 57 - steps });
      expect(methods.vaeWeights({ vae }, context)).toEqual(weights);
      const damaged = saved.slice();
      damaged[1000]! ^= 1;
      const fault = faultOf(() => methods.vaeRestore({ vae, saved: damaged }, context));
      expect(fault).toMatchObject({ code: 'parse_error', where: 'restore' });
      expect(fault.message).toContain('its checksum does not fit');
      expect(faultOf(() => methods.vaeRestore({ vae, saved: saved.slice(0, 99) }, context)).code).toBe(
        'parse_error',
      );
      expect(methods.vaeWeights({ vae }, context)).toEqual(weights);
    });
  });

  test('codes: rows in pieces are the rows at once, the prior, ways and measures', () =>
    held(usual, async (vae) => {
      await train(vae, { epochs: 60 });
      const { mu, sigma } = await methods.vaeEncode({ vae, x }, context);
      expect([mu.length, sigma.length]).toEqual([400, 400]);
      const one = await methods.vaeEncode({ vae, x: x.slice(130 * 16, 131 * 16) }, context);
      expect(one.mu).toEqual(mu.slice(260, 262));
      const numbers = await methods.vaeEncode({ vae, x: Float32Array.from(x, (v) => v / 255) }, context);
      expect(numbers.mu).toEqual(mu);
      const decoded = await methods.vaeDecode({ vae, z: mu }, context);
      const { x: again } = await methods.vaeReconstruct({ vae, x }, context);
      expect(again).toEqual(decoded);
      const right = again.filter((p, i) => p > 0.5 === x[i]! > 127).length / x.length;
      expect(right).toBeGreaterThan(0.8); // a pixel is flipped with probability 0.1
      const measures = methods.vaeMeasures({ mu, sigma, latent: 2 }, context);
      expect(measures.active).toBe(2);
      const parts = methods.vaeInformation({ mu, sigma, latent: 2, draws: 20, seed: 1 }, context);
      expect(Math.abs(parts.information + parts.marginal - parts.kl)).toBeLessThan(4 * parts.sumError);
      const rows = await methods.vaeLosses({ vae, x, seed: 4 }, context);
      expect([rows.reconstruction.length, rows.kl.length, rows.logWeight.length]).toEqual([200, 400, 200]);
      const tail = await methods.vaeLosses({ vae, x, seed: 4 }, context);
      expect(tail.logWeight).toEqual(rows.logWeight);
      const kl = [...mu].map((m, i) => (m * m + sigma[i]! ** 2 - 1) / 2 - Math.log(sigma[i]!));
      expect(rows.kl.every((value, i) => Math.abs(value - kl[i]!) < 1e-4)).toBe(true);
      const z = methods.vaeSample({ count: 4000, latent: 2, temperature: 0.25, seed: 2 }, context);
      const variance = z.reduce((sum, each) => sum + each * each, 0) / z.length;
      expect(Math.abs(variance - 0.25)).toBeLessThan(5 * 0.25 * Math.sqrt(2 / 8000));
      const drawn = methods.vaeDraw({ vae, z: mu, seed: 5 }, context);
      expect(drawn.every((value) => value === 0 || value === 1)).toBe(true);
      const line = methods.vaeInterpolate(
        {
          a: Float64Array.of(1, 0),
          b: Float64Array.of(0, 1),
          t: Float64Array.of(0, 0.5, 1),
          kind: 'spherical',
        },
        context,
      );
      expect([...line.slice(0, 2), ...line.slice(4)]).toEqual([1, 0, 0, 1]);
      expect(line[2]).toBeCloseTo(Math.SQRT1_2, 14);
      const blend = methods.vaeBlend({ corners: Float64Array.of(0, 0, 1, 0, 0, 1, 1, 1), n: 3 }, context);
      expect([...blend.slice(8, 10)]).toEqual([0.5, 0.5]);
      const missing = Uint8Array.from({ length: 16 }, (_, j) => (j % 8 < 4 ? 1 : 0));
      const picture = Float32Array.from(x.slice(0, 16), (v) => v / 255);
      chunks = [];
      const imputed = await methods.vaeImpute(
        { vae, x: picture, missing, chains: 2, rounds: 5, seed: 6 },
        context,
      );
      expect(imputed.round).toBe(4);
      expect(imputed.x.every((value, i) => missing[i % 16] === 1 || value === picture[i % 16])).toBe(true);
      expect(chunks.length).toBe(5);
    }));

  test('a learning rate of 10 is told as a value: the weights are the last good ones', () =>
    held({ ...usual, optimizer: { name: 'sgd', options: { learningRate: 1e9 } } }, async (vae) => {
      const result = await train(vae, { epochs: 5 });
      expect(result.stopped).toBe('notFinite');
      expect(result.failure).toMatch(/^the .* is not finite$/);
      expect(methods.vaeWeights({ vae }, context).every(Number.isFinite)).toBe(true);
      methods.vaeSet({ vae, values: { learningRate: 1e-3, beta: 0.5 } }, context);
      const again = await train(vae, { steps: 5 });
      expect(again.stopped).toBe('done');
      expect(last(again.trace, 'beta')).toBe(0.5);
      expect(last(again.trace, 'learningRate')).toBeCloseTo(1e-3, 15);
    }));

  test('training stops early, takes the best weights, and goes on', () =>
    held({ ...shortRun(), x: x.slice(0, 40 * 16), patience: 2, seed: 5 }, async (vae) => {
      const first = await train(vae, { epochs: 5000 });
      expect(first.stopped).toBe('stoppedEarly');
      expect(methods.vaeUseBest({ vae }, context)).toBe(true);
      expect((await train(vae, { steps: 1 })).stopped).toBe('stoppedEarly');
      methods.vaeGoOn({ vae }, context);
      expect((await train(vae, { steps: 1 })).stopped).toBe('done');
    }));

  test('beta = 0 and 1000 train; a collapsed one has no active unit', async () => {
    await held({ ...usual, beta: 0 }, async (vae) => {
      const { stopped } = await train(vae, { epochs: 5 });
      expect(stopped).toBe('done');
    });
    await held({ ...usual, beta: 1000 }, async (vae) => {
      await train(vae, { epochs: 80 });
      const { mu, sigma } = await methods.vaeEncode({ vae, x }, context);
      expect(methods.vaeMeasures({ mu, sigma, latent: 2 }, context).active).toBe(0);
    });
  });

  test('the other kinds: conditional, words, autoencoders', async () => {
    await held({ ...usual, classes: 4, labels }, async (vae) => {
      await train(vae, { epochs: 60 });
      const z = new Float64Array(8);
      const four = await methods.vaeDecode({ vae, z, labels: Uint8Array.of(0, 1, 2, 3) }, context);
      // Class 2 * left + right: the halves follow the label.
      expect([0, 1, 2, 3].map((k) => [four[k * 16]! > 0.5, four[k * 16 + 15]! > 0.5])).toEqual([
        [false, false],
        [false, true],
        [true, false],
        [true, true],
      ]);
      expect(faultOf(() => methods.vaeDraw({ vae, z, seed: 1 }, context)).message).toContain(
        'there are 0 labels for 4 rows',
      );
    });
    const counts = x.map((value, i) => (value > 0 ? 1 + (i % 3) : 0));
    await held({ ...usual, x: counts, divisor: 1, likelihood: 'multinomial' }, async (vae) => {
      await train(vae, { epochs: 3 });
      const words = methods.vaeDraw({ vae, z: new Float64Array(2), words: 30, seed: 1 }, context);
      expect(words.reduce((sum, each) => sum + each, 0)).toBe(30);
      const probabilities = await methods.vaeDecode({ vae, z: new Float64Array(2) }, context);
      expect(probabilities.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 5);
    });
    const plain: AutoencoderArgs = { kind: 'autoencoder', x, cols: 16, latent: 2, batch: 20, seed: 3 };
    plain.optimizer = { name: 'adam', options: { learningRate: 5e-3 } };
    for (const penalty of autoencoderPenaltys)
      await held(
        {
          ...plain,
          penalty,
          penaltyWeight: 0.1,
          codeActivation: 'sigmoid',
          corruption: 'masking' as const,
          corruptionLevel: 0.3,
        },
        async (vae, { knobs }) => {
          expect(knobs.includes('penalty')).toBe(penalty !== 'none');
          const { trace } = await train(vae, { epochs: 20 });
          expect(last(trace, 'reconstruction')).toBeLessThan(trace[2]!);
          const codes = await methods.vaeEncode({ vae, x }, context);
          expect([codes.mu.length, codes.sigma.length]).toEqual([400, 0]);
        },
      );
    const pca = methods.vaePca({ x, cols: 16, latent: 2 }, context);
    expect(pca.components.length).toBe(32);
    expect(pca.eigenvalues[0]! > pca.eigenvalues[15]!).toBe(true);
  });

  test('what is refused, in words', () => {
    const fault = (args: object) =>
      faultOf(() => methods.vaeCreate({ ...usual, ...args } as VariationalArgs, context));
    expect(fault({ batch: 300 })).toMatchObject({
      code: 'invalid_argument',
      message: 'trainer: batch is 300; it must be from 1 to 200, the rows of the data',
    });
    expect(fault({ latent: 0 }).message).toBe('variational: latent is 0; it must be from 1 to 256');
    expect(fault({ latent: 1000 }).message).toBe('variational: latent is 1000; it must be from 1 to 256');
    expect(fault({ latent: 2.5 }).code).toBe('invalid_argument');
    expect(fault({ cols: 15 })).toMatchObject({ code: 'shape_mismatch' });
    expect(fault({ cols: 0 }).code).toBe('invalid_argument');
    expect(fault({ likelihood: 'cauchy' })).toMatchObject({ code: 'unknown_name' });
    expect(fault({ divisor: 100 }).message).toContain('this likelihood is of values from 0 to 1');
    expect(fault({ wobble: 3 }).message).toContain('a setting is "wobble"; it must be one of cols, latent');
    expect(fault({ beta: Number.NaN }).code).toBe('not_finite');
    expect(fault({ x: new Float64Array(16) }).code).toBe('invalid_argument');
    expect(fault({ x: new Float32Array([...new Float32Array(319), NaN]) }).message).toContain(
      'x(19, 15) is nan',
    );
    expect(fault({ classes: 3, labels }).message).toContain('there are 3 classes, from 0');
    expect(fault({ optimizer: { name: 'adam', options: { learningRate: -1 } } }).code).toBe(
      'invalid_argument',
    );
    expect(faultOf(() => methods.vaeSave({ vae: 77 }, context)).code).toBe('deleted_object');
    expect(
      faultOf(() => methods.vaeSample({ count: 3, latent: 2, temperature: -1, seed: 1 }, context)).message,
    ).toContain('temperature is -1');
  });
});
