import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { accepted, argument, flag, off, tuple } from '../flags/flag.ts';
import { asTyped, choice, float, inputFile, int, outputFile, positive, word } from '../flags/kind.ts';
import { readIfgramStack } from '../io/products/ifgram-stack.ts';
import { readProduct } from '../io/products/product.ts';
import { drawPixelCoherence } from '../operations/figures/pixel-coherence.ts';
import { canWrap } from '../operations/figures/scene.ts';
import { meanCoherence } from '../operations/network/network-quality.ts';
import { dpiFlag, styleFlags } from './style-flags.ts';
import { templateFlag } from './template-flag.ts';
import { viewOfLine } from './view-line.ts';

const VIEW = 'view.py {} --wrap --noverbose ';

/** `mintsar plot_coherence_matrix`. */
export const command = defineCommand({
  description:
    'The coherence of all interferograms at one pixel as a matrix of acquisitions: all pairs below the diagonal, those in use above it, beside a map that shows where the pixel is. There is no window: what is written is named.',
  examples: [
    'mintsar plot_coherence_matrix inputs/ifgramStack.h5',
    'mintsar plot_coherence_matrix inputs/ifgramStack.h5 --yx 60 80 -o coherence.png',
    "mintsar plot_coherence_matrix inputs/ifgramStack.h5 --lalo 36.417 25.426 --view-cmd 'view.py {} -v -3 3' --ax-fmt index",
  ],
  templateSteps: ['modify_network'],
  flags: {
    stack: argument(asTyped(inputFile), 'stack of interferograms'),
    yx: tuple('--yx', int(), 'Y X', 'pixel by row and column', { shown: 'the reference pixel' }),
    lalo: tuple('--lalo', float, 'LAT LON', 'pixel by place; wins over --yx'),
    lookup: flag('--lookup --lut', asTyped(inputFile), 'lookup table of data in radar coordinates', {
      shown: 'inputs/geometry*.h5 near the file',
    }),
    axis: flag('--ax-fmt --axis-format', choice(['time', 'index']), 'axes of the matrix', {
      default: 'time',
    }),
    colormap: flag('-c --cmap', word, 'colormap', { default: 'RdBu_truncate' }),
    vlist: tuple('--cmap-vlist', float, 'START BREAK END', 'of a truncated colormap', {
      shown: '0 0.7 1, or minCoherence of the template for the break',
    }),
    size: tuple('--figsize --fs', positive, 'WID LEN', 'size of the matrix, inch'),
    image: flag('--img-file', asTyped(inputFile), 'file of the map', {
      shown: 'velocity.h5 beside the folder of the stack, when it is there',
    }),
    viewLine: flag('--view-cmd', word, 'how the map is drawn, {} for its file', { default: VIEW }),
    tcoh: flag('--tcoh', asTyped(inputFile), 'temporal coherence, told for the pixel', {
      shown: 'temporalCoherence.h5 beside the folder of the stack',
    }),
    template: templateFlag(
      'template: network.minCoherence; the mean coherence on its maskFile and area of interest is told',
    ),
    outfile: flag('-o --outfile', asTyped(outputFile), 'name of the figure, .pdf, .png or .svg', {
      shown: 'coherenceMatrix_yYxX.pdf',
    }),
    format: flag('--figext', choice(['.pdf', '.png', '.svg']), 'kind of file', { default: '.pdf' }),
    dpi: dpiFlag(300),
    ...styleFlags,
    save: accepted('--save', null, 'always done: there is no window'),
    display: accepted('--nodisplay', null, 'always so'),
    verbose: off('--noverbose', 'say nothing but the name of the figure'),
  },
  async run(request, context) {
    const { stack, yx, lalo, vlist, template, verbose, size, outfile } = request;
    const home = join(dirname(stack), '..');
    const beside = (name: string) => [join(home, name)].find((path) => existsSync(path));
    const image = request.image ?? beside('velocity.h5');
    if (image === undefined && context.given.has('viewLine'))
      throw new FileError(
        `There is no velocity.h5 beside the folder of ${stack} to draw with --view-cmd.`,
        'Name the file of the map with --img-file.',
      );
    const middle = template?.config.network.minCoherence ?? 0.7;
    const info = verbose ? context.log.info : context.log.debug;
    const drawn = await drawPixelCoherence(
      {
        stack,
        point: lalo ? { lat: lalo[0], lon: lalo[1] } : yx && { y: yx[0], x: yx[1] },
        lookup: request.lookup,
        axis: request.axis,
        style: { colormap: request.colormap, vlist: vlist ? [...vlist] : [0, middle, 1], size },
        map:
          image === undefined
            ? undefined
            : await mapOf(request.viewLine, image, context.given.has('viewLine')),
        temporalCoherence: request.tcoh ?? beside('temporalCoherence.h5'),
        outfile: outfile === undefined || /\.\w+$/.test(outfile) ? outfile : `${outfile}${request.format}`,
        format: request.format,
        dpi: request.dpi,
        theme: request.theme,
      },
      { ...context, log: { ...context.log, info } },
    );
    if (verbose) {
      const { pixel, place, coherence, temporalCoherence } = drawn;
      const known = [...coherence].filter((value) => !Number.isNaN(value));
      const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
      context.print(
        `y ${pixel.y}, x ${pixel.x}${place ? `, lat/lon ${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}` : ''}`,
      );
      context.print(
        `coherence of ${known.length} interferograms: ${Math.min(...known).toFixed(2)} to ${Math.max(...known).toFixed(2)}, mean ${mean.toFixed(2)}`,
      );
      if (temporalCoherence !== undefined)
        context.print(`temporal coherence: ${temporalCoherence.toFixed(2)}`);
    }
    if (verbose && template !== undefined) {
      const { network } = template.config;
      const mean = [
        ...(await meanCoherence({ options: network, folder: home }, await readIfgramStack(stack), context)),
      ];
      const low = mean.filter((value) => value < network.minCoherence).length;
      context.print(
        `spatial mean of each interferogram${network.maskFile && existsSync(join(home, network.maskFile)) ? ` on ${network.maskFile}` : ''}: ${Math.min(...mean).toFixed(2)} to ${Math.max(...mean).toFixed(2)}; ${low} of ${mean.length} below ${network.minCoherence}`,
      );
    }
    for (const name of drawn.files) context.print(`wrote ${shortName(name)}`);
    return drawn;
  },
});

/** The map of a file; of several rasters the first one when the line names none. Nobody asked a mask to be wrapped. */
async function mapOf(line: string, image: string, isTyped: boolean) {
  const typed = await viewOfLine(line, image);
  const { datasets } = await readProduct(image);
  const isNamed = typed.names !== undefined && typed.names.length > 0;
  const map = !isNamed && datasets.has('velocity') ? { ...typed, names: ['velocity'] } : typed;
  return isTyped || (await canWrap(map)) ? map : { ...map, wrap: undefined };
}
