// A student's dealings with one exercise: the answer so far, the hints opened, what was said to it. Every change is saved
// at once and comes back on the next visit, and from other tabs.

import { exerciseId, type Json, type Work } from '../work/store.ts';
import type { Feedback } from './types.ts';

interface Saved {
  answer: Json;
  hints: number;
  tries: number;
  solved: boolean;
  feedback: Feedback | null;
}

export class Attempt<Answer extends Json> {
  answer: Answer = $state(undefined as never);
  hints = $state(0);
  tries = $state(0);
  /** Once solved, solved: trying something else afterwards takes nothing away. */
  solved = $state(false);
  feedback: Feedback | null = $state(null);

  constructor(
    readonly work: Work,
    readonly slug: string,
    readonly id: string,
    readonly initial: Answer,
    /** Whether a saved answer fits the exercise, which may have been changed since. */
    readonly fits: (answer: Json) => boolean,
  ) {
    this.answer = structuredClone(initial);
    this.#restore(work.get(slug, exerciseId(id)));
  }

  /** Follows what other tabs do. Returns how to stop that. */
  follow(): () => void {
    return this.work.subscribe(({ slug, id, value, foreign }) => {
      if (foreign && slug === this.slug && id === exerciseId(this.id)) this.#restore(value);
    });
  }

  /** A new answer; what was said to the old one no longer holds. */
  change(answer: Answer) {
    this.answer = answer;
    this.feedback = null;
    this.#save();
  }

  judge(feedback: Feedback) {
    this.feedback = feedback;
    this.tries++;
    this.solved ||= feedback.right;
    this.#save();
  }

  openHint() {
    this.hints++;
    this.#save();
  }

  #save() {
    const { answer, hints, tries, solved, feedback } = this;
    const saved = $state.snapshot({ answer, hints, tries, solved, feedback }) as Saved;
    void this.work.set(this.slug, exerciseId(this.id), saved);
  }

  #restore(value: Json | undefined) {
    const saved = value as Partial<Saved> | null | undefined;
    if (!saved || typeof saved !== 'object') return;
    const fits = saved.answer !== undefined && this.fits(saved.answer);
    this.answer = fits ? (saved.answer as Answer) : structuredClone(this.initial);
    this.feedback = fits && typeof saved.feedback?.text === 'string' ? saved.feedback : null;
    this.hints = Number(saved.hints) || 0;
    this.tries = Number(saved.tries) || 0;
    this.solved = saved.solved === true;
  }
}
