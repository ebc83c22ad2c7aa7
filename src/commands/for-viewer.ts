import type { CommandContext } from '../flags/command-context.ts';
import { hasDisplay } from '../viewer/server/open-browser.ts';

/** Flags of view and tsview that the page takes over, as they are called in requests. */
export interface ShownFlags {
  readonly web: boolean;
  readonly names?: readonly string[];
  readonly vlim?: readonly [number, number];
  readonly colormap?: string;
  readonly wrap?: boolean;
  readonly wrapRange?: readonly [number, number];
  readonly mask?: string | null;
  readonly dem?: string;
  readonly refDate?: string;
  readonly refYX?: readonly [number, number];
  readonly refLalo?: readonly [number, number];
  readonly yx?: readonly (readonly [number, number])[];
  readonly lalo?: readonly (readonly [number, number])[];
}

const CARRIED: ReadonlySet<string> = new Set([
  ...['web', 'file', 'files', 'names', 'vlim', 'colormap', 'wrap', 'wrapRange', 'mask', 'dem'],
  ...['refDate', 'refYX', 'refLalo', 'yx', 'lalo'],
]);

/**
 * Whether files are shown in the browser instead of drawn: when that is asked for, or when somebody sits at a terminal with a
 * display and asks for nothing but what the page shows. Files that are asked for (-o, --save, --nodisplay) are drawn.
 */
export function isForViewer({ web }: ShownFlags, { given }: CommandContext): boolean {
  if (web) return true;
  const isWatched = process.stdout.isTTY === true && process.stdin.isTTY === true && hasDisplay();
  return isWatched && [...given].every((name) => CARRIED.has(name)) && process.env['CI'] === undefined;
}
