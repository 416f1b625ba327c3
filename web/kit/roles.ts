// The same colour and dash for the same thing in every lesson.

import type { Stroke } from './surface.ts';

export type Role = 'prior' | 'likelihood' | 'posterior' | 'approximation' | 'data';

const dashes: Record<Role, readonly number[]> = {
  prior: [8, 5],
  likelihood: [2, 4],
  posterior: [],
  approximation: [11, 4, 2, 4],
  data: [],
};

export const roleColour = (role: Role) => (role === 'data' ? '--fg' : `--${role}`);

/** How a line of this role is drawn. */
export const roleStroke = (role: Role, width = 2.5): Stroke => ({
  colour: roleColour(role),
  width,
  dash: dashes[role],
});
