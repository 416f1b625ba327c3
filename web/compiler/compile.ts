// A lesson's Markdown becomes the content of its page. Everything that is unknown, unfinished or unsafe is a problem with
// file and line, and then there is no page.

import fs from 'node:fs';
import path from 'node:path';
import type { PhrasingContent, Root } from 'mdast';
import rehypeKatex from 'rehype-katex';
import rehypeStringify from 'rehype-stringify';
import remarkDirective from 'remark-directive';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { nestContainers } from './containers.ts';
import type { Context, Heading } from './context.ts';
import { define } from './define.ts';
import { lessonNav, titleBlock } from './frame.ts';
import { readFrontMatter, type FrontMatter, type LessonMeta } from './front-matter.ts';
import { groupNotes } from './margins.ts';
import { freshMacros, katexOptions } from './maths.ts';
import { exerciseIds, figureNames } from './parts.ts';
import { readPlan } from './plan.ts';
import { LessonError, Problems, type Problem } from './problems.ts';
import { resolve, sourcesList } from './resolve.ts';
import { checkSafety } from './safety.ts';
import { readReferences } from './sources.ts';
import { isDirective, textOf, walk } from './tree.ts';

export interface Lesson {
  meta: LessonMeta;
  /** The promise in plain words, for the page's description. */
  description: string;
  /** What stands in the page's <main>. */
  html: string;
  /** Names of the components in figures/ that the page mounts. */
  figures: string[];
  /** Ids of the exercises that the page mounts. */
  exercises: string[];
  headings: Heading[];
  hasMaths: boolean;
  hasCode: boolean;
}

const markdown = unified()
  .use(remarkParse)
  .use(remarkFrontmatter)
  .use(remarkGfm)
  .use(remarkMath)
  .use(remarkDirective)
  .freeze();

/** Compiles `lessons/NN-slug/lesson.md`. The plan and the references stand two folders above it. */
export async function compileLesson(file: string): Promise<Lesson> {
  const folder = path.dirname(file);
  const lessons = path.dirname(folder);
  const problems = new Problems(file);
  const text = fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  const front = readFrontMatter(text, problems);
  const source = nestContainers(text, problems);
  const figures = figureNames(folder);
  const exercises = exerciseIds(folder);
  const context: Context = {
    source,
    meta: front.meta,
    problems,
    plan: readPlan(lessons),
    references: readReferences(lessons),
    known: { figures: figures.all, exercises: new Set(exercises.keys()) },
    targets: new Map(),
    figures: [],
    exercises: [],
    headings: [],
    cited: [],
    hasMaths: false,
    hasCode: false,
  };
  checkPlan(front, context);
  const tree = markdown.parse(source);
  const promise = parsePromise(front, context);
  checkSafety(tree, context);
  define(tree, context);
  await resolve(tree, context);
  groupNotes(tree);

  const unused: Problem[] = [];
  for (const name of figures.mountable)
    if (!context.figures.includes(name))
      unused.push({
        file: path.join(folder, 'figures', `${name}.svelte`),
        line: 1,
        message: 'no ::figure of the lesson mounts it',
      });
  for (const [id, line] of exercises)
    if (!context.exercises.includes(id))
      unused.push({
        file: path.join(folder, 'exercises.ts'),
        line,
        message: `no ::exercise of the lesson mounts ${id}`,
      });
  if (problems.all.length + unused.length > 0) throw new LessonError([...problems.all, ...unused]);

  const sources = sourcesList(context);
  tree.children.unshift(titleBlock(context, promise));
  tree.children.push(...(sources ? [sources] : []), lessonNav(context));
  return {
    meta: front.meta,
    description: `After this you can ${promise.map((line) => line.map(textOf).join('')).join('; ')}.`,
    html: await toHtml(tree),
    figures: context.figures,
    exercises: context.exercises,
    headings: context.headings,
    hasMaths: context.hasMaths,
    hasCode: context.hasCode,
  };
}

async function toHtml(tree: Root): Promise<string> {
  const html = unified()
    .use(remarkRehype)
    .use(rehypeKatex, { ...katexOptions, macros: freshMacros() })
    .use(rehypeStringify);
  return html.stringify(await html.run(tree));
}

/** The front matter and the plan say the same, and what the lesson needs is in the plan. */
function checkPlan({ meta, lineOf }: FrontMatter, { plan, problems }: Context) {
  const entry = plan.find(({ slug }) => slug === meta.slug);
  if (!entry) problems.add(lineOf('slug'), `front matter: slug ${meta.slug} is not in lessons/plan.yaml`);
  for (const name of ['number', 'title'] as const)
    if (entry && entry[name] !== meta[name])
      problems.add(
        lineOf(name),
        `front matter: ${name} is ${meta[name]}, but lessons/plan.yaml has ${entry[name]}`,
      );
  meta.needs.forEach((slug, i) => {
    if (!plan.some((other) => other.slug === slug))
      problems.add(
        lineOf('needs', i),
        `front matter: needs names ${slug}, which is not in lessons/plan.yaml`,
      );
  });
}

/** The lines of the promise are inline Markdown with maths; what points somewhere belongs into the text. */
function parsePromise({ meta, lineOf }: FrontMatter, context: Context): PhrasingContent[][] {
  return meta.promise.map((text, i) => {
    const line = lineOf('promise', i);
    const tree = markdown.parse(text);
    walk(tree, (node) => {
      node.position = { start: { line, column: 1 }, end: { line, column: 1 } };
      if (isDirective(node))
        context.problems.add(line, `a directive cannot stand in the promise: ${node.name}`);
    });
    checkSafety(tree, context);
    const [paragraph, ...more] = tree.children;
    if (paragraph?.type !== 'paragraph' || more.length > 0)
      context.problems.add(line, 'front matter: a line of the promise must be one line of text');
    return paragraph?.type === 'paragraph' ? paragraph.children : [];
  });
}
