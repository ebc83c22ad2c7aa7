import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertArgument } from '../../../core/arguments.ts';
import { FileError } from '../../../core/errors.ts';
import type { Scene } from '../../../core/simulation/scene.ts';
import { makeFolders } from '../../../io/make-folders.ts';
import { assertPath } from '../../../io/path-argument.ts';
import { writeImage, writeImageSheets } from './raster.ts';
import { swathSheet } from './swath-sheet.ts';
import { templateName, templateText } from './template.ts';
import { writeTruth } from './truth-file.ts';

/** Where a written stack is. */
export interface WrittenStack {
  /** the folder that holds `reference/`, `baselines/` and `merged/` */
  readonly folder: string;
  /** where the workflow runs: `<folder>/mintpy` */
  readonly workFolder: string;
  /** template in the work folder */
  readonly template: string;
  /** `<folder>/truth.h5` */
  readonly truthFile: string;
}

export interface WriteOptions {
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Write a simulated scene as ISCE-2's topsStack leaves a real one, with a template that processes it and the truth.
 *
 *     reference/IW1.xml                                    orbit, timing, wavelength of the reference acquisition
 *     baselines/<first>_<date>/<first>_<date>.txt          perpendicular and parallel baselines
 *     merged/interferograms/<date12>/filt_fine.{unw,cor,unw.conncomp}
 *     merged/geom_reference/{hgt,lat,lon,los,shadowMask,waterMask}.rdr
 *     mintpy/<Project>.cfg                                 truth.h5
 *
 * Every image has `.xml` and `.vrt` beside it. The same scene may be written again over itself.
 *
 * @throws {FileError} when the folder already holds interferograms of other dates, or cannot be written
 */
export async function writeIsceStack(
  scene: Scene,
  folder: string,
  options: WriteOptions = {},
): Promise<WrittenStack> {
  assertArgument('writeIsceStack', 'scene', scene);
  assertPath(folder);
  refuseOtherStack(scene, folder);
  const workFolder = join(folder, 'mintpy');
  const stack: WrittenStack = {
    folder,
    workFolder,
    template: join(workFolder, templateName(scene)),
    truthFile: join(folder, 'truth.h5'),
  };
  try {
    makeFolders(join(folder, 'reference'));
    makeFolders(workFolder);
    writeFileSync(join(folder, 'reference', 'IW1.xml'), swathSheet(scene));
    writeFileSync(stack.template, templateText());
    writeBaselines(scene, join(folder, 'baselines'));
    writeGeometry(scene, join(folder, 'merged', 'geom_reference'));
    for (let k = 0; k < scene.pairs.length; k++) {
      options.signal?.throwIfAborted();
      writeInterferogram(scene, k, join(folder, 'merged', 'interferograms', scene.date12s[k]));
      options.progress?.(k + 1, scene.pairs.length);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    const reason = (error as Error).message;
    throw new FileError(
      `The simulated stack could not be written: ${reason}.`,
      'Check space and permissions.',
      {
        cause: error,
      },
    );
  }
  await writeTruth(scene, stack.truthFile);
  return stack;
}

/**
 * Pairs of another scene in the same folder would be loaded with this one.
 * @throws {FileError} when there are any; nothing has been written then
 */
export function refuseOtherStack(scene: Scene, folder: string): void {
  const interferograms = join(folder, 'merged', 'interferograms');
  if (!existsSync(interferograms)) return;
  const own = new Set(scene.date12s);
  const other = readdirSync(interferograms).find((name) => !own.has(name));
  if (other !== undefined) {
    throw new FileError(
      `${interferograms} already holds ${other}, which is not part of this scene.`,
      'Choose another folder, or remove the old stack.',
    );
  }
}

/** One sheet per secondary date, all relative to the first. */
function writeBaselines(scene: Scene, folder: string): void {
  const [first, ...others] = scene.dates;
  others.forEach((date, i) => {
    const name = `${first}_${date}`;
    makeFolders(join(folder, name));
    const [bperp, bparallel] = [scene.bperp[i + 1], scene.bparallel[i + 1]];
    writeFileSync(
      join(folder, name, `${name}.txt`),
      `swath: IW1\nBperp (average): ${bperp}\nBpar (average): ${bparallel}\n`,
    );
  });
}

function writeGeometry(scene: Scene, folder: string): void {
  makeFolders(folder);
  const { geometry, acquisition } = scene;
  const images = [
    { name: 'hgt', bands: [geometry.height], description: 'Pixel-by-pixel height in meters.' },
    { name: 'lat', bands: [geometry.latitude], description: 'Pixel-by-pixel latitude in degrees.' },
    { name: 'lon', bands: [geometry.longitude], description: 'Pixel-by-pixel longitude in degrees.' },
    {
      name: 'los',
      bands: [geometry.incidenceAngle, geometry.azimuthAngle],
      description:
        'Line of sight from target to platform in degrees: incidence from the vertical, azimuth from north anticlockwise.',
    },
    {
      name: 'shadowMask',
      bands: [scene.shadowMask],
      description: 'Radar shadow (1), layover (2), both (3).',
    },
    { name: 'waterMask', bands: [scene.waterMask], description: 'Water 0, land 1.' },
  ];
  for (const { name, bands, description } of images) {
    writeImage(join(folder, `${name}.rdr`), bands, { description });
    if (name === 'waterMask') continue;
    // The images before multilooking are not kept; their sheets tell the number of looks.
    const { data } = bands[0];
    writeImageSheets(join(folder, `${name}.rdr.full`), {
      type: data instanceof Float64Array ? 'f8' : data instanceof Uint8Array ? 'u1' : 'f4',
      numBand: bands.length,
      length: acquisition.fullLength,
      width: acquisition.fullWidth,
      description,
    });
  }
}

function writeInterferogram(scene: Scene, k: number, folder: string): void {
  makeFolders(folder);
  const { amplitude, unwrapPhase, coherence, connectComponent } = scene.interferogram(k);
  writeImage(join(folder, 'filt_fine.unw'), [amplitude, unwrapPhase], { imageType: 'unw' });
  writeImage(join(folder, 'filt_fine.cor'), [coherence], { imageType: 'cor' });
  writeImage(join(folder, 'filt_fine.unw.conncomp'), [connectComponent]);
}
