// What the suites print, as counts { passed, failed, skipped, reasons }; null when it tells nothing.

function plain(text) {
  // Colours come as escape sequences.
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}

function counts(passed, failed, skipped = 0, reasons = []) {
  return { passed, failed, skipped, reasons };
}

/**
 * doctest's summary, also of several programs in a row. A test that finds what it needs missing
 * says MESSAGE("[skipped] reason") and returns; it counts as skipped.
 */
export function doctest(output) {
  const text = plain(output);
  const pattern = /\[doctest\] test cases:\s*(\d+)\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed/g;
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return null;
  const sum = (group) => found.reduce((total, match) => total + Number(match[group]), 0);
  const reasons = [...text.matchAll(/\[skipped\] ([^\n]+)/g)].map((match) => match[1].trim());
  return counts(sum(2) - reasons.length, sum(3), reasons.length, reasons);
}

/** vitest's JSON report. A file that could not be loaded holds no tests: it counts as one. */
export function vitest(report) {
  const json = parseJson(report);
  if (!json || !Array.isArray(json.testResults)) return null;
  const broken = json.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((t) => t.status === 'failed'),
  ).length;
  const tests = json.testResults.flatMap((file) => file.assertionResults);
  const skipped = tests.filter((test) => /pending|skipped|todo|disabled/.test(test.status));
  return counts(
    tests.filter((test) => test.status === 'passed').length,
    tests.filter((test) => test.status === 'failed').length + broken,
    skipped.length,
    skipped.map((test) => test.fullName ?? test.title),
  );
}

/** Playwright's JSON report. What passes only on a second try is not to be trusted: it failed. */
export function playwright(report) {
  const json = parseJson(report);
  if (!json?.stats) return null;
  const { expected, unexpected, flaky, skipped } = json.stats;
  const reasons = [];
  const visit = (suite) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests.filter((t) => t.status === 'skipped')) {
        const why = test.annotations?.find((a) => /skip|fixme/.test(a.type))?.description;
        reasons.push(why ? `${spec.title}: ${why}` : spec.title);
      }
    }
    (suite.suites ?? []).forEach(visit);
  };
  (json.suites ?? []).forEach(visit);
  return counts(expected, unexpected + flaky + (json.errors?.length ?? 0), skipped, reasons);
}

/** node's own test runner: the summary of the spec reporter or of TAP. */
export function nodeTest(output) {
  const text = plain(output);
  const number = (word) => {
    const found = [...text.matchAll(new RegExp(`^(?:ℹ|#) ${word} (\\d+)$`, 'gm'))].at(-1);
    return found ? Number(found[1]) : null;
  };
  if (number('pass') === null) return null;
  const reasons = [...text.matchAll(/^\s*(?:﹣ (.+?) \([\d.]+ms\) # SKIP|ok \d+ - (.+) # SKIP).*$/gm)];
  return counts(
    number('pass'),
    (number('fail') ?? 0) + (number('cancelled') ?? 0),
    (number('skipped') ?? 0) + (number('todo') ?? 0),
    reasons.map((match) => (match[1] ?? match[2]).trim()),
  );
}

/** Lines `passed NAME`, `failed NAME`, `skipped NAME (reason)`. */
export function checks(output) {
  const lines = [...plain(output).matchAll(/^(passed|failed|skipped) (\S.*)$/gm)];
  if (lines.length === 0) return null;
  const of = (word) => lines.filter((line) => line[1] === word);
  return counts(
    of('passed').length,
    of('failed').length,
    of('skipped').length,
    of('skipped').map((line) => line[2]),
  );
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The counts of a suite in the end: one that says nothing, ran nothing or ended with an error code
 * without naming a failure has failed.
 */
export function verdict(found, code) {
  if (!found) return { ...counts(0, 1), why: 'its output names no tests' };
  if (code !== 0 && found.failed === 0) {
    return { ...found, failed: 1, why: `its program ended with code ${code}` };
  }
  if (found.passed + found.failed + found.skipped === 0) {
    return { ...found, failed: 1, why: 'it ran no tests' };
  }
  return found;
}

/** The last line of a run. */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
