// The content security policy of every page. Beside its own files a page may run one script more: that of the
// sandbox's frame, a srcdoc, which inherits the page's policy; it is named by its hash. Read by vite.config.ts and
// the lesson compiler, in node.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** `'sha256-...'` of frame.js, as it stands between the tags of the frame. */
export function frameHash(): string {
  const text = readFileSync(new URL('./frame.js', import.meta.url), 'utf8').replaceAll('\r', '');
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

export function pagePolicy(): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval' ${frameHash()}`,
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
  ].join('; ');
}

const policyTag = /(<meta\s+http-equiv="Content-Security-Policy"\s+content=")[^"]*(")/;

/** Writes the policy into each page; a page without the meta element is a fault of the build. */
export function contentSecurityPolicy(): Plugin {
  return {
    name: 'tractable:content-security-policy',
    transformIndexHtml: {
      order: 'post',
      handler(html, { filename }) {
        if (!policyTag.test(html)) throw new Error(`${filename}: the page has no Content-Security-Policy.`);
        return html.replace(policyTag, (_, open: string, close: string) => open + pagePolicy() + close);
      },
    },
  };
}
