import { isoDateTime } from '../../../core/dates.ts';
import { stateVector } from '../../../core/simulation/circular-orbit.ts';
import type { Scene } from '../../../core/simulation/scene.ts';
import { component, property, type SheetEntry, sheetText } from './sheet.ts';

/** Lines from one burst to the next, and lines of a burst, of Sentinel-1 IW1. */
const BURST_CYCLE = 1342;
const BURST_LENGTH = 1500;
/** The antenna sees a line about this long before its zero-Doppler time, s. */
const SQUINT_TIME = 0.98;

/**
 * `reference/IW1.xml`: the sheet of the reference acquisition as ISCE-2's product manager stores it, with bursts that
 * cover the scene and an orbit of state vectors every ten seconds.
 */
export function swathSheet(scene: Scene): string {
  const { acquisition } = scene;
  const numBurst = Math.max(
    1,
    Math.ceil((acquisition.fullLength - (BURST_LENGTH - BURST_CYCLE)) / BURST_CYCLE),
  );
  const names = Array.from({ length: numBurst }, (_, i) => `burst${i + 1}`);
  const bursts = component(
    'bursts',
    'iscesys.Component',
    'createTraitSeq',
    [
      ...names.map((name, i) => burst(scene, name, i)),
      property('family', 'TraitSeq'),
      property('name', pythonList(names)),
    ],
    "('burst',)",
  );
  const instance = component('instance', 'isceobj.Sensor.TOPS', 'createTOPSSwathSLCProduct', [
    property('ascendingnodetime', utc(scene, -acquisition.sinceNode)),
    bursts,
    property('family', 'topsswathslc'),
    property('folder', './IW1'),
    property('imagingmode', 'TOPS'),
    property('mission', 'S1A'),
    property('name', 'topsswathslc_name'),
    property('numberofbursts', numBurst),
    property('processingfacility', 'simulated'),
    property('processingsoftwareversion', '002.84'),
    property('processingsystem', 'Sentinel-1 IPF'),
    property('spacecraftname', 'Sentinel-1'),
  ]);
  return sheetText('productmanager_name', [instance]);
}

function burst(scene: Scene, name: string, i: number): SheetEntry {
  const { acquisition: radar, options } = scene;
  const firstLine = i * BURST_CYCLE;
  const numLine = Math.min(BURST_LENGTH, radar.fullLength - firstLine);
  const start = radar.firstTime + firstLine * radar.azimuthTimeInterval;
  const stop = start + (numLine - 1) * radar.azimuthTimeInterval;
  const number = i + 1;
  return component(name, 'isceobj.Sensor.TOPS.BurstSLC', 'BurstSLC', [
    polynomial('azimuthfmrate', [-2320.4, 0.00289, -3.6e-9], radar.startingRange),
    property('azimuthprocessingbandwidth', '327.0'),
    property('azimuthsteeringrate', 0.027757502985),
    property('azimuthtimeinterval', radar.azimuthTimeInterval),
    property('azimuthwindowcoefficient', 0.7),
    property('azimuthwindowtype', 'Hamming'),
    property('burstnumber', number),
    property('burststartutc', utc(scene, start - SQUINT_TIME)),
    property('burststoputc', utc(scene, stop - SQUINT_TIME)),
    polynomial('doppler', [18.73, -0.00021, 1.3e-9], radar.startingRange),
    property('family', 'burstslc'),
    property('firstvalidline', 0),
    property('firstvalidsample', 0),
    property('framenumber', 1),
    component('image', 'isceobj.Image', 'createSlcImage', [
      property('access_mode', 'READ'),
      property('byte_order', 'l'),
      property('data_type', 'CFLOAT'),
      property('family', 'slcimage'),
      property('file_name', `./IW1/burst_${String(number).padStart(2, '0')}.slc`),
      property('length', numLine),
      property('name', 'slcimage_name'),
      property('number_bands', 1),
      property('scheme', 'BIP'),
      property('width', radar.fullWidth),
    ]),
    property('name', name),
    property('numberoflines', numLine),
    property('numberofsamples', radar.fullWidth),
    property('numberofvalidlines', numLine),
    property('numberofvalidsamples', radar.fullWidth),
    orbit(scene),
    property('orbitnumber', radar.orbitNumber),
    property('passdirection', options.direction),
    property('polarization', 'VV'),
    property('pulserepetitionfrequency', radar.pulseRepetitionFrequency),
    property('radarwavelength', radar.wavelength),
    property('rangepixelsize', radar.rangePixelSize),
    property('rangeprocessingbandwidth', '56500000.0'),
    property('rangewindowcoefficient', 0.75),
    property('rangewindowtype', 'Hamming'),
    property('sensingstart', utc(scene, start)),
    property('sensingstop', utc(scene, stop)),
    property('startingrange', radar.startingRange),
    property('swathnumber', 1),
    property('terrainheight', options.geoidHeight),
    property('tracknumber', radar.trackNumber),
  ]);
}

function polynomial(name: string, coefficients: readonly number[], mean: number): SheetEntry {
  return component(
    name,
    'isceobj.Util.PolyFactory',
    'createPoly',
    [
      property('coeffs', `[${coefficients.join(', ')}]`),
      property('family', 'poly1d'),
      property('mean', mean),
      property('name', 'poly1d_name'),
      property('norm', '1.0'),
      property('order', coefficients.length - 1),
    ],
    "('1d',)",
  );
}

/** State vectors every ten seconds, 80 s and more beyond either end of the scene. */
function orbit(scene: Scene): SheetEntry {
  const half = 10 * (8 + Math.ceil(-scene.acquisition.firstTime / 10));
  const vectors = Array.from({ length: half / 5 + 1 }, (_, i) =>
    stateVector(scene.acquisition.orbit, 10 * i - half),
  );
  const names = vectors.map((_, i) => `statevector${i + 1}`);
  const stateVectors = component(
    'state_vectors',
    'iscesys.Component',
    'createTraitSeq',
    [
      property('family', 'TraitSeq'),
      property('name', pythonList(names)),
      ...vectors.map(({ time, position, velocity }, i) =>
        component(names[i], 'isceobj.Orbit.Orbit', 'StateVector', [
          property('family', 'statevector'),
          property('name', names[i]),
          property('position', `[${position.join(', ')}]`),
          property('time', utc(scene, time)),
          property('velocity', `[${velocity.join(', ')}]`),
        ]),
      ),
    ],
    "('statevector',)",
  );
  return component('orbit', 'isceobj.Orbit.Orbit', 'createOrbit', [
    property('family', 'orbit'),
    property('max_time', utc(scene, half)),
    property('min_time', utc(scene, -half)),
    property('name', 'orbit_name'),
    property('orbit_quality', 'precise'),
    property('orbit_reference_frame', 'ECR'),
    property('orbit_source', 'simulated'),
    stateVectors,
  ]);
}

/** Seconds from the scene's epoch as ISCE-2 writes times: `2018-01-04 04:23:20.794814`. */
function utc(scene: Scene, seconds: number): string {
  return isoDateTime(scene.acquisition.epoch + seconds * 1000).replace('T', ' ');
}

function pythonList(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}
