// The page's side: starts the worker, keeps the list of calls that have not ended, and replaces a worker that is lost.

import { TractableError, fromRecord } from './errors.ts';
import type { MethodName } from './methods.ts';
import { compile, simdIsSupported, type Variant } from './module.ts';
import type { Args, Chunk, FromWorker, JobId, Result, ToWorker } from './protocol.ts';
import { isDetached } from './transfer.ts';
import { UnderWay } from './under-way.ts';

export interface CallOptions<M extends MethodName> {
  /** Aborting it ends the job with code `cancelled`. */
  signal?: AbortSignal;
  /** Called at most once for each slice of about 12 ms. */
  onProgress?: (done: number, of: number) => void;
  /** Called with each chunk; the worker waits while two have not been taken. */
  onChunk?: (chunk: Chunk<M>) => void | Promise<void>;
}

interface Call {
  id: JobId;
  method: MethodName;
  resolve: (result: never) => void;
  reject: (error: Error) => void;
  /** The chunks that the page is taking, one after the other. */
  chunks: Promise<void>;
  onProgress: ((done: number, of: number) => void) | undefined;
  onChunk: ((chunk: never) => void | Promise<void>) | undefined;
}

export interface ClientOptions {
  /** The variant to use; by default SIMD where the browser has it and computes right, else scalar. */
  variant?: Variant;
  /** How to make the worker; tests put their own here. */
  createWorker?: () => Worker;
}

const compiled = new Map<Variant, Promise<WebAssembly.Module>>();

/** One compilation for each variant, however many workers there are; a failed one is tried again. */
function compileOnce(variant: Variant): Promise<WebAssembly.Module> {
  const known = compiled.get(variant);
  if (known) return known;
  const module = compile(variant).catch((error: Error) => {
    throw new TractableError('worker_lost', 'start', error.message);
  });
  compiled.set(variant, module);
  module.catch(() => compiled.delete(variant));
  return module;
}

const startWorker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

export class Client {
  #variant: Variant;
  readonly #mayFallBack: boolean;
  readonly #createWorker: () => Worker;
  #worker: Worker | undefined;
  #ready: Promise<string> | undefined;
  #restarts = 0;
  #abandonStart: (error: TractableError) => void = () => undefined;
  readonly #calls = new Map<JobId, Call>();
  #nextId = 1;
  /** Calls of the page's that have no answer yet; some of them wait for the worker to start. */
  readonly #unanswered = new UnderWay();

  constructor({ variant, createWorker = startWorker }: ClientOptions = {}) {
    this.#variant = variant ?? (simdIsSupported() ? 'simd' : 'scalar');
    this.#mayFallBack = variant === undefined && this.#variant === 'simd';
    this.#createWorker = createWorker;
  }

  get variant() {
    return this.#variant;
  }

  /** Starts the worker if it is not running. Resolves to the instruction set in use ("wasm128" or "scalar"). */
  ready(): Promise<string> {
    return (this.#ready ??= this.#start());
  }

  /** Whether a call is under way. */
  get busy() {
    return this.#unanswered.busy;
  }

  /** Resolves when no call is under way, and what came of the last answers has made no other. */
  idle(): Promise<void> {
    return this.#unanswered.idle();
  }

  /** Calls a method of the core. Arrays are copied, so that the caller keeps its own. */
  call<M extends MethodName>(method: M, args: Args<M>, options: CallOptions<M> = {}): Promise<Result<M>> {
    return this.#unanswered.track(() => this.#ask(method, args, options));
  }

  async #ask<M extends MethodName>(method: M, args: Args<M>, options: CallOptions<M>): Promise<Result<M>> {
    rejectDetached(method, args);
    const { signal } = options;
    if (signal?.aborted) throw cancelled(method);
    const restarts = this.#restarts;
    await this.ready();
    if (signal?.aborted) throw cancelled(method);
    if (restarts !== this.#restarts) throw lost(method, 'it was stopped before the call was sent');
    const id = this.#nextId++;
    return new Promise<Result<M>>((resolve, reject) => {
      const cancel = () => this.#post({ kind: 'cancel', id });
      signal?.addEventListener('abort', cancel, { once: true });
      const finish = () => signal?.removeEventListener('abort', cancel);
      this.#calls.set(id, {
        id,
        method,
        resolve: (result: Result<M>) => (finish(), resolve(result)),
        reject: (error) => (finish(), reject(error)),
        chunks: Promise.resolve(),
        onProgress: options.onProgress,
        onChunk: options.onChunk,
      });
      try {
        this.#post({ kind: 'call', id, method, args });
      } catch (error) {
        // Structured clone refused an argument (a function, a symbol): nothing was sent.
        this.#end(id)?.reject(
          new TractableError('invalid_argument', method, `${method}: ${(error as Error).message}`),
        );
      }
    });
  }

  /** Stops the worker at once: every call that has not ended fails with `worker_lost`; the next one starts a new worker. */
  restart(reason = 'it was stopped') {
    this.#restarts++;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ready = undefined;
    this.#abandonStart(lost('start', reason));
    for (const call of [...this.#calls.values()]) this.#end(call.id)?.reject(lost(call.method, reason));
  }

  /** Starts a worker, with the scalar module where the SIMD one is unfit. `restart` makes it fail at once. */
  #start(): Promise<string> {
    let abandoned = false;
    const stopped = new Promise<never>((_, reject) => {
      this.#abandonStart = (error) => {
        abandoned = true;
        reject(error);
      };
    });
    const launch = async (): Promise<string> => {
      for (;;) {
        const variant = this.#variant;
        try {
          return await this.#launch(variant);
        } catch (error) {
          if (abandoned || !(error instanceof Unfit && this.#mayFallBack && variant === 'simd')) throw error;
          this.#variant = 'scalar';
        }
      }
    };
    const started = Promise.race([launch(), stopped]);
    started.catch(() => {
      if (!abandoned) this.#ready = undefined;
    });
    return started;
  }

  /** The worker loads its script while the module is compiled. */
  #launch(variant: Variant): Promise<string> {
    const worker = this.#createWorker();
    this.#worker = worker;
    return new Promise((resolve, reject) => {
      let isReady = false;
      const give = (error: TractableError) => {
        worker.terminate();
        this.#worker = undefined;
        reject(error);
      };
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (this.#worker !== worker) return; // a late word of one that was stopped
        if (data.kind === 'ready') {
          isReady = true;
          resolve(data.instructionSet);
        } else if (data.kind === 'unfit') {
          give(new Unfit('worker_lost', 'start', data.reason));
        } else {
          void this.#receive(data);
        }
      };
      worker.onerror = (event) => {
        event.preventDefault();
        if (this.#worker !== worker) return;
        const reason = event.message || 'it crashed';
        if (isReady) this.restart(reason);
        else give(new TractableError('worker_lost', 'start', reason));
      };
      const generation = this.#restarts;
      compileOnce(variant).then(
        (module) => {
          if (this.#worker === worker)
            worker.postMessage({ kind: 'start', variant, module, generation } satisfies ToWorker);
        },
        (error: TractableError) => {
          if (this.#worker === worker) give(error);
        },
      );
    });
  }

  async #receive(message: Exclude<FromWorker, { kind: 'ready' | 'unfit' }>) {
    const call = this.#calls.get(message.id);
    if (!call) return; // of a job that was given up: a late word
    switch (message.kind) {
      case 'progress':
        void this.#guard(call, () => call.onProgress?.(message.done, message.of));
        break;
      case 'chunk':
        call.chunks = call.chunks.then(async () => {
          await this.#guard(call, () => call.onChunk?.(message.chunk as never));
          this.#post({ kind: 'taken', id: message.id });
        });
        break;
      case 'result':
        await call.chunks; // the page sees all parts before the whole
        this.#end(message.id)?.resolve(message.result as never);
        break;
      case 'error':
        this.#end(message.id)?.reject(fromRecord(message.error));
        if (message.error.code === 'worker_lost') this.restart(message.error.message);
        break;
    }
  }

  /** Runs a callback of the page's; if it throws, the job is cancelled and its call fails with that error. */
  async #guard(call: Call, callback: () => unknown) {
    try {
      await callback();
    } catch (error) {
      if (this.#calls.has(call.id)) this.#post({ kind: 'cancel', id: call.id });
      this.#end(call.id)?.reject(error as Error);
    }
  }

  #post(message: ToWorker) {
    this.#worker?.postMessage(message);
  }

  #end(id: JobId): Call | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }
}

/** The module does not compute what it should here: the other one may. */
class Unfit extends TractableError {}

const lost = (where: string, reason: string) =>
  new TractableError(
    'worker_lost',
    where,
    `${where}: the worker is gone (${reason}); the next call starts a new one`,
  );

const cancelled = (method: MethodName) =>
  new TractableError('cancelled', method, `${method}: the job was cancelled before it began`);

/** Structured clone would say "could not be cloned"; the core's own sentence names the argument. */
function rejectDetached(method: MethodName, args: unknown) {
  for (const [name, value] of Object.entries((args ?? {}) as object)) {
    if (ArrayBuffer.isView(value) && isDetached(value)) {
      const message = `${method}: ${name} has a detached buffer: it was transferred away, so its numbers are gone`;
      throw new TractableError('detached_buffer', method, message);
    }
  }
}
