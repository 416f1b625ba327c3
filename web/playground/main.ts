// The script of the playground's page: the text stands at once, the bench comes when it can be read.

import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@fontsource-variable/source-serif-4/wght.css';
import '../styles/base.css';
import './playground.css';

import { Client } from '../core-client/client.ts';
import { painted } from '../shell/moments.ts';
import { startThemeButton } from '../ui/theme.ts';

startThemeButton(document.querySelector<HTMLButtonElement>('#theme')!);

const client = new Client();
const place = document.querySelector<HTMLElement>('#playground')!;

// For the curious: `await tractable.client.call('targets', undefined)` in the browser's console.
Object.assign(globalThis, { tractable: { client, Client } });

try {
  await painted();
  const [{ mount }, { default: Playground }, { openKeeper }] = await Promise.all([
    import('svelte'),
    import('./Playground.svelte'),
    import('./keep.ts'),
  ]);
  const keeper = await openKeeper();
  mount(Playground, { target: place, props: { client, keeper } });
  place.dataset['state'] = 'ready';
} catch (error) {
  const message = document.createElement('p');
  message.className = 'fault';
  message.role = 'alert';
  message.textContent = `The playground could not be shown: ${(error as Error).message}`;
  place.replaceChildren(message);
  place.dataset['state'] = 'failed';
  console.error(error);
}
