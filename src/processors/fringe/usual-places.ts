import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expandPattern } from '../../loading/glob.ts';
import { sourceFolder } from './geometry-window.ts';

/** Usual places around a work directory that lies in the folder of FRInGE, which lies in that of the ISCE-2 stack. */
export function fringeLayout(workDir: string): Record<string, string> {
  const geometry = fringeGeometry('../geometry', workDir);
  const meta = ['../../reference/IW*.xml', '../../merged/SLC/*/referenceShelve/data.dat'];
  const metaFile = meta.find((pattern) => expandPattern(pattern, workDir).length > 0) ?? meta[0];
  return {
    unwFile: '../PS_DS/unwrap/*.unw',
    corFile: '../PS_DS/tcorr_ds_ps.bin',
    connCompFile: '../PS_DS/unwrap/*.unw.conncomp',
    metaFile,
    baselineDir: '../../baselines',
    ...geometry,
  };
}

const LAYERS: Readonly<Record<string, string>> = {
  demFile: 'hgt',
  lookupYFile: 'lat',
  lookupXFile: 'lon',
  incAngleFile: 'los',
  azAngleFile: 'los',
  shadowMaskFile: 'shadowMask',
  waterMaskFile: 'waterMask',
};

/**
 * Layers of a geometry folder by option: windows (`hgt.vrt`) of the rasters of ISCE-2; of what has no window there, the raster
 * itself beside that of the heights.
 */
export function fringeGeometry(folder: string, workDir: string): Record<string, string> {
  const heights = join(workDir, folder, 'hgt.vrt');
  const source = existsSync(heights) ? sourceFolder(heights) : undefined;
  const out: Record<string, string> = {};
  for (const [option, name] of Object.entries(LAYERS)) {
    const near = ['vrt', 'rdr'].map((ending) => `${folder}/${name}.${ending}`);
    const far = source === undefined ? [] : [join(source, `${name}.rdr.full`), join(source, `${name}.rdr`)];
    const found = [...near.filter((path) => existsSync(join(workDir, path))), ...far.filter(existsSync)];
    if (found.length > 0) out[option] = found[0];
  }
  return out.demFile === undefined ? { ...out, demFile: `${folder}/hgt.vrt` } : out;
}
