// A page with nothing but the client of the core: what is timed here is the worker and the way to it and back.

import { Client } from '../../../web/core-client/client.ts';

Object.assign(globalThis, { client: new Client() });
