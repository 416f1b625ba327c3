// A page with the language, the client and the chains' workers: what is timed here is a model's way from its text to draws.

import { chainWorkers, runChains } from '../../../web/core-client/chains.ts';
import { Client } from '../../../web/core-client/client.ts';
import { traceModelHere, type Data } from '../../../web/model/here.ts';

const client = new Client();

/** Milliseconds from a model's text to log density and gradient at a point. */
async function traceToGradient(code: string, data: Data, dim: number): Promise<number> {
  const start = performance.now();
  const target = { model: traceModelHere(code, data) };
  await client.call('targetDensity', { target, x: new Float64Array(dim).fill(0.1), gradient: true });
  return performance.now() - start;
}

/** Milliseconds from a traced model to all draws of four chains, in workers that stand ready. */
async function chains(code: string, data: Data, seed: number) {
  const target = { model: traceModelHere(code, data) };
  await chainWorkers.warm(4);
  const start = performance.now();
  let first = Infinity;
  const results = await runChains(
    { target, kernel: 'nuts', seed, chains: 4, warmup: 1000, draws: 1000, keepWarmup: true },
    { onDraws: () => void (first = Math.min(first, performance.now() - start)) },
  );
  return { milliseconds: performance.now() - start, first, stopped: results.map(({ stopped }) => stopped) };
}

Object.assign(globalThis, { traceToGradient, chains });
