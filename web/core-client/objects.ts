// The C++ objects that the page holds by number. Embind's objects live until delete() is called, so they have one owner.

import type { GaussianKde, GraphProgram } from '$core/tractable_simd.js';
import { TractableError } from './errors.ts';
import type { HeldSampler } from './mcmc.ts';
import type { HeldVae } from './vae.ts';

interface Deletable {
  delete(): void;
}

/** What the page may hold, by its kind. */
interface Held {
  kde: GaussianKde;
  graph: GraphProgram;
  sampler: HeldSampler;
  vae: HeldVae;
}

export class Objects {
  #next: number;
  readonly #held = new Map<number, { kind: keyof Held; object: Deletable }>();

  /** `generation`: how many workers there were before. Their numbers are never given again, so that a number from a lost
   * worker cannot name another object here. */
  constructor(generation: number) {
    this.#next = generation * 2 ** 32 + 1;
  }

  get count() {
    return this.#held.size;
  }

  hold<K extends keyof Held>(kind: K, object: Held[K]): number {
    this.#held.set(this.#next, { kind, object });
    return this.#next++;
  }

  /** Throws `deleted_object` for a number that is not held: the object was deleted, or its worker was replaced. */
  get<K extends keyof Held>(kind: K, id: number, where: string): Held[K] {
    const entry = this.#held.get(id);
    if (entry?.kind !== kind) {
      const message = `${where}: ${kind} ${String(id)} is gone: it was deleted, or its worker was replaced`;
      throw new TractableError('deleted_object', where, message);
    }
    return entry.object as Held[K];
  }

  delete(kind: keyof Held, id: number, where: string) {
    this.get(kind, id, where).delete();
    this.#held.delete(id);
  }
}

/** Runs `use` on an object and deletes the object, whatever happens. */
export async function using<T extends Deletable, R>(
  object: T,
  use: (object: T) => R | Promise<R>,
): Promise<R> {
  try {
    return await use(object);
  } finally {
    object.delete();
  }
}
