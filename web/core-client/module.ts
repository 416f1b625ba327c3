// Compiles the core, on the page's side. Two modules are built from the same sources: with SIMD instructions and without.
// A module is compiled once and handed to every worker, which makes an instance of it (instance.ts).

import scalarUrl from '$core/tractable_scalar.wasm?url';
import simdUrl from '$core/tractable_simd.wasm?url';

export type Variant = 'simd' | 'scalar';

const wasmUrl = { simd: simdUrl, scalar: scalarUrl };

// A module with one function that uses i8x16.splat and i8x16.popcnt: valid only where SIMD is.
const simdProbe = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
]);

export const simdIsSupported = () => WebAssembly.validate(simdProbe);

/** Compiles while it downloads; from a server that sends the wrong media type, after the download. */
export async function compile(variant: Variant): Promise<WebAssembly.Module> {
  const response = await fetch(wasmUrl[variant]);
  if (!response.ok) throw new Error(`the core could not be loaded: ${response.status} for ${response.url}`);
  try {
    return await WebAssembly.compileStreaming(response.clone());
  } catch (error) {
    if (error instanceof TypeError) return WebAssembly.compile(await response.arrayBuffer());
    throw error;
  }
}
