import type { ValueType } from './value-type.ts';

/** One option of the template: everything that is known about it, in one place. */
export interface Option<T = unknown> {
  readonly type: ValueType<T>;
  /** What `auto` stands for, as text; null when the word itself is the value (paths filled in while loading). */
  readonly auto: string | null;
  /** What `auto-if-better` tries: a correction that may be written `VALUE-if-better`, kept only where it helps. */
  readonly ifBetter?: string;
  /** One line for the template, help and documentation. */
  readonly summary: string;
  readonly unit?: string;
  /** Where the value sits in `Config` when the key without `mintpy.` would be both a value and a group of values. */
  readonly at?: string;
  /** Comment lines above this option in the template; they begin a new aligned block. */
  readonly heading?: readonly string[];
}

/** What may be written, in short. */
export function syntaxOf({ type, ifBetter }: Option): string {
  return ifBetter === undefined ? type.syntax : `${type.syntax}, or any with -if-better`;
}

/** The options of one step, under one banner of the template. */
export interface Section {
  /** Number in the banner, empty for steps without options of their own. */
  readonly number: string;
  /** Step name as on the command line, or a title for what is no step. */
  readonly title: string;
  /** What the step does and which papers stand behind it. */
  readonly notes: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
}

/** Keep the literal keys and value types of a section, so that `Config` can be computed from it. */
export function section<const S extends Section>(definition: S): S {
  return definition;
}

type ValueOf<O> = O extends { readonly type: ValueType<infer T> } ? T : never;

/** `mintpy.network.minCoherence` -> `network.minCoherence`, unless the option says otherwise. */
type PathOf<K, O> = O extends { readonly at: infer P extends string }
  ? P
  : K extends `mintpy.${infer P}`
    ? P
    : never;

type Flat<Options> = { [K in keyof Options as PathOf<K, Options[K]>]: ValueOf<Options[K]> };

type Head<P> = P extends `${infer H}.${string}` ? H : P;

type Nested<F> = {
  readonly [H in Head<keyof F> & string]: H extends keyof F
    ? F[H]
    : Nested<{ [P in keyof F as P extends `${H}.${infer Rest}` ? Rest : never]: F[P] }>;
};

/** The nested, typed values of a record of options: `{ network: { minCoherence: number, ... }, ... }`. */
export type ValuesOf<Options> = Nested<Flat<Options>>;

/** Path of an option's value in `Config`, e.g. `['network', 'minCoherence']`. */
export function valuePath(key: string, option: Option): string[] {
  return (option.at ?? key.replace(/^mintpy\./, '')).split('.');
}
