// The core's modules under node, without a worker.

import createScalar from '$core/tractable_scalar.js';
import createSimd, { type MainModule } from '$core/tractable_simd.js';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Core = MainModule;

const file = (name: string) => fileURLToPath(new URL(`../../build/wasm/wasm/${name}`, import.meta.url));

export const wasmBinary = (variant: 'simd' | 'scalar') => readFileSync(file(`tractable_${variant}.wasm`));

export const loadCore = (variant: 'simd' | 'scalar'): Promise<Core> =>
  (variant === 'simd' ? createSimd : createScalar)({ wasmBinary: wasmBinary(variant) });

export interface Fault {
  name: string;
  code: string;
  where: string;
  message: string;
}

/** The JavaScript Error that `action` throws. */
export function faultOf(action: () => unknown): Fault {
  let thrown: unknown;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof Error)) throw new Error(`not an Error: ${String(thrown)}`);
  return thrown as Error & Fault;
}
