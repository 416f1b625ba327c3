// What the figures of this lesson share when they ask the core about a density estimate.

import type { BandwidthRule } from '$core/catalogue.ts';
import type { Client } from '$web/core-client/client.ts';

/** Makes an estimate in the worker, uses it, and deletes it whatever happens. */
export async function withKde<T>(
  client: Pick<Client, 'call'>,
  data: Float64Array,
  bandwidth: BandwidthRule | number,
  signal: AbortSignal,
  use: (kde: number, bandwidth: number) => Promise<T>,
): Promise<T> {
  const made = await client.call('kdeCreate', { data, bandwidth }, { signal });
  try {
    return await use(made.kde, made.bandwidth);
  } finally {
    await client.call('kdeDelete', { kde: made.kde }).catch(() => undefined);
  }
}
