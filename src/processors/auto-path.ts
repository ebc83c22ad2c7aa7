import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { isceProperties } from '../io/raster/isce-xml.ts';
import { childrenNamed, parseXml, type XmlElement } from '../io/raster/xml.ts';
import { expandPattern } from '../loading/glob.ts';
import type { LoadOptions } from '../loading/load-options.ts';

type Patterns = Readonly<Record<string, string>>;

/**
 * Fill the options that are not set with the usual places of a processor's products, when `mintpy.load.autoPath` asks
 * for it. Patterns start from the work directory, a folder of the project.
 * @throws {OptionError} when an ISCE project has none of the known layouts
 */
export function withAutoPaths(options: LoadOptions): LoadOptions {
  if (!options.autoPath) return options;
  const usual = Object.entries(usualPatterns(options.processor, options.workDir)).filter(
    ([name]) => !options.declined.includes(name),
  );
  return { ...options, patterns: { ...Object.fromEntries(usual), ...options.patterns } };
}

function usualPatterns(processor: string, workDir: string): Patterns {
  switch (processor) {
    case 'isce':
      return isceLayout(workDir);
    case 'aria':
      return {
        unwFile: '../stack/unwrapStack.vrt',
        corFile: '../stack/cohStack.vrt',
        connCompFile: '../stack/connCompStack.vrt',
        demFile: '../DEM/*.dem',
        incAngleFile: '../incidenceAngle/*.vrt',
        azAngleFile: '../azimuthAngle/*.vrt',
        waterMaskFile: '../mask/watermask.msk',
      };
    case 'gamma':
      return gammaLayout(workDir);
    case 'roipac':
      return roipacLayout(workDir);
    case 'nisar':
      return { unwFile: '../interferograms/*.h5', demFile: '../dem.tiff' };
    default:
      return {};
  }
}

function geometryIn(folder: string): Patterns {
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

function isceLayout(workDir: string): Patterns {
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

function alosLayout(workDir: string): Patterns {
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

function gammaLayout(workDir: string): Patterns {
  const pair = referencePair(workDir, '../PROCESS/SIM/sim_*', /sim_(.+)$/);
  return {
    unwFile: '../PROCESS/DONE/IFG*/diff*rlks.unw',
    corFile: '../PROCESS/DONE/IFG*/*filt*rlks.cor',
    demFile: `../PROCESS/SIM/sim_${pair}/sim*.hgt_sim`,
    lookupYFile: `../PROCESS/SIM/sim_${pair}/sim*.UTM_TO_RDC`,
    lookupXFile: `../PROCESS/SIM/sim_${pair}/sim*.UTM_TO_RDC`,
  };
}

function roipacLayout(workDir: string): Patterns {
  const pair = referencePair(workDir, '../PROCESS/GEO/*/geomap_*rlks.trans', /geo_([^/]+)\/[^/]+$/);
  return {
    unwFile: '../PROCESS/DONE/IFG*/filt*.unw',
    corFile: '../PROCESS/DONE/IFG*/filt*.cor',
    connCompFile: '../PROCESS/DONE/IFG*/filt*snap_connect.byt',
    demFile: `../PROCESS/DONE/*${pair}*/radar_*rlks.hgt`,
    lookupYFile: `../PROCESS/GEO/geo_${pair}/geomap_*rlks.trans`,
    lookupXFile: `../PROCESS/GEO/geo_${pair}/geomap_*rlks.trans`,
  };
}

/** Pair whose geometry stands for the stack: named in `reference_ifgram.txt`, else by the path of the geometry. */
function referencePair(workDir: string, pattern: string, name: RegExp): string {
  const file = join(workDir, '../PROCESS/reference_ifgram.txt');
  if (existsSync(file)) {
    const match = /\d{6,8}[-_]\d{6,8}/.exec(readFileSync(file, 'utf8'));
    if (match !== null) return match[0];
  }
  const found = expandPattern(pattern, workDir)[0];
  return name.exec(found ?? '')?.[1] ?? basename(dirname(found ?? '*'));
}
