// What each directive of a lesson becomes.

import { describe, expect, test } from 'vitest';
import { compile, figure, front, html } from './support.ts';

describe('figures', () => {
  test('are numbered, captioned and mounted by name', async () => {
    const lesson = await compile({
      body: '::figure[Rain on $F$.]{is=Rain #rain}\n\n::figure{is=Rain #again}\n\nSee :ref[again].\n',
      files: figure('Rain'),
    });
    expect(lesson.figures).toEqual(['Rain']);
    expect(lesson.html).toMatch(
      /<figure class="numbered" id="rain"><div class="island island-figure"[^>]* data-figure="Rain" data-id="rain"><noscript>This figure needs JavaScript\.<\/noscript><\/div>/,
    );
    expect(lesson.html).toContain(
      '<figcaption><span class="caption-number">Figure 1.</span> Rain on <span class="katex">',
    );
    expect(lesson.html).toContain('<span class="caption-number">Figure 2.</span></figcaption>');
    expect(lesson.html).toContain('See <a href="#again" class="ref">Figure 2</a>.');
  });

  test('a component that another figure imports need not be mounted', async () => {
    const lesson = await compile({
      body: '::figure{is=Rain #rain}\n',
      files: {
        'figures/Rain.svelte': "<script>import Drop from './Drop.svelte';</script>",
        ...figure('Drop'),
      },
    });
    expect(lesson.figures).toEqual(['Rain']);
  });

  test('sticky keeps the order of text and figure', async () => {
    const first = await html({
      body: '::::sticky\n::figure{is=Rain #rain}\n\nText.\n\n:::note\nNote.\n:::\n::::\n',
      files: figure('Rain'),
    });
    expect(first).toMatch(
      /^<div class="sticky"><div class="sticky-figure"><figure.*<div class="sticky-text"><p>Text\./s,
    );
    expect(first).toContain('<div class="note" role="note"><p>Note.</p></div></div></div>');
    const last = await html({
      body: ':::sticky\nText.\n\n::figure{is=Rain #rain}\n:::\n',
      files: figure('Rain'),
    });
    expect(last).toMatch(
      /^<div class="sticky"><div class="sticky-text"><p>Text\..*<div class="sticky-figure"><figure/s,
    );
  });
});

describe('maths', () => {
  test('is HTML with MathML beside it', async () => {
    const { html, hasMaths } = await compile('Inline $x^2$.\n\n$$\ny\n$$\n');
    expect(hasMaths).toBe(true);
    expect(html).toContain('<annotation encoding="application/x-tex">x^2</annotation>');
    expect(html).toContain(
      '<span class="katex-display"><span class="katex"><span class="katex-mathml"><math',
    );
    expect(html).not.toMatch(/<script|katex-error/);
  });

  test('a page without formulas says so', async () => expect((await compile('Text.')).hasMaths).toBe(false));

  test('an equation is numbered and can be referred to', async () => {
    const text = await html(':::equation{#cdf}\n$$\nF(x)\n$$\n:::\n\nBy :ref[cdf].\n');
    expect(text).toMatch(
      /^<div class="equation" id="cdf"><span class="katex-display">.*<span class="equation-number">\(1\)<\/span>/s,
    );
    expect(text).toContain('By <a href="#cdf" class="ref">(1)</a>.');
  });

  test('symbols take the colour of a role, as words do', async () => {
    const text = await html('$\\posterior{p}$ and :term[prior]{role=prior}\n');
    expect(text).toContain('<span class="enclosing term-posterior">');
    expect(text).toContain('<span class="term term-prior">prior</span>');
  });
});

describe('sections', () => {
  test('steps are numbered', async () => {
    const lesson = await compile(
      ':::step{title="A ladder"}\nText.\n:::\n\n:::step{title="Rain" #rain-step}\nSee :ref[step-a-ladder] and :ref[rain-step].\n:::\n',
    );
    expect(lesson.html).toContain(
      '<section class="step" id="step-a-ladder"><h2><span class="step-number">1</span> A ladder</h2><p>Text.</p></section>',
    );
    expect(lesson.html).toContain('<a href="#step-a-ladder" class="ref">step 1</a>');
    expect(lesson.headings).toEqual([
      { id: 'step-a-ladder', depth: 2, text: '1 A ladder' },
      { id: 'rain-step', depth: 2, text: '2 Rain' },
    ]);
  });

  test.each([
    ['slide', 'from-the-slide-to-here', 'From the slide to here'],
    ['can', 'what-you-can-now-do', 'What you can now do'],
    ['breaks', 'where-it-breaks', 'Where it breaks'],
  ])(':::%s', async (name, id, title) => {
    expect(await html(`:::${name}\nText.\n:::\n`)).toBe(
      `<section class="${name}" id="${id}"><h2>${title}</h2><p>Text.</p></section>`,
    );
  });

  test('headings have addresses', async () =>
    expect(await html("## What's *left*\n")).toBe('<h2 id="whats-left">What\'s <em>left</em></h2>'));
});

test('exercises are numbered and mounted', async () => {
  const lesson = await compile({
    body: '::exercise{#phi-84}\n\n::exercise{#plain}\n\nDo :ref[plain].\n',
    files: {
      'exercises.ts':
        "export const exercises = { 'phi-84': { kind: 'number' }, plain: {} } satisfies object;\n",
    },
  });
  expect(lesson.exercises).toEqual(['phi-84', 'plain']);
  expect(lesson.html).toMatch(
    /<div class="numbered-exercise" id="phi-84"><p class="exercise-number">Exercise 1<\/p><div class="island island-exercise"[^>]* data-exercise="phi-84">/,
  );
  expect(lesson.html).toContain('<a href="#plain" class="ref">exercise 2</a>');
});

test('citations link to the list of sources, in the order of their first mention', async () => {
  const text = await html(
    'One :cite[many2011], two :cite[pair1991], three :cite[book1986], again :cite[many2011].\n',
  );
  expect(text).toContain('One <span>(<a href="#source-many2011" class="cite">A et al. 2011</a>)</span>');
  expect(text).toContain('>Sheather and Jones 1991</a>)');
  expect(text).toContain('>Devroye 1986</a>)');
  expect(text).toContain(
    '<li id="source-many2011">B A, D C, F E (2011). <cite>Is 1 &#x3C; 2?</cite>. SC.</li>',
  );
  expect(text).toContain('<a href="https://doi.org/10.1007/978-1">doi:10.1007/978-1</a>');
  expect(text).toContain('<a href="https://a.example/b">a.example</a>');
  expect(text.match(/<li id="source-/g)).toHaveLength(3);
});

test('values are computed by the core', async () => {
  const text = await html(
    'z = :value[normal_ppf(0.975)|6], :value[-2*3*4], :value[exp(-20)|3], :value[1e6/2].\n',
  );
  expect(text).toBe(
    '<p>z = <span class="value">1.95996</span>, <span class="value">−24</span>, ' +
      '<span class="value">2.06·10<sup>−9</sup></span>, <span class="value">500\u202f000</span>.</p>',
  );
});

describe('margin notes', () => {
  const note = ':::note\nAside.\n:::\n\n';
  const aside = '<div class="note" role="note"><p>Aside.</p></div>';
  const plain = (text: string) => text.replace(/>\s+</g, '><');

  test('stand beside the block before them, and the block after them', async () =>
    expect(plain(await html(`One.\n\n${note}${note}Two.\n\nThree.\n`))).toBe(
      `<div class="noted"><p>One.</p><div class="notes">${aside}${aside}</div><p>Two.</p></div><p>Three.</p>`,
    ));

  test('each beside its own', async () =>
    expect(plain(await html(`One.\n\n${note}Two.\n\n${note}`))).toBe(
      ['One.', 'Two.']
        .map((text) => `<div class="noted"><p>${text}</p><div class="notes">${aside}</div></div>`)
        .join(''),
    ));

  test('in steps too, and not beside a heading', async () => {
    const text = await html(`:::step{title=x}\n${note}One.\n\n${note}## Two\n:::\n`);
    expect(plain(text)).toBe(
      '<section class="step" id="step-x"><h2><span class="step-number">1</span> x</h2>' +
        `${aside}<div class="noted"><p>One.</p><div class="notes">${aside}</div></div><h2 id="two">Two</h2></section>`,
    );
  });
});

test('tables can scroll', async () =>
  expect(await html('| a | b |\n|---|---|\n| 1 | 2 |\n')).toMatch(/^<div class="scroll"><table>/));

test('comments are left out, signs are escaped', async () =>
  expect(await html('<!-- for authors -->\n\n1 < 2 & "3" \\:x 10:30\n')).toBe(
    '<p>1 &#x3C; 2 &#x26; "3" :x 10:30</p>',
  ));

describe('containers in containers', () => {
  const expected = '<section class="step" id="step-x"><h2><span class="step-number">1</span> x</h2>';

  test('need no more colons', async () => {
    const text = await html(
      ':::step{title=x}\n:::equation{#a}\n\n$$\nx\n$$\n\n:::\n\n:::note\n- one\n- two\n  :::\n\nText.\n:::\n\nAfter.\n',
    );
    expect(text).toContain(`${expected}<div class="noted"><div class="equation" id="a">`);
    expect(text).toMatch(
      /<div class="note" role="note"><ul>.*<\/ul><\/div><\/div><p>Text\.<\/p><\/div><\/section>\n<p>After\./s,
    );
  });

  test('may have more', async () =>
    expect(await html('::::step{title=x}\n:::note\ny\n:::\n::::\n')).toBe(
      `${expected}<div class="note" role="note"><p>y</p></div></section>`,
    ));

  test('colons in listings and formulas are what they are', async () =>
    expect(await html(':::note\n~~~\n:::\n~~~\n\n$$\n:::\n$$\n\nx\n:::\n')).toMatch(
      /^<div class="note" role="note"><pre><code>:::\n<\/code><\/pre>.*<p>x<\/p><\/div>$/s,
    ));
});

describe('the frame', () => {
  const head = front
    .replace('needs: []', 'needs: [bayes, rejection]')
    .replace('[draw,', '["draw from $F$ **now**",');

  test('title, promise with maths, needs, and the lessons beside it', async () => {
    const written = { '../04-rejection/lesson.md': '' };
    const { html, description } = await compile({ front: head, files: written });
    expect(html).toContain('<ul class="facts"><li>Lesson 3</li><li>40 minutes</li>');
    expect(html).toContain('<h1>Sampling</h1>');
    expect(html).toMatch(/<li>draw from <span class="katex">.*<strong>now<\/strong><\/li><li>say why<\/li>/s);
    expect(html).toContain(
      'It builds on <span class="unwritten">1 Bayes (not written yet)</span>, <a href="../rejection/">4 Rejection</a>.',
    );
    expect(html).toContain(
      '<span class="way">Previous</span><span class="unwritten">1 Bayes (not written yet)</span>',
    );
    expect(html).toContain(
      '<span class="way">Next</span><a href="../rejection/">4 Rejection</a><span class="hands">It gets from here: draws.</span>',
    );
    expect(description).toBe('After this you can draw from F now; say why; find where it breaks.');
  });

  test('a link to a lesson that is not written is its words alone', async () => {
    const body = 'See [before](../bayes/) and [after](../rejection/#how).\n';
    expect(await html({ body, files: { '../04-rejection/lesson.md': '' } })).toBe(
      '<p>See <span class="unwritten">before</span> and <a href="../rejection/#how">after</a>.</p>',
    );
  });
});
