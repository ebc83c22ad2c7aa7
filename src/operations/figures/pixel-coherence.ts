import type { Context } from '../../core/context.ts';
import { FileError, ReferencePointError } from '../../core/errors.ts';
import { datesOfPairs, parsePair } from '../../core/network/pairs.ts';
import { perpBaselineTimeseries } from '../../core/network/perpendicular-baseline.ts';
import { describeIfgramStack } from '../../io/products/ifgram-stack.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { type Place, pixelOfPlace, placeOfPixel } from '../../io/products/place.ts';
import { readGrid, readProduct } from '../../io/products/product.ts';
import { type Pixel, pixelValues, referencePixel } from '../../io/products/reference-pixel.ts';
import type { NetworkStyle } from '../../plot/index.ts';
import { assertRequest } from '../request.ts';
import type { ViewRequest } from './request.ts';
import { encodeFigure, type FigureLook, writeDrawn } from './save.ts';
import { mapFigure } from './view.ts';

/** The coherence of all interferograms at one pixel: `mintsar plot_coherence_matrix`. */
export interface PixelCoherenceRequest extends FigureLook {
  readonly stack: string;
  /** The reference pixel of the stack unless given. */
  readonly point?: Pixel | Place;
  readonly lookup?: string;
  readonly axis?: 'time' | 'index';
  readonly style?: NetworkStyle;
  /** The map beside the matrix, on which the pixel is marked. */
  readonly map?: ViewRequest;
  /** Temporal coherence of the same grid, whose value at the pixel is told. */
  readonly temporalCoherence?: string;
  /** Name of the figure; `coherenceMatrix_y100x140.pdf` when left out. */
  readonly outfile?: string;
  /** Its kind where it has no name; PDF when left out. */
  readonly format?: '.png' | '.pdf' | '.svg';
}

export interface PixelCoherence {
  readonly pixel: Pixel;
  readonly place: Place | undefined;
  readonly date12: readonly string[];
  /** [numIfgram] */
  readonly coherence: Float64Array;
  readonly temporalCoherence: number | undefined;
  readonly files: readonly string[];
}

/**
 * Matrix of the coherence of a pixel, acquisitions by acquisitions: all pairs below the diagonal, those in use above it.
 * @throws {FileError} for a stack without coherence  @throws {ReferencePointError} when no pixel is given or chosen
 */
export async function drawPixelCoherence(
  request: PixelCoherenceRequest,
  context: Context,
): Promise<PixelCoherence> {
  assertRequest('drawPixelCoherence', request, context, ['stack']);
  return withProduct(request.stack, async (file) => {
    const stack = describeIfgramStack(file);
    if (!file.datasets.has('coherence')) {
      throw new FileError(
        `${file.path} has no coherence: it has ${[...file.datasets.keys()].join(', ')}.`,
        'Give inputs/ifgramStack.h5.',
      );
    }
    const { point, lookup } = request;
    const pixel =
      point === undefined
        ? referencePixel(stack)
        : 'lat' in point
          ? await pixelOfPlace(stack, point, lookup)
          : point;
    if (pixel === undefined) {
      throw new ReferencePointError(
        `${file.path} has no reference pixel, and no other is given.`,
        'Give one with --yx Y X.',
      );
    }
    const coherence = pixelValues(file, 'coherence', pixel);
    const place = await placeOfPixel(stack, pixel, lookup);
    const { temporalCoherence: tcoh } = request;
    const temporal = tcoh === undefined ? undefined : await valueAt(tcoh, pixel, stack);
    const name = request.outfile ?? `coherenceMatrix_y${pixel.y}x${pixel.x}${request.format ?? '.pdf'}`;
    const pairs = stack.date12.map(parsePair);
    const network = {
      dates: datesOfPairs(pairs),
      bperp: [...perpBaselineTimeseries(pairs, stack.bperp)],
      pairs: stack.date12.map((date12, i) => ({ date12, value: coherence[i], dropped: !stack.isKept[i] })),
    };
    const at = [
      `Coherence of y ${pixel.y}, x ${pixel.x}`,
      ...(place ? [`lat/lon ${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`] : []),
      ...(temporal === undefined ? [] : [`temporal coherence ${temporal.toFixed(2)}`]),
    ];
    const plot = await import('../../plot/index.ts');
    const matrix = plot.drawCoherenceMatrix(network, {
      label: 'Spatial coherence',
      vlim: [0, 1],
      title: at.join('\n'),
      fontSize: plot.letterSize(request.theme),
      ...request.style,
      axis: request.axis,
    });
    const map = request.map && (await mapFigure({ ...request.map, points: [mark(pixel)] }, context));
    const figure = map ? plot.sideBySide([plot.drawMap(map), matrix]) : matrix;
    writeDrawn(name, await encodeFigure(name, figure, request));
    return { pixel, place, date12: stack.date12, coherence, temporalCoherence: temporal, files: [name] };
  });
}

const mark = (pixel: Pixel) => ({ ...pixel, shape: 'triangle', color: 'red', size: 10 }) as const;

/** Value of a raster at a pixel; undefined when it is of another grid. */
async function valueAt(
  path: string,
  { y, x }: Pixel,
  grid: { readonly length: number; readonly width: number },
): Promise<number | undefined> {
  const { length, width } = await readProduct(path);
  if (length !== grid.length || width !== grid.width) return undefined;
  return (await readGrid(path, undefined, { y0: y, x0: x, y1: y + 1, x1: x + 1 })).data[0];
}
