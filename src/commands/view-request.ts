import { existsSync, readFileSync } from 'node:fs';
import { OptionError } from '../core/errors.ts';
import { pixelOfPlace } from '../io/products/place.ts';
import { readProduct } from '../io/products/product.ts';
import type { ViewRequest } from '../operations/figures/request.ts';
import type { Colormap, MapPoint } from '../plot/index.ts';
import { themeOf } from './style-flags.ts';
import { windowOf } from './subset-flags.ts';
import type { ViewFlags } from './view-flags.ts';

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

interface Flags extends ViewFlags {
  readonly file: string;
  readonly names: readonly string[];
}

/** The figure that flags ask for. */
export async function viewRequest(flags: Flags): Promise<ViewRequest> {
  if (flags.degreeLabels && (await readProduct(flags.file)).attributes['UTM_ZONE'] !== undefined) {
    throw new OptionError(
      `${flags.file} is on a UTM grid: its rows and columns are not those of latitude and longitude (--lalo-label).`,
      'Leave --lalo-label out to see northing and easting.',
    );
  }
  const { refYX, refLalo, vlist, looks = 1, scaleBar } = flags;
  return {
    file: flags.file,
    names: flags.names,
    indices: flags.indices,
    search: flags.search,
    exclude: flags.exclude,
    keptOnly: !flags.showDropped,
    window: windowOf(flags),
    unit: flags.unit,
    wrap: flags.wrap ? (flags.wrapRange ?? true) : undefined,
    zeroMask: flags.zeroMask,
    noDataValue: flags.noDataValue,
    mask: flags.mask,
    maskRange: { min: flags.maskMin, max: flags.maskMax },
    math: flags.math,
    refDate: flags.refDate,
    refPixel: refYX ? { y: refYX[0], x: refYX[1] } : refLalo && { lat: refLalo[0], lon: refLalo[1] },
    multilook: !flags.multilook ? 1 : looks > 1 ? looks : undefined,
    colormap: await colormapOf(flags.colormap),
    colormapOptions: { lut: flags.lut, vlist: vlist && [...vlist] },
    vlim: flags.vlim,
    dem: flags.dem,
    terrain: {
      blend: flags.blend
        ? {
            mode: flags.blendMode,
            fraction: flags.shadeFraction,
            baseColor: flags.baseColor,
            azimuth: flags.shadeAzimuth,
            altitude: flags.shadeAltitude,
            exaggeration: flags.shadeExaggeration,
          }
        : undefined,
      shade: flags.shade && {
        greyLimits:
          flags.shadeMin === undefined && flags.shadeMax === undefined
            ? undefined
            : [flags.shadeMin ?? -4000, flags.shadeMax ?? Number.NaN],
        azimuth: flags.shadeAzimuth,
        altitude: flags.shadeAltitude,
        exaggeration: flags.shadeExaggeration,
      },
      contours: flags.contours && {
        step: flags.contourStep,
        sigma: flags.contourSmooth,
        lineWidth: flags.contourWidth,
      },
    },
    maskDem: flags.maskDem,
    alpha: flags.alpha,
    orientation: {
      inPixels: flags.coordinates !== 'geo',
      autoFlip: flags.autoFlip,
      flipUpDown: flags.flipUpDown,
      flipLeftRight: flags.flipLeftRight,
    },
    reference: flags.showReference && {
      ...(await markerOf(flags.referenceMarker)),
      size: flags.referenceSize,
    },
    points: await pointsOf(flags),
    scaleBar: flags.showScaleBar && {
      length: scaleBar?.[0],
      x: scaleBar?.[1],
      y: scaleBar?.[2],
      lineWidth: flags.scaleBarWidth,
      pad: flags.scaleBarPad,
    },
    title: flags.showTitle ? flags.title : false,
    colorbar: flags.colorbar && {
      label: flags.colorbarLabel,
      extend: flags.colorbarEnds,
      ticks: flags.colorbarTicks.length > 0 ? flags.colorbarTicks : undefined,
      nbins: flags.colorbarBins,
      side: flags.colorbarSide,
      thickness: flags.colorbarSize,
    },
    look: {
      axes: flags.axes,
      ticks: flags.ticks,
      bare: !flags.whitespace,
      fontSize: flags.fontSize,
      fontColor: flags.fontColor,
      yLabelAngle: flags.yLabelAngle,
      titleInside: flags.titleInside,
      sides: flags.labelSides && {
        left: flags.labelSides[0] > 0,
        right: flags.labelSides[1] > 0,
        top: flags.labelSides[2] > 0,
        bottom: flags.labelSides[3] > 0,
      },
      labelOffset: flags.labelOffset,
      tickSize: flags.labelSize,
      size: flags.size,
      degreeStep: flags.degreeStep,
      maxTicks: flags.maxTicks,
    },
    table: { rows: flags.rows, columns: flags.columns, figures: flags.figures },
    outfiles: flags.outfiles,
    format: flags.format,
    dpi: flags.dpi,
    gaps: { width: flags.widthGap, height: flags.heightGap },
    theme: themeOf(flags),
    animation: flags.animation,
    titleOfSatellite: flags.titleOfSatellite,
    smooth: !['nearest', 'none'].includes(flags.interpolation),
    scatter: flags.style === 'scatter' ? flags.scatterSize : undefined,
    lineFiles: {
      files: flags.lineFiles,
      color: flags.lineColor,
      lineWidth: flags.lineWidth,
      minLength: flags.lineMinLength,
      coastline: flags.coastline,
      coastlineWidth: flags.coastlineWidth,
    },
    gnss:
      flags.showGnss || flags.refGnss !== undefined
        ? {
            source: flags.gnssSource,
            component: flags.gnssComponent === 'up2los' ? 'u2los' : flags.gnssComponent,
            reference: flags.refGnss,
            except: flags.exceptGnss,
            start: flags.gnssStart,
            end: flags.gnssEnd,
            horizontalAzimuth: flags.horizontalAzimuth,
            label: flags.gnssLabel,
            onData: flags.maskGnss,
            size: flags.gnssSize,
            redo: flags.gnssRedo,
          }
        : undefined,
    update: flags.update,
  };
}

async function colormapOf(name: string | undefined): Promise<string | Colormap | undefined> {
  if (name === undefined || !name.endsWith('.cpt')) return name;
  if (!existsSync(name)) throw new OptionError(`-c ${name}: there is no such file.`, 'Check its name.');
  const { parseCpt } = await import('../plot/maps.ts');
  return parseCpt(name, readFileSync(name, 'utf8'));
}

/** Colour and shape of a symbol in matplotlib's two letters: `ks` is a black square. */
export async function markerOf(text: string): Promise<Pick<MapPoint, 'shape' | 'color'>> {
  const { MARKER_SYMBOLS } = await import('../plot/maps.ts');
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

async function pointsOf(flags: Flags): Promise<MapPoint[]> {
  const { pointYX, pointLalo, pointFile } = flags;
  const look = { ...(await markerOf(flags.pointMarker)), size: flags.pointSize };
  if (pointYX) return [{ y: pointYX[0], x: pointYX[1], ...look }];
  const places = pointLalo ? [pointLalo] : pointFile ? readPlaces(pointFile) : [];
  if (places.length === 0) return [];
  const product = await readProduct(flags.file);
  return Promise.all(
    places.map(async ([lat, lon]) => ({ ...(await pixelOfPlace(product, { lat, lon })), ...look })),
  );
}

/** Latitude and longitude, the first two numbers of every line. */
function readPlaces(path: string): [number, number][] {
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
