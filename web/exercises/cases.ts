// The cases of a "write it" exercise: runs the student's code in the sandbox and judges what comes back out here, where
// the code cannot reach.

import { difference, show } from './check.ts';
import type { Call, Result, Run } from '../sandbox/run.ts';
import type { CodeTest, Feedback } from './types.ts';

export interface CaseResult {
  /** "accept(0.5, 0.2)", or "hidden case 2". */
  label: string;
  passed: boolean;
  detail: string;
}

/** `runInSandbox`, or what a test puts in its place. */
export type RunInSandbox = (order: { code: string; call: Call[] }) => Promise<Run>;

export interface Verdict {
  cases: CaseResult[];
  output: string[];
  feedback: Feedback;
  /** false: this browser cannot shut the code in completely. */
  isolated: boolean;
}

export async function runCases(
  run: RunInSandbox,
  code: string,
  tests: readonly CodeTest[],
  because = '',
): Promise<Verdict> {
  const call = tests.map(({ name, args }) => ({ name, args }));
  const { results, output, stopped, reason, isolated } = await run({ code, call });
  let hidden = 0;
  const cases = tests.map((test, i): CaseResult => {
    const label = test.hidden ? `hidden case ${++hidden}` : `${test.name}(${test.args.map(show).join(', ')})`;
    const detail = judge(test, results[i]);
    return { label, passed: detail === '', detail: test.hidden && detail ? test.why || 'fails' : detail };
  });
  return {
    cases,
    output,
    isolated,
    feedback: stopped ? { right: false, text: stops(reason) } : summary(cases, tests, because),
  };
}

/** '' or what is wrong. */
function judge(test: CodeTest, outcome: Result | undefined): string {
  if (!outcome) return 'was not reached';
  if (outcome.error !== undefined) return outcome.error + inLine(outcome.line);
  if (typeof test.expected === 'function') {
    const verdict = (test.expected as (value: unknown) => true | string)(outcome.value);
    return verdict === true ? '' : verdict || 'fails';
  }
  return difference(outcome.value, test.expected, test.tolerance);
}

const inLine = (line: number | undefined) => (line ? ` (line ${line})` : '');

const stops = (reason: Run['reason']) =>
  reason ? reason.error + inLine(reason.line) : 'Your code was stopped.';

function summary(cases: readonly CaseResult[], tests: readonly CodeTest[], because: string): Feedback {
  const failed = cases.findIndex(({ passed }) => !passed);
  if (failed < 0) return { right: true, text: because || `All ${cases.length} cases pass.` };
  const count = cases.filter(({ passed }) => passed).length;
  const why = tests[failed]!.why;
  return { right: false, text: `${count} of ${cases.length} cases pass.${why ? ` ${why}` : ''}` };
}
