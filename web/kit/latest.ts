// Questions to the core of which only the newest counts: a drag asks sixty times a second.

import { TractableError } from '../core-client/errors.ts';
import { UnderWay } from '../core-client/under-way.ts';

export const isCancelled = (error: unknown) => error instanceof TractableError && error.code === 'cancelled';

/** What the core complains of, without the name of the function that does: a sentence for a student. */
export const complaint = (message: string) => message.replace(/^[\w:]+: /, '');

/** All questions of the page's figures, those to the sandbox too: print waits for them. */
export const questions = new UnderWay();

export class Latest {
  #running: AbortController | undefined;
  readonly #onerror: (message: string) => void;

  /** `onerror` gets what went wrong with the newest question, as a sentence. */
  constructor(onerror: (message: string) => void) {
    this.#onerror = onerror;
  }

  /** Cancels what runs, then runs `ask`. It must hand its signal to every call; `take` gets the answer only while it is the newest. */
  async run<T>(ask: (signal: AbortSignal) => Promise<T>, take: (answer: T) => void): Promise<void> {
    this.#running?.abort();
    const { signal } = (this.#running = new AbortController());
    try {
      const answer = await questions.track(() => ask(signal));
      if (!signal.aborted) take(answer);
    } catch (error) {
      if (!signal.aborted && !isCancelled(error)) this.#onerror(complaint((error as Error).message));
    }
  }

  cancel() {
    this.#running?.abort();
  }
}
