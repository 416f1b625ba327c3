// The tasks of approximate inference as the course has them, and where each is done. Addresses are relative to a lesson's.

export interface Task {
  title: string;
  asks: string;
  known: string;
  asked: string;
  where: string;
  href: string;
  /** A little drawing, 60 by 40: the hidden in blue, the known in ink. */
  picture: { d: string; colour: string; fill?: boolean }[];
}

const bell = 'M5 35C18 35 21 8 30 8S42 35 55 35';
const dots = (places: readonly (readonly [number, number])[]) =>
  places.map(([x, y]) => `M${x - 2} ${y}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0`).join('');
const cloud = dots([
  [14, 29],
  [20, 24],
  [25, 27],
  [31, 19],
  [37, 21],
  [42, 13],
  [48, 11],
]);

export type TaskName = 'posterior' | 'variational' | 'mcmc' | 'density' | 'imputation' | 'generation';

export const tasks: Record<TaskName, Task> = {
  posterior: {
    title: 'Posterior computation',
    asks: 'What do the data say of what made them? Numerator easy, evidence hard.',
    known: 'the data',
    asked: 'the law of the parameters, p(θ | Y)',
    where: 'Lesson 2: Evidence and model choice',
    href: '../#evidence',
    picture: [{ d: bell, colour: '--posterior', fill: true }],
  },
  variational: {
    title: 'Variational inference',
    asks: 'Choose a law that is easy to handle, and move it as near to the posterior as it goes.',
    known: 'the joint law',
    asked: 'the nearest law of a family',
    where: 'Lesson 7: Variational inference',
    href: '../#variational-inference',
    picture: [
      { d: 'M5 35C12 35 15 12 23 12S30 24 36 20S46 35 55 35', colour: '--posterior' },
      { d: 'M5 35C16 35 19 11 28 11S40 35 55 35', colour: '--approximation' },
    ],
  },
  mcmc: {
    title: 'Markov chain Monte Carlo',
    asks: 'Walk so that the places you visit are draws from the posterior. The evidence cancels on the way.',
    known: 'the posterior up to a factor',
    asked: 'draws from it',
    where: 'Lesson 5: Markov chains',
    href: '../#markov-chains',
    picture: [{ d: 'M8 32L16 22L13 14L25 18L31 9L39 17L35 26L47 22L52 30', colour: '--posterior' }],
  },
  density: {
    title: 'Density estimation',
    asks: 'Which law did these points come from?',
    known: 'draws',
    asked: 'their density, p(x)',
    where: 'Lesson 3: How do we sample from it?',
    href: '../#sampling',
    picture: [
      { d: 'M5 33C13 33 14 15 21 15S28 27 34 23S40 10 45 10S49 33 55 33', colour: '--posterior', fill: true },
      { d: 'M14 39v-5M18 39v-5M22 39v-5M25 39v-5M37 39v-5M42 39v-5M45 39v-5M48 39v-5', colour: '--fg' },
    ],
  },
  imputation: {
    title: 'Missing-value imputation',
    asks: 'A coordinate got lost. What was it, given the others? You did this above.',
    known: 'part of a datum',
    asked: 'the law of the rest, p(z | x)',
    where: 'Above: One world, two ways to make it',
    href: '#ways',
    picture: [
      { d: cloud, colour: '--fg', fill: true },
      { d: 'M31 3V37', colour: '--posterior' },
    ],
  },
  generation: {
    title: '(Conditional) sample generation',
    asks: 'Make a new one: a digit, a message; perhaps a seven, perhaps spam.',
    known: 'a model, and what the draw should be like',
    asked: 'new data, x from p(x | c)',
    where: 'Lesson 11: Variational autoencoders',
    href: '../#vae',
    picture: [
      { d: 'M8 8h18v24h-18z', colour: '--fg' },
      { d: 'M12 13h9l-6 15', colour: '--fg' },
      { d: 'M34 8h18v24h-18z', colour: '--posterior', fill: true },
      { d: 'M38 14c4 -3 10 -2 10 2l-6 12', colour: '--posterior' },
    ],
  },
};
