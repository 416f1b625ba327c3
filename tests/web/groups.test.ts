import { expect, test } from 'vitest';
import { groupedMethod, groups } from '../../web/core-client/groups.ts';
import { methods as ownMethods } from '../../web/core-client/methods.ts';
import { methods } from '../support/methods.ts';

test('the groups name what they hold, and all methods are in one place', async () => {
  const names = [...Object.keys(ownMethods)];
  for (const group of groups) {
    expect(Object.keys(await group.load()).sort()).toEqual([...group.names].sort());
    names.push(...group.names);
  }
  expect(new Set(names).size).toBe(names.length);
  expect(names.sort()).toEqual(Object.keys(methods).sort());
});

test('a method of a group is found by its name, another is not', async () => {
  expect(await groupedMethod('jointTable')).toBe(methods.jointTable);
  expect(await groupedMethod('jointTables')).toBeUndefined();
});
