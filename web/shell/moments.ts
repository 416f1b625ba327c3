// When to do what: after the text can be read, and while nobody needs the machine.

/** Resolves when the text stands there in its letters. A page that nobody sees is not painted, and does not wait. */
export async function painted() {
  await document.fonts.ready;
  if (document.hidden) return;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** Whether the reader has asked that nothing be fetched before it is needed. */
export const savesData = () =>
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

let pressed = false;
for (const [event, state] of [
  ['pointerdown', true],
  ['pointerup', false],
  ['pointercancel', false],
] as const)
  addEventListener(event, () => (pressed = state), { capture: true, passive: true });

const idle = () =>
  new Promise<void>((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve());
    else setTimeout(resolve, 200);
  });

/** Resolves when the page is loaded, `milliseconds` have passed, nothing is dragged, and the browser has nothing to do. */
export async function quiet(milliseconds = 0) {
  if (document.readyState !== 'complete')
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  await idle();
  while (pressed) await new Promise((resolve) => setTimeout(resolve, 200));
}
