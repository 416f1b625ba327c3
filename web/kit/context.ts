// What a figure tells the parts inside it.

import { getContext, setContext } from 'svelte';
import type { Paint } from './surface.ts';

/** A handle as a picture: for exports, where there are no handles to take hold of. */
export interface HandlePicture {
  x: number;
  y: number;
  radius: number;
  paint: Paint;
}

export interface FigureContext {
  /** Adds a handle to exported pictures. Returns how to take it out. */
  addHandle(picture: () => HandlePicture): () => void;
}

const key = Symbol('figure');
export const setFigure = (context: FigureContext) => setContext(key, context);
export const getFigure = () => getContext<FigureContext | undefined>(key);
