// Counts what has begun and not ended, for those who wait until there is nothing more to come.

export class UnderWay {
  #count = 0;
  #whenNone: (() => void)[] = [];

  get busy() {
    return this.#count > 0;
  }

  /** Does what is asked; it is under way until it has succeeded or failed. */
  async track<T>(action: () => Promise<T>): Promise<T> {
    this.#count++;
    try {
      return await action();
    } finally {
      if (--this.#count === 0) for (const go of this.#whenNone.splice(0)) go();
    }
  }

  /** Resolves when nothing is under way, and what came of the last has begun nothing new. */
  async idle(): Promise<void> {
    do {
      if (this.busy) await new Promise<void>((resolve) => this.#whenNone.push(resolve));
      await new Promise((resolve) => setTimeout(resolve));
    } while (this.busy);
  }
}
