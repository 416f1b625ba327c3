// The core as a figure asks it, without a worker: the worker's own methods on the module under node.

import type { Client } from '$web/core-client/client.ts';
import type { Context } from '$web/core-client/methods.ts';
import { methods } from '../../support/methods.ts';
import { Objects } from '$web/core-client/objects.ts';
import { loadCore } from '../../support/core.ts';

export async function coreClient(): Promise<{ client: Pick<Client, 'call'>; objects: Objects }> {
  const objects = new Objects(0);
  const job = { pause: () => Promise.resolve(), send: () => Promise.resolve() };
  const context = { core: await loadCore('simd'), objects, job } as unknown as Context;
  const call = async (name: keyof typeof methods, args: never) =>
    (methods[name] as (args: never, context: Context) => unknown)(args, context);
  return { client: { call: call as unknown as Client['call'] }, objects };
}
