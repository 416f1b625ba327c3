// What a lesson may not contain: raw HTML, maths that KaTeX does not know, links that lead nowhere or run something, and
// directives that Markdown has silently taken for text.

import type { Nodes } from 'mdast';
import type { Context } from './context.ts';
import { faultOf } from './maths.ts';
import { walk } from './tree.ts';

const comment = /^<!--(?:(?!-->)[\s\S])*-->$/;
const directiveNames = 'figure|sticky|equation|ref|cite|note|step|slide|can|breaks|exercise|value|term';
/** Text that its author meant as a directive. */
const strayDirective = new RegExp(`^:{2,}|:(?:${directiveNames})[[{]`, 'm');

export function checkSafety(tree: Nodes, context: Context) {
  const { problems } = context;
  walk(tree, (node) => {
    switch (node.type) {
      case 'html':
        if (!comment.test(node.value.trim()))
          problems.add(node, `raw HTML is not allowed: ${node.value.split('\n')[0]!.slice(0, 60)}`);
        break;
      case 'math':
      case 'inlineMath': {
        context.hasMaths = true;
        const fault = faultOf(node.value, node.type === 'math');
        // The first line of a display formula is the one after its $$.
        const first = (node.position?.start.line ?? 1) + (node.type === 'math' ? 1 : 0);
        if (fault) problems.add(first + fault.lines, `bad LaTeX: ${fault.message}`);
        break;
      }
      case 'code':
      case 'inlineCode':
        context.hasCode = true;
        break;
      case 'link':
      case 'definition':
        checkAddress(node, node.url, context);
        break;
      case 'image':
      case 'imageReference':
        problems.add(
          node,
          'an image has no summary, table or state: make it a figure with ::figure{is=Name #id}',
        );
        break;
      case 'footnoteReference':
      case 'footnoteDefinition':
        problems.add(node, 'footnotes are not used: write a margin note with :::note');
        break;
      case 'heading':
        if (node.depth === 1)
          problems.add(node, 'the title of the page is in the front matter: begin headings with ##');
        break;
      case 'text': {
        const stray = strayDirective.exec(node.value);
        if (!stray) break;
        const line =
          (node.position?.start.line ?? 1) + node.value.slice(0, stray.index).split('\n').length - 1;
        const what = node.value.slice(stray.index).split('\n')[0]!;
        problems.add(
          line,
          /^:+$/.test(what) ? `"${what}" closes no container` : `malformed directive: ${what.slice(0, 60)}`,
        );
        break;
      }
    }
  });
}

function checkAddress(node: Nodes, url: string, { problems, plan }: Context) {
  if (/^(https?:\/\/|mailto:)/i.test(url) || url.startsWith('#')) return;
  const slug = /^\.\.\/([^/]+)\/(#.*)?$/.exec(url)?.[1];
  if (slug === undefined)
    problems.add(node, `the address ${url} is neither https, mailto, #id nor a lesson's (../slug/)`);
  else if (!plan.some((entry) => entry.slug === slug))
    problems.add(node, `the lesson ${slug} is not in lessons/plan.yaml`);
}
