import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/source-serif-4/wght.css';
import './styles/base.css';

import { mount } from 'svelte';
import { Client } from './core-client/client.ts';
import DrawsFigure from './figures/DrawsFigure.svelte';
import KdeFigure from './figures/KdeFigure.svelte';
import { startThemeButton } from './ui/theme.ts';

startThemeButton(document.querySelector<HTMLButtonElement>('#theme')!);

const client = new Client();

// For the curious: `await tractable.client.call('keyFromSeed', { seed: 1 })` in the browser's console.
Object.assign(globalThis, { tractable: { client, Client } });

mount(DrawsFigure, { target: document.querySelector('#draws')!, props: { client } });
mount(KdeFigure, { target: document.querySelector('#kde')!, props: { client } });
