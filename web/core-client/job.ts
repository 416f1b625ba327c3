// One running call, as the method that does it sees it: it pauses between slices, says how far it is, and sends chunks.

import { TractableError } from './errors.ts';
import { maxChunksUntaken, sliceMilliseconds } from './protocol.ts';

/** Resolves after the messages that have already arrived were handled. (setTimeout would cost 4 ms each time.) */
const messagesHandled = (() => {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  // Under node an open port would keep the process alive.
  (port1 as { unref?: () => void }).unref?.();
  return () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
})();

export interface JobOutput {
  progress(done: number, of: number): void;
  chunk(chunk: unknown, transfer: Transferable[]): void;
}

export class Job {
  #sliceEnd = performance.now() + sliceMilliseconds;
  #cancelled = false;
  #untaken = 0;
  #taken: (() => void) | undefined;

  constructor(
    readonly method: string,
    private readonly output: JobOutput,
  ) {}

  cancel() {
    this.#cancelled = true;
    this.#taken?.();
  }

  /** Whether the page has two chunks that it has not taken: who can keep what it has goes on meanwhile. */
  get crowded() {
    return this.#untaken >= maxChunksUntaken;
  }

  taken() {
    this.#untaken--;
    this.#taken?.();
  }

  /** Call it every millisecond or so: lets messages in when the slice is over, and ends a cancelled job. */
  async pause(done: number, of: number): Promise<void> {
    if (performance.now() >= this.#sliceEnd) {
      this.output.progress(done, of);
      await messagesHandled();
      this.#sliceEnd = performance.now() + sliceMilliseconds;
    }
    this.throwIfCancelled();
  }

  /** Waits while the page has two chunks that it has not taken: what is sent then goes at once. */
  async room(): Promise<void> {
    while (this.#untaken >= maxChunksUntaken && !this.#cancelled) {
      await new Promise<void>((resolve) => (this.#taken = resolve));
    }
    this.throwIfCancelled();
  }

  /** Sends a part of the result, when there is room. */
  async send(chunk: unknown, transfer: Transferable[] = []): Promise<void> {
    await this.room();
    this.#untaken++;
    this.output.chunk(chunk, transfer);
  }

  throwIfCancelled() {
    if (this.#cancelled) {
      throw new TractableError('cancelled', this.method, `${this.method}: the job was cancelled`);
    }
  }
}
