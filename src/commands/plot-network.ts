import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { OptionError } from '../core/errors.ts';
import type { CommandContext } from '../flags/command-context.ts';
import { defineCommand } from '../flags/define-command.ts';
import { accepted, argument, flag, group, off, tuple } from '../flags/flag.ts';
import { asTyped, choice, float, inputFile, int, orNo, positive, spareFile, word } from '../flags/kind.ts';
import { readProduct } from '../io/products/product.ts';
import { spatialAverage } from '../operations/averages/spatial-average.ts';
import { drawNetworkFigures } from '../operations/figures/network-figures.ts';
import type { Network } from '../plot/index.ts';
import { limits } from './figure-kinds.ts';
import { dpiFlag, styleFlags } from './style-flags.ts';
import { templateFlag } from './template-flag.ts';

/** `mintsar plot_network`: the network of interferograms in four figures. */
export const command = defineCommand({
  description:
    'Writes network.pdf, coherenceMatrix.pdf, coherenceHistory.pdf and pbaseHistory.pdf into the current folder, and the averages that give the colour into coherenceSpatialAvg.txt.',
  examples: [
    'mintsar plot_network inputs/ifgramStack.h5',
    'mintsar plot_network inputs/ifgramStack.h5 -t smallbaselineApp.cfg --show-kept',
    'mintsar plot_network inputs/ifgramStack.h5 -d tbase -v 0 365 -c RdYlBu_r',
    'mintsar plot_network inputs/ifgramStack.h5 --style screen --figext .svg',
    'mintsar plot_network coherenceSpatialAvg.txt --figsize 8 4 --figext .png --dpi 150',
  ],
  templateSteps: ['modify_network'],
  flags: {
    file: argument(asTyped(inputFile), 'stack of interferograms, or a text such as coherenceSpatialAvg.txt'),
    showDropped: off('--show-kept', 'leave interferograms out that are not used'),
    quantity: flag(
      '-d --dset',
      choice(['coherence', 'offsetSNR', 'pbase', 'tbase']),
      'what gives the colour',
      {
        default: 'coherence',
      },
    ),
    vlim: tuple('-v --vlim', float, 'VMIN VMAX', 'limits of the colours', {
      shown: '0.2 1.0 of coherence',
      check: limits,
    }),
    template: templateFlag('template: network.maskFile, network.minCoherence'),
    maskFile: flag('--mask', orNo(asTyped(spareFile)), 'area of the averages, when there is one', {
      default: 'waterMask.h5',
      option: 'mintpy.network.maskFile',
    }),
    colormap: flag('-c --colormap', word, 'colormap', { default: 'RdBu_truncate' }),
    vlist: tuple('--cmap-vlist', float, 'START BREAK END', 'of a truncated colormap', {
      shown: 'limits, and minCoherence or the highest value left out, else 0.4',
    }),
    matrixAxis: flag('--ax-fmt --axis-format', choice(['time', 'index']), 'axes of the matrix', {
      default: 'time',
    }),
    ...group('look', {
      fontSize: flag('--fs --fontsize', int(1), 'size of letters, points', {
        shown: '12, or that of the style',
      }),
      lineWidth: flag('--lw --linewidth', int(0), 'width of lines, points', { default: 2 }),
      markerColor: flag('--mc --markercolor', word, 'colour of dates', { default: 'orange' }),
      markerSize: flag('--ms --markersize', int(0), 'size of dates, points', { default: 8 }),
      everyYear: flag('--every-year', int(1), 'years per label', { shown: '1' }),
      size: tuple('--figsize', positive, 'WID LEN', 'inch', { shown: 'by the number of dates' }),
      format: flag('--figext', choice(['.pdf', '.png', '.svg']), 'kind of files', { default: '.pdf' }),
      dpi: dpiFlag(300),
      ...styleFlags,
      titles: off('--notitle', 'no titles'),
      number: flag('--number', word, 'number of the figure, before its title'),
      splitColormap: off('--nosplit-cmap', 'colours without a break'),
      save: accepted('--save', null, 'always done: there is no window'),
      display: accepted('--nodisplay', null, 'always so'),
    }),
  },
  async run(request, context) {
    const { file, quantity, template, maskFile, titles, number, matrixAxis } = request;
    const { vlim, vlist, fontSize, lineWidth, markerColor, markerSize, everyYear, size } = request;
    const network = template?.config.network;
    const isText = extname(file) === '.txt';
    const stack = isText ? undefined : await stackPath(file);
    const mask = network === undefined || context.given.has('maskFile') ? maskFile : network.maskFile;
    if (context.given.has('maskFile') && maskFile !== null && !existsSync(maskFile))
      context.log.warn(`${maskFile} does not exist: averages are of the whole image`);
    const averages = isText ? file : await averagesOf(file, quantity, mask, context);
    const { files, network: drawn } = await drawNetworkFigures(
      {
        stack,
        coherence: averages,
        quantity,
        breakAt: network?.minCoherence,
        matrixAxis,
        titles,
        number,
        style: {
          ...(vlim && { vlim: [...vlim] }),
          ...(vlist && { vlist: [...vlist] }),
          colormap: request.splitColormap ? request.colormap : request.colormap.replace(/_truncate/, ''),
          keptOnly: !request.showDropped,
          ...{ fontSize, lineWidth, markerColor, markerSize, everyYear },
          size: size && [...size],
        },
        folder: '.',
        format: request.format,
        dpi: request.dpi,
        theme: request.theme,
      },
      context,
    );
    for (const line of networkReport(drawn)) context.print(line);
    for (const name of files) context.print(`wrote ${name}`);
  },
});

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
  file: string,
  dataset: string,
  mask: string | null,
  context: CommandContext,
): Promise<string | undefined> {
  if (dataset === 'tbase' || dataset === 'pbase') return undefined;
  const { datasets } = await readProduct(file);
  if (!datasets.has(dataset)) {
    context.log.warn(`${file} has no dataset ${dataset}: pairs are drawn without colour`);
    return undefined;
  }
  const outfile = `${dataset}SpatialAvg.txt`;
  await spatialAverage(
    {
      file,
      dataset,
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
