// Starts the service worker when the page has nothing else to do, in the built site only. Beside it the search's button,
// which is on every page too.

import '../search/start.ts';

const wait = 2000;

async function start() {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData) return;
  // One folder above the scripts is the site's root, whatever the base path.
  const here = import.meta.url;
  const address = new URL('../sw.js', here);
  await navigator.serviceWorker.register(address, { updateViaCache: 'none' });
}

const renewed = 'tractable-renewed';
/** How often a tab is loaded again in so many milliseconds: a browser may be told to install the worker at every load. */
const most = 3;
const period = 60_000;

/** A newer build that waits takes over while the page is fresh, if no other page is open. */
async function renew() {
  const { serviceWorker } = navigator;
  if (!serviceWorker.controller) return;
  const registration = await serviceWorker.getRegistration();
  // Without a place to note that it was done, it might be done for ever.
  if (!registration?.waiting || !mayReload()) return;
  const reload = () => {
    sessionStorage.setItem(renewed, JSON.stringify([...recent(), Date.now()]));
    location.reload();
  };
  serviceWorker.addEventListener('controllerchange', reload, { once: true });
  registration.waiting.postMessage('take over if alone');
}

const mayReload = () => recent().length < most;

/** When this tab was loaded again of late. */
function recent(): number[] {
  const noted: unknown = JSON.parse(sessionStorage.getItem(renewed) ?? '[]');
  const times = Array.isArray(noted) ? (noted as unknown[]) : [];
  return times.filter((time) => typeof time === 'number' && Math.abs(Date.now() - time) < period) as number[];
}

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // A browser, a mode or a frame that forbids it serves the site from the network, as before.
  const quietly = () => void start().catch(() => undefined);
  const whenIdle = () =>
    setTimeout(
      () =>
        'requestIdleCallback' in globalThis ? requestIdleCallback(quietly, { timeout: 5000 }) : quietly(),
      wait,
    );
  void renew().catch(() => undefined);
  if (document.readyState === 'complete') whenIdle();
  else addEventListener('load', whenIdle, { once: true });
}
