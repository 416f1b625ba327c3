// Firefox keeps the message of a script that does not parse to itself when the script is a worker of opaque origin.
// The editor's parser then finds the place; it comes with the editor and is loaded only when it is needed.

export async function syntaxFault(code: string): Promise<{ error: string; line?: number }> {
  const { javascriptLanguage } = await import('@codemirror/lang-javascript');
  let at: number | undefined;
  javascriptLanguage.parser.parse(code).iterate({
    enter: ({ type, from }) => {
      if (type.isError) at ??= from;
    },
  });
  if (at === undefined)
    return { error: 'SyntaxError: the code cannot be read; this browser does not say where.' };
  if (code.slice(at).trim() === '') return { error: endsTooEarly };
  const line = code.slice(0, at).split('\n').length;
  const rest = code.slice(at).trimStart().split(/\s/, 1)[0]!.slice(0, 20);
  return { error: `SyntaxError: unexpected ${rest} (line ${line})`, line };
}

export const endsTooEarly =
  'SyntaxError: the code ends too early: a bracket, a quote or a comment is left open.';
