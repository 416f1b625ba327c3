import path from 'node:path';

/** The checkout: everything the project writes stands below it. */
export const root = path.resolve(import.meta.dirname, '../..');
export const buildFolder = path.join(root, 'build');
