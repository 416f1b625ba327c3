// The script of a lesson page: the theme button, and the islands (figures and exercises), which are loaded and mounted when
// they come near the viewport.

import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/source-serif-4/wght.css';
import '../styles/base.css';
import '../styles/lesson.css';
import '../styles/lesson-text.css';
import '../styles/lesson-layout.css';

import { mount, type Component } from 'svelte';
import { Client } from '../core-client/client.ts';
import { startThemeButton } from '../ui/theme.ts';

/** The modules name components whose props only their authors know. */
interface Module {
  default: Component<never>;
}

export interface LessonParts {
  slug: string;
  figures: Record<string, () => Promise<Module>>;
  exercises?: () => Promise<{ component: Module; exercises: Record<string, unknown> }>;
}

export function startLesson(parts: LessonParts) {
  startThemeButton(document.querySelector<HTMLButtonElement>('#theme')!);
  const client = new Client();
  // For the curious: `await tractable.client.call('keyFromSeed', { seed: 1 })` in the browser's console.
  Object.assign(globalThis, { tractable: { client, Client } });
  void prepareFirst(parts, client);
  void painted().then(() => mountWhenNear(parts, client));
  showFigureOfAddress();
  letWideThingsScroll();
  keepStickyFiguresWhole();
}

/** Resolves when the text stands there in its letters. A page that nobody sees is not painted, and does not wait. */
async function painted() {
  await document.fonts.ready;
  if (document.hidden) return;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/**
 * What the figure at the top will ask for is fetched as soon as the text can be read: on a slow line the core is larger than
 * all else together. Errors are told when it is mounted.
 */
async function prepareFirst({ figures }: LessonParts, client: Client) {
  const first = document.querySelector<HTMLElement>('.island')?.dataset['figure'];
  if (first === undefined) return;
  await painted();
  client.ready().catch(() => undefined);
  figures[first]!().catch(() => undefined);
  import('../work/store.ts').then(({ openWork }) => openWork()).catch(() => undefined);
}

function mountWhenNear(parts: LessonParts, client: Client) {
  const waiting = new Set(document.querySelectorAll<HTMLElement>('.island'));
  const start = (island: HTMLElement) => {
    observer.unobserve(island);
    if (waiting.delete(island)) void mountIsland(island, parts, client);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) start(target as HTMLElement);
    },
    { rootMargin: '400px' },
  );
  for (const island of waiting) observer.observe(island);
  // Paper has no viewport.
  addEventListener('beforeprint', () => [...waiting].forEach(start));
}

async function mountIsland(island: HTMLElement, { slug, figures, exercises }: LessonParts, client: Client) {
  const { figure, exercise, id = exercise } = island.dataset;
  try {
    if (figure !== undefined) {
      const { default: component } = await figures[figure]!();
      mount(component as Component<object>, { target: island, props: { client, id, slug } });
    } else if (exercise !== undefined) {
      const all = await exercises!();
      const component = all.component.default as Component<object>;
      mount(component, { target: island, props: { slug, id, exercise: all.exercises[exercise] } });
    }
    island.dataset['state'] = 'ready';
  } catch (error) {
    // One that fails leaves the others and the text in peace.
    island.dataset['state'] = 'failed';
    const message = document.createElement('p');
    message.className = 'fault';
    message.role = 'alert';
    message.textContent = `${figure ? 'The figure' : 'The exercise'} ${id} could not be shown: ${(error as Error).message}`;
    island.replaceChildren(message);
    console.error(error);
  }
}

/** A copied link to a figure's state, like #rain.seed=7, names no element: the page goes to the figure itself. */
function showFigureOfAddress() {
  const id = /^#([a-z][a-z0-9-]*)\./.exec(location.hash)?.[1];
  if (id) document.getElementById(id)?.scrollIntoView();
}

/** A formula, table or listing wider than the column scrolls, so the keyboard must reach it. */
function letWideThingsScroll() {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const box = target as HTMLElement;
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
        box.role = 'region';
        box.ariaLabel = box.matches('.katex-display') ? 'Formula' : box.matches('pre') ? 'Code' : 'Table';
      } else {
        for (const name of ['tabindex', 'role', 'aria-label']) box.removeAttribute(name);
      }
    }
  });
  for (const box of document.querySelectorAll('main .katex-display, main .scroll, main pre'))
    observer.observe(box);
}

/** A figure beside its text stays in view from its top; one that is taller than the window, from its bottom. */
function keepStickyFiguresWhole() {
  const figures = document.querySelectorAll<HTMLElement>('.sticky-figure');
  const place = () => {
    for (const figure of figures) {
      const top = Math.min(16, innerHeight - figure.offsetHeight - 16);
      figure.style.setProperty('--sticky-top', `${top}px`);
    }
  };
  const observer = new ResizeObserver(place);
  for (const figure of figures) observer.observe(figure);
  if (figures.length > 0) addEventListener('resize', place);
}
