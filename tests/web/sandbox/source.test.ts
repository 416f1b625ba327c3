import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contentSecurityPolicy, frameHash, pagePolicy } from '../../../web/sandbox/policy.ts';
import frameScript from '../../../web/sandbox/frame.js?raw';
import { lineOfStack, studentLine, workerSource } from '../../../web/sandbox/source.ts';
import { syntaxFault } from '../../../web/sandbox/syntax.ts';

const before = workerSource('MARK', ['f']).split('\n').indexOf('MARK');

test('the code stands on lines of its own, which are counted from its first', () => {
  const code = 'const a = 1;\nconst f = () => a;';
  const lines = workerSource(code, ['f', 'f']).split('\n');
  expect(lines.slice(before, before + 2)).toEqual(code.split('\n'));
  expect([before, before + 1, before + 2, before + 3].map((line) => studentLine(line, code))).toEqual([
    undefined,
    1,
    2,
    undefined,
  ]);
});

test('the line of a fault is read from the stacks of Chromium and Firefox', () => {
  const code = 'a\nb\nc';
  const at = (own: number) => before + own;
  const chromium = `TypeError: x\n    at g (blob:null/12-ab:3:5)\n    at f (blob:null/12-ab:${at(2)}:9)\n    at blob:null/12-ab:${at(3)}:1`;
  const firefox = `g@blob:null/12-ab:3:5\nf@blob:null/12-ab:${at(2)}:9\n@blob:null/12-ab:${at(3)}:1\n`;
  expect([lineOfStack(chromium, code), lineOfStack(firefox, code), lineOfStack('none', code)]).toEqual([
    2,
    2,
    undefined,
  ]);
});

test.each(['', '1f', 'a b', 'a-b', 'f;', 'f\n', 'f(', '__proto__: x'])(
  '%j is not the name of a function',
  (name) => {
    expect(() => workerSource('', [name])).toThrow(/is not the name of a function/);
  },
);
test.each(['f', '$', '_x1', 'φ', 'logProb'])('%s is one', (name) => {
  expect(workerSource('', [name])).toContain(`typeof ${name} `);
});

test('the policy names the hash of the script that the frame gets', () => {
  const digest = createHash('sha256').update(frameScript.replaceAll('\r', '')).digest('base64');
  expect(frameHash()).toBe(`'sha256-${digest}'`);
  expect(pagePolicy()).toContain(`script-src 'self' 'wasm-unsafe-eval' ${frameHash()};`);
  // Inside <script> these would end or change it.
  expect(frameScript).not.toMatch(/<\/script|<!--/i);
  expect(readFileSync('web/sandbox/frame.js', 'utf8')).not.toMatch(/eval\(|Function\(|innerHTML/);
});

test('the plugin writes the policy into a page and refuses one without it', () => {
  const { handler } = contentSecurityPolicy().transformIndexHtml as unknown as {
    handler: (html: string, context: { filename: string }) => string;
  };
  const page = (policy: string) =>
    `<head><meta\n  http-equiv="Content-Security-Policy"\n  content="${policy}" /></head>`;
  expect(handler(page("default-src 'self'"), { filename: 'x' })).toBe(page(pagePolicy()));
  expect(() => handler('<head></head>', { filename: 'a/index.html' })).toThrow(
    /a\/index.html: the page has no/,
  );
});

test('the parser finds a fault where the browser keeps it to itself', async () => {
  expect(await syntaxFault('const a = 1;\nconst f = ;')).toMatchObject({ line: 2 });
  expect((await syntaxFault('const f = ;')).error).toMatch(/^SyntaxError: unexpected ; \(line 1\)$/);
  expect((await syntaxFault('function f() {\n')).error).toMatch(/ends too early/);
  expect((await syntaxFault('const a = 1; const a = 2;')).error).toMatch(/does not say where/);
});
