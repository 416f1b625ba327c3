// What the passes over one lesson share.

import type { LessonMeta } from './front-matter.ts';
import type { PlanEntry } from './plan.ts';
import type { Problems } from './problems.ts';
import type { Reference } from './sources.ts';

/** Something that :ref can name. */
export interface Target {
  kind: 'figure' | 'equation' | 'step' | 'exercise' | 'heading';
  /** "Figure 2", "(1)", "step 3" */
  label: string;
}

export interface Heading {
  id: string;
  depth: number;
  text: string;
}

export interface Context {
  source: string;
  meta: LessonMeta;
  problems: Problems;
  plan: PlanEntry[];
  references: Map<string, Reference>;
  /** Names of the components in the lesson's figures/. */
  known: { figures: Set<string>; exercises: Set<string> };
  targets: Map<string, Target>;
  /** Names of the figures that the lesson mounts, and ids of its exercises, in their order. */
  figures: string[];
  exercises: string[];
  headings: Heading[];
  /** Keys in the order of their first citation. */
  cited: string[];
  hasMaths: boolean;
  hasCode: boolean;
}
