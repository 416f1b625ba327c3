// Runs the benchmark module in a browser's worker: hears a filter, answers with the rows as JSON.
import create from './bench.mjs';

self.onmessage = async ({ data }) => self.postMessage((await create()).run(data));
