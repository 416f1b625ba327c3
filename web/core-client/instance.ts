// Makes an instance of a compiled module, on the worker's side: the only file that loads Emscripten's own code.

import createScalar from '$core/tractable_scalar.js';
import createSimd, { type MainModule } from '$core/tractable_simd.js';
import type { Variant } from './module.ts';

export type Core = MainModule;

const create = { simd: createSimd, scalar: createScalar };

/** An instance of a compiled module. */
export function instantiate(variant: Variant, module: WebAssembly.Module): Promise<Core> {
  return new Promise((resolve, reject) => {
    create[variant]({
      instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
        WebAssembly.instantiate(module, imports).then(done, reject);
        return {};
      },
    }).then(resolve, reject);
  });
}
