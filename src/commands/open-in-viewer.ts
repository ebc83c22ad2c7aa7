import { dirname, resolve } from 'node:path';
import type { CommandContext } from '../flags/command-context.ts';
import type { Wish } from '../viewer/files-list.ts';
import type { ShownFlags } from './for-viewer.ts';

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
