import { OptionError } from '../errors.ts';
import type { PassDirection } from './circular-orbit.ts';
import type { DeformationOptions } from './deformation.ts';
import type { DelayOptions } from './delay-screens.ts';
import type { Landscape } from './ground.ts';

/** Everything that shapes a scene; lengths in m, angles in degrees. */
export interface SceneOptions {
  /** the same seed gives the same scene, bit by bit */
  readonly seed: number;
  /** azimuth lines and range samples after multilooking */
  readonly length: number;
  readonly width: number;
  readonly azimuthLooks: number;
  readonly rangeLooks: number;
  readonly numDate: number;
  /** YYYYMMDD */
  readonly firstDate: string;
  readonly direction: PassDirection;
  /** scene centre, degrees */
  readonly latitude: number;
  readonly longitude: number;
  /** at the scene centre */
  readonly incidenceAngle: number;
  /** sea level above the ellipsoid */
  readonly geoidHeight: number;
  readonly landscape: Landscape;
  readonly deformation: DeformationOptions;
  readonly delay: DelayOptions;
  /** standard deviation of the error of the elevation model */
  readonly demError: number;
  /** standard deviation of the perpendicular baselines */
  readonly bperp: number;
  /** false: phases without noise, coherence as it truly is */
  readonly noise: boolean;
  /** independent looks of a multilooked pixel */
  readonly numLook: number;
  /** share of interferograms in which an island other than the largest is off by whole cycles, per island */
  readonly unwrapErrorRate: number;
}

export const DEFAULT_SCENE: SceneOptions = {
  seed: 9,
  length: 120,
  width: 150,
  azimuthLooks: 5,
  rangeLooks: 15,
  numDate: 22,
  firstDate: '20180104',
  direction: 'DESCENDING',
  latitude: 36.41,
  longitude: 25.43,
  incidenceAngle: 35,
  geoidHeight: 33,
  landscape: 'island',
  deformation: { source: 0.045, subsidence: 0.03, seasonal: 0.008 },
  delay: { stratified: 0.12, turbulent: 0.003, ramp: 0.003 },
  demError: 8,
  bperp: 60,
  noise: true,
  numLook: 40,
  unwrapErrorRate: 0.2,
};

/** Options of a caller, all of them optional, down to single deformation and delay terms. */
export type SceneChoices = Partial<Omit<SceneOptions, 'deformation' | 'delay'>> & {
  readonly deformation?: Partial<DeformationOptions>;
  readonly delay?: Partial<DelayOptions>;
};

/** @throws {OptionError} for sizes or angles from which no scene can be made */
export function sceneOptions(choices: SceneChoices): SceneOptions {
  const options: SceneOptions = {
    ...DEFAULT_SCENE,
    ...choices,
    deformation: { ...DEFAULT_SCENE.deformation, ...choices.deformation },
    delay: { ...DEFAULT_SCENE.delay, ...choices.delay },
  };
  const whole = (
    key: 'length' | 'width' | 'azimuthLooks' | 'rangeLooks' | 'numDate' | 'numLook',
    least: number,
  ) => {
    const value = options[key];
    if (!Number.isInteger(value) || value < least) {
      throw new OptionError(
        `A scene cannot have ${key} = ${value}.`,
        `Use a whole number of at least ${least}.`,
      );
    }
  };
  whole('length', 1);
  whole('width', 1);
  whole('azimuthLooks', 1);
  whole('rangeLooks', 1);
  whole('numDate', 2);
  whole('numLook', 2);
  if (!(options.incidenceAngle >= 18 && options.incidenceAngle <= 48)) {
    throw new OptionError(
      `Incidence angle ${options.incidenceAngle} is outside 18-48 degrees.`,
      'Sentinel-1 has 29-46.',
    );
  }
  if (!(Math.abs(options.latitude) <= 75)) {
    throw new OptionError(
      `No orbit passes over latitude ${options.latitude} as simulated.`,
      'Stay within 75 degrees.',
    );
  }
  return options;
}
