// The exercises of lesson 0. What is asked of a tape is checked by running it (tests/web/lesson-00).

import type { Exercise } from '$web/exercises/types.ts';

/** y = (a · b) + sin(a), at a = 2, b = 3; and one in which a node is read twice. */
const product = [
  { op: 'input', value: 2 },
  { op: 'input', value: 3 },
  { op: 'mul', of: [0, 1], value: 6 },
];
const cube = [
  { op: 'input', value: 2 },
  { op: 'mul', of: [0, 0], value: 4 },
  { op: 'mul', of: [1, 0], value: 8 },
];
const chain = [
  { op: 'input', value: 0.5 },
  { op: 'exp', of: [0], value: Math.exp(0.5) },
  { op: 'add', of: [1, 0], value: Math.exp(0.5) + 0.5 },
  { op: 'mul', of: [2, 1], value: (Math.exp(0.5) + 0.5) * Math.exp(0.5) },
];
const e = Math.exp(0.5);

export const exercises: Record<string, Exercise> = {
  'inner-adjoint': {
    kind: 'number',
    prompt:
      'The graph of $y = (x \\cdot x) \\cdot x$ has a node $u = x \\cdot x$ in its middle. At $x = 2$, what is the adjoint of $u$?',
    answer: 2,
    tolerance: 0,
    hints: [
      'The adjoint of $u$ says how fast $y$ changes with $u$, and nothing else.',
      '$u$ has one reader, $y = u \\cdot x$, whose adjoint is 1.',
      'The local slope of $u \\cdot x$ towards $u$ is the other factor, $x$.',
    ],
    wrong: (x: number) =>
      x === 12
        ? '12 is the adjoint of $x$, the end of the walk. $u$ comes one step earlier.'
        : x === 4
          ? '4 is the value of $u$, from the walk forwards.'
          : '',
    because: 'One reader, adjoint 1, times the local slope $x = 2$.',
  },
  'nine-digits': {
    kind: 'make',
    prompt:
      'In the figure of the U, with numbers of 16 digits, set the step so that the *central* difference has at least nine correct digits. Then note how narrow the place is.',
    figure: 'u',
    check: (state: { central?: number; precision?: string } | undefined) => {
      if (state?.central === undefined) return 'Move the step h in the figure of the U first.';
      if (state.precision !== 'double')
        return 'With 7 digits to begin with, nine cannot be had. Choose 16 digits.';
      return state.central >= 9 ? true : `It has ${state.central.toFixed(1)} correct digits now.`;
    },
    hints: [
      'The best step of the central difference is far larger than that of the forward one.',
      'Try $h$ near $10^{-5}$.',
    ],
  },
  'wrong-rule': {
    kind: 'choice',
    prompt:
      'Somebody wrote four gradient rules by hand; *Four rules on trial* holds each against a central difference. Which rule is wrong? Look at more than one $x$.',
    options: [
      'A: sigmoid, y · (1 − y)',
      'B: tanh, 1 − y',
      'C: 1 / (1 + a²), −2 a · y²',
      'D: log(1 + a²), 2 a / (1 + a²)',
    ],
    right: 1,
    reason: true,
    hints: [
      'At $x = 0$ all four pass. Move $x$ a little.',
      'The error of a right rule falls with $h$ until rounding lifts it. Which one stays level?',
    ],
    wrong: () =>
      'The error of that rule falls as h shrinks, so the rule and the difference mean the same number.',
    because:
      'The slope of tanh is $1 - y^2$. At $x = 0$ the value $y$ is 0, so that $1 - y$ and $1 - y^2$ agree there by accident: a check at one point proves little.',
  },
  'sum-over-readers': {
    kind: 'order',
    prompt: 'Build the rule of the backward walk: the adjoint of a node.',
    before: 'adjoint of a node =',
    tiles: [
      'Σ over its readers',
      'adjoint of the reader',
      '×',
      'slope of the reader towards the node',
      'value of the node',
      'Σ over its operands',
    ],
    accepted: [
      ['Σ over its readers', 'adjoint of the reader', '×', 'slope of the reader towards the node'],
      ['Σ over its readers', 'slope of the reader towards the node', '×', 'adjoint of the reader'],
    ],
    hints: [
      'Adjoints come from above: from the nodes that read this one.',
      'Two tiles are left over. The value is needed only inside the slope.',
    ],
    because: 'It is the chain rule, with a sum because a node may be read more than once.',
  },
  backward: {
    kind: 'code',
    prompt: `Write reverse mode. A *tape* is a list of nodes, operands first: \`{ op, of, value }\`, where \`of\` are the places of the operands. The last node is the result. Give the list of adjoints, one for each node. The operations are \`input\`, \`add\`, \`mul\`, \`sin\` and \`exp\`.

The loop stands there. Fill in what each operation passes on.`,
    starter: `function backward(tape) {
  const adjoint = tape.map(() => 0);
  adjoint[tape.length - 1] = 1;
  for (let i = tape.length - 1; i >= 0; i--) {
    const { op, of, value } = tape[i];
    const g = adjoint[i];
    if (op === 'add') {
      // pass g on to both operands, of[0] and of[1]
    }
    // mul, sin, exp
  }
  return adjoint;
}
`,
    tests: [
      {
        name: 'backward',
        args: [product],
        expected: [3, 2, 1],
        tolerance: 1e-12,
        why: 'A product hands each factor g times the value of the other: tape[of[1]].value, and the other way round.',
      },
      {
        name: 'backward',
        args: [
          [
            { op: 'input', value: 1 },
            { op: 'sin', of: [0], value: Math.sin(1) },
          ],
        ],
        expected: [Math.cos(1), 1],
        tolerance: 1e-12,
        why: 'The sine passes on g times the cosine of its operand’s value.',
      },
      {
        name: 'backward',
        args: [cube],
        expected: [12, 2, 1],
        tolerance: 1e-12,
        why: 'A node that is read more than once gets a sum: add to its adjoint with +=, do not overwrite it.',
      },
      {
        name: 'backward',
        args: [chain],
        expected: [(e + 1) * e + (e + 0.5) * e, e + (e + 0.5), e, 1],
        tolerance: 1e-12,
        hidden: true,
        why: 'Try a tape with exp, in which two nodes are read twice.',
      },
      {
        name: 'backward',
        args: [
          [
            { op: 'input', value: 3 },
            { op: 'input', value: 5 },
            { op: 'add', of: [0, 0], value: 6 },
          ],
        ],
        expected: [2, 0, 1],
        tolerance: 1e-12,
        hidden: true,
        why: 'In a + a both operands are the same node, and an input that nobody reads has adjoint 0.',
      },
    ],
    hints: [
      '`adjoint[of[0]] += g;` for each operand of a sum.',
      'mul: `adjoint[of[0]] += g * tape[of[1]].value;` and the same with 0 and 1 exchanged.',
      'sin: `adjoint[of[0]] += g * Math.cos(tape[of[0]].value);` exp: `adjoint[of[0]] += g * value;`',
    ],
    because:
      'That is all of it. The engine of this course does the same, with more operations and a table of rules.',
  },
  memory: {
    kind: 'explain',
    prompt:
      'Reverse mode gets all D slopes in one walk back, at a small multiple of the function’s time. What does it pay with, and why? One or two sentences.',
    model:
      'With memory: the walk back needs the values of the walk there (a product needs its other factor), so they must be kept, or computed again, until the walk comes by. Differences keep nothing.',
  },
};
