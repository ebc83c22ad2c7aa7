import { existsSync, readFileSync } from 'node:fs';
import { OptionError, UnsupportedError } from '../core/errors.ts';
import { pixelOfPlace } from '../io/products/place.ts';
import { readProduct } from '../io/products/product.ts';
import type { ViewRequest } from '../operations/figures/request.ts';
import type { Colormap, MapPoint } from '../plot/index.ts';
import type { Arguments, CommandContext } from './command.ts';
import { checkFigureNumbers } from './figure-numbers.ts';
import { typedLater } from './view-later-flags.ts';

const COLOR_LETTERS: Readonly<Record<string, string>> = {
  k: 'black',
  w: 'white',
  r: '#ff0000',
  g: '#008000',
  b: '#0000ff',
  c: '#00bfbf',
  m: '#bf00bf',
  y: '#bfbf00',
};

/** The figure that typed flags ask for. @throws {UnsupportedError} for what this version does not draw */
export async function viewRequest(args: Arguments, { given }: CommandContext): Promise<ViewRequest> {
  refuse(args, given);
  checkFigureNumbers(args);
  const typed = <T>(dest: string): T | undefined => (given.has(dest) ? args[dest] : undefined);
  const size = typed<[number, number]>('fig_size');
  return {
    file: args.file,
    names: args.dset,
    indices: args.dsetNumList,
    search: args.search_dset,
    exclude: args.exDsetList,
    keptOnly: !args.plot_drop_ifgram,
    window: { y: args.subset_y, x: args.subset_x, lat: args.subset_lat, lon: args.subset_lon },
    unit: args.disp_unit,
    wrap: args.wrap ? (args.wrap_range ?? true) : undefined,
    zeroMask: args.zero_mask,
    noDataValue: args.no_data_value,
    mask: args.mask_file === 'no' ? null : args.mask_file,
    maskRange: { min: args.mask_vmin, max: args.mask_vmax },
    math: args.math_operation,
    refDate: args.ref_date,
    refPixel: args.ref_yx
      ? { y: args.ref_yx[0], x: args.ref_yx[1] }
      : args.ref_lalo && { lat: args.ref_lalo[0], lon: args.ref_lalo[1] },
    multilook: !args.multilook ? 1 : args.multilook_num > 1 ? args.multilook_num : undefined,
    colormap: await colormapOf(args.colormap),
    colormapOptions: { lut: args.cmap_lut, vlist: args.cmap_vlist },
    vlim: args.vlim,
    dem: args.dem_file,
    terrain: {
      shade: args.disp_dem_shade && {
        azimuth: args.shade_azdeg,
        altitude: args.shade_altdeg,
        exaggeration: args.shade_exag,
      },
      contours: args.disp_dem_contour && {
        step: args.dem_contour_step,
        sigma: args.dem_contour_smooth,
        lineWidth: args.dem_contour_linewidth,
      },
    },
    maskDem: args.mask_dem,
    alpha: args.transparency,
    orientation: {
      inPixels: args.fig_coord !== 'geo',
      autoFlip: args.auto_flip,
      flipUpDown: args.flip_ud,
      flipLeftRight: args.flip_lr,
    },
    reference: args.disp_ref_pixel && { ...(await marker(args.ref_marker)), size: args.ref_marker_size },
    points: await pointsOf(args),
    scaleBar: args.disp_scalebar && {
      length: args.scalebar?.[0],
      x: args.scalebar?.[1],
      y: args.scalebar?.[2],
      lineWidth: args.scalebar_linewidth,
    },
    title: args.disp_title ? args.fig_title : false,
    colorbar: args.disp_cbar && {
      label: args.cbar_label,
      extend: args.cbar_ext,
      ticks: args.cbar_ticks,
      nbins: args.cbar_nbins,
    },
    look: {
      axes: args.disp_axis,
      ticks: args.disp_tick,
      bare: !args.disp_whitespace,
      fontSize: args.font_size,
      size,
      degreeStep: args.lalo_step,
      maxTicks: args.lalo_max_num,
    },
    table: { rows: args.fig_row_num, columns: args.fig_col_num, figures: args.fig_num },
    outfiles: args.outfile,
    format: args.fig_ext,
    dpi: args.fig_dpi,
    update: args.update_mode,
  };
}

function refuse(args: Arguments, given: ReadonlySet<string>): void {
  const found = typedLater(given);
  if (found !== undefined) {
    throw new UnsupportedError(
      `${found.flag}: ${found.what} are not drawn by this version of mintsar.`,
      'Leave this flag out.',
    );
  }
  if (!['nearest', 'none'].includes(args.interpolation)) {
    throw new UnsupportedError(
      `--interp ${args.interpolation}: pixels keep their edges in this version of mintsar.`,
      'Leave --interp out.',
    );
  }
  if (args.multilook_num < 1)
    throw new OptionError(`--nmli ${args.multilook_num} is no number of pixels.`, 'Give 1 or more.');
}

async function colormapOf(name: string | undefined): Promise<string | Colormap | undefined> {
  if (name === undefined || !name.endsWith('.cpt')) return name;
  if (!existsSync(name)) throw new OptionError(`-c ${name}: there is no such file.`, 'Check its name.');
  const { parseCpt } = await import('../plot/index.ts');
  return parseCpt(name, readFileSync(name, 'utf8'));
}

/** Colour and shape of a symbol in matplotlib's two letters: `ks` is a black square. */
async function marker(text: string): Promise<Pick<MapPoint, 'shape' | 'color'>> {
  const { MARKER_SYMBOLS } = await import('../plot/index.ts');
  const symbol = [...text].find((letter) => letter in MARKER_SYMBOLS);
  const letter = [...text].find((one) => one in COLOR_LETTERS);
  if (symbol === undefined) {
    throw new OptionError(
      `The marker "${text}" has no shape.`,
      `Give a colour letter and one of ${Object.keys(MARKER_SYMBOLS).join(' ')}, e.g. k^.`,
    );
  }
  return { shape: MARKER_SYMBOLS[symbol], color: letter && COLOR_LETTERS[letter] };
}

async function pointsOf(args: Arguments): Promise<MapPoint[]> {
  const look = { ...(await marker(args.pts_marker)), size: args.pts_marker_size };
  if (args.pts_yx) return [{ y: args.pts_yx[0], x: args.pts_yx[1], ...look }];
  const places: [number, number][] = args.pts_lalo
    ? [args.pts_lalo]
    : args.pts_file
      ? readPlaces(args.pts_file)
      : [];
  if (places.length === 0) return [];
  const product = await readProduct(args.file);
  return Promise.all(
    places.map(async ([lat, lon]) => ({ ...(await pixelOfPlace(product, { lat, lon })), ...look })),
  );
}

/** Latitude and longitude, the first two numbers of every line. */
function readPlaces(path: string): [number, number][] {
  if (!existsSync(path))
    throw new OptionError(`--pts-file ${path}: there is no such file.`, 'Check its name.');
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) =>
      line
        .trim()
        .split(/[\s,]+/)
        .map(Number),
    )
    .map(([lat, lon]) => {
      if (Number.isFinite(lat) && Number.isFinite(lon)) return [lat, lon];
      throw new OptionError(
        `${path} has a line without latitude and longitude.`,
        'Give two numbers per line.',
      );
    });
}
