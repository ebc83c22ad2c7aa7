import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { OptionError } from '../../core/errors.ts';
import { childrenNamed, parseXml, type XmlElement } from '../../io/raster/xml.ts';
import { expandPattern } from '../../loading/glob.ts';
import { isceProperties } from './image-sheet.ts';

type Places = Record<string, string>;

/**
 * Usual places of an ISCE-2 stack around the work directory: topsStack, stripmapStack or alosStack, by its folders.
 * @throws {OptionError} when there are none of them
 */
export function isceLayout(workDir: string): Places {
  const has = (path: string): boolean => existsSync(join(workDir, path));
  if (has('../reference'))
    return {
      metaFile: '../reference/IW*.xml',
      baselineDir: '../baselines',
      unwFile: '../merged/interferograms/*/filt*.unw',
      corFile: '../merged/interferograms/*/filt*.cor',
      connCompFile: '../merged/interferograms/*/filt*.unw.conncomp',
      ionUnwFile: '../ion/*/ion_cal/filt.ion',
      ionCorFile: '../ion/*/ion_cal/raw_no_projection.cor',
      ...geometryIn('../merged/geom_reference'),
    };
  if (has('../Igrams')) {
    const scenes = expandPattern('../merged/SLC/*', workDir);
    const first = scenes[0] === undefined ? '*' : basename(scenes[0]);
    return {
      metaFile: `../merged/SLC/${first}/referenceShelve/data.dat`,
      baselineDir: '../baselines',
      unwFile: '../Igrams/*/filt*.unw',
      corFile: '../Igrams/*/filt*.cor',
      connCompFile: '../Igrams/*/filt*.unw.conncomp',
      ...geometryIn('../geom_reference'),
    };
  }
  if (has('../dates_resampled')) return alosLayout(workDir);
  throw new OptionError(
    `No ISCE-2 stack beside ${workDir}: none of ../reference, ../Igrams, ../dates_resampled exists.`,
    'Run in a folder inside the stack, or set the mintpy.load.* paths instead of mintpy.load.autoPath.',
  );
}

function geometryIn(folder: string): Places {
  return {
    demFile: `${folder}/hgt.rdr`,
    lookupYFile: `${folder}/lat.rdr`,
    lookupXFile: `${folder}/lon.rdr`,
    incAngleFile: `${folder}/los.rdr`,
    azAngleFile: `${folder}/los.rdr`,
    shadowMaskFile: `${folder}/shadowMask.rdr`,
    waterMaskFile: `${folder}/waterMask.rdr`,
  };
}

function alosLayout(workDir: string): Places {
  const interferogram = expandPattern('../pairs/*-*/insar/filt_*-*.int', workDir).at(-1);
  const looks = /filt_\d+-\d+_(.+)\.int$/.exec(interferogram ?? '')?.[1] ?? '*';
  const reference = alosReferenceDate(join(workDir, '../alosStack.xml')) ?? '*';
  const geometry = `../dates_res*/${reference}/insar/*_${looks}`;
  return {
    metaFile: `../dates_res*/${reference}/${reference}.track.xml`,
    baselineDir: '../baseline',
    unwFile: `../pairs/*-*/insar/filt_*-*_${looks}.unw`,
    corFile: `../pairs/*-*/insar/*-*_${looks}.cor`,
    connCompFile: `../pairs/*-*/insar/filt_*-*_${looks}.unw.conncomp`,
    ionUnwFile: '../pairs_ion/*-*/ion/ion_cal/filt_ion_*.ion',
    ionCorFile: '../pairs_ion/*-*/ion/ion_cal/diff_*.cor',
    demFile: `${geometry}.hgt`,
    lookupYFile: `${geometry}.lat`,
    lookupXFile: `${geometry}.lon`,
    incAngleFile: `${geometry}.los`,
    azAngleFile: `${geometry}.los`,
    waterMaskFile: `${geometry}.wbd`,
  };
}

function alosReferenceDate(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const search = (element: XmlElement): string | undefined =>
    isceProperties(element)['reference date of the stack'] ??
    childrenNamed(element, 'component')
      .map(search)
      .find((date) => date !== undefined);
  return search(parseXml(readFileSync(path, 'utf8'), path));
}
