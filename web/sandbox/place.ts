// Where a worker starts: in a frame of opaque origin with a content security policy of its own, removed after the
// run; or, where a browser cannot start a worker in such a frame, in the page's own origin (`isolated` false).
//
// The frame is a srcdoc, not a page of its own: a service worker does not serve a sandboxed frame, so that a page
// would be missing offline. A srcdoc inherits the page's policy, which therefore names the hash of the frame's script
// (policy.ts); worker and frame are then held by both policies.

import frameScript from './frame.js?raw';

export type WorkerNews =
  | { kind: 'port'; port: MessagePort | undefined }
  | { kind: 'error'; message: string; line: number; column: number }
  | { kind: 'refused'; message: string };

export interface Place {
  readonly isolated: boolean;
  /** Starts a classic worker with this text. Once a place. */
  start(source: string, onNews: (news: WorkerNews) => void): void;
  /** Ends the worker at once and removes the frame. */
  close(): void;
}

const policy =
  "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'none'";

/** A browser that answers slower than this is taken to be unable. */
const detectionMilliseconds = 2000;
/** One that has answered before is only busy. */
const startMilliseconds = 10_000;

let isolates: boolean | undefined;
let asking: ReturnType<typeof detect> | undefined;
let silences = 0;

/** Whether this browser isolates what it runs; asks it once. */
export async function isolated(): Promise<boolean> {
  if (isolates === undefined) {
    const answer = await (asking ??= detect());
    asking = undefined;
    // Silence may be a busy machine: the next run asks once more before it is believed for good.
    if (answer !== 'silent') isolates = answer === 'yes';
    else if (++silences === 2) isolates = false;
  }
  return isolates ?? false;
}

export async function openPlace(): Promise<Place> {
  if (!(await isolated())) return ownOrigin();
  const { opened, remove } = openFrame();
  const place = await within(opened, startMilliseconds);
  if (place) return place;
  remove();
  throw new Error('The sandbox did not start. Run the code again.');
}

async function detect(): Promise<'yes' | 'no' | 'silent'> {
  const { opened, remove } = openFrame();
  const answer = opened.then(
    (place) =>
      new Promise<'yes' | 'no'>((resolve) => {
        place.start('postMessage(0)', ({ kind }) => resolve(kind === 'port' ? 'yes' : 'no'));
      }),
  );
  const found = await within(answer, detectionMilliseconds);
  remove();
  return found ?? 'silent';
}

function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds, undefined);
    void promise.then(resolve).finally(() => clearTimeout(timer));
  });
}

function openFrame(): { opened: Promise<Place>; remove: () => void } {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.title = 'Sandbox';
  frame.hidden = true;
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${frameScript.replaceAll('\r', '')}</script>`;
  const { port1: port, port2 } = new MessageChannel();
  const remove = () => {
    port.close();
    frame.remove();
  };
  const place: Place = {
    isolated: true,
    start(source, onNews) {
      port.onmessage = ({ data, ports }: MessageEvent<WorkerNews>) =>
        onNews(data.kind === 'port' ? { kind: 'port', port: ports[0] } : data);
      port.postMessage(source);
    },
    close: remove,
  };
  const opened = new Promise<Place>((resolve) => {
    frame.addEventListener('load', () => frame.contentWindow?.postMessage(0, '*', [port2]), { once: true });
    port.onmessage = () => resolve(place);
  });
  document.body.append(frame);
  return { opened, remove };
}

function ownOrigin(): Place {
  let worker: Worker | undefined;
  return {
    isolated: false,
    start(source, onNews) {
      const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      worker = new Worker(address);
      worker.onmessage = ({ ports }) => {
        worker!.onmessage = null;
        URL.revokeObjectURL(address);
        onNews({ kind: 'port', port: ports[0] });
      };
      worker.onerror = (event) => {
        worker!.onerror = null;
        event.preventDefault();
        onNews({ kind: 'error', message: event.message, line: event.lineno, column: event.colno });
      };
    },
    close: () => worker?.terminate(),
  };
}
