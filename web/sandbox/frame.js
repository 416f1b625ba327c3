// The whole script of the sandboxed frame. It only starts the worker that the page hands over as text, and passes on
// the first message of that worker, with the port in it. It never evaluates the text itself: a frame could navigate
// and so tell a server what it knows; a worker cannot. The page's content security policy names this file's hash
// (policy.ts).
(function () {
  'use strict';
  // The hash would let an injected copy of this script run in the page: there it does nothing.
  if (self.origin !== 'null') return;

  function serve(page) {
    page.onmessage = function (order) {
      try {
        const url = URL.createObjectURL(new Blob([order.data], { type: 'text/javascript' }));
        const worker = new Worker(url);
        worker.onmessage = function (event) {
          worker.onmessage = null; // whatever the code posts later has no listener
          URL.revokeObjectURL(url);
          page.postMessage({ kind: 'port' }, event.ports);
        };
        worker.onerror = function (event) {
          worker.onerror = null;
          event.preventDefault();
          page.postMessage({
            kind: 'error',
            message: String(event.message || ''),
            line: Number(event.lineno) || 0,
            column: Number(event.colno) || 0,
          });
        };
      } catch (error) {
        page.postMessage({ kind: 'refused', message: String(error) });
      }
    };
    page.postMessage({ kind: 'ready' });
  }

  addEventListener('message', function first(event) {
    if (event.source !== parent || event.ports.length !== 1) return;
    removeEventListener('message', first);
    serve(event.ports[0]);
  });
})();
