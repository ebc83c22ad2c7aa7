import { accepted, flag, group, list, off, on, oneOf, type RequestOf, tuple } from '../flags/flag.ts';
import {
  asTyped,
  choice,
  float,
  fraction,
  inputFile,
  int,
  optionalFile,
  orNo,
  outputFile,
  positive,
  within,
  word,
} from '../flags/kind.ts';
import { MATH } from '../operations/figures/values.ts';
import { color, limits, percent } from './figure-kinds.ts';
import { memoryFlags } from './memory-flags.ts';
import { dpiFlag, mapStyleFlags } from './style-flags.ts';
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
    alpha: flag('--alpha', fraction, 'opacity, 0 to 1', { shown: '1, or 0.8 over relief' }),
    interpolation: flag(
      '--interp --interpolation',
      word,
      'nearest and none keep the edges of pixels; bilinear, bicubic and others let them flow',
      { default: 'nearest' },
    ),
    looks: flag('--nmli --num-multilook --multilook-num', int(1), 'draw one of NUM x NUM pixels', {
      shown: 'by the size of the data',
    }),
    multilook: off('--nomultilook --no-multilook', 'draw every pixel'),
    flipLeftRight: on('--flip-lr', 'mirror left to right'),
    flipUpDown: on('--flip-ud', 'mirror upside down'),
    autoFlip: off('--noflip', 'do not turn radar images over by the flight direction'),
    style: mapStyleFlags.style,
    scatterSize: flag('--scatter-size', positive, 'area of the discs, square points', { default: 10 }),
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
  contourSmooth: flag('--contour-smooth', within(0), 'Gaussian sigma before contouring, pixels', {
    default: 3,
  }),
  contourStep: flag('--contour-step', positive, 'interval of contours, m', { default: 200 }),
  contourWidth: flag('--contour-lw --contour-linewidth', positive, 'width of contours, points', {
    default: 0.5,
  }),
  shadeAzimuth: flag('--shade-az', float, 'where the light comes from, degrees clockwise from north', {
    default: 315,
  }),
  shadeAltitude: flag('--shade-alt', within(0, 90), 'how high it stands, degrees', { default: 45 }),
  shadeExaggeration: flag('--shade-exag', within(0), 'vertical exaggeration', { default: 0.5 }),
  shadeMin: flag('--shade-min', float, 'height that is black, m', { shown: 'grey follows the light alone' }),
  shadeMax: flag('--shade-max', float, 'height that is white, m', { shown: 'the highest plus 2000' }),
  blend: on('--dem-blend', 'colour the relief by the data instead of laying them over it'),
  blendMode: flag('--blend-mode', choice(['hsv', 'overlay', 'soft']), 'how light changes the colours', {
    default: 'overlay',
  }),
  shadeFraction: flag('--shade-frac', within(0), 'contrast of the light on blended colours', {
    default: 0.5,
  }),
  baseColor: flag('--base-color', fraction, 'grey of blended ground without data, 0 to 1', { default: 0.7 }),
});

export const figureFlags = group('figure', {
  colormap: flag('-c --colormap', word, 'name of a colormap (_r reverses it), or a .cpt file', {
    shown: 'gray for coherence and masks, else jet',
  }),
  lut: flag('--cm-lut --cmap-lut', int(1), 'number of colours'),
  vlist: tuple('--cm-vlist --cmap-vlist', float, 'START BREAK END', 'of a truncated colormap'),
  colorbar: off('--nocbar --nocolorbar', 'no colour bar'),
  ...oneOf({
    colorbarBins: flag('--cbar-nbins', int(1), 'about so many ticks'),
    colorbarTicks: list('--cbar-ticks', float, 'where the ticks are', { count: '+' }),
  }),
  colorbarEnds: flag('--cbar-ext', choice(['both', 'max', 'min', 'neither']), 'arrow ends of the colour bar'),
  colorbarLabel: flag('--cbar-label', word, 'caption of the colour bar'),
  colorbarSide: flag(
    '--cbar-loc',
    choice(['bottom', 'left', 'right', 'top']),
    'where the colour bar stands',
    { default: 'right' },
  ),
  colorbarSize: flag('--cbar-size', percent, 'its thickness as a share of the frame, e.g. 3%', {
    shown: '11 points',
  }),
  theme: mapStyleFlags.theme,
  fontColor: flag('--fontcolor', color, 'colour of letters'),
  yLabelAngle: flag('--ylabel-rot', float, 'turn the labels along the left edge, degrees'),
  titleInside: on('--title-in', 'title inside the frame'),
  titleOfSatellite: on('--title4sen --title4sentinel1', 'satellite and processor in the title'),
  title: flag('--title --fig-title --figtitle', word, 'title, and name of the file'),
  showTitle: off('--notitle', 'no title'),
  axes: off('--noaxis', 'no frame and no labels'),
  ticks: off('--notick', 'no ticks and labels'),
  whitespace: off('--nowhitespace', 'the image alone'),
  fontSize: flag('--fontsize', int(1), 'size of letters, points'),
  size: tuple('--figsize', positive, 'WID LEN', 'width and height, inch'),
  dpi: dpiFlag(300),
  format: flag('--figext', choice(['.pdf', '.png', '.svg']), 'kind of file', { default: '.png' }),
  figures: flag('--fignum', int(1), 'figures to spread panels over'),
  rows: flag('--nrows', int(1), 'rows of panels'),
  columns: flag('--ncols', int(1), 'columns of panels'),
  widthGap: flag('--wspace', within(0), 'gap between panels as a share of their width'),
  heightGap: flag('--hspace', within(0), 'the same below them'),
  tightLayout: accepted('--no-tight-layout', null, 'accepted: panels never overlap'),
  animation: on('--animation', 'panels become frames of a moving picture (.gif)'),
  coordinates: flag('--coord', choice(['geo', 'radar', 'yx']), 'label degrees or pixels', { default: 'geo' }),
});

export const mapFlags = group('map', {
  degreeLabels: on('--lalo-label', 'label degrees (always done on a map of latitude and longitude)'),
  degreeStep: flag('--lalo-step', positive, 'interval of degree labels'),
  maxTicks: flag('--lalo-max-num', int(1), 'about so many labels per axis'),
  scaleBar: tuple('--scalebar', float, 'LEN X Y', 'length and place, shares of the frame', {
    shown: '0.2 0.2 0.1',
  }),
  labelSides: tuple('--lalo-loc', int(0), 'LEFT RIGHT TOP BOTTOM', 'sides with labels, 1 or 0', {
    shown: '1 0 0 1',
  }),
  labelOffset: tuple(
    '--lalo-off --lalo-offset',
    float,
    'X Y',
    'distance of labels, points; negative = inside',
  ),
  labelSize: flag('--lalo-fs --lalo-fontsize', positive, 'their size, points'),
  scaleBarPad: flag('--scalebar-pad --sbar-pad', float, 'gap between bar and text, a share of the frame'),
  coastline: flag(
    '--coastline',
    { ...word, metavar: 'SCALE' },
    'coast of Natural Earth, 10m, 50m or 110m, or a file of lines',
  ),
  coastlineWidth: flag('--coastline-lw --coastline-linewidth', positive, 'its width, points', { default: 1 }),
  lineFiles: list(
    '--shp-file --faultline',
    asTyped(inputFile),
    'lines to draw: shapefile, GeoJSON, text of GMT',
  ),
  lineColor: flag('--shp-color', color, 'their colour', { default: 'k' }),
  lineWidth: flag('--shp-lw --shp-linewidth --faultline-lw', positive, 'their width, points', {
    default: 0.5,
  }),
  lineMinLength: flag('--shp-min-dist --faultline-min-dist', within(0), 'shorter ones are left out, km', {
    default: 0.1,
  }),
  showScaleBar: off('--noscalebar --nosbar', 'no scale bar'),
  scaleBarWidth: flag('--scalebar-lw --scalebar-linewidth', positive, 'width of its line, points'),
});

/** GNSS stations on a map. */
export const gnssFlags = group('GNSS stations', {
  showGnss: on('--show-gnss --show-gps', 'mark the stations of the area'),
  gnssSource: flag(
    '--gnss-source --gnss-src --gps-source',
    choice(['ESESES', 'GENERIC', 'SIDESHOW', 'UNR']),
    'whose solutions: UNR is fetched, others are files in the current folder',
    { default: 'UNR' },
  ),
  gnssComponent: flag(
    '--gnss-comp --gps-comp',
    choice(['enu2los', 'horz', 'hz2los', 'up2los', 'vert']),
    'colour them by this part of their motion: velocity, or displacement on a time series',
  ),
  refGnss: flag(
    '--ref-gnss --ref-gps',
    { ...word, metavar: 'SITE' },
    'station that stations and map are relative to',
  ),
  exceptGnss: list('--ex-gnss --ex-gps', { ...word, metavar: 'SITE' }, 'stations to leave out'),
  gnssStart: flag('--gnss-start-date --gps-start-date', { ...word, metavar: 'YYYYMMDD' }, 'first date', {
    shown: 'of the map',
  }),
  gnssEnd: flag('--gnss-end-date --gps-end-date', { ...word, metavar: 'YYYYMMDD' }, 'last date', {
    shown: 'of the map',
  }),
  horizontalAzimuth: flag('--horz-az --hz-az', float, 'direction of horz, degrees anticlockwise from north', {
    default: -90,
  }),
  gnssRedo: on('--gnss-redo --gps-redo', 'take nothing from the table of earlier figures'),
  gnssLabel: on('--gnss-label --gps-label', 'write their names'),
  maskGnss: on('--mask-gnss --mask-gps', 'only stations on pixels with data'),
  gnssSize: flag('--gnss-ms --gps-ms', positive, 'their size, points (default: 9 with colours, else 6)'),
});

const file = group('file', {
  outfiles: list(
    '-o --outfile',
    asTyped(outputFile),
    'name of the figure, .png, .pdf or .svg (.gif of an animation)',
    {
      shown: 'its title',
    },
  ),
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
  ...gnssFlags,
  ...file,
};

export type ViewFlags = RequestOf<typeof viewFlags>;

function mathNames() {
  return Object.keys(MATH).sort() as (keyof typeof MATH)[];
}
