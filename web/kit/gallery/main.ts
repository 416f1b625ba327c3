import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/source-serif-4/wght.css';
import '../../styles/base.css';

import { mount } from 'svelte';
import { startThemeButton } from '../../ui/theme.ts';
import Bell from './Bell.svelte';
import Cloud from './Cloud.svelte';
import Digits from './Digits.svelte';
import Law from './Law.svelte';
import Walk from './Walk.svelte';

startThemeButton(document.querySelector<HTMLButtonElement>('#theme')!);

const target = document.querySelector('#figures')!;
for (const figure of [Bell, Walk, Cloud, Law, Digits]) mount(figure, { target });
