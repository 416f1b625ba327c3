declare module 'virtual:data/penguins' {
  /** Millimetres, one a bird, in the data's order. */
  export const flipperLengths: number[];
  /** The names of the three species, and for each bird the place of its own. */
  export const species: string[];
  export const speciesOf: number[];
  export const citation: string;
}

declare module 'virtual:data/temperature' {
  /** 1880 to 2023. */
  export const years: number[];
  /** Of each year, in degrees Celsius above the mean of 1951 to 1980. */
  export const anomalies: number[];
  export const citation: string;
}

declare module 'virtual:data/cars' {
  /** Pounds, one a car. */
  export const weights: number[];
  export const milesPerGallon: number[];
  export const citation: string;
}

declare module 'virtual:data/countries' {
  export const names: string[];
  /** Dollars a head and year, at the prices of 2011. */
  export const income: number[];
  /** Years. */
  export const lifeExpectancy: number[];
  export const citation: string;
}

declare module 'virtual:data/weather' {
  /** Millimetres, one a day of 2015. */
  export const precipitation: number[];
  /** The day's highest and lowest temperature, degrees Celsius. */
  export const highest: number[];
  export const lowest: number[];
  /** Metres a second. */
  export const wind: number[];
  export const citation: string;
}

declare module 'virtual:data/stocks' {
  /** "Jan 1 2000" ... */
  export const months: string[];
  /** Dollars. */
  export const prices: number[];
  export const citation: string;
}

declare module 'virtual:data/digits-grey28' {
  export const packs: import('./pack.ts').PackEntry[];
  export const read: import('./load.ts').ReadFile;
  export const citation: string;
  export const licence: string;
}

declare module 'virtual:data/digits-binary28' {
  export const packs: import('./pack.ts').PackEntry[];
  export const read: import('./load.ts').ReadFile;
  export const citation: string;
  export const licence: string;
}

declare module 'virtual:data/digits-grey14' {
  export const packs: import('./pack.ts').PackEntry[];
  export const read: import('./load.ts').ReadFile;
  export const citation: string;
  export const licence: string;
}

declare module 'virtual:data/messages' {
  export const packs: import('./pack.ts').PackEntry[];
  export const read: import('./load.ts').ReadFile;
  export const citation: string;
  export const licence: string;
}
