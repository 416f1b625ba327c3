// The islands of a lesson page: figures and exercises, loaded and mounted when they come near the viewport, and the others
// one by one while the page has nothing else to do, so that all of them are there when it is printed.

import { mount, type Component } from 'svelte';
import type { Client } from '../core-client/client.ts';
import { questions } from '../kit/latest.ts';
import { painted, quiet, savesData } from './moments.ts';

/** The modules name components whose props only their authors know. */
interface Module {
  default: Component<never>;
}

export interface LessonParts {
  slug: string;
  figures: Record<string, () => Promise<Module>>;
  exercises?: () => Promise<{ component: Module; exercises: Record<string, unknown> }>;
}

/** The store of the student's work, which no page needs at once. */
const openWork = async () => (await import('../work/store.ts')).openWork();

/** What is far away waits so many milliseconds longer than the page: by then the first view is long done. */
const patience = 5000;

export class Islands {
  readonly #parts: LessonParts;
  readonly #client: Client;
  readonly #all = document.querySelectorAll<HTMLElement>('.island');
  readonly #waiting = new Set(this.#all);
  readonly #mounting = new Set<Promise<void>>();
  readonly #observer: IntersectionObserver;

  constructor(parts: LessonParts, client: Client) {
    this.#parts = parts;
    this.#client = client;
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries)
          if (isIntersecting) void this.#start(target as HTMLElement);
      },
      { rootMargin: '400px' },
    );
    void this.#prepareFirst();
    void painted().then(() => {
      for (const island of this.#waiting) this.#observer.observe(island);
    });
    void this.#mountWhenQuiet();
  }

  /** Whether every island stands there with its numbers. */
  get settled() {
    return this.#waiting.size === 0 && this.#mounting.size === 0 && !this.#asking;
  }

  get #asking() {
    return this.#client.busy || questions.busy;
  }

  /** Resolves when no figure waits for a number. */
  async #answered() {
    do {
      await this.#client.idle();
      await questions.idle();
    } while (this.#asking);
  }

  startAll() {
    for (const island of this.#waiting) void this.#start(island);
  }

  /** Mounts all that waits; resolves when every island stands there with its numbers, or says why it does not. */
  async settle(): Promise<void> {
    this.startAll();
    await Promise.all(this.#mounting);
    // Figures show the guesses that were kept.
    await openWork().catch(() => undefined);
    await this.#answered();
  }

  /**
   * What the figure at the top will ask for is fetched as soon as the text can be read: on a slow line the core is larger than
   * all else together. Errors are told when it is mounted.
   */
  async #prepareFirst() {
    const first = this.#all[0]?.dataset['figure'];
    if (first === undefined) return;
    await painted();
    this.#client.ready().catch(() => undefined);
    this.#parts.figures[first]!().catch(() => undefined);
    openWork().catch(() => undefined);
  }

  /** One after the other, so that neither the page nor the worker is ever long away from what the student does. */
  async #mountWhenQuiet() {
    if (savesData()) return;
    await quiet(patience);
    // What grows above the window would push the text away under the reader's eyes, where the browser does not hold it.
    const holds = CSS.supports('overflow-anchor', 'auto');
    for (const island of this.#all) {
      if (!this.#waiting.has(island)) continue;
      if (!holds && island.getBoundingClientRect().top < 0) continue;
      await this.#start(island);
      await this.#answered();
      await quiet();
    }
  }

  #start(island: HTMLElement): Promise<void> {
    this.#observer.unobserve(island);
    if (!this.#waiting.delete(island)) return Promise.resolve();
    const mounting = mountIsland(island, this.#parts, this.#client).finally(() =>
      this.#mounting.delete(mounting),
    );
    this.#mounting.add(mounting);
    return mounting;
  }
}

async function mountIsland(island: HTMLElement, { slug, figures, exercises }: LessonParts, client: Client) {
  const { figure, exercise, id = exercise } = island.dataset;
  try {
    if (figure !== undefined) {
      const { default: component } = await figures[figure]!();
      mount(component as Component<object>, { target: island, props: { client, id, slug } });
    } else if (exercise !== undefined) {
      const all = await exercises!();
      const component = all.component.default as Component<object>;
      mount(component, { target: island, props: { slug, id, exercise: all.exercises[exercise] } });
    }
    island.dataset['state'] = 'ready';
  } catch (error) {
    // One that fails leaves the others and the text in peace.
    island.dataset['state'] = 'failed';
    const message = document.createElement('p');
    message.className = 'fault';
    message.role = 'alert';
    message.textContent = `${figure ? 'The figure' : 'The exercise'} ${id} could not be shown: ${(error as Error).message}`;
    island.replaceChildren(message);
    console.error(error);
  }
}
