// Names of quantities: "theta[3]" and "L[2,1]" belong to theta and L.

export interface Part {
  base: string;
  /** Counted from 1, as in the name; empty for a scalar. */
  index: readonly number[];
}

export function partOf(name: string): Part {
  const [, base, inside] = /^(.*)\[([\d,]+)\]$/.exec(name) ?? [];
  return base === undefined ? { base: name, index: [] } : { base, index: inside!.split(',').map(Number) };
}

/** The quantities of one site: their places in the list of all. */
export interface Group {
  base: string;
  members: number[];
  /** Empty for a scalar, [8] for a vector, [3, 3] for a matrix. */
  shape: number[];
}

export function groupsOf(names: readonly string[]): Group[] {
  const groups = new Map<string, Group>();
  names.forEach((name, i) => {
    const { base, index } = partOf(name);
    const group = groups.get(base) ?? { base, members: [], shape: index.map(() => 0) };
    group.members.push(i);
    group.shape = group.shape.map((size, d) => Math.max(size, index[d] ?? 0));
    groups.set(base, group);
  });
  return [...groups.values()];
}

/** The places of the names that a search finds: all of its words, anywhere. At most `most`. */
export function found(names: readonly string[], search: string, most = 200): number[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const places: number[] = [];
  for (let i = 0; i < names.length && places.length < most; i++) {
    const name = names[i]!.toLowerCase();
    if (words.every((word) => name.includes(word))) places.push(i);
  }
  return places;
}

/** What to look at first: the scalars, then the first of each vector. */
export function telling(names: readonly string[], count: number): number[] {
  const groups = groupsOf(names);
  const scalars = groups.filter(({ members }) => members.length === 1);
  const vectors = groups.filter(({ members }) => members.length > 1);
  const places = [...scalars, ...vectors].map(({ members }) => members[0]!);
  for (const { members } of vectors) places.push(...members.slice(1));
  return [...new Set(places)].slice(0, count);
}
