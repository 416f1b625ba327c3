// The state in the address, and the player: without a browser.

import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as field from '../../../web/kit/fields.ts';
import { HashState } from '../../../web/kit/hash.svelte.ts';
import { Player, type Clock, type PlayerOptions } from '../../../web/kit/player.svelte.ts';

const address = { href: 'https://a.example/site/sampling/', hash: '' };

beforeEach(() => {
  vi.useFakeTimers();
  address.hash = '';
  vi.stubGlobal('location', address);
  vi.stubGlobal('history', {
    state: null,
    replaceState: (_: unknown, __: string, url: string) => (address.hash = url.slice(url.indexOf('#'))),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const fields = () => ({
  seed: field.seed(7),
  n: field.integer(10, 1, 1e6),
  h: field.number(0.3, 0, 10),
  rule: field.word('scott', ['scott', 'silverman']),
  log: field.flag(false),
  knots: field.numbers([0, 1], { low: -5, high: 5, most: 4 }),
  name: field.text(''),
});

test('a link gives the same state, bit by bit', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.integer({ min: 0, max: field.largestSeed }),
        n: fc.integer({ min: 1, max: 1e6 }),
        h: fc.double({ min: 0, max: 10, noNaN: true }).map((h) => h + 0),
        rule: fc.constantFrom('scott', 'silverman'),
        log: fc.boolean(),
        knots: fc.array(
          fc.double({ min: -5, max: 5, noNaN: true }).map((x) => x + 0),
          { maxLength: 4 },
        ),
        name: fc.string({ unit: 'grapheme', maxLength: 20 }),
      }),
      (state) => {
        const made = new HashState('rain', fields());
        Object.assign(made.values, state);
        const opened = new HashState('rain', fields(), new URL(made.link()).hash);
        expect({ ...opened.values }).toEqual(state);
      },
    ),
  );
});

test('what a link says wrongly is not believed', () => {
  const hash = '#rain.seed=-1&rain.n=1e9&rain.h=x&rain.rule=best&rain.log=1&rain.knots=9~1&rain.name=%zz';
  const { values } = new HashState('rain', fields(), hash);
  expect({ ...values }).toEqual({
    seed: 7,
    n: 10,
    h: 0.3,
    rule: 'scott',
    log: false,
    knots: [0, 1],
    name: '',
  });
});

test('figures keep apart, anchors are left, and nothing is written before something changes', () => {
  address.hash = '#step-2';
  const rain = new HashState('rain', { n: field.integer(1) });
  const snow = new HashState('snow', { n: field.integer(1) });
  rain.follow();
  vi.runAllTimers();
  expect(address.hash).toBe('#step-2');
  rain.values.n = 5;
  rain.follow();
  snow.values.n = 6;
  snow.follow();
  vi.runAllTimers();
  expect(address.hash).toBe('#rain.n=5&snow.n=6');
  expect(new HashState('snow', { n: field.integer(1) }, address.hash).values.n).toBe(6);
  expect(rain.link()).toBe('https://a.example/site/sampling/#rain.n=5');
});

test('a drag writes the address a few times only', () => {
  const replace = vi.spyOn(history, 'replaceState');
  const rain = new HashState('rain', { n: field.integer(0) });
  for (let n = 1; n <= 120; n++) {
    rain.values.n = n;
    rain.follow();
    vi.advanceTimersByTime(16);
  }
  vi.runAllTimers();
  expect(replace.mock.calls.length).toBeLessThanOrEqual(7);
  expect(address.hash).toBe('#rain.n=120');
});

/** Frames by hand. */
function clock(calm = false) {
  let frame: ((time: number) => void) | undefined;
  let time = 0;
  const made: Clock = {
    now: () => time,
    request: (next) => ((frame = next), 1),
    cancel: () => (frame = undefined),
    reducedMotion: () => calm,
  };
  return {
    made,
    get waiting() {
      return frame !== undefined;
    },
    pass: (milliseconds: number) => void (time += milliseconds),
    async tick(milliseconds: number) {
      time += milliseconds;
      const run = frame;
      frame = undefined;
      run?.(time);
      for (let i = 0; i < 10; i++) await Promise.resolve();
    },
  };
}

function counter(options: Partial<PlayerOptions> = {}, calm = false) {
  const time = clock(calm);
  const state = { n: 0, calls: 0 };
  const player = new Player(
    {
      advance: (n) => {
        state.n += n;
        state.calls++;
      },
      rewind: () => void (state.n = 0),
      back: () => void state.n--,
      rate: 10,
      ...options,
    },
    time.made,
  );
  return { time, state, player };
}

test('step, back and reset do one thing each and stop the play', async () => {
  const { player, state, time } = counter();
  await player.step();
  await player.step();
  await player.back();
  expect(state.n).toBe(1);
  player.play();
  await player.step();
  expect([player.playing, time.waiting, state.n]).toEqual([false, false, 2]);
  await player.reset();
  expect(state.n).toBe(0);
});

test('play makes rate times speed steps a second, the first at once', async () => {
  for (const speed of [1, 10, 100] as const) {
    const { player, state, time } = counter();
    player.speed = speed;
    player.play();
    await time.tick(0);
    expect(state.n).toBe(1);
    for (let i = 0; i < 125; i++) await time.tick(16);
    expect(Math.abs(state.n - 1 - 20 * speed)).toBeLessThanOrEqual(1);
    expect(state.calls).toBeLessThanOrEqual(126);
  }
});

test('full speed fills its part of a frame', async () => {
  const { player, state, time } = counter({
    advance: (n) => {
      state.n += n;
      // A step takes a hundredth of a millisecond.
      time.pass(n / 100);
    },
  });
  player.speed = 'max';
  player.play();
  for (let i = 0; i < 30; i++) await time.tick(1);
  const before = state.n;
  await time.tick(1);
  expect(state.n - before).toBeGreaterThanOrEqual(500);
  expect(state.n - before).toBeLessThanOrEqual(2000);
});

test('off screen no frame is asked for; on screen it goes on without catching up', async () => {
  const { player, state, time } = counter();
  player.play();
  await time.tick(0);
  player.visible = false;
  expect([player.playing, time.waiting]).toEqual([true, false]);
  time.pass(60_000);
  player.visible = true;
  await time.tick(100);
  expect(state.n).toBe(2);
});

test('it ends where there is nothing more to do, and a failed step is told', async () => {
  const { player, state, time } = counter({ done: () => state.n >= 3 });
  player.play();
  for (let i = 0; i < 40; i++) await time.tick(16);
  expect([state.n, player.playing, time.waiting]).toEqual([3, false, false]);
  const faults: string[] = [];
  const broken = counter({
    advance: () => Promise.reject(new Error('no')),
    onerror: (error) => void faults.push(error.message),
  });
  broken.player.play();
  await broken.time.tick(0);
  expect([broken.player.playing, broken.time.waiting, faults]).toEqual([false, false, ['no']]);
});

test('who asked for less motion sees two pictures a second, and as many steps', async () => {
  const { player, state, time } = counter({}, true);
  player.play();
  for (let i = 0; i < 126; i++) await time.tick(16);
  expect(state.calls).toBeLessThanOrEqual(6);
  expect(Math.abs(state.n - 20)).toBeLessThanOrEqual(6);
});
