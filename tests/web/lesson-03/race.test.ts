import { beforeAll, describe, expect, it } from 'vitest';
import { spread } from '../../../lessons/03-sampling/figures/race-picture.ts';
import {
  digits,
  isOutside,
  layCourse,
  place,
  runRace,
  summarize,
  tell,
  twoHumps,
  wholeDigits,
  type Course,
  type Race,
} from '../../../lessons/03-sampling/figures/race.ts';
import { coreClient } from './core.ts';

const { signal } = new AbortController();
const { client, objects } = await coreClient();
let course: Course;
beforeAll(async () => {
  course = await layCourse(client, await twoHumps(client, signal), signal);
});

const of = (race: Race, method: string) => race.searches.find((search) => search.method === method)!;
const litIn = (race: Race, method: string, step: number) =>
  tell(of(race, method) as never, step, race.p)
    .parts.filter((part) => part.lit)
    .map((part) => part.text);

describe('the race', () => {
  it('has a valley that Newton leaves and heights that it does not', () => {
    const escaped = course.heights.filter((_, i) => course.escapes[i]);
    expect(escaped.length).toBeGreaterThan(5);
    expect(escaped.length).toBeLessThan(40);
    expect(Math.min(...escaped)).toBeGreaterThan(0.74);
  });

  it('brings all but Newton home from the valley, and deletes its estimates', async () => {
    const race = await runRace(client, course, 0.8, signal);
    expect(race.searches.map((search) => search.escaped)).toEqual([false, true, false, false]);
    for (const search of race.searches.filter((each) => !each.escaped))
      expect(search.x.at(-1)).toBeCloseTo(race.quantile, 9);
    expect(race.roundTrip).toBeLessThanOrEqual(1e-12);
    expect(objects.count).toBe(0);
    expect(isOutside(course, of(race, 'newton').x.at(-1)!)).toBe(true);
    expect(summarize(race, course, race.steps)).toMatch(
      /Newton has left the picture; Bracketed Newton is home/,
    );
  });

  it('lights the half that bisection keeps and the step that Newton may not take', async () => {
    const race = await runRace(client, course, 0.8, signal);
    const { x, cdf } = of(race, 'bisection');
    for (let step = 1; step < x.length; step++) {
      const left = cdf[step - 1]! > 0.8;
      expect(litIn(race, 'bisection', step)).toEqual([left ? 'left half' : 'right half']);
      expect(x[step]! < x[step - 1]!).toBe(left);
    }
    const bracketed = of(race, 'bracketed_newton');
    const kinds = bracketed.x.map((_, i) =>
      litIn(race, 'bracketed_newton', i + 1)[0] === 'the middle' ? 1 : 0,
    );
    expect(kinds.includes(1) && kinds.at(-1) === 0).toBe(true);
    expect(litIn(race, 'newton', 0)).toEqual([]);
    expect(tell(of(race, 'newton'), 60, 0.8).said).toMatch(/^Lost/);
    expect(tell(bracketed, 60, 0.8).said).toMatch(/^Home since/);
  });

  it('says so before the start', async () => {
    const race = await runRace(client, course, 0.3, signal);
    expect(summarize(race, course, 0)).toMatch(/stand ready/);
    expect(place(race.searches[0]!, 0)).toBe(-1);
  });
});

it('counts digits', () => {
  expect(digits(0)).toBe(16);
  expect(digits(2)).toBe(0);
  expect(digits(1e-3)).toBeCloseTo(3, 12);
  expect(wholeDigits(1e-3)).toBe(3);
  expect(wholeDigits(9e-4)).toBe(3);
  expect(wholeDigits(NaN)).toBe(0);
});

it('pushes labels apart, above the floor', () => {
  expect(spread([10, 12, 50], 16)).toEqual([10, 26, 50]);
  expect(spread([98, 99, 97], 16, 100)).toEqual([84, 100, 68]);
});
