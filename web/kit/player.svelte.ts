// Plays a figure that moves in steps: one at a time to follow it, or as fast as it goes to see the limit.

export type Speed = 1 | 10 | 100 | 'max';
export const speeds: readonly Speed[] = [1, 10, 100, 'max'];

export interface PlayerOptions {
  /** Makes `n` steps. */
  advance(n: number): void | Promise<void>;
  /** Back to the start. */
  rewind(): void | Promise<void>;
  /** Takes one step back, if the figure can. */
  back?: () => void | Promise<void>;
  /** Whether there is nothing more to do. Reads reactive state. */
  done?: () => boolean;
  /** Steps a second at speed 1. */
  rate?: number;
  /** What a failed step says. */
  onerror?: (error: Error) => void;
}

/** What time and frames are; tests put their own here. */
export interface Clock {
  now(): number;
  request(frame: (time: number) => void): number;
  cancel(request: number): void;
  reducedMotion(): boolean;
}

const browserClock: Clock = {
  now: () => performance.now(),
  request: (frame) => requestAnimationFrame(frame),
  cancel: (request) => cancelAnimationFrame(request),
  reducedMotion: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
};

/** At full speed a frame's steps take about so long: the page still answers, and draws. */
const frameBudget = 10;
/** Who asked for less motion sees two pictures a second. */
const calmInterval = 500;

export class Player {
  playing = $state(false);
  speed = $state<Speed>(1);
  readonly #options: PlayerOptions;
  readonly #clock: Clock;
  #request = 0;
  #busy = false;
  #visible = true;
  #last = 0;
  /** Steps that are due but for a fraction. */
  #due = 0;
  /** Steps in a frame at full speed, found by trying. */
  #batch = 1;

  constructor(options: PlayerOptions, clock = browserClock) {
    this.#options = options;
    this.#clock = clock;
  }

  get canGoBack() {
    return this.#options.back !== undefined;
  }

  get done() {
    return this.#options.done?.() ?? false;
  }

  play() {
    if (this.playing || this.done) return;
    this.playing = true;
    this.#last = this.#clock.now();
    // The first step is seen at once.
    this.#due = 1;
    this.#next();
  }

  pause() {
    this.playing = false;
    this.#clock.cancel(this.#request);
    this.#request = 0;
  }

  /** One step, also while it plays: then it pauses. */
  async step() {
    this.pause();
    if (!this.done) await this.#run(() => this.#options.advance(1));
  }

  async back() {
    this.pause();
    if (this.#options.back) await this.#run(this.#options.back);
  }

  async reset() {
    this.pause();
    await this.#run(() => this.#options.rewind());
  }

  /** A figure off screen does not play on; it goes on when it is seen again. */
  set visible(visible: boolean) {
    this.#visible = visible;
    if (!visible) {
      this.#clock.cancel(this.#request);
      this.#request = 0;
    } else if (this.playing && this.#request === 0) {
      this.#last = this.#clock.now();
      this.#next();
    }
  }

  #next() {
    if (this.playing && this.#visible && this.#request === 0)
      this.#request = this.#clock.request((time) => void this.#frame(time));
  }

  async #frame(time: number) {
    this.#request = 0;
    const passed = Math.max(0, time - this.#last);
    if (this.#busy || (this.#clock.reducedMotion() && this.#due < 1 && passed < calmInterval))
      return this.#next();
    this.#last = time;
    if (this.speed === 'max') {
      const steps = this.#batch;
      const start = this.#clock.now();
      await this.#run(() => this.#options.advance(steps));
      const took = this.#clock.now() - start;
      if (took < frameBudget / 2) this.#batch = Math.min(2 * this.#batch, 2 ** 24);
      else if (took > 2 * frameBudget) this.#batch = Math.max(1, this.#batch >> 1);
    } else {
      // After a pause of the browser there is no catching up.
      this.#due += (Math.min(passed, 1000) / 1000) * (this.#options.rate ?? 3) * this.speed;
      const steps = Math.floor(this.#due);
      this.#due -= steps;
      if (steps > 0) await this.#run(() => this.#options.advance(steps));
    }
    if (this.done) this.pause();
    this.#next();
  }

  /** Runs one thing at a time; what fails stops the play. */
  async #run(action: () => void | Promise<void>) {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await action();
    } catch (error) {
      this.pause();
      if (!this.#options.onerror) throw error;
      this.#options.onerror(error as Error);
    } finally {
      this.#busy = false;
    }
  }
}
