// For bounds of distances from a law (the core's ksBound): as rare as four standard errors of a normal number, which is what
// the other badges allow.

export const rare = 1 / 16_000;
