// A page with one exercise of each kind and a slider that publishes its state as a figure does.

import '../../../web/styles/base.css';

import { mount } from 'svelte';
import Exercise from '../../../web/exercises/Exercise.svelte';
import { openWork } from '../../../web/work/store.ts';
import { exercises } from './exercises.ts';

const slug = 'trial';

for (const [id, exercise] of Object.entries(exercises)) {
  mount(Exercise, { target: document.querySelector('#exercises')!, props: { slug, id, exercise } });
}

const slider = document.querySelector<HTMLInputElement>('#figure')!;
slider.addEventListener('input', async () => {
  await (await openWork()).set(slug, 'figure:rain', { value: slider.valueAsNumber });
});

Object.assign(globalThis, { work: await openWork() });
