import { accepted, flag, group, list, off, on, oneOf, type RequestOf, tuple } from '../flags/flag.ts';
import {
  asTyped,
  choice,
  float,
  inputFile,
  int,
  optionalFile,
  orNo,
  outputFile,
  positive,
  word,
} from '../flags/kind.ts';
import { MATH } from '../operations/figures/values.ts';
import { limits } from './figure-kinds.ts';
import { memoryFlags } from './memory-flags.ts';
import { subsetFlags } from './subset-flags.ts';

const selection = {
  ...group('what is drawn', {
    indices: list('-n --dset-num', int(), 'rasters by number, from 0'),
    search: off('--nosearch', 'names are whole names'),
    exclude: list(
      '--ex --exclude',
      { ...word, metavar: 'DATE' },
      'dates, or text files of dates, to leave out',
    ),
    showDropped: off('--show-kept --show-kept-ifgram', 'leave interferograms out that are not used'),
  }),
  ...subsetFlags('what is drawn'),
};

/** How values become what is shown; shared by commands that draw maps, as the groups below are. */
export const valueFlags = {
  ...group('values', {
    vlim: tuple('-v --vlim', float, 'VMIN VMAX', 'limits of the colours, in the unit shown', {
      check: limits,
    }),
    unit: flag('-u --unit', word, 'unit to show, e.g. mm, cm/year, radian', { shown: 'cm for displacement' }),
    noDataValue: flag('--nd --no-data-val --no-data-value', float, 'another value that is no data'),
    wrap: on('--wrap', 'show values modulo one cycle'),
    wrapRange: tuple('--wrap-range', float, 'MIN MAX', 'the cycle', {
      shown: '-pi pi of phase',
      check: limits,
    }),
    math: flag('--math', choice(mathNames()), 'operation on the values of a single raster'),
    alpha: flag('--alpha', float, 'opacity, 0 to 1', { shown: '1, or 0.8 over relief' }),
    interpolation: flag('--interp --interpolation', word, 'nearest, or none', { default: 'nearest' }),
    looks: flag('--nmli --num-multilook --multilook-num', int(1), 'draw one of NUM x NUM pixels', {
      shown: 'by the size of the data',
    }),
    multilook: off('--nomultilook --no-multilook', 'draw every pixel'),
    flipLeftRight: on('--flip-lr', 'mirror left to right'),
    flipUpDown: on('--flip-ud', 'mirror upside down'),
    autoFlip: off('--noflip', 'do not turn radar images over by the flight direction'),
  }),
  ...memoryFlags,
};

export const maskFlags = group('mask', {
  mask: flag('-m --mask', orNo(asTyped(optionalFile)), 'mask, or no', {
    shown: 'maskTempCoh.h5 beside velocity and time series',
  }),
  maskMin: flag('--mask-vmin', float, 'valid where the mask is at least this'),
  maskMax: flag('--mask-vmax', float, 'valid where the mask is at most this'),
  zeroMask: on('--zm --zero-mask', '0 is no data'),
});

export const referenceFlags = group('reference and points', {
  refDate: flag('--ref-date', { ...word, metavar: 'DATE' }, 'date that a time series is shown relative to'),
  refYX: tuple('--ref-yx', int(), 'Y X', 'pixel that values are shown relative to'),
  refLalo: tuple('--ref-lalo', float, 'LAT LON', 'the same by place'),
  showReference: off('--noreference', 'no symbol at the reference pixel'),
  referenceMarker: flag('--ref-marker', word, 'its colour and shape', { default: 'ks' }),
  referenceSize: flag('--ref-size', int(1), 'its size, points'),
});

const points = group('reference and points', {
  pointMarker: flag('--pts-marker', word, 'colour and shape of points', { default: 'k^' }),
  pointSize: flag('--pts-ms', positive, 'their size, points', { default: 6 }),
  ...oneOf({
    pointYX: tuple('--pts-yx', int(), 'Y X', 'a point by row and column'),
    pointLalo: tuple('--pts-lalo', float, 'LAT LON', 'a point by place'),
    pointFile: flag('--pts-file', asTyped(inputFile), 'points: text file of latitude and longitude'),
  }),
});

export const terrainFlags = group('terrain', {
  dem: flag('-d --dem', asTyped(inputFile), 'heights to draw under the data'),
  maskDem: on('--mask-dem', 'no terrain where data are missing'),
  shade: off('--dem-noshade', 'no shaded relief'),
  contours: off('--dem-nocontour', 'no contours'),
  contourSmooth: flag('--contour-smooth', float, 'Gaussian sigma before contouring, pixels', { default: 3 }),
  contourStep: flag('--contour-step', positive, 'interval of contours, m', { default: 200 }),
  contourWidth: flag('--contour-lw --contour-linewidth', positive, 'width of contours, points', {
    default: 0.5,
  }),
  shadeAzimuth: flag('--shade-az', float, 'where the light comes from, degrees clockwise from north', {
    default: 315,
  }),
  shadeAltitude: flag('--shade-alt', float, 'how high it stands, degrees', { default: 45 }),
  shadeExaggeration: flag('--shade-exag', float, 'vertical exaggeration', { default: 0.5 }),
});

export const figureFlags = group('figure', {
  colormap: flag('-c --colormap', word, 'name of a colormap (_r reverses it), or a .cpt file', {
    shown: 'gray for coherence and masks, else jet',
  }),
  lut: flag('--cm-lut --cmap-lut', int(1), 'number of colours'),
  vlist: tuple<number, 3>('--cm-vlist --cmap-vlist', float, 'START BREAK END', 'of a truncated colormap'),
  colorbar: off('--nocbar --nocolorbar', 'no colour bar'),
  ...oneOf({
    colorbarBins: flag('--cbar-nbins', int(1), 'about so many ticks'),
    colorbarTicks: list('--cbar-ticks', float, 'where the ticks are', { count: '+' }),
  }),
  colorbarEnds: flag('--cbar-ext', choice(['both', 'max', 'min', 'neither']), 'arrow ends of the colour bar'),
  colorbarLabel: flag('--cbar-label', word, 'caption of the colour bar'),
  title: flag('--title --fig-title --figtitle', word, 'title, and name of the file'),
  showTitle: off('--notitle', 'no title'),
  axes: off('--noaxis', 'no frame and no labels'),
  ticks: off('--notick', 'no ticks and labels'),
  whitespace: off('--nowhitespace', 'the image alone'),
  fontSize: flag('--fontsize', int(1), 'size of letters, points'),
  size: tuple('--figsize', positive, 'WID LEN', 'width and height, inch'),
  dpi: flag('--dpi', int(1), 'resolution', { default: 300 }),
  format: flag('--figext', choice(['.pdf', '.png', '.svg']), 'kind of file', { default: '.png' }),
  figures: flag('--fignum', int(1), 'figures to spread panels over'),
  rows: flag('--nrows', int(1), 'rows of panels'),
  columns: flag('--ncols', int(1), 'columns of panels'),
  coordinates: flag('--coord', choice(['geo', 'radar', 'yx']), 'label degrees or pixels', { default: 'geo' }),
});

export const mapFlags = group('map', {
  degreeLabels: accepted('--lalo-label', null, 'label degrees (always done on a map)'),
  degreeStep: flag('--lalo-step', positive, 'interval of degree labels'),
  maxTicks: flag('--lalo-max-num', int(1), 'about so many labels per axis'),
  scaleBar: tuple<number, 3>('--scalebar', float, 'LEN X Y', 'length and place, shares of the frame', {
    shown: '0.2 0.2 0.1',
  }),
  showScaleBar: off('--noscalebar --nosbar', 'no scale bar'),
  scaleBarWidth: flag('--scalebar-lw --scalebar-linewidth', float, 'width of its line, points'),
});

const file = group('file', {
  outfiles: list('-o --outfile', asTyped(outputFile), 'name of the figure, .png, .pdf or .svg', {
    shown: 'its title',
  }),
  save: accepted('--save', null, 'always done: there is no window'),
  display: accepted('--nodisplay', null, 'always so'),
  update: on('--update', 'skip a figure younger than its data, also in pic/'),
  verbose: off('--noverbose', 'say nothing but the name of the figure'),
});

/** Flags of `view`, in the groups that figure commands share. */
export const viewFlags = {
  ...selection,
  ...valueFlags,
  ...maskFlags,
  ...referenceFlags,
  ...points,
  ...terrainFlags,
  ...figureFlags,
  ...mapFlags,
  ...file,
};

export type ViewFlags = RequestOf<typeof viewFlags>;

function mathNames() {
  return Object.keys(MATH).sort() as (keyof typeof MATH)[];
}
