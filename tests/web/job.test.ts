import { expect, test, vi } from 'vitest';
import { Job } from '../../web/core-client/job.ts';

const job = () => {
  const output = { progress: vi.fn(), chunk: vi.fn() };
  return { job: new Job('test', output), output };
};

const spin = (milliseconds: number) => {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
};

test('pause reports progress only when a slice is over', async () => {
  const { job: it, output } = job();
  await it.pause(1, 10);
  expect(output.progress).not.toHaveBeenCalled();
  spin(15);
  await it.pause(2, 10);
  expect(output.progress).toHaveBeenCalledExactlyOnceWith(2, 10);
});

test('a cancelled job ends at its next pause', async () => {
  const { job: it } = job();
  it.cancel();
  await expect(it.pause(0, 1)).rejects.toMatchObject({ code: 'cancelled', where: 'test' });
});

test('at most two chunks are under way', async () => {
  const { job: it, output } = job();
  await it.send(1);
  await it.send(2);
  let third = false;
  const sent = it.send(3).then(() => (third = true));
  await Promise.resolve();
  expect(third).toBe(false);
  it.taken();
  await sent;
  expect(output.chunk).toHaveBeenCalledTimes(3);
});

test('a job that waits for its chunks to be taken can be cancelled', async () => {
  const { job: it } = job();
  await it.send(1);
  await it.send(2);
  const sent = it.send(3);
  it.cancel();
  await expect(sent).rejects.toMatchObject({ code: 'cancelled' });
});
