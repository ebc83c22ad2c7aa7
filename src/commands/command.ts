import type { Command } from '../flags/define-command.ts';

export type Family =
  | 'Workflow'
  | 'Load and prepare'
  | 'Inspect and plot'
  | 'Geometry and geocoding'
  | 'Arithmetic, filter, mask'
  | 'Network and referencing'
  | 'Inversion and corrections'
  | 'Analysis'
  | 'Export';

/** A row of the help page. The command itself is loaded only to run it, or to write its help. */
export interface CommandRow {
  readonly name: string;
  readonly family: Family;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}
