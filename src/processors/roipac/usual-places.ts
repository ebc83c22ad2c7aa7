import { basename } from 'node:path';
import { expandPattern } from '../../loading/glob.ts';
import { referencePair } from '../reference-pair.ts';

const UNWRAPPED = '../PROCESS/DONE/IFG*/filt*.unw';

/** Usual places in a ROI_PAC project whose folder PROCESS lies beside the work directory. */
export function roipacLayout(workDir: string): Record<string, string> {
  const pair = referencePair(workDir, '../PROCESS/GEO/geo_');
  const [first] = expandPattern(UNWRAPPED, workDir);
  const looks = /_\d+rlks/.exec(basename(first ?? ''))?.[0] ?? '*';
  const table = `../PROCESS/GEO/geo_${pair}/geomap_*rlks.trans`;
  return {
    unwFile: UNWRAPPED,
    corFile: '../PROCESS/DONE/IFG*/filt*.cor',
    connCompFile: '../PROCESS/DONE/IFG*/filt*snap_connect.byt',
    demFile: `../PROCESS/DONE/*${pair === '*' ? '' : `${pair}*`}/radar${looks}.hgt`,
    lookupYFile: table,
    lookupXFile: table,
  };
}
