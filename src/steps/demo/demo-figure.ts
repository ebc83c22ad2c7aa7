import { type Grid, grid } from '../../core/array.ts';
import { trueVelocity } from '../../core/simulation/deformation.ts';
import type { Scene } from '../../core/simulation/scene.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { drawPanels } from '../../plot/panels-figure.ts';
import { renderFigure } from '../../plot/surface.ts';

export interface TruthFigure {
  readonly scene: Scene;
  /** estimate, m/year */
  readonly velocity: Grid;
  /** 1 = reliable */
  readonly mask: Grid<Uint8Array>;
  readonly reference: { readonly y: number; readonly x: number };
  /** dates that took part in the fit */
  readonly used: readonly string[];
}

/** Velocity that was put in, velocity found, and their difference in the same colours, in mm/year, as PNG. */
export async function drawTruthFigure(spec: TruthFigure, path: string): Promise<void> {
  const { scene, velocity, mask, reference } = spec;
  const { length, width, direction } = scene.options;
  const used = spec.used.map((date) => scene.dates.indexOf(date)).filter((d) => d >= 0);
  const truth = trueVelocity(scene.truth.deformation, scene.years, [length, width], used);
  const atReference = reference.y * width + reference.x;
  const relative = ({ data }: Grid) =>
    grid(
      data.map((value) => 1000 * (value - data[atReference])),
      length,
      width,
    );
  const [put, found] = [relative(truth), relative(velocity)];
  const difference = grid(
    found.data.map((value, i) => value - put.data[i]),
    length,
    width,
  );
  const limit = niceLimit(put, scene.waterMask);
  const [figure] = drawPanels({
    panels: [
      { title: 'true velocity', values: put, mask: scene.waterMask },
      { title: 'estimated velocity', values: found, mask },
      { title: 'difference', values: difference, mask },
    ],
    frame: { kind: 'radar', orbitDirection: direction === 'ASCENDING' ? 'ascending' : 'descending' },
    terrain: { height: scene.geometry.height, contours: false },
    reference,
    colormap: 'RdBu_r',
    vlim: [-limit, limit],
    colorbar: { label: 'LOS velocity [mm/year]' },
    axes: false,
    rows: 1,
    size: [12, 3.6],
  });
  writeWhole(path, await renderFigure(figure, { format: 'png', dpi: 120 }));
}

/** Round limit that covers the motion of the land. */
function niceLimit({ data }: Grid, land: Grid<Uint8Array>): number {
  let most = 0;
  for (let i = 0; i < data.length; i++) if (land.data[i] !== 0) most = Math.max(most, Math.abs(data[i]));
  return Math.max(5, 5 * Math.ceil(most / 5));
}
