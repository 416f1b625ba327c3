// What Rain shows: the drops up to n, and how far they are from the law, which comes a moment later.

import { untrack } from 'svelte';
import type { Client } from '$web/core-client/client.ts';
import { Latest } from '$web/kit/latest.ts';
import { rare } from './distance.ts';
import type { Rain } from './rain-drawing.ts';
import { Drops, milestones, Tally, type Moments } from './drops.ts';

export class RainState {
  /** All of the same n and seed. */
  shown = $state.raw<Rain['shown']>();
  distance = $state.raw<{ n: number; distance: number; p: number; bound: number }>();
  /** Distances at the milestones that were passed. */
  strip = $state.raw<{ n: number; distance: number }[]>([]);
  drops: Drops | undefined;
  #tally = new Tally();
  readonly #latest: Latest;
  readonly #far: Latest;

  constructor(
    readonly client: Pick<Client, 'call'>,
    onerror: (message: string) => void,
  ) {
    this.#latest = new Latest(onerror);
    this.#far = new Latest(onerror);
  }

  /** The body of an effect: shows n drops of the seed as soon as there are so many. */
  go(seed: number, n: number) {
    untrack(() => {
      if (this.drops?.seed !== seed) {
        this.#far.cancel();
        this.drops = new Drops(this.client, seed);
        this.#tally = new Tally();
        this.strip = [];
        this.distance = undefined;
      }
      const drops = this.drops;
      void this.#latest.run(
        async (signal) => {
          await drops.grow(n, signal);
          return drops.moments(n, signal);
        },
        (moments) => this.#show(drops, n, moments),
      );
    });
  }

  cancel() {
    this.#latest.cancel();
    this.#far.cancel();
  }

  #show(drops: Drops, n: number, { mean, variance }: Moments) {
    const tally = this.#tally;
    tally.to(n, drops);
    const { outside } = tally;
    const first = Math.min(n, 200);
    this.shown = {
      n,
      seed: drops.seed,
      mean,
      variance,
      outside,
      counts: tally.counts.slice(),
      heights: tally.heights.slice(),
      last: n > 0 ? { u: drops.u[n - 1]!, z: drops.z[n - 1]! } : undefined,
      rug: { u: drops.u.subarray(0, first), z: drops.z.subarray(0, first) },
    };
    void this.#far.run(
      (signal) => this.#measure(drops, n, signal),
      () => undefined,
    );
  }

  /** The distances, after the picture: sorting a million takes a while. */
  async #measure(drops: Drops, n: number, signal: AbortSignal) {
    if (n === 0) {
      this.distance = undefined;
      return;
    }
    const answer = await drops.distance(n, signal);
    if (signal.aborted) return;
    const bound = await this.client.call('ksBound', { level: rare, n }, { signal });
    if (signal.aborted) return;
    this.distance = { n, bound, ...answer };
    for (const at of milestones(n)) {
      if (this.strip.some((known) => known.n === at)) continue;
      const { distance } = await drops.distance(at, signal);
      if (signal.aborted) return;
      this.strip = [...this.strip, { n: at, distance }];
    }
  }
}
