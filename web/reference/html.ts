// The entries of the reference page as HTML: made when the site is built, so that the page can be read and searched without
// a script. The script makes the buttons work.

import { codeOf, type Word, type WordKind } from '../model/word-texts.ts';

const sections: readonly (readonly [kind: WordKind, id: string, title: string, lede: string])[] = [
  [
    'statement',
    'saying',
    'What a model says',
    'These stand in scope by themselves, too: the braces of the first line may be left away.',
  ],
  [
    'law',
    'laws',
    'Laws',
    'A law is only what was written: it has no value until one is sampled, or data are observed from it. Parameters are numbers, values or data, by place or by name: normal({ mu: 0, sigma: 1 }).',
  ],
  ['wrapper', 'constraints', 'Constraints and mixtures', 'Laws made of laws.'],
  [
    'function',
    'functions',
    'Functions',
    'They work on whole values, column by column; one column goes with any number of them. Each is a method, too: x.exp(). JavaScript’s own +, *, > and Math.exp cannot work on a value and say so.',
  ],
];

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const attribute = (text: string) => escape(text).replaceAll('"', '&quot;');

function entry(word: Word): string {
  const code = codeOf(word);
  const facts = [
    ...(word.support ? [`<div><dt>Values</dt><dd>${escape(word.support)}</dd></div>`] : []),
    ...(word.domains ?? []).map(
      ([name, domain]) => `<div><dt><code>${escape(name)}</code></dt><dd>${escape(domain)}</dd></div>`,
    ),
  ];
  const data = word.data ? ` data-values="${attribute(JSON.stringify(word.data))}"` : '';
  const given = Object.entries(word.data ?? {})
    .map(([name, values]) => `data.${name} is ${JSON.stringify(values).replaceAll(',', ', ')}`)
    .join('; ');
  return [
    `<article class="entry" id="${word.name}" data-word="${word.name}"${data}>`,
    `<h3><code>${escape(word.signature)}</code></h3>`,
    `<p>${escape(word.text)}</p>`,
    ...(facts.length > 0 ? [`<dl>${facts.join('')}</dl>`] : []),
    `<pre tabindex="0" aria-label="A model with ${word.name}"><code>${escape(code.trimEnd())}</code></pre>`,
    ...(given ? [`<p class="given">${escape(given)}.</p>`] : []),
    `<p class="ways" hidden><button type="button" data-run aria-label="Run the model with ${word.name}">Run</button>`,
    `<a data-open href="../../playground/" aria-label="Open in the playground: ${word.name}">Open in the playground</a></p>`,
    '<div class="result" aria-live="polite"></div>',
    '</article>',
  ].join('\n');
}

export function referenceHtml(words: readonly Word[]): string {
  return sections
    .map(([kind, id, title, lede]) => {
      const own = words.filter((word) => word.kind === kind);
      const links = own.map(({ name }) => `<li><a href="#${name}"><code>${name}</code></a></li>`).join('');
      return [
        `<section aria-labelledby="${id}">`,
        `<h2 id="${id}">${title}</h2>`,
        `<p>${escape(lede)}</p>`,
        `<ul class="words-list" aria-label="${title}">${links}</ul>`,
        ...own.map(entry),
        '</section>',
      ].join('\n');
    })
    .join('\n');
}
