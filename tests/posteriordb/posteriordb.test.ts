// Models written in the language against posteriordb (Magnusson et al. 2025): densities at given points, and what nuts draws. The
// references' data are read where they lie; five posteriors are sampled in each run, all with TRACTABLE_LONG.

import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../web/core-client/methods.ts';
import { Objects } from '../../web/core-client/objects.ts';
import { traceModelHere } from '../../web/model/here.ts';
import { loadCore } from '../support/core.ts';
import { methods } from '../support/methods.ts';
import {
  codeOf,
  grouped,
  isPresent,
  posteriors,
  referenceFolder,
  referenceOf,
  variants,
  type Posterior,
} from './posteriors.ts';
import { compare, sample, type Comparison } from './sampling.ts';

const long = Boolean(process.env['TRACTABLE_LONG']);
const minutes = 60_000;

let context: Context;
beforeAll(async () => {
  const job = { pause: async () => undefined } as unknown as Context['job'];
  context = { core: await loadCore('simd'), objects: new Objects(0), job };
});

const traced = (posterior: Posterior, data: Record<string, unknown>) =>
  traceModelHere(codeOf(posterior), data);

/** The largest rounding that a log density of this size may have. */
const rounding = (value: number) => 8 * Number.EPSILON * Math.abs(value);

describe.skipIf(!isPresent)(`posteriordb (in ${referenceFolder}): log joint densities`, () => {
  test.each([...posteriors, ...variants].map((each) => [each.name, each.model, each] as const))(
    '%s, %s.js',
    async (_, __, posterior) => {
      const { data, log_joint_points: points } = referenceOf(posterior);
      const model = traced(posterior, data);
      const { values: valuesOf = grouped, volume = () => 0 } = posterior;
      const ours: number[] = [];
      for (const { at } of points) {
        const x = await methods.modelUnconstrain({ model, values: valuesOf(at) }, context);
        const [value] = await methods.modelLogJoint({ model, x, jacobian: false }, context);
        ours.push(value! + volume(at));
      }
      expect(points.length).toBeGreaterThan(1);
      for (let i = 1; i < points.length; i++) {
        const expected = points[i]!.log_joint - points[0]!.log_joint;
        const error = Math.abs(ours[i]! - ours[0]! - expected);
        const allowed = 1e-9 * Math.abs(expected) + rounding(points[i]!.log_joint);
        expect(error, `point ${i}: ${ours[i]! - ours[0]!} for ${expected}`).toBeLessThan(allowed);
      }
    },
  );
});

interface Row extends Comparison {
  posterior: string;
}

describe.skipIf(!isPresent)('posteriordb: 4 x 1000 draws of nuts', () => {
  const report: Record<string, unknown>[] = [];
  const chosen = posteriors.filter(({ always }) => long || always);

  test.each(chosen.map((each) => [each.name, each] as const))(
    '%s',
    async (name, posterior) => {
      const reference = referenceOf(posterior);
      const model = traced(posterior, reference.data);
      const settings = { seed: 1, chains: 4, warmup: 1000, draws: 1000 };
      const draws = await sample(
        { model },
        { ...settings, targetAcceptance: posterior.targetAcceptance ?? 0.8 },
        context,
      );
      const rows: Row[] = compare(draws, reference, settings.chains, context).map((row) => ({
        posterior: name,
        ...row,
      }));
      const { divergences, gradients, warmupGradients, deepest, stepSizes, milliseconds } = draws;
      const leastEss = Math.min(...rows.map(({ essBulk }) => essBulk));
      report.push({
        name,
        divergences,
        gradients,
        warmupGradients,
        deepest,
        stepSizes,
        milliseconds,
        rhat: Math.max(...rows.map(({ rhat }) => rhat)),
        essBulk: leastEss,
        essTail: Math.min(...rows.map(({ essTail }) => essTail)),
        essPerGradient: leastEss / gradients,
        z: Math.max(...rows.flatMap((row) => [row.zMean, row.zSd, row.zMeanSquare].map(Math.abs))),
      });
      expect(divergences).toBe(0);
      for (const row of rows) {
        const told = JSON.stringify(row);
        expect(row.rhat, told).toBeLessThan(1.01);
        expect(row.essBulk, told).toBeGreaterThan(400);
        for (const z of [row.zMean, row.zSd, row.zMeanSquare]) expect(Math.abs(z), told).toBeLessThan(5);
      }
    },
    10 * minutes,
  );

  afterAll(() => {
    if (!long) return;
    const folder = fileURLToPath(new URL('../../build/', import.meta.url));
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}posteriordb_report.json`, `${JSON.stringify(report, null, 2)}\n`);
  });
});
