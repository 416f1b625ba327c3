// The worker that owns a module: it runs one call at a time, in the order in which they came, and lets messages in
// between the slices of a long one. It is thrown away, never repaired: after a trap the page starts a new one.

import { TractableError, ranOut, toRecord } from './errors.ts';
import { Job } from './job.ts';
import { groupedMethod } from './groups.ts';
import { methods, type Context } from './methods.ts';
import { instantiate, type Core } from './instance.ts';
import type { Variant } from './module.ts';
import { Objects } from './objects.ts';
import type { FromWorker, JobId, ToWorker } from './protocol.ts';
import { transferables } from './transfer.ts';

const post = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

let core: Core | undefined;
let objects = new Objects(0);
const jobs = new Map<JobId, Job>();
const queue: Extract<ToWorker, { kind: 'call' }>[] = [];
let running = false;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  switch (data.kind) {
    case 'start':
      objects = new Objects(data.generation);
      void start(data.variant, data.module);
      break;
    case 'call':
      jobs.set(
        data.id,
        new Job(data.method, {
          progress: (done, of) => post({ kind: 'progress', id: data.id, done, of }),
          chunk: (chunk, transfer) => post({ kind: 'chunk', id: data.id, chunk }, transfer),
        }),
      );
      queue.push(data);
      void work();
      break;
    case 'cancel':
      jobs.get(data.id)?.cancel();
      break;
    case 'taken':
      jobs.get(data.id)?.taken();
      break;
  }
};

async function start(variant: Variant, module: WebAssembly.Module) {
  try {
    const instance = await instantiate(variant, module);
    const fault = instance.self_test();
    if (fault) return post({ kind: 'unfit', reason: fault });
    core = instance;
    post({ kind: 'ready', instructionSet: instance.instruction_set() });
    void work();
  } catch (error) {
    post({ kind: 'unfit', reason: toRecord(error, 'start').message });
  }
}

async function work() {
  if (running || !core) return;
  running = true;
  for (let call = queue.shift(); call; call = queue.shift()) {
    const { id, method, args } = call;
    try {
      const own = Object.hasOwn(methods, method) ? methods[method as keyof typeof methods] : undefined;
      const run = (own ?? (await groupedMethod(method))) as
        ((args: unknown, context: Context) => unknown) | undefined;
      if (!run)
        throw new TractableError(
          'unknown_name',
          'call',
          `method is "${method}"; the core has no such method`,
        );
      const job = jobs.get(id)!;
      job.throwIfCancelled();
      const result = await run(args, { core, objects, job });
      post({ kind: 'result', id, result }, transferables(result));
    } catch (error) {
      // A trap, or a stack that ran out, leaves the instance in an unknown state: this worker does nothing more (`running`
      // stays), the page starts another.
      if (error instanceof WebAssembly.RuntimeError || ranOut(error) === 'stack')
        return post({ kind: 'error', id, error: { ...toRecord(error, method), code: 'worker_lost' } });
      post({ kind: 'error', id, error: toRecord(error, method) });
    }
    jobs.delete(id);
  }
  running = false;
}
