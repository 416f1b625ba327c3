import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/source-serif-4/wght.css';
import './styles/base.css';
import './home/home.css';

import { Client } from './core-client/client.ts';
import { startKeeping } from './home/keep.ts';
import { startPicture } from './home/live.ts';
import { pictures } from './home/pictures/all.ts';
import { showProgress } from './home/progress.ts';
import { startThemeButton } from './ui/theme.ts';
import { openWork } from './work/store.ts';

startThemeButton(document.querySelector<HTMLButtonElement>('#theme')!);

const client = new Client();

// For the curious: `await tractable.client.call('keyFromSeed', { seed: 1 })` in the browser's console.
const chains = () => import('./core-client/chains.ts');
Object.assign(globalThis, { tractable: { client, Client, chains } });

const map = document.querySelector<HTMLElement>('#map')!;
for (const card of map.querySelectorAll<HTMLElement>('.card')) {
  const picture = pictures[card.dataset['slug']!];
  if (picture) startPicture(card.querySelector('canvas')!, picture, card);
}

void openWork().then((work) => {
  showProgress(work, map, document.querySelector<HTMLAnchorElement>('#go-on')!);
  startKeeping(work, document.querySelector<HTMLElement>('#work')!);
});

// The figure, and with it the core, comes when it is near.
const place = document.querySelector<HTMLElement>('#draws')!;
new IntersectionObserver(
  async ([entry], observer) => {
    if (!entry!.isIntersecting) return;
    observer.disconnect();
    const [{ mount }, { default: DrawsFigure }] = await Promise.all([
      import('svelte'),
      import('./figures/DrawsFigure.svelte'),
    ]);
    mount(DrawsFigure, { target: place, props: { client } });
  },
  { rootMargin: '400px' },
).observe(place);
