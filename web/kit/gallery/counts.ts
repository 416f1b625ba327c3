// How often each figure of the gallery has drawn: the tests read it.

const counts: Record<string, number> = {};
Object.assign(globalThis, { galleryDraws: counts });

export const countDraw = (id: string) => (counts[id] = (counts[id] ?? 0) + 1);
