// Backends that fail in every way, and channels that join tabs without a browser.

import { MemoryBackend, type Backend } from '../../../web/work/backend.ts';
import type { WorkRecord } from '../../../web/work/record.ts';
import { openWork, type Channel } from '../../../web/work/store.ts';

/** Dies, as a closed tab does, when `after` records more were stored: the write under way is lost as a whole, and later ones never end. */
export class MortalBackend implements Backend {
  readonly lasts = true;
  dead = false;

  constructor(
    readonly disk: MemoryBackend,
    public after: number,
  ) {}

  load() {
    return this.disk.load();
  }

  async put(records: readonly WorkRecord[]) {
    await Promise.resolve();
    this.after -= records.length;
    if (this.after < 0) this.dead = true;
    if (this.dead) return new Promise<never>(() => undefined);
    return this.disk.put(records);
  }
}

/** Refuses with an error of the given name as long as `refusing`. */
export class FullBackend extends MemoryBackend {
  refusing = true;

  constructor(readonly fault = new DOMException('full', 'QuotaExceededError') as Error) {
    super(true);
  }

  override put(records: readonly WorkRecord[]) {
    return this.refusing ? Promise.reject(this.fault) : super.put(records);
  }
}

/** Joins channels like BroadcastChannel: each hears the others, later. */
export class Hub {
  readonly #channels = new Set<Channel>();

  open = (): Channel => {
    const channel: Channel = {
      onmessage: null,
      postMessage: (message) => {
        for (const other of this.#channels) {
          if (other === channel) continue;
          const data: unknown = structuredClone(message);
          queueMicrotask(() => other.onmessage?.({ data } as MessageEvent));
        }
      },
      close: () => void this.#channels.delete(channel),
    };
    this.#channels.add(channel);
    return channel;
  };
}

export const openOn = (backend: Backend, hub?: Hub) =>
  openWork({ openBackend: () => Promise.resolve(backend), openChannel: () => hub?.open() });

export const settled = () => new Promise((resolve) => setTimeout(resolve));

/** Small random numbers for tests: the same each run. */
export function randomFrom(seed: number) {
  let state = seed >>> 0;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
