// The figure kit: all that a lesson's figure is made of.

export { default as Figure } from './Figure.svelte';
export { default as Handle } from './Handle.svelte';
export { default as Badge } from './Badge.svelte';
export { default as Predict } from './Predict.svelte';
export { default as DataGate } from './DataGate.svelte';
export { default as DigitCanvas, type DrawnDigit } from './DigitCanvas.svelte';
export { default as DigitGrid } from './DigitGrid.svelte';
export { default as DigitImage } from './DigitImage.svelte';
export { digitGrid, digitWords, gridWords, type Digits } from './digits.ts';
export { Ink, normalised, sampled, sheetSide } from './ink.ts';
export { Player, speeds, type PlayerOptions, type Speed } from './player.svelte.ts';
export { HashState, type AnyHashState } from './hash.svelte.ts';
export * as field from './fields.ts';
export { axes } from './axes.ts';
export { panels, Scale, scales, type Axis, type Box, type Scales } from './scale.ts';
export { roleColour, roleStroke, type Role } from './roles.ts';
export {
  area,
  equalEdges,
  guess,
  histogram,
  inside,
  label,
  line,
  rug,
  rule,
  steps,
  type XY,
} from './marks.ts';
export { points } from './points.ts';
export { colourTable, fadeTable, image, type Grid } from './image.ts';
export { contour, contourLines, massLevels } from './contour.ts';
export { fixed, grouped, powerOfTen, significant, tiny, uncertain } from './format.ts';
export type { Table } from './export.ts';
export type { Place } from './handle.ts';
export type { Colours, Fill, Paint, Points, Size, Stroke, Surface, TextStyle } from './surface.ts';
