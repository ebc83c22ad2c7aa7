import type { ArgumentParser } from 'argparse';
import { MATH } from '../operations/figures/values.ts';
import { addLaterFlags } from './view-later-flags.ts';

/** Flags of `view`, in the groups that figure commands share. */
export function addViewFlags(parser: ArgumentParser): void {
  selectionFlags(parser);
  dataFlags(parser);
  maskFlags(parser);
  referenceFlags(parser);
  demFlags(parser);
  figureFlags(parser);
  mapFlags(parser);
  saveFlags(parser);
  addLaterFlags(parser);
}

const FLAG = 'store_true';
const OFF = 'store_false';

function selectionFlags(parser: ArgumentParser): void {
  const group = parser.add_argument_group('what is drawn');
  group.add_argument('-n', '--dset-num', {
    dest: 'dsetNumList',
    nargs: '*',
    type: 'int',
    default: [],
    metavar: 'NUM',
    help: 'rasters by number, from 0',
  });
  group.add_argument('--nosearch', { dest: 'search_dset', action: OFF, help: 'names are whole names' });
  group.add_argument('--ex', '--exclude', {
    dest: 'exDsetList',
    nargs: '*',
    default: [],
    metavar: 'DATE',
    help: 'dates, or text files of dates, to leave out',
  });
  group.add_argument('--show-kept', '--show-kept-ifgram', {
    dest: 'plot_drop_ifgram',
    action: OFF,
    help: 'leave interferograms out that are not used',
  });
  group.add_argument('--sub-x', '--subset-x', {
    dest: 'subset_x',
    nargs: 2,
    type: 'int',
    metavar: ['XMIN', 'XMAX'],
    help: 'columns, end exclusive',
  });
  group.add_argument('--sub-y', '--subset-y', {
    dest: 'subset_y',
    nargs: 2,
    type: 'int',
    metavar: ['YMIN', 'YMAX'],
    help: 'rows, end exclusive',
  });
  group.add_argument('--sub-lat', '--subset-lat', {
    dest: 'subset_lat',
    nargs: 2,
    type: 'float',
    metavar: ['LATMIN', 'LATMAX'],
  });
  group.add_argument('--sub-lon', '--subset-lon', {
    dest: 'subset_lon',
    nargs: 2,
    type: 'float',
    metavar: ['LONMIN', 'LONMAX'],
  });
}

function dataFlags(parser: ArgumentParser): void {
  const group = parser.add_argument_group('values');
  group.add_argument('-v', '--vlim', {
    dest: 'vlim',
    nargs: 2,
    type: 'float',
    metavar: ['VMIN', 'VMAX'],
    help: 'limits of the colours, in the unit shown',
  });
  group.add_argument('-u', '--unit', {
    dest: 'disp_unit',
    metavar: 'UNIT',
    help: 'unit to show, e.g. mm, cm/year, radian (default: cm for displacement)',
  });
  group.add_argument('--nd', '--no-data-val', '--no-data-value', {
    dest: 'no_data_value',
    type: 'float',
    metavar: 'VALUE',
    help: 'another value that is no data',
  });
  group.add_argument('--wrap', { dest: 'wrap', action: FLAG, help: 'show values modulo one cycle' });
  group.add_argument('--wrap-range', {
    dest: 'wrap_range',
    nargs: 2,
    type: 'float',
    metavar: ['MIN', 'MAX'],
    help: 'the cycle (default: -pi pi of phase)',
  });
  group.add_argument('--math', {
    dest: 'math_operation',
    choices: Object.keys(MATH).sort(),
    help: 'operation on the values of a single raster',
  });
  group.add_argument('--alpha', {
    dest: 'transparency',
    type: 'float',
    help: 'opacity, 0 to 1 (default: 1, or 0.8 over relief)',
  });
  group.add_argument('--interp', '--interpolation', {
    dest: 'interpolation',
    default: 'nearest',
    help: 'nearest, or none',
  });
  group.add_argument('--nmli', '--num-multilook', '--multilook-num', {
    dest: 'multilook_num',
    type: 'int',
    default: 1,
    metavar: 'NUM',
    help: 'draw one of NUM x NUM pixels (default: by the size of the data)',
  });
  group.add_argument('--nomultilook', '--no-multilook', {
    dest: 'multilook',
    action: OFF,
    help: 'draw every pixel',
  });
  group.add_argument('--flip-lr', { dest: 'flip_lr', action: FLAG, help: 'mirror left to right' });
  group.add_argument('--flip-ud', { dest: 'flip_ud', action: FLAG, help: 'mirror upside down' });
  group.add_argument('--noflip', {
    dest: 'auto_flip',
    action: OFF,
    help: 'do not turn radar images over by the flight direction',
  });
  group.add_argument('--ram', '--memory', {
    dest: 'maxMemory',
    type: 'float',
    default: 4,
    help: 'memory budget, GB (default: %(default)s)',
  });
}

function maskFlags(parser: ArgumentParser): void {
  const group = parser.add_argument_group('mask');
  group.add_argument('-m', '--mask', {
    dest: 'mask_file',
    metavar: 'FILE',
    help: 'mask, or no (default: maskTempCoh.h5 beside velocity and time series)',
  });
  group.add_argument('--mask-vmin', {
    dest: 'mask_vmin',
    type: 'float',
    help: 'valid where the mask is at least this',
  });
  group.add_argument('--mask-vmax', {
    dest: 'mask_vmax',
    type: 'float',
    help: 'valid where the mask is at most this',
  });
  group.add_argument('--zm', '--zero-mask', { dest: 'zero_mask', action: FLAG, help: '0 is no data' });
}

function referenceFlags(parser: ArgumentParser): void {
  const group = parser.add_argument_group('reference and points');
  group.add_argument('--ref-date', {
    dest: 'ref_date',
    metavar: 'DATE',
    help: 'date that a time series is shown relative to',
  });
  group.add_argument('--ref-yx', {
    dest: 'ref_yx',
    nargs: 2,
    type: 'int',
    metavar: ['Y', 'X'],
    help: 'pixel that values are shown relative to',
  });
  group.add_argument('--ref-lalo', { dest: 'ref_lalo', nargs: 2, type: 'float', metavar: ['LAT', 'LON'] });
  group.add_argument('--noreference', {
    dest: 'disp_ref_pixel',
    action: OFF,
    help: 'no symbol at the reference pixel',
  });
  group.add_argument('--ref-marker', {
    dest: 'ref_marker',
    default: 'ks',
    help: 'its colour and shape (default: %(default)s)',
  });
  group.add_argument('--ref-size', { dest: 'ref_marker_size', type: 'int', help: 'its size, points' });
  group.add_argument('--pts-marker', {
    dest: 'pts_marker',
    default: 'k^',
    help: 'colour and shape of points (default: %(default)s)',
  });
  group.add_argument('--pts-ms', {
    dest: 'pts_marker_size',
    type: 'float',
    default: 6,
    help: 'their size, points',
  });
  const one = group.add_mutually_exclusive_group();
  one.add_argument('--pts-yx', {
    dest: 'pts_yx',
    nargs: 2,
    type: 'int',
    metavar: ['Y', 'X'],
    help: 'a point by row and column',
  });
  one.add_argument('--pts-lalo', { dest: 'pts_lalo', nargs: 2, type: 'float', metavar: ['LAT', 'LON'] });
  one.add_argument('--pts-file', {
    dest: 'pts_file',
    metavar: 'FILE',
    help: 'points: text file of latitude and longitude',
  });
}

function demFlags(parser: ArgumentParser): void {
  const group = parser.add_argument_group('terrain');
  group.add_argument('-d', '--dem', {
    dest: 'dem_file',
    metavar: 'FILE',
    help: 'heights to draw under the data',
  });
  group.add_argument('--mask-dem', {
    dest: 'mask_dem',
    action: FLAG,
    help: 'no terrain where data are missing',
  });
  group.add_argument('--dem-noshade', { dest: 'disp_dem_shade', action: OFF, help: 'no shaded relief' });
  group.add_argument('--dem-nocontour', { dest: 'disp_dem_contour', action: OFF, help: 'no contours' });
  group.add_argument('--contour-smooth', {
    dest: 'dem_contour_smooth',
    type: 'float',
    default: 3,
    help: 'Gaussian sigma before contouring, pixels',
  });
  group.add_argument('--contour-step', {
    dest: 'dem_contour_step',
    type: 'float',
    default: 200,
    help: 'interval of contours, m',
  });
  group.add_argument('--contour-lw', '--contour-linewidth', {
    dest: 'dem_contour_linewidth',
    type: 'float',
    default: 0.5,
  });
  group.add_argument('--shade-az', {
    dest: 'shade_azdeg',
    type: 'float',
    default: 315,
    metavar: 'DEG',
    help: 'where the light comes from, clockwise from north',
  });
  group.add_argument('--shade-alt', {
    dest: 'shade_altdeg',
    type: 'float',
    default: 45,
    metavar: 'DEG',
    help: 'how high it stands',
  });
  group.add_argument('--shade-exag', {
    dest: 'shade_exag',
    type: 'float',
    default: 0.5,
    help: 'vertical exaggeration',
  });
}

function figureFlags(parser: ArgumentParser): void {
  const group = parser.add_argument_group('figure');
  group.add_argument('-c', '--colormap', {
    dest: 'colormap',
    help: 'name of a colormap (_r reverses it), or a .cpt file (default: gray for coherence and masks, else jet)',
  });
  group.add_argument('--cm-lut', '--cmap-lut', {
    dest: 'cmap_lut',
    type: 'int',
    metavar: 'NUM',
    help: 'number of colours',
  });
  group.add_argument('--cm-vlist', '--cmap-vlist', {
    dest: 'cmap_vlist',
    nargs: 3,
    type: 'float',
    metavar: ['START', 'BREAK', 'END'],
    help: 'of a truncated colormap',
  });
  group.add_argument('--nocbar', '--nocolorbar', { dest: 'disp_cbar', action: OFF, help: 'no colour bar' });
  const ticks = group.add_mutually_exclusive_group();
  ticks.add_argument('--cbar-nbins', { dest: 'cbar_nbins', type: 'int', metavar: 'NUM' });
  ticks.add_argument('--cbar-ticks', { dest: 'cbar_ticks', nargs: '+', type: 'float' });
  group.add_argument('--cbar-ext', {
    dest: 'cbar_ext',
    choices: ['both', 'max', 'min', 'neither'],
    help: 'arrow ends of the colour bar',
  });
  group.add_argument('--cbar-label', { dest: 'cbar_label' });
  group.add_argument('--title', '--fig-title', '--figtitle', {
    dest: 'fig_title',
    help: 'title, and name of the file',
  });
  group.add_argument('--notitle', { dest: 'disp_title', action: OFF, help: 'no title' });
  group.add_argument('--noaxis', { dest: 'disp_axis', action: OFF, help: 'no frame and no labels' });
  group.add_argument('--notick', { dest: 'disp_tick', action: OFF, help: 'no ticks and labels' });
  group.add_argument('--nowhitespace', { dest: 'disp_whitespace', action: OFF, help: 'the image alone' });
  group.add_argument('--fontsize', { dest: 'font_size', type: 'int' });
  group.add_argument('--figsize', {
    dest: 'fig_size',
    nargs: 2,
    type: 'float',
    metavar: ['WID', 'LEN'],
    help: 'width and height, inch',
  });
  group.add_argument('--dpi', {
    dest: 'fig_dpi',
    type: 'int',
    default: 300,
    help: 'resolution (default: %(default)s)',
  });
  group.add_argument('--figext', {
    dest: 'fig_ext',
    default: '.png',
    choices: ['.pdf', '.png', '.svg'],
    help: 'kind of file (default: %(default)s)',
  });
  group.add_argument('--fignum', { dest: 'fig_num', type: 'int', help: 'figures to spread panels over' });
  group.add_argument('--nrows', { dest: 'fig_row_num', type: 'int', help: 'rows of panels' });
  group.add_argument('--ncols', { dest: 'fig_col_num', type: 'int', help: 'columns of panels' });
  group.add_argument('--coord', {
    dest: 'fig_coord',
    choices: ['geo', 'radar', 'yx'],
    default: 'geo',
    help: 'label degrees or pixels',
  });
}

function mapFlags(parser: ArgumentParser): void {
  const group = parser.add_argument_group('map');
  group.add_argument('--lalo-label', {
    dest: 'lalo_label',
    action: FLAG,
    help: 'label degrees (always done on a map)',
  });
  group.add_argument('--lalo-step', {
    dest: 'lalo_step',
    type: 'float',
    metavar: 'DEG',
    help: 'interval of degree labels',
  });
  group.add_argument('--lalo-max-num', {
    dest: 'lalo_max_num',
    type: 'int',
    metavar: 'NUM',
    help: 'about so many labels per axis',
  });
  group.add_argument('--scalebar', {
    dest: 'scalebar',
    nargs: 3,
    type: 'float',
    metavar: ['LEN', 'X', 'Y'],
    help: 'length and place, shares of the frame (default: 0.2 0.2 0.1)',
  });
  group.add_argument('--noscalebar', '--nosbar', { dest: 'disp_scalebar', action: OFF });
  group.add_argument('--scalebar-lw', '--scalebar-linewidth', { dest: 'scalebar_linewidth', type: 'float' });
}

function saveFlags(parser: ArgumentParser): void {
  const group = parser.add_argument_group('file');
  group.add_argument('-o', '--outfile', {
    dest: 'outfile',
    nargs: '*',
    default: [],
    help: 'name of the figure, .png, .pdf or .svg (default: its title)',
  });
  group.add_argument('--save', { dest: 'save_fig', action: FLAG, help: 'always done: there is no window' });
  group.add_argument('--nodisplay', { dest: 'disp_fig', action: OFF, help: 'always so' });
  group.add_argument('--update', {
    dest: 'update_mode',
    action: FLAG,
    help: 'skip a figure younger than its data, also in pic/',
  });
  group.add_argument('--noverbose', {
    dest: 'print_msg',
    action: OFF,
    help: 'say nothing but the name of the figure',
  });
}
