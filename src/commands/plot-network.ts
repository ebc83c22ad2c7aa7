import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { type Config, readOptions } from '../config/index.ts';
import { FileError, OptionError } from '../core/errors.ts';
import { readProduct } from '../io/products/product.ts';
import { spatialAverage } from '../operations/averages/spatial-average.ts';
import { drawNetworkFigures, type NetworkQuantity } from '../operations/figures/network-figures.ts';
import type { Network } from '../plot/index.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { checkFigureNumbers } from './figure-numbers.ts';

/** `mintsar plot_network`: the network of interferograms in four figures. */
export const command: Command = {
  description:
    'Writes network.pdf, coherenceMatrix.pdf, coherenceHistory.pdf and pbaseHistory.pdf into the current folder, and the averages that give the colour into coherenceSpatialAvg.txt.',
  examples: [
    'mintsar plot_network inputs/ifgramStack.h5',
    'mintsar plot_network inputs/ifgramStack.h5 -t smallbaselineApp.cfg --show-kept',
    'mintsar plot_network inputs/ifgramStack.h5 -d tbase -v 0 365 -c RdYlBu_r',
    'mintsar plot_network coherenceSpatialAvg.txt --figsize 8 4',
  ],
  templateSteps: ['modify_network'],
  configure(parser) {
    parser.add_argument('file', {
      help: 'stack of interferograms, or a text such as coherenceSpatialAvg.txt',
    });
    parser.add_argument('--show-kept', {
      dest: 'disp_drop',
      action: 'store_false',
      help: 'leave interferograms out that are not used',
    });
    parser.add_argument('-d', '--dset', {
      dest: 'dsetName',
      choices: ['coherence', 'offsetSNR', 'pbase', 'tbase'],
      default: 'coherence',
      help: 'what gives the colour (default: %(default)s)',
    });
    parser.add_argument('-v', '--vlim', {
      dest: 'vlim',
      nargs: 2,
      type: 'float',
      metavar: ['VMIN', 'VMAX'],
      help: 'limits of the colours (default: 0.2 1.0 of coherence)',
    });
    parser.add_argument('-t', '--template', {
      dest: 'template_file',
      help: 'template: network.maskFile, network.minCoherence',
    });
    parser.add_argument('--mask', {
      dest: 'maskFile',
      default: 'waterMask.h5',
      help: 'area of the averages (default: %(default)s when there is one)',
    });
    parser.add_argument('-c', '--colormap', {
      dest: 'cmap_name',
      default: 'RdBu_truncate',
      help: 'colormap (default: %(default)s)',
    });
    parser.add_argument('--cmap-vlist', {
      dest: 'cmap_vlist',
      nargs: 3,
      type: 'float',
      metavar: ['START', 'BREAK', 'END'],
      help: 'of a truncated colormap (default: limits, and minCoherence or the highest value left out, else 0.4)',
    });
    parser.add_argument('--ax-fmt', '--axis-format', {
      dest: 'axis_format',
      choices: ['time', 'index'],
      default: 'time',
      help: 'axes of the matrix (default: %(default)s)',
    });
    const look = parser.add_argument_group('look');
    look.add_argument('--fs', '--fontsize', { dest: 'fs', type: 'int', default: 12 });
    look.add_argument('--lw', '--linewidth', { dest: 'linewidth', type: 'int', default: 2 });
    look.add_argument('--mc', '--markercolor', { dest: 'markercolor', default: 'orange' });
    look.add_argument('--ms', '--markersize', { dest: 'markersize', type: 'int', default: 8 });
    look.add_argument('--every-year', {
      dest: 'every_year',
      type: 'int',
      default: 1,
      help: 'years per label',
    });
    look.add_argument('--figsize', {
      dest: 'fig_size',
      nargs: 2,
      type: 'float',
      metavar: ['WID', 'LEN'],
      help: 'inch (default: by the number of dates)',
    });
    look.add_argument('--dpi', {
      dest: 'fig_dpi',
      type: 'int',
      default: 1200,
      help: 'accepted for old scripts: PDF has no resolution',
    });
    look.add_argument('--notitle', { dest: 'disp_title', action: 'store_false' });
    look.add_argument('--number', { dest: 'number', help: 'number of the figure, before its title' });
    look.add_argument('--nosplit-cmap', {
      dest: 'split_cmap',
      action: 'store_false',
      help: 'colours without a break',
    });
    look.add_argument('--save', {
      dest: 'save_fig',
      action: 'store_true',
      help: 'always done: there is no window',
    });
    look.add_argument('--nodisplay', { dest: 'disp_fig', action: 'store_false', help: 'always so' });
  },
  async run(args, context) {
    checkFigureNumbers(args);
    const { file, dsetName, vlim, fig_size } = args;
    const { given } = context;
    if (!existsSync(file)) throw new FileError(`${file} does not exist.`, 'Check its name.');
    const template = args.template_file && readOptions(args.template_file).config.network;
    const isText = extname(file) === '.txt';
    const stack = isText ? undefined : await stackPath(file);
    const averages = isText ? file : await averagesOf(args, template, context);
    const colormap = args.split_cmap ? args.cmap_name : args.cmap_name.replace(/_truncate/, '');
    const { files, network } = await drawNetworkFigures(
      {
        stack,
        coherence: averages,
        quantity: dsetName as NetworkQuantity,
        breakAt: template?.minCoherence,
        matrixAxis: args.axis_format,
        titles: args.disp_title,
        number: args.number,
        style: {
          ...(vlim && { vlim }),
          ...(given.has('cmap_vlist') && { vlist: args.cmap_vlist }),
          colormap,
          keptOnly: !args.disp_drop,
          fontSize: args.fs,
          lineWidth: args.linewidth,
          markerColor: args.markercolor,
          markerSize: args.markersize,
          everyYear: given.has('every_year') ? args.every_year : undefined,
          size: fig_size,
        },
        folder: '.',
      },
      context,
    );
    for (const line of networkReport(network)) context.print(line);
    for (const name of files) context.print(`wrote ${name}`);
  },
};

async function stackPath(file: string): Promise<string> {
  const { fileType } = await readProduct(file);
  if (fileType === 'ifgramStack') return file;
  throw new OptionError(
    `${file} is no stack of interferograms (it is of type ${fileType}).`,
    'Give inputs/ifgramStack.h5 or coherenceSpatialAvg.txt.',
  );
}

/** Write the averages that colour the network. @returns the text, undefined when baselines do */
async function averagesOf(
  { file, dsetName, maskFile }: Arguments,
  template: Config['network'] | undefined,
  context: CommandContext,
): Promise<string | undefined> {
  if (dsetName === 'tbase' || dsetName === 'pbase') return undefined;
  const { datasets } = await readProduct(file);
  if (!datasets.has(dsetName)) {
    context.log.warn(`${file} has no dataset ${dsetName}: pairs are drawn without colour`);
    return undefined;
  }
  const mask = template === undefined || context.given.has('maskFile') ? maskFile : template.maskFile;
  const outfile = `${dsetName}SpatialAvg.txt`;
  await spatialAverage(
    {
      file,
      dataset: dsetName,
      mask: mask !== null && existsSync(mask) ? { path: mask, name: basename(mask) } : undefined,
      outfile,
      update: true,
    },
    context,
  );
  return outfile;
}

/** Numbers of the network, and what is left out. */
function networkReport({ dates, pairs, bperp }: Network): string[] {
  const kept = pairs.filter(({ dropped }) => !dropped);
  const used = new Set(kept.flatMap(({ date12 }) => date12.split('_')));
  const lost = dates.filter((date) => !used.has(date));
  const mean = bperp.reduce((sum, value) => sum + value, 0) / bperp.length;
  return [
    `number of acquisitions: ${dates.length}`,
    `number of interferograms: ${pairs.length}`,
    `  kept: ${kept.length}`,
    `  dropped: ${pairs.length - kept.length}`,
    ...(lost.length > 0 ? [`acquisitions without a kept interferogram: ${lost.join(', ')}`] : []),
    `perpendicular baselines relative to ${dates[0]}: ${Math.min(...bperp).toFixed(0)} to ${Math.max(...bperp).toFixed(0)} m, mean ${mean.toFixed(1)} m`,
  ];
}
