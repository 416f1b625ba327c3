// Starts the service worker when the page has nothing else to do, in the built site only. Beside it the search's button,
// which is on every page too.

import '../search/start.ts';

const wait = 2000;

function start() {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData) return;
  // One folder above the scripts is the site's root, whatever the base path.
  const here = import.meta.url;
  const address = new URL('../sw.js', here);
  // A browser or a mode that forbids it serves the site from the network, as before.
  navigator.serviceWorker.register(address, { updateViaCache: 'none' }).catch(() => undefined);
}

/** A newer build that waits takes over while the page is fresh, if no other page is open. */
async function renew() {
  const { serviceWorker } = navigator;
  if (!serviceWorker.controller) return;
  const registration = await serviceWorker.getRegistration();
  if (!registration?.waiting) return;
  serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  registration.waiting.postMessage('take over if alone');
}

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  const whenIdle = () =>
    setTimeout(
      () => ('requestIdleCallback' in globalThis ? requestIdleCallback(start, { timeout: 5000 }) : start()),
      wait,
    );
  void renew().catch(() => undefined);
  if (document.readyState === 'complete') whenIdle();
  else addEventListener('load', whenIdle, { once: true });
}
