/** What became of one mutation. */
export interface Outcome {
  /**
   * same: the damage did not matter. changed: another result, since values are data. refused: an error that names the
   * file. The others are faults: trace (an error nobody foresaw), vague (an error that does not say where), litter (a
   * half-written file is left), hang, memory.
   */
  readonly kind: 'same' | 'changed' | 'refused' | 'trace' | 'vague' | 'litter' | 'hang' | 'memory' | 'died';
  readonly text?: string;
}

export const FAULTS: readonly Outcome['kind'][] = ['trace', 'vague', 'litter', 'hang', 'memory', 'died'];

/** A line from the process that works. */
export type Message =
  | { readonly kind: 'absent' }
  | { readonly kind: 'begin'; readonly k: number; readonly what: string }
  | { readonly kind: 'end'; readonly k: number; readonly outcome: Outcome; readonly rss: number }
  | { readonly kind: 'done' };
