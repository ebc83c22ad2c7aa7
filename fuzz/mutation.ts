import type { Random } from '../src/core/stats/random.ts';

/** One damage done to a file. */
export interface Mutation {
  readonly bytes: Uint8Array;
  /** what was done, in words */
  readonly what: string;
}

export type Mutate = (bytes: Uint8Array, random: Random) => Mutation;

const below = (random: Random, n: number) => Math.floor(random() * n);
const pick = <T>(random: Random, values: readonly T[]): T => values[below(random, values.length)];

/** Numbers at the edges of integer types: sizes, offsets and counts of binary formats break there. */
const EDGES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff];

/** Damage of binary files: a bit, a byte, a whole number, a part that is missing, doubled or taken from elsewhere. */
export const mutateBytes: Mutate = (source, random) => {
  const bytes = Uint8Array.from(source);
  const at = below(random, bytes.length);
  switch (below(random, 8)) {
    case 0: {
      const bit = below(random, 8);
      bytes[at] ^= 1 << bit;
      return { bytes, what: `bit ${bit} of byte ${at} flipped` };
    }
    case 1:
      bytes[at] = below(random, 256);
      return { bytes, what: `byte ${at} = ${bytes[at]}` };
    case 2:
    case 3: {
      const value = pick(random, EDGES);
      const size = pick(random, [1, 2, 4, 8]);
      for (let k = 0; k < size && at + k < bytes.length; k++) bytes[at + k] = k < 4 ? value >>> (8 * k) : 0;
      return { bytes, what: `${size} bytes at ${at} = ${value}` };
    }
    case 4:
      return { bytes: bytes.slice(0, at), what: `cut at ${at}` };
    case 5: {
      const count = 1 + below(random, 16);
      const kept = [...bytes.subarray(0, at), ...bytes.subarray(at + count)];
      return { bytes: Uint8Array.from(kept), what: `${count} bytes missing at ${at}` };
    }
    case 6: {
      const from = below(random, bytes.length);
      const count = 1 + below(random, 64);
      bytes.copyWithin(at, from, from + count);
      return { bytes, what: `${count} bytes of ${from} copied to ${at}` };
    }
    default: {
      const count = 1 + below(random, 32);
      bytes.fill(pick(random, [0, 0xff]), at, Math.min(at + count, bytes.length));
      return { bytes, what: `${count} bytes at ${at} filled` };
    }
  }
};

/** What stands in a damaged text where a value was. */
const WORDS = [
  '',
  'nan',
  '-1',
  '0',
  '1e300',
  '-inf',
  '99999999999999999999',
  '0x10',
  '3.5',
  'None',
  '"',
  '<',
  '\0',
];

/** Damage of texts: a value, a line or a character that is another one, missing, doubled, or at another place. */
export const mutateText: Mutate = (source, random) => {
  const text = Buffer.from(source).toString('latin1');
  const lines = text.split('\n');
  const line = below(random, lines.length);
  const done = (changed: string, what: string): Mutation => ({ bytes: Buffer.from(changed, 'latin1'), what });
  switch (below(random, 8)) {
    case 0:
      return done(lines.toSpliced(line, 1).join('\n'), `line ${line + 1} missing`);
    case 1:
      return done(lines.toSpliced(line, 0, lines[line]).join('\n'), `line ${line + 1} doubled`);
    case 2: {
      const other = below(random, lines.length);
      return done(lines.with(line, lines[other]).join('\n'), `line ${line + 1} = line ${other + 1}`);
    }
    case 3: {
      const at = below(random, text.length);
      return done(text.slice(0, at), `cut at ${at}`);
    }
    case 4:
      return mutateBytes(source, random);
    default: {
      const values = [...text.matchAll(/[^\s=<>"',:/]+/g)];
      if (values.length === 0) return done(`${text}${pick(random, WORDS)}`, 'a word at the end');
      const { 0: value, index } = pick(random, values);
      const word = pick(random, [...WORDS, pick(random, values)[0]]);
      const changed = text.slice(0, index) + word + text.slice(index + value.length);
      return done(changed, `${JSON.stringify(value)} at ${index} = ${JSON.stringify(word)}`);
    }
  }
};
