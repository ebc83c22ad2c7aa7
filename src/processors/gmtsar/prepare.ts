import { dateOfYearDay } from '../../core/calendar.ts';
import { longDate, shortDate } from '../../core/dates.ts';
import { MetadataError } from '../../core/errors.ts';
import { incidenceAtRange } from '../../core/geometry/radar-geometry.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { mapCorners, mapRasterAttributes } from '../../io/attributes/map-raster.ts';
import { radarGeometry } from '../../io/attributes/typed.ts';
import { LocalFile } from '../../io/bytes/local-file.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { openNetcdfGrid } from '../../io/netcdf/netcdf-grid.ts';
import type { StackDescription } from '../../loading/description.ts';
import { netcdfLayer } from '../../loading/layer.ts';
import { type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { ionosphereFiles, offsetFiles, stackFiles } from '../../loading/option-files.ts';
import { pairInPath, yearDaysIn } from '../../loading/pair-in-path.ts';
import { type MapFile, mapStack } from '../map-stack.ts';
import { readBaselineTable } from './baseline-table.ts';
import { baselineTablePath, sceneAttributes } from './parameters.ts';

/** Describe a stack of geocoded GMTSAR grids: headers read, pixels not. */
export async function prepareGmtsarStack(options: LoadOptions): Promise<StackDescription> {
  requiredFilesOf(options, 'unwFile');
  requiredFilesOf(options, 'demFile');
  return mapStack(options, {
    open: gmtsarFiles(options),
    pathTags: (path) => [yearDaysIn(path)?.join('_')].filter((tag) => tag !== undefined),
    sizeRemedy: 'Geocode all interferograms to one grid.',
  });
}

/** Opens files of a stack, those of pairs with their dates and baseline. */
export function gmtsarFiles(options: LoadOptions): (path: string) => Promise<MapFile> {
  const scene = sceneAttributes(options);
  let baselines: ReadonlyMap<string, number> | undefined;
  const pairAttributes = (path: string): Attributes => {
    baselines ??= readBaselineTable(baselineTablePath(options));
    const dates = pairDates(path);
    const [b1, b2] = dates.map((date) => {
      const value = baselines?.get(date);
      if (value !== undefined) return value;
      throw new MetadataError(
        `${baselineTablePath(options)} has no line for ${date}, which ${path} needs.`,
        'Make the table of baselines again with all images.',
      );
    });
    const baseline = pythonFloat(b2 - b1);
    return {
      DATE12: dates.map(shortDate).join('-'),
      P_BASELINE_TOP_HDR: baseline,
      P_BASELINE_BOTTOM_HDR: baseline,
    };
  };
  const observed = new Set(
    [stackFiles, ionosphereFiles, offsetFiles].flatMap((select) => Object.values(select(options)).flat()),
  );
  return async (path) => {
    const grid = openNetcdfGrid(new LocalFile(path));
    grid.close();
    const { length, width } = grid;
    const raster = mapRasterAttributes(grid);
    const attributes = {
      ...scene,
      ...raster,
      ...sceneGeometry({ ...scene, ...raster }),
      ...(observed.has(path) ? pairAttributes(path) : {}),
      FILE_PATH: path,
    };
    return { path, length, width, attributes, layer: (transforms) => netcdfLayer(grid, transforms) };
  };
}

/** Range and incidence angle at the middle, and corners. */
function sceneGeometry(attributes: Attributes): Attributes {
  const radar = radarGeometry(attributes);
  const range = radar.startingRange + (radar.rangePixelSize * radar.width) / 2;
  const isAscending = attributes.ORBIT_DIRECTION === 'ASCENDING';
  return {
    SLANT_RANGE_DISTANCE: pythonFloat(range),
    INCIDENCE_ANGLE: pythonFloat(incidenceAtRange(radar, range, 0)),
    ...mapCorners(attributes, isAscending ? 'ascending' : 'descending'),
  };
}

/** YYYYMMDD of a pair. */
function pairDates(path: string): readonly string[] {
  const days = yearDaysIn(path);
  return days === undefined ? pairInPath(path).map(longDate) : days.map(dateOfYearDay);
}
