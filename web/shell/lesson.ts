// The script of a lesson page: the theme button, the islands (figures and exercises), and the way to paper.

import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/source-serif-4/wght.css';
import '../styles/base.css';
import '../styles/lesson.css';
import '../styles/lesson-text.css';
import '../styles/lesson-layout.css';

import { Client } from '../core-client/client.ts';
import { startThemeButton } from '../ui/theme.ts';
import { Islands, type LessonParts } from './islands.ts';
import { startPrinting } from './print.ts';

export function startLesson(parts: LessonParts) {
  startThemeButton(document.querySelector<HTMLButtonElement>('#theme')!);
  const client = new Client();
  // For the curious: `await tractable.client.call('keyFromSeed', { seed: 1 })` in the browser's console.
  Object.assign(globalThis, { tractable: { client, Client } });
  startPrinting(new Islands(parts, client));
  showFigureOfAddress();
  letWideThingsScroll();
  keepStickyFiguresWhole();
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
