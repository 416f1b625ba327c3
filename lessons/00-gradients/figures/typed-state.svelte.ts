// The one expression of the lesson: what is typed in a figure is the expression of all of them, and is kept with the
// student's work (never in the address: code of a link is not run unasked).

import { Latest } from '$web/kit/latest.ts';
import { openWork, type Work } from '$web/work/store.ts';
import { trace, type Recipes } from './typed.ts';

export const first = 'sin(x) * exp(x)';
export const presets = [first, 'x^3 - 2*x', '1 / (1 + x^2)', 'x * log(1 + exp(x))', 'sin(x * cos(x))'];

const record = 'expression';

export class Typed {
  /** What stands in the field. */
  text = $state(first);
  /** The last text that could be traced, with its recipes. */
  traced = $state.raw<{ text: string; recipes: Recipes }>();
  fault = $state('');
  busy = $state(false);
  readonly #latest = new Latest((message) => {
    this.fault = message;
    this.busy = false;
  });
  #begun = false;
  #work: Promise<Work> | undefined;

  constructor(
    readonly tracer = trace,
    readonly open: () => Promise<Work> = openWork,
  ) {}

  /** With what the student typed last time, once a page. */
  async begin(slug: string) {
    if (this.#begun) return;
    this.#begun = true;
    this.#work = this.open();
    const saved = await this.#work.then(
      (work) => work.get(slug, record),
      () => undefined,
    );
    if (typeof saved === 'string' && saved.length <= 2000) this.text = saved;
    await this.run(slug, false);
  }

  async run(slug: string, keep = true) {
    const { text } = this;
    this.busy = true;
    this.fault = '';
    await this.#latest.run(
      (signal) => this.tracer(text, { signal }),
      (recipes) => {
        this.traced = { text, recipes };
        this.busy = false;
        if (keep) void this.#work?.then((work) => work.set(slug, record, text));
      },
    );
  }
}

export const typed = new Typed();
