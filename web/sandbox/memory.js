// Runs before the prelude in every worker: a brake on memory, not a wall. Firefox loses the whole tab to code that
// collects buffers without end. Small buffers, and those that the language makes by itself (slice, map), are left to
// the limit of time.
/* eslint-disable @typescript-eslint/no-unused-expressions */
(function () {
  'use strict';
  const { apply, construct } = Reflect;
  const TooMuch = RangeError;
  let room = 4e9;
  const take = (bytes) => {
    if (bytes > 65536) room -= bytes;
    if (room < 0) throw new TooMuch('the code asks for more than 4 GB of memory');
  };
  const bound = (holder, name, sizeOf) => {
    const Native = holder[name];
    holder[name] = new Proxy(Native, {
      __proto__: null,
      construct(target, args, made) {
        take(sizeOf(args[0]));
        return construct(target, args, made);
      },
    });
    Native.prototype.constructor = holder[name];
  };
  for (const name of Object.getOwnPropertyNames(self)) {
    if (!/^(Big)?(Int|Uint|Float)\d+(Clamped)?Array$/.test(name)) continue;
    const size = self[name].BYTES_PER_ELEMENT;
    bound(self, name, (of) => size * (typeof of === 'object' && of !== null ? (of.length ?? 0) : of));
  }
  bound(self, 'ArrayBuffer', (bytes) => bytes);
  bound(WebAssembly, 'Memory', (of) => 65536 * (of?.initial ?? 0));
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    take(65536 * pages);
    return apply(grow, this, [pages]);
  };
});
