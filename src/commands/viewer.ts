import { defineCommand } from '../flags/define-command.ts';
import { argumentList, flag, off } from '../flags/flag.ts';
import { folder, int, outputFile, word } from '../flags/kind.ts';
import { openedFiles } from '../viewer/server/opened-files.ts';
import { runViewer } from '../viewer/server/run-viewer.ts';

/** `mintsar viewer`: look at results in a browser. */
export const command = defineCommand({
  description:
    'A page opens in the browser: maps of all rasters, dates and pairs, the series of any pixel with fitted functions of time, another reference by a drag. Files are read as they are, only the parts that are looked at. The server listens on this machine alone, and its address holds a key that nobody else knows. It runs until it is stopped (Ctrl-C).',
  examples: [
    'mintsar viewer                              what is in this folder, its inputs and geo',
    'mintsar viewer demo/mintpy',
    'mintsar viewer velocity.h5 timeseries.h5 inputs/geometryRadar.h5',
    'mintsar viewer geo --export site              a folder for a web server or an object store',
    'mintsar viewer geo --single-file geo.html     one page to send by mail',
    'mintsar viewer . --no-browser --port 8765   on a far machine, through ssh -L 8765:127.0.0.1:8765',
  ],
  flags: {
    targets: argumentList(word, 'folders and HDF5 products', '*'),
    port: flag('--port', int(0), 'port to listen on; 0 takes any that is free', { default: 0 }),
    export: flag(
      '--export',
      folder,
      'write a folder for any web server instead, with all that the page needs',
    ),
    singleFile: flag(
      '--single-file',
      outputFile,
      'write one HTML file instead, for files of up to 100 MB together',
    ),
    browser: off('--no-browser', 'print the address, open nothing'),
  },
  async run({ targets: given, port, browser, export: out, singleFile }, context) {
    const targets = given.length > 0 ? given : ['.'];
    if (out !== undefined || singleFile !== undefined) {
      const files = openedFiles(targets);
      if (out !== undefined) {
        const { exportFolder } = await import('../viewer/export/export-folder.ts');
        await exportFolder(files, out, context);
      }
      if (singleFile !== undefined) {
        const { exportSingleFile } = await import('../viewer/export/export-single-file.ts');
        exportSingleFile(files, singleFile, context);
      }
      return;
    }
    await runViewer({ targets, port, browser }, context);
  },
});
