// What a student types, "sin(x) * exp(x)", as calls of the tracer's functions: "mul(sin(x), exp(x))". The calls are made
// from the tree, so that nothing of the text but names and numbers that are known here is ever run, and that in the sandbox.

export type Tree =
  | { kind: 'number'; value: number }
  | { kind: 'name'; name: string }
  | { kind: 'call'; name: string; args: Tree[] };

/** The functions that an expression may call, with how many arguments. */
export const functions: Readonly<Record<string, number>> = {
  abs: 1,
  atan: 1,
  cos: 1,
  erf: 1,
  exp: 1,
  expm1: 1,
  log: 1,
  log1p: 1,
  reciprocal: 1,
  relu: 1,
  sigmoid: 1,
  sign: 1,
  sin: 1,
  softplus: 1,
  sqrt: 1,
  square: 1,
  tanh: 1,
  greater: 2,
  less: 2,
  max: 2,
  min: 2,
  pow: 2,
  select: 3,
};

const operators: Readonly<Record<string, string>> = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div' };
/** Every name that the calls may need. */
export const callNames = [...Object.keys(functions), 'add', 'sub', 'mul', 'div', 'neg'];

/** More is no expression for a page. */
export const longest = 2000;
const deepest = 100;

const token =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/^(),]))/y;

/** The tree of a text in x. Throws an Error whose message is a sentence for the student. */
export function parse(text: string, names: readonly string[] = ['x'], most = longest): Tree {
  if (text.length > most)
    throw new Error(`The expression has ${text.length} characters; at most ${most} are read.`);
  const tokens = split(text.replaceAll('·', '*').replaceAll('−', '-'));
  let next = 0;
  let depth = 0;
  const peek = () => tokens[next];
  const found = (what: string | undefined) =>
    what === undefined ? 'the expression ends there' : `“${what}” stands there`;
  const expect = (what: string) => {
    if (peek() !== what) throw new Error(`“${what}” is missing: ${found(peek())}.`);
    next++;
  };

  const sum = (): Tree => {
    if (++depth > deepest) throw new Error('The parentheses are nested too deeply.');
    let left = product();
    while (peek() === '+' || peek() === '-') left = call(operators[tokens[next++]!]!, left, product());
    depth--;
    return left;
  };
  const product = (): Tree => {
    let left = signed();
    while (peek() === '*' || peek() === '/') left = call(operators[tokens[next++]!]!, left, signed());
    return left;
  };
  const signed = (): Tree => {
    let minus = false;
    for (; peek() === '-' || peek() === '+'; next++) minus = minus !== (peek() === '-');
    const tree = power();
    if (!minus) return tree;
    return tree.kind === 'number' ? { kind: 'number', value: -tree.value } : call('neg', tree);
  };
  const power = (): Tree => {
    const base = atom();
    if (peek() !== '^' && peek() !== '**') return base;
    next++;
    if (++depth > deepest) throw new Error('The powers are nested too deeply.');
    const exponent = signed();
    depth--;
    return exponent.kind === 'number' && exponent.value === 2
      ? call('square', base)
      : call('pow', base, exponent);
  };
  const atom = (): Tree => {
    const word = peek();
    if (word === undefined) throw new Error('Something is missing at the end.');
    next++;
    if (/^[\d.]/.test(word)) return { kind: 'number', value: Number(word) };
    if (word === '(') {
      const inner = sum();
      expect(')');
      return inner;
    }
    if (!/^[A-Za-z_]/.test(word)) throw new Error(`A number, x or a function is missing before “${word}”.`);
    if (names.includes(word)) {
      if (peek() === '(') throw new Error(`${word} is no function: write ${word} * ( … ).`);
      return { kind: 'name', name: word };
    }
    if (word === 'pi') return { kind: 'number', value: Math.PI };
    const arity = Object.hasOwn(functions, word) ? functions[word]! : undefined;
    if (arity === undefined)
      throw new Error(
        `“${word}” is unknown. There are ${names.join(', ')}, pi and ${Object.keys(functions).join(', ')}.`,
      );
    expect('(');
    const args = [sum()];
    while (peek() === ',') {
      next++;
      args.push(sum());
    }
    expect(')');
    if (args.length !== arity)
      throw new Error(
        `${word} takes ${arity} ${arity === 1 ? 'argument' : 'arguments'}, not ${args.length}.`,
      );
    return call(word, ...args);
  };

  if (tokens.length === 0) throw new Error('Type an expression in x, such as sin(x) * exp(x).');
  const tree = sum();
  if (next < tokens.length) {
    const word = peek()!;
    throw new Error(
      /^[\w.(]/.test(word) ? `An operator is missing before “${word}”.` : `“${word}” is too much.`,
    );
  }
  return tree;
}

const call = (name: string, ...args: Tree[]): Tree => ({ kind: 'call', name, args });

function split(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let at = 0; at < text.trimEnd().length; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (!match) throw new Error(`“${text.slice(at).trim()[0]}” cannot stand in an expression.`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

/** The calls, as JavaScript. A tree without x is not an expression that can be traced: it becomes one. */
export function toCalls(tree: Tree): string {
  if (tree.kind === 'number') return String(tree.value);
  if (tree.kind === 'name') return tree.name;
  return `${tree.name}(${tree.args.map(toCalls).join(', ')})`;
}

export const dependsOn = (tree: Tree, name: string): boolean =>
  tree.kind === 'name'
    ? tree.name === name
    : tree.kind === 'call' && tree.args.some((arg) => dependsOn(arg, name));
