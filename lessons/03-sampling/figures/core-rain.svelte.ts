// What `Shapes` shows of a law that the core knows: the curve and the newest drops at once, what is measured of all of them a
// moment later. While a handle is dragged only the newest answer counts.

import { untrack } from 'svelte';
import type { Client } from '$web/core-client/client.ts';
import { Latest } from '$web/kit/latest.ts';
import {
  askCurve,
  askDrops,
  land,
  measure,
  type Curve,
  type Drops,
  type FamilyName,
  type Found,
} from './families.ts';
import { ways } from './rain-picture.ts';

export interface View {
  curve: Curve;
  heights: Float64Array;
  n: number;
  /** Where the newest drops landed. */
  newest: Float64Array;
}

/** So many drops are made ahead, so that a step does not wait. */
const few = 256;

export class CoreRain {
  view = $state.raw<View>();
  /** All drops of the view, once they are there. */
  drops = $state.raw<Drops>();
  found = $state.raw<Found>();
  /** The drops that are being made. */
  #wanted: { curve: Curve; heights: Float64Array; count: number } | undefined;
  readonly #latest: Latest;
  readonly #making: Latest;
  readonly #measuring: Latest;

  constructor(
    readonly client: Pick<Client, 'call'>,
    readonly onerror: (message: string) => void,
  ) {
    this.#latest = new Latest(onerror);
    this.#making = new Latest((message) => {
      this.#wanted = undefined;
      onerror(message);
    });
    this.#measuring = new Latest(onerror);
  }

  /** The body of an effect. */
  go(family: FamilyName, value: number, heights: Float64Array, n: number) {
    untrack(() => {
      const known = this.view?.curve;
      void this.#latest.run(
        async (signal): Promise<View> => {
          const curve =
            known?.family === family && known.value === value
              ? known
              : await askCurve(this.client, family, value, signal);
          const newest = await land(this.client, curve, heights.slice(Math.max(0, n - ways), n), signal);
          return { curve, heights, n, newest };
        },
        (view) => this.#show(view),
      );
    });
  }

  cancel() {
    for (const each of [this.#latest, this.#making, this.#measuring]) each.cancel();
    this.#wanted = undefined;
  }

  #show(view: View) {
    const { curve, heights, n } = view;
    this.view = view;
    this.found = undefined;
    this.onerror('');
    if (this.drops?.curve !== curve || this.drops.heights !== heights) this.drops = undefined;
    if (this.drops && this.drops.x.length >= n) return this.#measure();
    // One step more does not begin what is under way again.
    const wanted = this.#wanted;
    if (wanted?.curve === curve && wanted.heights === heights && wanted.count >= n) return;
    const count = n <= few ? few : heights.length;
    this.#wanted = { curve, heights, count };
    void this.#making.run(
      (signal) => askDrops(this.client, curve, heights, count, signal),
      (drops) => {
        this.#wanted = undefined;
        this.drops = drops;
        this.#measure();
      },
    );
  }

  #measure() {
    const { drops, view } = this;
    if (!drops || !view || view.n === 0) return this.#measuring.cancel();
    void this.#measuring.run(
      (signal) => measure(this.client, drops, view.n, signal),
      (found) => (this.found = found),
    );
  }
}
