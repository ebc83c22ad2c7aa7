import { OptionError } from '../core/errors.ts';
import { PLATE_MODELS, PLATE_NAMES, type PlateModelName } from '../core/geometry/plate-models.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, group, oneOf, tuple } from '../flags/flag.ts';
import { choice, finite, inputFile, outputFile } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { type GroundMotion, plateMotionFiles, removePlateMotion } from '../operations/plates/plate-motion.ts';

/** `mintsar plate_motion`. */
export const command = defineCommand({
  description:
    'Motion of the whole plate, as the radar sees it, removed from a velocity: what is left is motion relative to the plate. Writes ITRF14enu.h5 (east, north, up) and ITRF14.h5 (ITRF14az.h5 along the flight) beside the geometry, m/year, and the corrected velocity; with --model ITRF2020 they are named ITRF20, with NNR-MORVEL56 (25 plates) MORVEL56. PLATE_MOTION_FRAME tells what the motion is relative to.',
  examples: [
    'mintsar plate_motion -g inputs/geometryGeo.h5 --plate Eurasia -v geo_velocity.h5',
    'mintsar plate_motion -g inputs/geometryRadar.h5 --plate Arabia -v velocity.h5 -o velocity_Arabia.h5',
    'mintsar plate_motion -g inputs/geometryGeo.h5 --model ITRF2020 --plate Caribbean -v geo_velocity.h5',
    'mintsar plate_motion -g inputs/geometryGeo.h5 --om-cart 1.154 -0.136 1.444 --step 20',
    'mintsar plate_motion -g inputs/geometryGeo.h5 --om-sph 50.38 -3.3 0.552 --comp en2az -v geo_velocityAz.h5',
    'mintsar plate_motion -g inputs/geometryGeo.h5 --enu 0.025 0.0306 0 -v geo_velocity.h5',
  ],
  references: [
    'Stephenson, Liu, Yunjun & Simons (2022), Geophys. Res. Lett. 49, doi:10.1029/2022GL099835',
    'Altamimi, Metivier, Rebischung, Rouby & Collilieux (2017), Geophys. J. Int. 209, doi:10.1093/gji/ggx136 (ITRF2014)',
    'Altamimi, Metivier, Rebischung, Collilieux, Chanard & Barneoud (2023), Geophys. Res. Lett. 50, doi:10.1029/2023GL106373 (ITRF2020)',
    'Argus, Gordon & DeMets (2011), Geochem. Geophys. Geosyst. 12, doi:10.1029/2011GC003751 (NNR-MORVEL56)',
  ],
  flags: {
    geometry: flag('-g --geom', inputFile, 'geometry with incidence and azimuth angles', { required: true }),
    velocity: flag('-v --velo', inputFile, 'velocity to correct'),
    outfile: flag('-o --output', outputFile, 'corrected velocity', {
      shown: 'the velocity with _ITRF14 (_ITRF20, _MORVEL56) at the end of its name',
    }),
    model: flag(
      '--model',
      choice(Object.keys(PLATE_MODELS) as PlateModelName[]),
      'whose plates they are, in which frame',
      {
        default: 'ITRF2014',
      },
    ),
    component: flag('--comp', choice(['enu2los', 'en2az']), 'line of sight, or flight direction', {
      default: 'enu2los',
    }),
    step: flag(
      '--step --pmm-step',
      finite,
      'distance of the places where the motion is computed, km; 0 = every pixel',
      {
        default: 10,
      },
    ),
    ...group(
      'the motion (exactly one)',
      oneOf({
        plate: flag('--plate', choice(PLATE_NAMES), 'plate of the model'),
        cartesian: tuple('--om-cart', finite, 'WX WY WZ', 'rotation vector, mas/year'),
        pole: tuple('--om-sph', finite, 'LAT LON W', 'pole, degrees and degrees per million years'),
        enu: tuple('--enu', finite, 'VE VN VU', 'east, north and up everywhere, m/year'),
      }),
    ),
  },
  outputs({ geometry, velocity, outfile, component, plate, model: named }) {
    const model = plate === undefined ? 'ITRF2014' : named;
    if (outfile !== undefined && velocity === undefined)
      throw new OptionError('There is no velocity to correct for -o.', 'Give it with -v, or leave -o out.');
    const corrected = velocity && (outfile ?? besideInput(velocity, `_${PLATE_MODELS[model].short}`, '.h5'));
    return { ...plateMotionFiles(geometry, component, model), corrected };
  },
  async run(request, context, { enu, seen, corrected }) {
    const motion = motionOf(request);
    await removePlateMotion({ ...request, motion, outfile: corrected }, context);
    for (const file of [enu, seen, corrected]) if (file !== undefined) context.print(file);
  },
});

interface MotionWords {
  readonly plate?: string;
  readonly model: PlateModelName;
  readonly cartesian?: readonly [number, number, number];
  readonly pole?: readonly [number, number, number];
  readonly enu?: readonly [number, number, number];
}

function motionOf({ plate, model, cartesian, pole, enu }: MotionWords): GroundMotion {
  if (plate !== undefined) return { plate, model };
  if (cartesian !== undefined) return { rotation: cartesian };
  if (enu !== undefined) return { enu };
  if (pole !== undefined) {
    const [latitude, longitude, rate] = pole;
    if (Math.abs(latitude) <= 90) return { pole: { latitude, longitude, rate } };
    throw new OptionError(`--om-sph: a pole at latitude ${latitude} is not possible.`, 'Write LAT LON W.');
  }
  throw new OptionError('No motion is given.', 'Give one of --plate, --om-cart, --om-sph and --enu.');
}
