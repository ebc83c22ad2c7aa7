import { basename, extname, join } from 'node:path';
import {
  canonicalTemplate,
  extraMetadata,
  readTemplate,
  resolveOptions,
  stepTemplateText,
  TEMPLATE_NAME,
  type Template,
} from '../config/index.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, list, off, on } from '../flags/flag.ts';
import { word } from '../flags/kind.ts';
import { inWorkDirectory } from '../io/files/work-directory.ts';
import { type LoadRequest, loadData } from '../operations/loading/load-data.ts';
import { PROCESSORS } from '../processors/registry.ts';
import { type LoadTemplates, projectLoadOptions } from '../steps/load-sources.ts';
import { NoTemplateError } from './no-template.ts';

/** `mintsar load_data`: raw products to HDF5. */
export const command = defineCommand({
  description: `Paths of the template start from the folder in which the command runs: the work directory. Files that already have all datasets, pairs and pixels are kept; to a stack only the interferograms are added that are new or have other raw files.

Processors: ${PROCESSORS.map(({ name, summary }) => `${name} (${summary})`).join('; ')}.`,
  examples: [
    'mintsar load_data -t smallbaselineApp.cfg',
    'mintsar load_data -t smallbaselineApp.cfg GalapagosSenDT128.cfg --project GalapagosSenDT128',
    'mintsar load_data -t smallbaselineApp.cfg --geom       geometry alone',
    'mintsar load_data -H                                   print the options of loading',
  ],
  templateSteps: ['load_data'],
  flags: {
    printTemplate: on('-H', 'print the template options of loading and stop'),
    templates: list(
      '-t --template',
      { ...word, metavar: 'FILE' },
      `templates, later ones win; one of them is ${TEMPLATE_NAME}`,
      {
        count: '+',
      },
    ),
    onlyGeometry: on('--geom --geometry', 'load the geometry, not the stacks'),
    project: flag(
      '--project',
      word,
      'name kept as attribute; a sensor in it (GalapagosSenDT128) becomes PLATFORM',
    ),
    updateMode: off('--enforce -f', 'load again what is there', { option: 'mintpy.load.updateMode' }),
    strict: on(
      '--strict',
      'stop when anything would be left out: a pair without coherence, a folder that may not be read',
    ),
  },
  async run({ printTemplate, templates: files, onlyGeometry, project, updateMode, strict }, context) {
    if (printTemplate) return context.print(stepTemplateText('load_data')?.trimEnd() ?? '');
    if (!files.some((file) => basename(file) === TEMPLATE_NAME)) {
      throw new NoTemplateError(
        files.length === 0
          ? 'No template is given.'
          : `${files.join(' ')}: none of them is a ${TEMPLATE_NAME}.`,
        `Run in the work directory with -t ${TEMPLATE_NAME} (mintsar smallbaselineApp -g writes one).`,
      );
    }
    const { options, templates } = readTemplates(files, project);
    for (const warning of options.warnings) context.log.warn(warning);
    const isSet = options.given.has('mintpy.load.updateMode');
    const request: LoadRequest = {
      options: projectLoadOptions(templates),
      outDir: join(templates.workDir, 'inputs'),
      updateMode: isSet ? options.config.load.updateMode : updateMode,
      onlyGeometry,
      strict,
    };
    await inWorkDirectory(templates.workDir, { signal: context.signal }, async () => {
      await loadData(request, context);
    });
  },
});

/** Later templates win, line by line; those of another name than smallbaselineApp.cfg are the user's own. */
function readTemplates(files: readonly string[], project: string | undefined) {
  const read = files.map((file) => canonicalTemplate(readTemplate(file)));
  const merged: Template = {
    source: files.join(', '),
    entries: new Map(read.flatMap(({ entries }) => [...entries])),
    overridden: read.flatMap(({ overridden }) => overridden),
  };
  const options = resolveOptions(merged);
  const custom = read.findLast(({ source }) => basename(source) !== TEMPLATE_NAME) ?? null;
  const templates: LoadTemplates = {
    workDir: process.cwd(),
    name: project ?? (custom && basename(custom.source, extname(custom.source))),
    config: options.config,
    metadata: extraMetadata(merged),
    custom,
  };
  return { options, templates };
}
