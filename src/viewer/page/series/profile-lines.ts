import type { Library } from '../data/library.ts';
import { layerName } from '../map/legend.ts';
import { heightOf } from '../map/map-picture.ts';
import { shownField } from '../map/shown-field.ts';
import { type Shown, shownIn } from '../map/view-model.ts';
import { sliceText } from '../parts/number-text.ts';
import { type PaneState, POINT_COLORS, type ViewerState } from '../state/state.ts';
import { type ProfileValues, profileOf, profileWindow } from './profile.ts';
import type { ProfileLine } from './profile-chart.ts';

export interface Profiles {
  readonly lines: readonly ProfileLine[];
  readonly heights: ProfileValues | undefined;
  /** some are on their way */
  readonly isPartial: boolean;
}

/** The profiles of all panes on the raster of the line, and of the dates that are kept. */
export function profilesOf(state: ViewerState, library: Library): Profiles {
  const { transect, panes, active } = state;
  if (!transect) return { lines: [], heights: undefined, isPartial: false };
  const first = panes[active];
  const wanted: PaneState[] = [first, ...panes, ...transect.slices.map((slice) => ({ ...first, slice }))];
  const names = new Set<string>();
  const lines: ProfileLine[] = [];
  let isPartial = false;
  let ground: Shown | undefined;
  for (const pane of wanted) {
    const shown = shownIn(state, library, pane);
    if (!shown || shown.grid.raster.key !== transect.raster) continue;
    const slice = shown.slice && sliceText(shown.slice);
    const name = [layerName(shown.layer), slice].filter(Boolean).join(' ');
    if (names.has(name)) continue;
    names.add(name);
    ground ??= shown;
    const { raster } = shown.grid;
    const field = shownField(shown, state, library, profileWindow(transect, raster));
    if (!field) isPartial = true;
    else {
      const color = POINT_COLORS[lines.length % POINT_COLORS.length];
      lines.push({
        name,
        ...(slice && { slice }),
        color,
        ...shown.layer.shown,
        values: profileOf(field, transect, raster),
      });
    }
  }
  const height = ground && heightOf(library, ground.product);
  const window = ground && profileWindow(transect, ground.grid.raster);
  const patch = height && window && library.patch(height, 0, window);
  const heights = patch && ground && profileOf({ ...patch }, { ...transect, width: 1 }, ground.grid.raster);
  return { lines, heights, isPartial: isPartial || (height !== undefined && patch === undefined) };
}
