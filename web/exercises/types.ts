// What an exercise is: `lessons/NN-slug/exercises.ts` exports `exercises: Record<string, Exercise>`. Texts are the small
// Markdown of prose.ts: paragraphs, *emphasis*, **strong**, `code`, fenced code and $mathematics$.

interface Base {
  prompt: string;
  /** Opened one by one; the last one all but says it. */
  hints: string[];
  /** Shown with the answer once it is right: why it is right. */
  because?: string;
}

/** Predict a number. */
export interface NumberExercise extends Base {
  kind: 'number';
  answer: number;
  /** The largest distance from `answer` that is right. */
  tolerance: number;
  unit?: string;
  /** What a wrong number shows about the thought behind it; '' where there is nothing particular to say. */
  wrong?: (x: number) => string;
}

/** Find the fault: choose, and say in a sentence why. */
export interface ChoiceExercise extends Base {
  kind: 'choice';
  options: string[];
  /** The index of the right option. */
  right: number;
  /** The student also writes a reason, and sees `because` beside it. */
  reason: true;
  wrong?: (option: number) => string;
}

/** Complete the formula: put tiles in order. Not every tile belongs to it. */
export interface OrderExercise extends Base {
  kind: 'order';
  tiles: string[];
  /** Every right order, as lists of tiles. */
  accepted: string[][];
  /** What stands before the tiles: "$\\mathcal L =$". */
  before?: string;
}

/** Make it happen, in a figure of the page. */
export interface MakeExercise extends Base {
  kind: 'make';
  /** The id of the figure, which publishes its state with `work.set(slug, 'figure:' + id, state)`. */
  figure: string;
  /** true, or a sentence that says what is missing. */
  check: (state: never) => true | string;
}

export interface CodeTest {
  /** The function that is called, and with what. */
  name: string;
  args: unknown[];
  /** What it has to give; or a function that gives true or a sentence about what is wrong. */
  expected: unknown;
  tolerance?: number;
  /** Not shown before it fails, and then only by `why`. */
  hidden?: boolean;
  /** What a student whose code fails here has probably overlooked. */
  why?: string;
}

/** Write it: JavaScript that runs in the sandbox. */
export interface CodeExercise extends Base {
  kind: 'code';
  starter: string;
  tests: CodeTest[];
}

/** Explain in a sentence; the student compares it with the model. */
export interface ExplainExercise extends Omit<Base, 'hints'> {
  kind: 'explain';
  model: string;
  hints?: string[];
}

export type Exercise =
  NumberExercise | ChoiceExercise | OrderExercise | MakeExercise | CodeExercise | ExplainExercise;

export interface Feedback {
  right: boolean;
  /** Markdown. */
  text: string;
}

export const kindNames: Record<Exercise['kind'], string> = {
  number: 'Predict a number',
  choice: 'Find the fault',
  order: 'Complete the formula',
  make: 'Make it happen',
  code: 'Write it',
  explain: 'In your own words',
};
