import '../../../web/styles/base.css';

import { mount } from 'svelte';
import Page from './Page.svelte';

mount(Page, { target: document.querySelector('#digits')! });
// As web/offline/start.ts does it, without waiting.
await navigator.serviceWorker.register(new URL('../sw.js', import.meta.url));
