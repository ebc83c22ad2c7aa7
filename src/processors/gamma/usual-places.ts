import { referencePair } from '../reference-pair.ts';

/** Usual places in a GAMMA project whose folder PROCESS lies beside the work directory. */
export function gammaLayout(workDir: string): Record<string, string> {
  const pair = referencePair(workDir, '../PROCESS/SIM/sim_');
  return {
    unwFile: '../PROCESS/DONE/IFG*/diff*rlks.unw',
    corFile: '../PROCESS/DONE/IFG*/*filt*rlks.cor',
    demFile: `../PROCESS/SIM/sim_${pair}/sim*.hgt_sim`,
    lookupYFile: `../PROCESS/SIM/sim_${pair}/sim*.UTM_TO_RDC`,
    lookupXFile: `../PROCESS/SIM/sim_${pair}/sim*.UTM_TO_RDC`,
  };
}
