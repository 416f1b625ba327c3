// The first text of every worker (source.ts puts the student's code behind it, as the argument `student`). It takes
// what it needs from the language, removes from the global scope all that is not on the list below, and only then
// lets the code run. The port to the page stays in this closure: the code can return what it likes, but it cannot
// speak on the channel itself. Nothing here may trust a prototype or a global after `student` has been called.
/* eslint-disable @typescript-eslint/no-unused-expressions */
(function (student) {
  'use strict';
  const scope = self;
  const { apply, defineProperty, deleteProperty, ownKeys } = Reflect;
  const { getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { isArray } = Array;
  const { create, hasOwn } = Object;
  const ObjectPrototype = Object.prototype;
  const TypedArrayPrototype = getPrototypeOf(Uint8Array.prototype);
  const FailedError = Error;
  const asString = String;
  const isView = ArrayBuffer.isView;
  const { slice: cut } = String.prototype;
  const getter = (prototype, key) => {
    const { get } = getOwnPropertyDescriptor(prototype, key);
    return (object) => apply(get, object, []);
  };
  const viewKind = getter(TypedArrayPrototype, Symbol.toStringTag);
  const viewBytes = getter(TypedArrayPrototype, 'byteLength');
  const viewLength = getter(TypedArrayPrototype, 'length');
  const dataOf = getter(MessageEvent.prototype, 'data');
  const Visited = WeakSet;
  const { has, add, delete: drop } = WeakSet.prototype;
  const clock = performance.now;
  const timer = performance;

  const { port1: port, port2 } = new MessageChannel();
  const send = port.postMessage;
  const handOver = scope.postMessage;
  let nonce = '';
  const post = (message) => {
    message.nonce = nonce;
    apply(send, port, [message]);
  };

  // ---- what the code may use ----
  const kept = new Set(
    (
      'Object Function Array Number Boolean String Symbol BigInt Date Promise RegExp JSON Math Intl Map Set WeakMap ' +
      'WeakSet WeakRef FinalizationRegistry Proxy Reflect Iterator Atomics ArrayBuffer DataView Int8Array Uint8Array ' +
      'Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array Float16Array ' +
      'Float32Array Float64Array Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError ' +
      'URIError SuppressedError DisposableStack AsyncDisposableStack Infinity NaN undefined globalThis self eval ' +
      'isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape ' +
      'WebAssembly setTimeout clearTimeout setInterval clearInterval queueMicrotask structuredClone TextEncoder ' +
      'TextDecoder atob btoa'
    ).split(' '),
  );
  for (let object = scope; object && object !== ObjectPrototype; object = getPrototypeOf(object)) {
    for (const key of ownKeys(object)) {
      if (typeof key === 'symbol' || kept.has(key) || deleteProperty(object, key)) continue;
      // Constants may stay. A browser that lets the network or storage stand does not run the code at all.
      const { value } = getOwnPropertyDescriptor(object, key);
      if (typeof value === 'number' || defineProperty(object, key, { value: undefined })) continue;
      throw new FailedError(`The sandbox did not start: ${key} cannot be removed.`);
    }
  }
  for (const key of ['compileStreaming', 'instantiateStreaming']) deleteProperty(WebAssembly, key);

  // ---- values: a copy that holds data only, measured while it is made ----
  let limits;
  const set = (object, key, value) => {
    const descriptor = create(null);
    descriptor.value = value;
    descriptor.writable = descriptor.enumerable = descriptor.configurable = true;
    defineProperty(object, key, descriptor);
  };
  const copier = (budget) => {
    const open = new Visited();
    const spend = (bytes) => {
      budget -= bytes;
      if (budget < 0) throw `the value is larger than ${limits.bytes} bytes`;
    };
    const copy = (value, depth) => {
      spend(8);
      if (typeof value === 'string') return (spend(2 * value.length), value);
      if (typeof value === 'function' || typeof value === 'symbol') throw `the value holds a ${typeof value}`;
      if (typeof value === 'bigint') throw 'the value holds a BigInt: convert it with Number(...)';
      if (typeof value !== 'object' || value === null) return value;
      if (depth >= limits.depth) throw `the value is nested more than ${limits.depth} deep`;
      if (isView(value)) {
        if (viewKind(value) === undefined)
          throw 'the value holds a DataView: only plain data can leave the sandbox';
        spend(viewBytes(value));
        return plainView(value);
      }
      if (apply(has, open, [value])) throw 'the value contains itself';
      apply(add, open, [value]);
      let made;
      if (isArray(value)) {
        made = [];
        const { length } = value;
        spend(8 * length);
        for (let i = 0; i < length; i++) set(made, i, copy(own(value, i), depth + 1));
      } else {
        const prototype = getPrototypeOf(value);
        if (prototype !== ObjectPrototype && prototype !== null && getPrototypeOf(prototype) !== null) {
          throw 'the value holds an object of a class: only numbers, strings, arrays, typed arrays and plain objects can leave the sandbox';
        }
        made = {};
        const keys = ownKeys(value);
        for (let i = 0; i < keys.length; i++) {
          const key = keys[i];
          if (typeof key === 'symbol') throw 'the value holds a symbol';
          spend(16 + 2 * key.length);
          set(made, key, copy(own(value, key), depth + 1));
        }
      }
      apply(drop, open, [value]);
      return made;
    };
    return copy;
  };
  const own = (object, key) => {
    const descriptor = getOwnPropertyDescriptor(object, key);
    if (descriptor === undefined) return undefined;
    if (!hasOwn(descriptor, 'value')) throw `the value has a getter, ${asString(key)}`;
    return descriptor.value;
  };
  const views = create(null);
  for (const name of ownKeys(scope)) {
    const View =
      typeof name === 'string' && /^(Big)?(Int|Uint|Float)\d+(Clamped)?Array$/.test(name) && scope[name];
    if (View) views[name] = View;
  }
  const plainView = (view) => {
    const View = views[viewKind(view)];
    const plain = new View(viewLength(view));
    for (let i = viewLength(view) - 1; i >= 0; i--) plain[i] = view[i];
    return plain;
  };

  // ---- console ----
  let characters = 0;
  let lines = 0;
  let silent = false;
  const stop = (why) => {
    silent = true;
    post({ __proto__: null, kind: 'stopped', why });
  };
  const show = (value, depth) => {
    if (typeof value === 'string') return depth === 0 ? value : `"${value}"`;
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'function') return 'a function';
    if (typeof value === 'symbol') return 'a symbol';
    if (typeof value !== 'object' || value === null) return asString(value);
    if (isView(value)) {
      if (viewKind(value) === undefined) return 'a DataView';
      return `${viewKind(value)} ${showAll(value, viewLength(value), depth)}`;
    }
    if (isArray(value)) return depth > 3 ? '[...]' : showAll(value, value.length, depth);
    if (value instanceof FailedError) return asString(value);
    if (depth > 3) return '{...}';
    let text = '';
    const keys = ownKeys(value);
    for (let i = 0; i < keys.length && i < 50; i++) {
      if (typeof keys[i] === 'symbol') continue;
      const descriptor = getOwnPropertyDescriptor(value, keys[i]);
      const part = descriptor && hasOwn(descriptor, 'value') ? show(descriptor.value, depth + 1) : 'a getter';
      text += `${text ? ', ' : ''}${keys[i]}: ${part}`;
    }
    return `{ ${text}${keys.length > 50 ? ', ...' : ''} }`;
  };
  const showAll = (list, length, depth) => {
    let text = '';
    for (let i = 0; i < length && i < 100; i++) text += `${i ? ', ' : ''}${show(list[i], depth + 1)}`;
    return `[${text}${length > 100 ? `, ... ${length - 100} more` : ''}]`;
  };
  const log = (...values) => {
    if (silent) return;
    let text = '';
    for (let i = 0; i < values.length; i++) text += (i ? ' ' : '') + show(values[i], 0);
    if (++lines > limits.messages) return stop('messages');
    const room = limits.outputCharacters - characters;
    characters += text.length;
    post({ __proto__: null, kind: 'line', text: apply(cut, text, [0, room + 1]) }); // the page marks the cut
    if (characters > limits.outputCharacters) stop('output');
  };
  scope.console = { log, info: log, warn: log, error: log, debug: log };
  scope.performance = { now: () => apply(clock, timer, []) };

  // ---- the run ----
  const fault = (error) => {
    const text = (read) => {
      try {
        const value = read();
        return typeof value === 'string' ? apply(cut, value, [0, 4000]) : '';
      } catch {
        return '';
      }
    };
    const thrown = typeof error === 'object' && error !== null;
    return {
      __proto__: null,
      name: thrown ? text(() => error.name) : '',
      message: thrown ? text(() => error.message) : text(() => asString(error)),
      stack: thrown ? text(() => error.stack) : '',
    };
  };
  const run = async (calls) => {
    let functions;
    try {
      functions = await student();
    } catch (error) {
      return post({ __proto__: null, kind: 'failed', fault: fault(error) });
    }
    for (let index = 0; index < calls.length; index++) {
      const { name, args } = calls[index];
      const refuse = (message) =>
        post({ __proto__: null, kind: 'fault', index, fault: { name: '', message, stack: '' } });
      try {
        const called = typeof functions === 'object' && functions ? own(functions, name) : undefined;
        if (typeof called !== 'function') {
          refuse(`there is no function ${name}`);
          continue;
        }
        const result = await apply(called, undefined, args);
        let value;
        try {
          value = copier(limits.bytes)(result, 0);
        } catch (reason) {
          if (typeof reason !== 'string') throw reason;
          refuse(`${name} returned what cannot be used: ${reason}`);
          continue;
        }
        post({ __proto__: null, kind: 'value', index, value });
      } catch (error) {
        post({ __proto__: null, kind: 'fault', index, fault: fault(error) });
      }
    }
    post({ __proto__: null, kind: 'done' });
  };
  port.onmessage = (event) => {
    const order = dataOf(event);
    port.onmessage = null;
    nonce = order.nonce;
    limits = order.limits;
    void run(order.calls);
  };
  apply(handOver, scope, [0, [port2]]);
});
