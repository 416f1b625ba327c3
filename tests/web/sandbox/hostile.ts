// Programs that mean harm, and what must come of each. They run in Chromium (tests/e2e/sandbox.spec.ts) and in Firefox
// (firefox.test.ts), with the same questions after each (scene.ts).

export interface Outcome {
  results: { value?: unknown; error?: string; line?: number }[];
  output: string[];
  stopped?: string;
  reason?: { error: string; line?: number };
  isolated: boolean;
}

export interface Program {
  name: string;
  /** Defines f, which is called with the address of the watching server. */
  code: string;
  limits?: Record<string, number>;
  /** Whether the outcome is as it must be; it came through JSON (NaN is null). */
  contained: (outcome: Outcome) => boolean;
}

export const honest = 'const f = async (a, b) => { await null; return [a + b, Math.sqrt(16)]; };';
export const honestAnswer = [5, 4];

const value = ({ results }: Outcome) => results[0]?.value;
const error = ({ results }: Outcome) => results[0]?.error ?? '';
const timedOut = ({ stopped }: Outcome) => stopped === 'time';
/** Memory bombs: the browser refuses, or ends the worker, or time is up. */
const ended = (outcome: Outcome) => timedOut(outcome) || error(outcome) !== '';
const reachedNothing = (outcome: Outcome) => JSON.stringify(value(outcome)) === '[]';

/** A program that tries each of the expressions and returns those that did not fail. */
const attempts = (tries: string[]) => `
async function f(address) {
  const reached = [];
  const tries = [${tries.map((text) => `async () => { ${text} }`).join(',\n')}];
  for (const [i, act] of tries.entries()) {
    const late = new Promise((_, reject) => setTimeout(reject, 150));
    try { await Promise.race([act(), late]); reached.push(i); } catch {}
  }
  return reached;
}`;

const short = { milliseconds: 400 };

export const programs: Program[] = [
  { name: 'infinite loop', code: 'function f() { for (;;); }', limits: short, contained: timedOut },
  { name: 'infinite loop before any call', code: 'for (;;);', limits: short, contained: timedOut },
  {
    name: 'microtask flood',
    code: 'function f() { const again = () => Promise.resolve().then(again); return again(); }',
    limits: short,
    contained: timedOut,
  },
  {
    name: 'timer flood that throws',
    code: `function f() {
      for (let i = 0; i < 1000; i++) setInterval(() => { throw new Error('flood'); }, 0);
      return new Promise(() => {});
    }`,
    limits: short,
    contained: ({ stopped, reason }) => stopped === 'error' && /flood \(line 2\)/.test(reason?.error ?? ''),
  },
  {
    name: 'regular expression that backtracks',
    code: "function f() { return /^(a+)+$/.test('a'.repeat(50) + 'b'); }",
    limits: short,
    // Firefox gives up with an error of its own.
    contained: (outcome) => timedOut(outcome) || /too much|complex/.test(error(outcome)),
  },
  {
    name: 'recursion without end',
    code: 'function f() { return f() + 1; }',
    contained: (outcome) => /stack|recursion/.test(error(outcome)),
  },
  {
    name: 'recursion that catches its own overflow',
    code: 'function f() { try { f(); } catch { f(); } finally { f(); } }',
    limits: short,
    contained: ended,
  },
  {
    name: 'array bomb',
    code: 'function f() { const all = []; for (;;) all.push(new Array(1e6).fill(1.5)); }',
    contained: ended,
  },
  {
    name: 'string bomb',
    code: "function f() { let text = 'x'; for (;;) text += text; }",
    contained: ended,
  },
  {
    name: 'ArrayBuffer bomb',
    code: 'function f() { const all = []; for (;;) all.push(new ArrayBuffer(1e9)); }',
    limits: short,
    contained: ended,
  },
  {
    name: 'WASM memory bomb',
    code: `function f() {
      const all = [];
      for (;;) { const memory = new WebAssembly.Memory({ initial: 1 }); memory.grow(65535); all.push(memory); }
    }`,
    limits: short,
    contained: ended,
  },
  {
    name: 'waiting on shared memory',
    code: `function f() {
      const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
      Atomics.wait(new Int32Array(buffer), 0, 0);
      for (;;);
    }`,
    limits: short,
    contained: ended,
  },
  {
    name: 'message flood',
    code: "function f() { for (;;) console.log('again'); }",
    contained: ({ stopped, output }) => stopped === 'messages' && output.length === 1000,
  },
  {
    name: 'output flood',
    code: "function f() { for (;;) console.log('x'.repeat(1e7)); }",
    contained: ({ stopped, output }) => stopped === 'output' && output.join('').length === 20_001,
  },
  {
    name: 'network',
    code: attempts([
      'await fetch(address)',
      "await fetch('./leak')",
      "const x = new XMLHttpRequest(); x.open('GET', address, false); x.send()",
      "new WebSocket(address.replace('http', 'ws'))",
      'new EventSource(address)',
      'navigator.sendBeacon(address)',
      "new WebTransport('https://127.0.0.1:9/')",
      'new RTCPeerConnection()',
      "await new FontFace('x', `url(${address})`).load()",
      'await fetchLater(address)',
      'importScripts(address)',
      'await import(address)',
      "await import('./leak.js')",
      "await import('data:text/javascript,1')",
      'await WebAssembly.compileStreaming(fetch(address))',
      'self.location = address; throw 0',
    ]),
    limits: { milliseconds: 5000 },
    contained: reachedNothing,
  },
  {
    name: 'network through what the prototypes still hold',
    code: attempts([
      ...['fetch', 'importScripts', 'indexedDB', 'caches', 'postMessage', 'navigator', 'location'].map(
        (name) =>
          `let o = self; while (o) { if (Object.hasOwn(o, '${name}')) return; o = Object.getPrototypeOf(o); } throw 0`,
      ),
      'if (!self.constructor.prototype.fetch) throw 0',
      'if (!WebAssembly.compileStreaming) throw 0',
    ]),
    contained: reachedNothing,
  },
  {
    name: 'storage',
    code: attempts([
      "indexedDB.open('x')",
      "await caches.open('x')",
      "localStorage.setItem('x', '1')",
      "sessionStorage.setItem('x', '1')",
      "document.cookie = 'x=1'",
      "await cookieStore.set('x', '1')",
      'await navigator.storage.getDirectory()',
      "await navigator.locks.request('x', () => 0)",
      "new BroadcastChannel('x').postMessage(1)",
    ]),
    contained: reachedNothing,
  },
  {
    name: 'the parent page',
    code: attempts(
      [
        'parent',
        'top',
        'window',
        'document',
        'opener',
        'frames',
        'registration',
        'clients',
        'close',
        'onmessage',
      ].map((name) => `${name}.x`),
    ),
    contained: reachedNothing,
  },
  {
    name: 'prototype pollution',
    code: `
for (const prototype of [Object.prototype, Array.prototype, Function.prototype, Promise.prototype]) {
  prototype.polluted = 1;
  for (const key of ['value', 'get', 'set', 'nonce', 'kind', 'index', 'enumerable', 'then']) {
    try { Object.defineProperty(prototype, key, { get() { return 'forged'; }, set() {}, configurable: true }); } catch {}
  }
}
Object.defineProperty(Array.prototype, '0', { set() {}, configurable: true });
function f() { return JSON.parse('{"__proto__": {"polluted": 1}, "a": [7]}'); }`,
    limits: short,
    // The page's own prototypes are looked at by the test; here either nothing comes or what was returned.
    contained: (outcome) =>
      timedOut(outcome) || error(outcome) !== '' || JSON.stringify(value(outcome)).includes('[7]'),
  },
  {
    name: 'overriding Math, JSON, postMessage and what the channel is made of',
    code: `
Math.sqrt = () => 42; JSON.stringify = () => 'forged'; self.postMessage = () => {}; self.Promise = null;
Reflect.apply = () => 'forged'; Object.create = () => ({}); Array.isArray = () => false;
Function.prototype.call = Function.prototype.apply = () => 'forged'; String.prototype.slice = () => 'forged';
WeakSet.prototype.has = () => false; Array.prototype[Symbol.iterator] = null; self.String = () => 'forged';
function f() { return ['true value', 3]; }`,
    contained: (outcome) => JSON.stringify(value(outcome)) === '["true value",3]',
  },
  {
    name: 'forged result message',
    code: `
let stolen = 0;
for (const name of ['postMessage', 'dispatchEvent', 'addEventListener', 'onmessage', 'MessagePort', 'MessageChannel',
  'MessageEvent', 'Event', 'EventTarget', 'Worker']) if (self[name]) stolen++;
try { self.onmessage = (event) => { stolen += event.ports.length; }; } catch {}
try { postMessage({ kind: 'value', index: 0, value: 'forged' }); stolen++; } catch {}
try { const { port1 } = structuredClone(new MessageChannel()); stolen++; } catch {}
function f() { return { kind: 'value', index: 0, value: 'forged', nonce: 0, stolen }; }`,
    contained: (outcome) => (value(outcome) as { stolen?: number } | undefined)?.stolen === 0,
  },
  {
    name: 'leaving the function that holds the code',
    code: `
return {}; });
self.onmessage = (event) => { event.ports?.[0]?.postMessage({ kind: 'value', index: 0, value: 'forged' }); };
if (typeof fetch !== 'undefined' || typeof postMessage !== 'undefined') for (;;);
(async function () {
const f = () => 'forged';`,
    contained: (outcome) => value(outcome) === undefined && error(outcome) !== '',
  },
  {
    name: 'reading the hidden tests',
    code: `
const seen = [];
Error.prepareStackTrace = (_, frames) => frames.map((frame) =>
  [frame.getFunction?.(), frame.getThis?.(), frame.getEvalOrigin?.()].map(String).join());
function look(object, depth = 0) {
  if (depth > 4 || object === null || !/object|function/.test(typeof object) || seen.length > 3000) return;
  for (const key of Reflect.ownKeys(object)) {
    let part; try { part = object[key]; } catch { continue; }
    seen.push(String(key), typeof part === 'function' ? Function.prototype.toString.call(part) : typeof part === 'string' ? part : '');
    if (part !== self && !seen.includes(part)) look(part, depth + 1);
  }
}
function f(...args) {
  look(self); look(args);
  try { seen.push(String(f.caller)); } catch {}
  try { seen.push(String(arguments.callee.caller)); } catch {}
  try { null.x; } catch (error) { seen.push(String(error.stack)); }
  return seen.join(' ');
}`,
    // The expected value stands in the page; the prelude's text holds "handOver".
    contained: (outcome) => {
      const text = String(value(outcome) ?? error(outcome));
      return text.length > 20 && !/hidden-test-answer|handOver|nonce/.test(text.replaceAll(/"nonce"/g, ''));
    },
  },
  {
    name: 'nested worker',
    code: attempts([
      "new Worker(URL.createObjectURL(new Blob(['for(;;);'])))",
      "new Worker('data:text/javascript,for(;;);')",
      "new SharedWorker('data:text/javascript,for(;;);')",
      'new Worklet()',
      'URL.createObjectURL(0)',
    ]),
    contained: reachedNothing,
  },
  {
    name: 'loader built by eval',
    code: attempts([
      "eval('1')",
      "new Function('return 1')()",
      "(() => {}).constructor('return 1')()",
      "await (async () => {}).constructor('return 1')()",
      "(function* () {}).constructor('yield 1')().next()",
      "await new Promise((resolve) => { self.came = resolve; setTimeout('came()', 0); })",
      "self[['fe', 'tch'].join('')](address)",
    ]),
    limits: { milliseconds: 5000 },
    contained: reachedNothing,
  },
  {
    name: 'ending exactly at the limit',
    code: `function f() { const start = performance.now(); while (performance.now() - start < 400); return 'in time'; }`,
    limits: short,
    contained: (outcome) => timedOut(outcome) || value(outcome) === 'in time',
  },
  {
    name: 'NaN and a grade of its own',
    code: "function f() { return { grade: NaN, passed: true, valueOf: null, toString: null, toJSON: 'x', length: -1 }; }",
    contained: (outcome) => (value(outcome) as { grade?: unknown } | undefined)?.grade === null,
  },
  {
    name: 'result with a getter',
    code: 'function f() { return { get value() { for (;;); } }; }',
    limits: short,
    contained: (outcome) => /getter/.test(error(outcome)),
  },
  {
    name: 'result that contains itself',
    code: 'function f() { const list = [1]; list.push({ list }); return list; }',
    contained: (outcome) => /contains itself/.test(error(outcome)),
  },
  {
    name: 'result of 10^8 elements',
    code: 'function f() { return new Array(1e8); }',
    contained: (outcome) => /larger than 32000000 bytes/.test(error(outcome)),
  },
  {
    name: 'typed array of 10^8 elements',
    code: 'function f() { return new Float64Array(1e8); }',
    contained: (outcome) => /larger than|allocation|memory/.test(error(outcome)),
  },
  {
    name: 'result shared a million times',
    code: 'function f() { let list = []; for (let i = 0; i < 19; i++) list = [list, list, list]; return list; }',
    contained: (outcome) => /larger than/.test(error(outcome)) || timedOut(outcome),
  },
  {
    name: 'result nested 10^5 deep',
    code: 'function f() { let list = []; for (let i = 0; i < 1e5; i++) list = [list]; return list; }',
    contained: (outcome) => /nested more than 20 deep/.test(error(outcome)),
  },
  {
    name: 'result of no kind: functions, proxies, classes, symbols, maps',
    code: `function f() {
      const trap = () => { throw new Error('trap'); };
      return new Proxy([1, 2], { get: trap, getOwnPropertyDescriptor: trap, ownKeys: trap });
    }`,
    contained: (outcome) => error(outcome) !== '',
  },
  {
    name: 'error that lies',
    code: `function f() {
      throw { get name() { return {}; }, get message() { return 'x'.repeat(1e8); }, get stack() { for (const a of 'b') throw a; } };
    }`,
    contained: (outcome) => error(outcome).length > 0 && error(outcome).length < 600,
  },
  {
    name: 'text after the code: an open comment, a template, an HTML comment',
    code: 'const f = () => 1;\n}); /*',
    contained: ({ stopped }) => stopped === 'error',
  },
];

/** A worker's text without the prelude: what of network, storage and eval does the policy alone let through? */
export const policyProbe = (target: string, own: string) => `
const target = ${JSON.stringify(target)};
const first = (source, good, bad) => new Promise((yes, no) => { source[good] = yes; source[bad] = no; });
const tries = {
  fetch: () => fetch(target),
  own: () => fetch(${JSON.stringify(own)}),
  xhr: () => { const request = new XMLHttpRequest(); request.open('GET', target, false); request.send(); },
  socket: () => first(new WebSocket(target.replace('http', 'ws')), 'onopen', 'onerror'),
  events: () => first(new EventSource(target), 'onopen', 'onerror'),
  scripts: () => importScripts(target),
  module: () => import(target),
  evaluated: () => (0, eval)('1'),
  database: () => first(indexedDB.open('x'), 'onsuccess', 'onerror'),
  caches: () => caches.open('x'),
};
(async () => {
  const reached = [];
  for (const [name, act] of Object.entries(tries)) {
    try { await act(); reached.push(name); } catch {}
  }
  const { port1, port2 } = new MessageChannel();
  postMessage(0, [port2]);
  port1.postMessage(reached);
})();`;
