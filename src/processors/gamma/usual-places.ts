import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expandPattern } from '../../loading/glob.ts';

/** Usual places in a GAMMA project whose folder PROCESS lies beside the work directory. */
export function gammaLayout(workDir: string): Record<string, string> {
  const pair = referencePair(workDir);
  return {
    unwFile: '../PROCESS/DONE/IFG*/diff*rlks.unw',
    corFile: '../PROCESS/DONE/IFG*/*filt*rlks.cor',
    demFile: `../PROCESS/SIM/sim_${pair}/sim*.hgt_sim`,
    lookupYFile: `../PROCESS/SIM/sim_${pair}/sim*.UTM_TO_RDC`,
    lookupXFile: `../PROCESS/SIM/sim_${pair}/sim*.UTM_TO_RDC`,
  };
}

/** Pair whose geometry stands for the stack: named in `reference_ifgram.txt`, else by the first folder of geometry. */
function referencePair(workDir: string): string {
  const file = join(workDir, '../PROCESS/reference_ifgram.txt');
  if (existsSync(file)) {
    const match = /\d{6,8}[-_]\d{6,8}/.exec(readFileSync(file, 'utf8'));
    if (match !== null) return match[0];
  }
  const found = expandPattern('../PROCESS/SIM/sim_*', workDir)[0];
  return /sim_(.+)$/.exec(found ?? '')?.[1] ?? basename(dirname(found ?? '*'));
}
