import { basename, dirname, extname, join, resolve } from 'node:path';
import { canonicalTemplate, extraMetadata, readTemplate, resolveOptions } from '../../config/index.ts';
import { defineCommand } from '../../flags/define-command.ts';
import { argument, flag, off } from '../../flags/flag.ts';
import { folder, inputFile } from '../../flags/kind.ts';
import { projectOf } from '../../io/attributes/sensor.ts';
import { filesOf, loadOptions } from '../../loading/load-options.ts';
import { sayWritten, type WrittenSheet, writeSheet } from '../written-sheets.ts';
import { sceneAttributes } from './parameters.ts';
import { gmtsarFiles } from './prepare.ts';

/** `mintsar prep_gmtsar`. */
export const command = defineCommand({
  description:
    'Writes data.rsc beside the PRM and <file>.rsc beside each grid that the template names. The workflow reads GMTSAR products directly: these sheets are for other programs.',
  examples: [
    'mintsar prep_gmtsar StHelensEnvDT156.txt',
    'mintsar prep_gmtsar StHelensEnvDT156.txt --mintpy-dir ../mintpy',
  ],
  flags: {
    template: argument(inputFile, 'template with the paths of the products, and HEADING'),
    workDir: flag('--mintpy-dir', folder, 'work directory, which relative paths start from', {
      default: './',
    }),
    updateMode: off('--force', 'write sheets anew that say the same already'),
  },
  async run({ template: file, workDir, updateMode }, { log }) {
    const template = canonicalTemplate(readTemplate(file, process.env));
    const options = loadOptions(resolveOptions(template).config, {
      workDir: resolve(workDir),
      metadata: extraMetadata(template),
      projectName: basename(file, extname(file)),
      platform: projectOf(file)?.sensor,
    });
    const scene = sceneAttributes(options);
    const open = gmtsarFiles(options);
    const written: WrittenSheet[] = [];
    const [prm] = filesOf(options, 'metaFile');
    if (prm !== undefined) written.push(writeSheet(join(dirname(prm), 'data'), scene, updateMode));
    const names = Object.keys(options.patterns).filter(
      (name) => name.endsWith('File') && name !== 'metaFile',
    );
    for (const path of new Set(names.flatMap((name) => filesOf(options, name))))
      written.push(writeSheet(path, (await open(path)).attributes, updateMode));
    sayWritten(written, log);
  },
});
