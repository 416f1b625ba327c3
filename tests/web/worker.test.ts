// The worker itself with the real module under node, and methods that fail in every way: when it goes on, and when it ends.

import { beforeAll, expect, test, vi } from 'vitest';
import { ranOut } from '../../web/core-client/errors.ts';
import type { FromWorker, ToWorker } from '../../web/core-client/protocol.ts';
import { wasmBinary, type Core } from '../support/core.ts';

const recurse = (depth: number): number => 1 + recurse(depth + 1);
/** Each of them makes the engine throw its own error. */
const failing = {
  allocate: () => new ArrayBuffer(2 ** 45),
  length: () => new Float64Array(2 ** 52),
  list: () => new Array(-1),
  digits: () => (1).toFixed(1000),
  recurse: () => recurse(0),
  trap: (_: undefined, { core }: { core: Core }) => core.trap(),
};
const thrownBy = (action: () => unknown) => {
  try {
    action();
  } catch (error) {
    return error;
  }
};

vi.mock('../../web/core-client/methods.ts', () => ({
  methods: {
    ...failing,
    keyFromSeed: ({ seed }: { seed: number }, { core }: { core: Core }) => core.key_from_seed(seed),
  },
}));

let heard: FromWorker[] = [];
const scope = {
  postMessage: (message: FromWorker) => heard.push(message),
  onmessage: (() => undefined) as (event: { data: ToWorker }) => void,
};
let module: WebAssembly.Module;
beforeAll(async () => {
  vi.stubGlobal('self', scope);
  module = await WebAssembly.compile(wasmBinary('simd'));
});

async function start() {
  vi.resetModules();
  heard = [];
  await import('../../web/core-client/worker.ts');
  scope.onmessage({ data: { kind: 'start', variant: 'simd', module, generation: 0 } });
  await vi.waitUntil(() => heard.some(({ kind }) => kind === 'ready'));
  heard = [];
}

async function ask(id: number, method: string, args?: unknown) {
  scope.onmessage({ data: { kind: 'call', id, method: method as never, args } });
  await vi.waitUntil(() => heard.some((message) => 'id' in message && message.id === id));
  return heard.at(-1)!;
}

test('a RangeError that is no lost stack fails its call only: the same worker answers the next', async () => {
  await start();
  for (const [i, [method, code]] of [
    ['allocate', 'out_of_memory'],
    ['length', 'out_of_memory'],
    ['list', 'out_of_memory'],
    ['digits', 'internal_error'],
  ].entries()) {
    expect(thrownBy(failing[method as 'list'])).toBeInstanceOf(RangeError);
    expect(await ask(2 * i, method!)).toMatchObject({ kind: 'error', error: { code, where: method } });
    expect(await ask(2 * i + 1, 'keyFromSeed', { seed: i })).toMatchObject({
      kind: 'result',
      result: [i, 0],
    });
  }
});

test.each(['trap', 'recurse'])('after %s the worker is given up and does nothing more', async (method) => {
  await start();
  expect(await ask(1, method)).toMatchObject({ kind: 'error', error: { code: 'worker_lost' } });
  scope.onmessage({ data: { kind: 'call', id: 2, method: 'keyFromSeed', args: { seed: 1 } } });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(heard).toHaveLength(1);
});

test('what each engine says when stack or memory run out', () => {
  const spiderMonkey = (message: string) => Object.assign(new Error(message), { name: 'InternalError' });
  for (const [error, what] of [
    [new RangeError('Maximum call stack size exceeded'), 'stack'], // V8
    [new RangeError('Maximum call stack size exceeded.'), 'stack'], // JavaScriptCore
    [spiderMonkey('too much recursion'), 'stack'],
    [new RangeError('Array buffer allocation failed'), 'memory'],
    [new RangeError('Invalid typed array length: 4503599627370496'), 'memory'],
    [new RangeError('Out of memory'), 'memory'], // JavaScriptCore
    [new RangeError('array buffer length is too large'), 'memory'],
    [spiderMonkey('allocation size overflow'), 'memory'],
    [new RangeError('toFixed() digits argument must be between 0 and 100'), undefined],
    [new TypeError('allocation of nothing'), undefined],
    ['Maximum call stack size exceeded', undefined],
  ] as const)
    expect([error, ranOut(error)]).toEqual([error, what]);
});
