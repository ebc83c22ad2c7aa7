import { OptionError } from '../errors.ts';
import type { Cartesian } from './ellipsoid.ts';
import { type EulerPole, ITRF2014_PLATES, rotationOfPole } from './plate-motion.ts';

/** Rotation vectors of plates in ITRF2020, mas/yr (Altamimi et al. 2023, doi:10.1029/2023GL106373, table 1; without its origin rate bias). */
const ITRF2020_PLATES = {
  Amur: [-0.131, -0.551, 0.837],
  Antarctica: [-0.269, -0.312, 0.678],
  Arabia: [1.129, -0.146, 1.438],
  Australia: [1.487, 1.175, 1.223],
  Caribbean: [0.207, -1.422, 0.726],
  Eurasia: [-0.085, -0.519, 0.753],
  India: [1.137, 0.013, 1.444],
  Nazca: [-0.327, -1.561, 1.605],
  NorthAmerica: [0.045, -0.666, -0.098],
  Nubia: [0.09, -0.585, 0.717],
  Pacific: [-0.404, 1.021, -2.154],
  Somalia: [-0.081, -0.719, 0.864],
  SouthAmerica: [-0.261, -0.282, -0.157],
} as const satisfies Record<string, Cartesian>;

/**
 * Poles of the 25 plates of MORVEL where no net rotation is left, degrees and degrees per million years (Argus, Gordon & DeMets
 * 2011, doi:10.1029/2011GC003751, table 1). The 31 small plates of that table are not here.
 */
const NNR_MORVEL56_POLES = {
  Amur: [63.17, -122.82, 0.297],
  Antarctica: [65.42, -118.11, 0.25],
  Arabia: [48.88, -8.49, 0.559],
  Australia: [33.86, 37.94, 0.632],
  Capricorn: [44.44, 23.09, 0.608],
  Caribbean: [35.2, -92.62, 0.286],
  Cocos: [26.93, -124.31, 1.198],
  Eurasia: [48.85, -106.5, 0.223],
  India: [50.37, -3.29, 0.544],
  JuanDeFuca: [-38.31, 60.04, 0.951],
  Lwandle: [51.89, -69.52, 0.286],
  Macquarie: [49.19, 11.05, 1.144],
  Nazca: [46.23, -101.06, 0.696],
  NorthAmerica: [-4.85, -80.64, 0.209],
  Nubia: [47.68, -68.44, 0.292],
  Pacific: [-63.58, 114.7, 0.651],
  PhilippineSea: [-46.02, -31.36, 0.91],
  Rivera: [20.25, -107.29, 4.536],
  Sandwich: [-29.94, -36.87, 1.362],
  Scotia: [22.52, -106.15, 0.146],
  Somalia: [49.95, -84.52, 0.339],
  SouthAmerica: [-22.62, -112.83, 0.109],
  Sunda: [50.06, -95.02, 0.337],
  Sur: [-32.5, -111.32, 0.107],
  Yangtze: [63.03, -116.62, 0.334],
} as const satisfies Record<string, readonly [latitude: number, longitude: number, rate: number]>;

function rotations(
  poles: Readonly<Record<string, readonly [number, number, number]>>,
): Readonly<Record<string, Cartesian>> {
  return Object.fromEntries(
    Object.entries(poles).map(([name, [latitude, longitude, rate]]) => {
      const pole: EulerPole = { latitude, longitude, rate };
      return [name, rotationOfPole(pole)];
    }),
  );
}

/** A model of plate motion: the frame it is relative to, where it is published, and its rotation vectors, mas/yr. */
export interface PlateModel {
  /** part of file names */
  readonly short: string;
  readonly frame: string;
  readonly reference: string;
  readonly plates: Readonly<Record<string, Cartesian>>;
}

export const PLATE_MODELS = {
  ITRF2014: {
    short: 'ITRF14',
    frame: 'ITRF2014',
    reference: 'Altamimi et al. 2017, doi:10.1093/gji/ggx136',
    plates: ITRF2014_PLATES,
  },
  ITRF2020: {
    short: 'ITRF20',
    frame: 'ITRF2020',
    reference: 'Altamimi et al. 2023, doi:10.1029/2023GL106373',
    plates: ITRF2020_PLATES,
  },
  'NNR-MORVEL56': {
    short: 'MORVEL56',
    frame: 'no net rotation',
    reference: 'Argus et al. 2011, doi:10.1029/2011GC003751',
    plates: rotations(NNR_MORVEL56_POLES),
  },
} as const satisfies Record<string, PlateModel>;

export type PlateModelName = keyof typeof PLATE_MODELS;

/** Every plate of every model. */
export const PLATE_NAMES: readonly string[] = [
  ...new Set(Object.values(PLATE_MODELS).flatMap(({ plates }) => Object.keys(plates))),
].sort();

/**
 * Rotation vector of a plate, mas/yr. Antarctica goes by the spelling of MintPy as well.
 * @throws {OptionError} when the model does not have it
 */
export function rotationOfPlate(model: PlateModelName, plate: string): Cartesian {
  const plates: Readonly<Record<string, Cartesian>> = PLATE_MODELS[model]?.plates ?? {};
  const other = { Antartica: 'Antarctica', Antarctica: 'Antartica' }[plate];
  const rotation = plates[plate] ?? (other === undefined ? undefined : plates[other]);
  if (rotation !== undefined) return rotation;
  throw new OptionError(
    `${model} has no plate ${plate}.`,
    `Choose one of ${Object.keys(plates).join(', ')}.`,
  );
}
