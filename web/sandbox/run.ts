// Runs code that a person typed: one worker a run, in a frame of opaque origin, without network and storage, within
// limits of time, output, messages and size. Hidden cases stay here: the worker gets the arguments and gives back
// values, and the caller compares them.

import { openPlace, type Place, type WorkerNews } from './place.ts';
import { lineOfStack, plainSetting, studentLine, workerSource, type Setting } from './source.ts';
import { endsTooEarly, syntaxFault } from './syntax.ts';
import { whyNotData, type Value } from './validate.ts';

export interface Limits {
  /** Wall time of the run, from the moment when the worker stands. */
  milliseconds: number;
  /** Characters that console.log may write in all. */
  outputCharacters: number;
  /** Calls of console.log. */
  messages: number;
  /** Size of one returned value: 8 for a number, 2 for a character, and what typed arrays hold. */
  bytes: number;
  /** Levels of arrays and objects in a returned value. */
  depth: number;
}

export const defaultLimits: Limits = {
  milliseconds: 2000,
  outputCharacters: 20_000,
  messages: 1000,
  bytes: 32_000_000,
  depth: 20,
};

export interface Call {
  name: string;
  args: readonly unknown[];
}

/** What a call gave. `error` is a sentence for the reader, `line` the line of their code where it arose. */
export type Result =
  { value: Value; error?: never; line?: never } | { error: string; line?: number; value?: never };

export interface Run {
  /** One for each call, in their order, also when the run was stopped. */
  results: Result[];
  output: string[];
  stopped?: 'time' | 'output' | 'messages' | 'error' | 'cancelled';
  /** Why the run was stopped; for 'error' what the code threw outside the calls, with its line. */
  reason?: { error: string; line?: number };
  /** False: the browser cannot isolate; tell the reader with `notIsolated`. */
  isolated: boolean;
}

export const notIsolated =
  'This browser cannot start the isolated sandbox, so code runs in the page’s own origin. Run only code that you trust.';

export interface Order {
  code: string;
  call: readonly Call[];
  limits?: Partial<Limits>;
  signal?: AbortSignal;
  /** What stands around the code. */
  setting?: Setting;
}

/** Time in which a worker must stand; a machine that needs longer is out of memory. */
const startMilliseconds = 10_000;

/** Never rejects for what the code does; rejects with a TypeError when a name or an argument of a call is unusable. */
export async function runInSandbox({
  code,
  call,
  limits,
  signal,
  setting = plainSetting,
}: Order): Promise<Run> {
  const all = { ...defaultLimits, ...limits };
  const source = workerSource(
    code,
    call.map(({ name }) => name),
    setting,
  );
  const place = await openPlace();
  try {
    return await conduct(place, source, { code, call, limits: all, setting, ...(signal && { signal }) });
  } finally {
    place.close();
  }
}

type Fault = { name: string; message: string; stack: string };
type News = { nonce: unknown } & (
  | { kind: 'line'; text: unknown }
  | { kind: 'value'; index: number; value: unknown }
  | { kind: 'fault'; index: number; fault: Fault }
  | { kind: 'failed'; fault: Fault }
  | { kind: 'stopped'; why: 'output' | 'messages' }
  | { kind: 'done' }
);

type Conducted = Order & { limits: Limits; setting: Setting };

function conduct(place: Place, source: string, order: Conducted): Promise<Run> {
  const { code, call, limits, signal, setting } = order;
  // randomUUID would need https.
  const nonce = crypto.getRandomValues(new Uint32Array(4)).join();
  const results: (Result | undefined)[] = call.map(() => undefined);
  const output: string[] = [];
  let characters = 0;

  return new Promise<Run>((resolve, reject) => {
    let timer = setTimeout(() => end('time', { error: 'The sandbox did not start.' }), startMilliseconds);
    let channel: MessagePort | undefined;
    const leave = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      if (channel) channel.onmessage = null; // what was under way comes too late
      channel?.close();
    };
    const end = (stopped?: Run['stopped'], reason?: { error: string; line?: number }) => {
      leave();
      const missing = reason ?? { error: 'The code ended without an answer.' };
      resolve({
        results: results.map((result) => result ?? missing),
        output,
        ...(stopped && { stopped, reason: missing }),
        isolated: place.isolated,
      });
    };
    const cancel = () => end('cancelled', { error: 'Stopped.' });
    const stopAt = (why: 'output' | 'messages') =>
      end(why, {
        error:
          why === 'output'
            ? `Stopped: the code wrote more than ${count(limits.outputCharacters)} characters.`
            : `Stopped: the code wrote more than ${count(limits.messages)} lines.`,
      });
    const write = (text: string) => {
      const room = limits.outputCharacters - characters;
      characters += text.length;
      if (output.length >= limits.messages) return stopAt('messages');
      output.push(text.length > room ? `${text.slice(0, Math.max(0, room))}…` : text);
      if (text.length > room) stopAt('output');
    };
    const settle = (index: number, result: Result) => {
      if (!(index in results) || results[index])
        return end('error', { error: 'The answer is not readable.' });
      results[index] = result;
    };
    const listen = (port: MessagePort) => {
      channel = port;
      port.onmessage = ({ data }: MessageEvent<News | null>) => {
        // Only the prelude knows the nonce. Whatever else speaks on its port ends the run.
        if (data?.nonce !== nonce) return end('error', { error: 'The answer is not readable.' });
        if (data.kind === 'line') write(String(data.text));
        else if (data.kind === 'value') {
          const fault = whyNotData(data.value, limits.bytes, limits.depth);
          const result = fault
            ? { error: `${call[data.index]?.name} returned what cannot be used: the value ${fault}.` }
            : { value: data.value as Value };
          settle(data.index, result);
        } else if (data.kind === 'fault') settle(data.index, sentence(data.fault, code, setting));
        else if (data.kind === 'failed') end('error', sentence(data.fault, code, setting));
        else if (data.kind === 'stopped') stopAt(data.why);
        else if (data.kind === 'done') end();
      };
      clearTimeout(timer);
      timer = setTimeout(() => {
        const seconds = limits.milliseconds / 1000;
        end('time', { error: `Stopped after ${seconds} s: the code did not come to an end.` });
      }, limits.milliseconds);
      try {
        const calls = call.map(({ name, args }) => ({ name, args }));
        port.postMessage({ nonce, calls, limits });
      } catch {
        leave();
        reject(new TypeError('An argument of a call is not plain data.'));
      }
    };
    const onNews = (news: WorkerNews) => {
      if (news.kind === 'port' && news.port) listen(news.port);
      else if (news.kind === 'error')
        void sentenceOfEvent(news, code, setting).then((reason) => end('error', reason));
      else end('error', { error: 'The sandbox did not start.' });
    };

    if (signal?.aborted) return cancel();
    signal?.addEventListener('abort', cancel);
    place.start(source, onNews);
  });
}

const count = (n: number) => n.toLocaleString('en').replaceAll(',', '\u202f');

function sentence(
  { name, message, stack }: Fault,
  code: string,
  setting: Setting,
): { error: string; line?: number } {
  const line = lineOfStack(stack, code, setting);
  const kind = name === 'Error' || name === '' ? '' : `${name}: `;
  return located(`${kind}${message}` || 'The code threw a value without a message.', line);
}

/** A syntax error, or one thrown in a timer: the browser gives the place, not the stack. */
async function sentenceOfEvent(
  { message, line }: { message: string; line: number },
  code: string,
  setting: Setting,
) {
  if (message === '') return syntaxFault(code);
  const own = studentLine(line, code, setting);
  if (own === undefined && /SyntaxError/.test(message)) return { error: endsTooEarly };
  return located(message.replace(/^Uncaught /, ''), own);
}

function located(text: string, line: number | undefined): { error: string; line?: number } {
  const short = text.length > 500 ? `${text.slice(0, 500)}…` : text;
  if (line === undefined) return { error: short };
  return { error: `${short.replace(/\.$/, '')} (line ${line})`, line };
}
