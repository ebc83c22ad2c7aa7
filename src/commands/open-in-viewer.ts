import { dirname, resolve } from 'node:path';
import type { CommandContext } from '../flags/command-context.ts';
import type { Wish } from '../viewer/files-list.ts';
import { hasDisplay } from '../viewer/server/open-browser.ts';

/** Flags of view and tsview that the page takes over, as they are called in requests. */
interface ShownFlags {
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

/** The files in the browser, beside what is in their folder, the first one shown as flags ask. */
export async function openInViewer(
  files: readonly string[],
  flags: ShownFlags,
  context: CommandContext,
): Promise<void> {
  const { dem, mask } = flags;
  const targets = [...files, dirname(files[0]), ...[dem, mask].filter((path) => typeof path === 'string')];
  const wish = wishOf(flags);
  // Figures are drawn without the server.
  const { runViewer } = await import('../viewer/server/run-viewer.ts');
  await runViewer({ targets, port: 0, browser: true, shown: files[0], wish }, context);
}

function wishOf(flags: ShownFlags): Wish {
  const { names, vlim, colormap, wrap, wrapRange, mask, refDate, refYX, refLalo, yx = [], lalo = [] } = flags;
  const places = lalo.length > 0 ? lalo.map(([lat, lon]) => ({ lat, lon })) : yx.map(([y, x]) => ({ y, x }));
  const cycle = wrap ? (wrapRange ?? ([-Math.PI, Math.PI] as const)) : undefined;
  const reference = refLalo ? { lat: refLalo[0], lon: refLalo[1] } : refYX && { y: refYX[0], x: refYX[1] };
  return {
    ...(names && names.length > 0 && { names }),
    colors: { ...(vlim && { limits: vlim }), ...(colormap && { colormap }), ...(cycle && { wrap: cycle }) },
    ...(mask !== undefined && { mask: mask === null ? null : resolve(mask) }),
    ...(places.length > 0 && { points: places }),
    ...(reference && { reference }),
    ...(refDate && { referenceDate: refDate }),
  };
}
