import { OptionError } from '../../core/errors.ts';
import { isAddress } from '../../io/bytes/address.ts';
import type { GunwCube, GunwDelay, GunwProduct } from '../../io/gunw/gunw-product.ts';
import type { GunwInterferogram } from '../../io/gunw/interferograms.ts';
import type { PairDescription, PairStack, StackDescription } from '../../loading/description.ts';
import type { CubeOfFile, FileLayer, LayerSource } from '../../loading/layer.ts';
import { keepWhere, negate, type PixelTransform, replaceValue } from '../../loading/pixel-transforms.ts';
import type { SharedArray } from '../../loading/shared-array.ts';
import type { Scene } from './scene.ts';

/** A scene whose pixels have heights. */
interface GroundScene extends Scene {
  /** m, float32 */
  readonly heights: SharedArray;
}

/** An interferogram of the stack, and the products that it is made of. */
export interface LoadedPair {
  readonly pair: PairDescription;
  readonly interferogram: GunwInterferogram;
}

/**
 * Stacks of the delays that products bring along, as phase of the pairs: the ionosphere of one frame as it is, of several a surface
 * through all, as `ariaTSsetup` makes it; troposphere and tides at the heights of the ground. Cubes are read when a pair is loaded.
 *
 * @param wanted `ionosphere`, `solidEarthTide`, or a weather model
 * @throws {OptionError} for delays that no product has
 */
export function delayStacks(
  scene: GroundScene,
  wanted: readonly string[],
  pairs: readonly LoadedPair[],
  stack: PairStack,
): Pick<StackDescription, 'ionosphere' | 'troposphere' | 'tides' | 'warnings'> {
  const warnings: string[] = [];
  const out: { ionosphere?: PairStack; troposphere?: PairStack; tides?: PairStack } = {};
  const own = (name: string, sourceOf: (frames: readonly GunwProduct[]) => LayerSource | undefined) => {
    const found = pairs.flatMap(({ pair, interferogram: { frames } }): PairDescription[] => {
      const source = sourceOf(frames);
      return source === undefined ? [] : [delayed(scene, pair, name, source)];
    });
    if (found.length === 0) throw lacking(name, pairs);
    if (found.length < pairs.length)
      warnings.push(
        `${name} is left out of ${pairs.length - found.length} of ${pairs.length} pair(s), whose products do not have it.`,
      );
    return { ...stack, pairs: found, datasets: ['unwrapPhase'] as const, plan: [] };
  };
  for (const name of wanted) {
    if (name === 'ionosphere') out.ionosphere = own(name, (frames) => ionosphereOf(scene, frames));
    else if (name === 'solidEarthTide')
      out.tides = own(name, (frames) => earlierLessLater(scene, frames, ({ tides }) => tides && [tides]));
    else
      out.troposphere = own(name, (frames) =>
        earlierLessLater(
          scene,
          frames,
          ({ troposphere: { [name]: one } }) => one && [one.wet, one.hydrostatic],
        ),
      );
  }
  return { ...out, warnings };
}

function lacking(name: string, pairs: readonly LoadedPair[]): OptionError {
  const [{ interferogram }] = pairs;
  const [{ ionosphere, tides, troposphere }] = interferogram.frames;
  const there = [
    ...(ionosphere === undefined ? [] : ['ionosphere']),
    ...(tides === undefined ? [] : ['solidEarthTide']),
    ...Object.keys(troposphere),
  ];
  return new OptionError(
    `mintpy.load.delays names ${name}, which none of the products has.`,
    there.length === 0
      ? 'Delays come with products of version 3: leave mintpy.load.delays at auto.'
      : `They have ${there.join(', ')}.`,
  );
}

/** A pair whose phase is a delay. */
function delayed(
  { grid, inside }: Scene,
  { date1, date2, bperpTop, bperpBottom }: PairDescription,
  name: string,
  source: LayerSource,
): PairDescription {
  const { length, width } = grid;
  // Products count the ionosphere from the later to the earlier date, as their phase.
  const turn: readonly PixelTransform[] = name === 'ionosphere' ? [negate] : [];
  const transforms = [keepWhere(inside, width), replaceValue(Number.NaN, 0), ...turn];
  const layer: FileLayer = { label: `${source.path}: ${name}`, length, width, source, transforms };
  return { date1, date2, bperpTop, bperpBottom, layers: { unwrapPhase: layer } };
}

/** @returns undefined when a frame has none */
function ionosphereOf(scene: Scene, frames: readonly GunwProduct[]): LayerSource | undefined {
  const rasters = frames.flatMap((frame) =>
    frame.ionosphere === undefined ? [] : [cubeOf(scene, frame, frame.ionosphere)],
  );
  if (rasters.length < frames.length) return undefined;
  const [first] = rasters;
  if (rasters.length === 1) return { kind: 'cube', ...first, grid: scene.grid };
  return { kind: 'surface', path: first.path, rasters, grid: scene.grid };
}

/** Delays of both dates, in the sense of the loaded phase. @returns undefined when a frame has none */
function earlierLessLater(
  scene: GroundScene,
  frames: readonly GunwProduct[],
  delaysOf: (frame: GunwProduct) => readonly GunwDelay[] | undefined,
): LayerSource | undefined {
  const { grid, heights } = scene;
  const size = { length: grid.length, width: grid.width };
  const layers = frames.flatMap((frame): FileLayer[] => {
    const delays = delaysOf(frame)?.filter((delay) => 'early' in delay) ?? [];
    if (delays.length === 0) return [];
    const minus = delays.flatMap(({ late }) => late.datasets);
    const early = { ...delays[0].early, datasets: delays.flatMap((delay) => delay.early.datasets) };
    const source = { kind: 'cube', ...cubeOf(scene, frame, early), minus, grid, heights } as const;
    return [{ label: `${frame.path}: ${early.datasets.join(' + ')}`, ...size, source, transforms: [] }];
  });
  if (layers.length < frames.length) return undefined;
  const [{ source }] = layers;
  return layers.length === 1 ? source : { kind: 'frames', path: source.path, what: 'first', frames: layers };
}

function cubeOf(
  { index }: Scene,
  { path, fileVersion: version }: GunwProduct,
  { datasets, heights, ys, xs }: GunwCube,
): CubeOfFile {
  const axes = { ...(heights !== undefined && { height: heights }), y: ys, x: xs };
  return { path, ...(isAddress(path) && { version, index }), datasets, axes };
}
