// Where a text stops being JSON. Browsers say it each in their own way, and some not at all for a short text.

/** What stands there and what is wanted, with the line; asked only of a text that JSON.parse refused. */
export function jsonFault(text: string): string {
  let at = 0;
  const space = /\s*/y;
  const blank = () => void take(space);
  const stop = (wanted: string): never => {
    throw new Stop(wanted, at);
  };
  const literal = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)(?![\w.])/y;
  // A control character may not stand in a string as it is; that is what the class leaves out.
  // eslint-disable-next-line no-control-regex
  const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found !== undefined;
  };
  const list = (close: string, entry: () => void) => {
    at++;
    blank();
    if (text[at] === close) return void at++;
    for (;;) {
      entry();
      blank();
      if (text[at] === close) return void at++;
      if (text[at] !== ',') stop(`a comma or ${close}`);
      at++;
      blank();
    }
  };
  const value = (): void => {
    blank();
    if (text[at] === '[') return list(']', value);
    if (text[at] !== '{') return void (take(literal) || take(string) || stop('a value'));
    list('}', () => {
      if (!take(string)) stop('a name in quotes');
      blank();
      if (text[at] !== ':') stop(':');
      at++;
      value();
    });
  };
  try {
    value();
    blank();
    return `${found(text, at)} behind the end${line(text, at)}`;
  } catch (error) {
    if (!(error instanceof Stop)) return (error as Error).message;
    return `${found(text, error.at)} where ${error.wanted} is wanted${line(text, error.at)}`;
  }
}

class Stop extends Error {
  constructor(
    readonly wanted: string,
    readonly at: number,
  ) {
    super(wanted);
  }
}

const found = (text: string, at: number) => {
  const word = /^(?:[\w.]+|.)/u.exec(text.slice(at, at + 40))?.[0];
  return word === undefined ? 'the text ends' : `"${word.slice(0, 20)}"`;
};

const line = (text: string, at: number) => ` (line ${text.slice(0, at).split('\n').length})`;
