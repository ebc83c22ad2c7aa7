import { defineCommand } from '../flags/define-command.ts';
import { argumentList, flag, off } from '../flags/flag.ts';
import { int, word } from '../flags/kind.ts';
import { runViewer } from '../viewer/server/run-viewer.ts';

/** `mintsar viewer`: look at results in a browser. */
export const command = defineCommand({
  description:
    'A page opens in the browser: maps of all rasters, dates and pairs, the series of any pixel with fitted functions of time, another reference by a drag. Files are read as they are, only the parts that are looked at. The server listens on this machine alone, and its address holds a key that nobody else knows. It runs until it is stopped (Ctrl-C).',
  examples: [
    'mintsar viewer                              what is in this folder, its inputs and geo',
    'mintsar viewer demo/mintpy',
    'mintsar viewer velocity.h5 timeseries.h5 inputs/geometryRadar.h5',
    'mintsar viewer . --no-browser --port 8765   on a far machine, through ssh -L 8765:127.0.0.1:8765',
  ],
  flags: {
    targets: argumentList(word, 'folders and HDF5 products', '*'),
    port: flag('--port', int(0), 'port to listen on; 0 takes any that is free', { default: 0 }),
    browser: off('--no-browser', 'print the address, open nothing'),
  },
  async run({ targets, port, browser }, context) {
    await runViewer({ targets: targets.length > 0 ? targets : ['.'], port, browser }, context);
  },
});
