// Training an autoencoder in Chromium's worker: the figures of node, pausing at once, a page that takes nothing, a lost worker.

import { expect, test } from '@playwright/test';
import type { Client } from '../../web/core-client/client.ts';
import type { VaeEpoch, VariationalArgs } from '../../web/core-client/vae.ts';
import { shortRun, shortRunFigures, shortRunTolerance } from '../support/vae-run.ts';

declare global {
  var tractable: { client: Client; Client: new (options?: object) => Client };
  var runArgs: VariationalArgs;
}

test.beforeEach(async ({ page }) => {
  await page.goto('./');
  const { x, validation, ...rest } = shortRun();
  await page.evaluate(
    ([own, bytes, validationBytes]) => {
      const all = { ...own, x: Uint8Array.from(bytes) };
      globalThis.runArgs = { ...all, validation: { x: Uint8Array.from(validationBytes) } };
      return tractable.client.ready();
    },
    [rest, [...x], [...validation!.x]] as const,
  );
});

test('a seeded run has the figures that it has under node', async ({ page }) => {
  const end = await page.evaluate(async () => {
    const { client } = tractable;
    const { vae } = await client.call('vaeCreate', runArgs);
    const epochs: VaeEpoch[] = [];
    const onChunk = (chunk: { epochs: VaeEpoch[] }) => void epochs.push(...chunk.epochs);
    const rest = await client.call('vaeTrain', { vae, epochs: 40, every: 5 }, { onChunk });
    await client.call('vaeDelete', { vae });
    const { epoch, loss, reconstruction, validationLoss } = [...epochs, ...rest.epochs].at(-1)!;
    return { epoch, loss, reconstruction, validationLoss };
  });
  expect(end.epoch).toBe(39);
  for (const [name, value] of Object.entries(shortRunFigures)) {
    const got = end[name as keyof typeof shortRunFigures];
    expect(Math.abs(got - value), `${name}: ${got}`).toBeLessThan(shortRunTolerance * value);
  }
});

test('pausing takes less than 100 ms, and a page that takes no chunk loses nothing', async ({ page }) => {
  const told = await page.evaluate(async () => {
    const { client } = tractable;
    const { vae } = await client.call('vaeCreate', runArgs);
    const stop = new AbortController();
    let [chunks, told] = [0, 0];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const training = client.call(
      'vaeTrain',
      { vae, steps: 1e9, every: 10 },
      {
        signal: stop.signal,
        onChunk: async ({ trace }) => {
          chunks++;
          told += trace.length / 6;
          await held;
        },
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 600));
    const taken = chunks;
    release();
    const start = performance.now();
    stop.abort();
    const { stopped, steps, trace } = await training;
    const waited = performance.now() - start;
    await client.call('vaeDelete', { vae });
    return { waited, stopped, steps, told: told + trace.length / 6, taken };
  });
  expect(told.stopped).toBe('cancelled');
  expect(told.steps).toBeGreaterThan(0);
  expect(told.told).toBe(told.steps);
  expect(told.taken).toBe(1); // the page was busy with the first
  expect(told.waited).toBeLessThan(100);
});

test('after a lost worker the last checkpoint goes on with the same bits', async ({ page }) => {
  const [straight, resumed] = await page.evaluate(async () => {
    const { client } = tractable;
    const { vae } = await client.call('vaeCreate', runArgs);
    await client.call('vaeTrain', { vae, steps: 30 });
    const saved = await client.call('vaeSave', { vae });
    await client.call('vaeTrain', { vae, steps: 40 });
    const straight = await client.call('vaeWeights', { vae });
    client.restart();
    const { vae: again } = await client.call('vaeCreate', runArgs);
    await client.call('vaeRestore', { vae: again, saved });
    await client.call('vaeTrain', { vae: again, steps: 40 });
    const resumed = await client.call('vaeWeights', { vae: again });
    await client.call('vaeDelete', { vae: again });
    return [[...straight], [...resumed]];
  });
  expect(resumed).toEqual(straight);
});
