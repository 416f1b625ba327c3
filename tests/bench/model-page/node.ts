// The same under node, without a worker: a model's text, its recipe, the core's program and its first gradient.

import create from '$core/tractable_simd.js';
import { traceModelHere, type Data } from '../../../web/model/here.ts';

/** Resolves to a function that takes milliseconds from a model's text to log density and gradient at a point. */
export async function tracer(wasmBinary: Uint8Array) {
  const core = await create({ wasmBinary });
  return (code: string, data: Data, dim: number): number => {
    const start = performance.now();
    const { words, numbers, names } = traceModelHere(code, data);
    const target = core.make_model(words, numbers, names.join('\n'));
    target.log_prob(new Float64Array(dim).fill(0.1), true);
    target.delete();
    return performance.now() - start;
  };
}
