// Puts the sandbox into the reach of its tests (tests/e2e/sandbox.spec.ts). Not part of the site.

import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import { mount } from 'svelte';
import '../../styles/base.css';
import { openPlace } from '../place.ts';
import { traceModel } from '../../model/trace.ts';
import { runInSandbox } from '../run.ts';
import Page from './Page.svelte';

Object.assign(globalThis, { sandbox: { openPlace, runInSandbox, traceModel } });
mount(Page, { target: document.getElementById('main')! });
