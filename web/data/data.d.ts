declare module 'virtual:data/penguins' {
  /** Millimetres, one a bird, in the data's order. */
  export const flipperLengths: number[];
  /** The names of the three species, and for each bird the place of its own. */
  export const species: string[];
  export const speciesOf: number[];
  export const citation: string;
}
