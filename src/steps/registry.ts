import { relative, resolve } from 'node:path';
import { FILES } from '../operations/work-files.ts';
import { STATION_STEPS } from '../services/nevada/station-steps-file.ts';
import { checkArchive } from './checks/archive.ts';
import { checkNetwork, checkReferenceDate, checkTopography, checkVelocity } from './checks/dates.ts';
import { checkGeocode, checkReferencePoint } from './checks/map.ts';
import { checkRasters } from './checks/masks.ts';
import { checkDelay, correctionInputs, correctionSources, isAutomatic } from './delay-products.ts';
import { rawProducts } from './load-sources.ts';
import { offsetsAlone } from './offsets-alone.ts';
import type { Correction, Plan } from './plan.ts';
import { METADATA, OTHER_LINES, type Step, type StepCheck } from './step.ts';

/** Aspects of the stack that steps complete in place. */
const STACK = {
  data: `${FILES.stack}#data`,
  network: `${FILES.stack}#dropIfgram`,
  reference: `${FILES.stack}#referencePoint`,
  unwrapped: `${FILES.stack}#correctedPhase`,
} as const;

const WHOLE_STACK = [STACK.data, STACK.network, STACK.reference, STACK.unwrapped];

/** What a correction did to the noise of each date. */
const noise = (correction: Correction) => `${FILES.corrections}#${correction}`;
const referenced = (name: string) => `${name}#referenceDate`;
const geocoded = (plan: Plan) => plan.facts?.isGeocoded === true;

/** The lists of earthquakes that become steps: the one that is named, and the one that is fetched for a station. */
function earthquakes({ config, project }: Plan): string[] {
  const { quakeFile, quakeSite } = config.timeFunc;
  return [
    ...(quakeFile === null ? [] : [relative(project.workDir, resolve(project.workDir, quakeFile))]),
    ...(quakeSite === null ? [] : [STATION_STEPS]),
  ];
}

function geocodedFiles(plan: Plan): string[] {
  const names = [plan.loaded.geometry, FILES.temporalCoherence, FILES.avgSpatialCoh, plan.finalTimeseries];
  return [...names, FILES.velocity].map((name) => plan.mapFile(name));
}

/** The workflow: every step in the order in which they run. */
export const STEPS: readonly Step[] = [
  {
    name: 'load_data',
    summary: 'Read interferograms and geometry of any processor into inputs/*.h5.',
    options: ['mintpy.load.', 'mintpy.subset.', 'mintpy.multilook.', METADATA],
    reads: () => [],
    writes: ({ project }) =>
      offsetsAlone(project.workDir) === undefined ? [FILES.stack, STACK.data] : [FILES.offsetStack],
    sources: rawProducts,
    onlyReadsSources: true,
    load: () => import('./load-data.ts'),
  },
  {
    name: 'modify_network',
    summary: 'Choose the interferograms to use by baselines, dates and coherence.',
    options: ['mintpy.network.'],
    check: all(
      checkNetwork,
      checkRasters(({ config: { network } }) => ({
        'mintpy.network.maskFile': network.maskFile,
        'mintpy.network.referenceFile': network.referenceFile,
      })),
    ),
    reads: (plan) => [STACK.data, plan.loaded.geometry],
    writes: () => [STACK.network, FILES.coherenceText, FILES.waterMask],
    load: () => import('./modify-network.ts'),
  },
  {
    name: 'reference_point',
    summary: 'Choose the pixel to which all displacement is relative.',
    options: [
      'mintpy.reference.yx',
      'mintpy.reference.lalo',
      'mintpy.reference.gnss',
      'mintpy.reference.gnssSource',
      'mintpy.reference.maskFile',
      'mintpy.reference.coherenceFile',
      'mintpy.reference.minCoherence',
    ],
    check: all(
      checkReferencePoint,
      checkRasters(({ config: { reference } }) => ({
        'mintpy.reference.maskFile': reference.maskFile,
        'mintpy.reference.coherenceFile': reference.coherenceFile,
      })),
    ),
    reads: () => [STACK.data, STACK.network],
    writes: () => [STACK.reference, FILES.maskConnComp, FILES.avgSpatialCoh],
    load: () => import('./reference-point.ts'),
  },
  {
    name: 'quick_overview',
    summary: 'Average velocity by stacking, and a count of unwrapping errors from phase closure.',
    options: [],
    reads: () => [STACK.data, STACK.network, STACK.reference, FILES.waterMask, FILES.avgSpatialCoh],
    writes: () => [FILES.avgPhaseVelocity, FILES.numTriplets],
    load: () => import('./quick-overview.ts'),
  },
  {
    name: 'correct_unwrap_error',
    summary: 'Remove whole cycles between connected components by bridges or phase closure.',
    options: ['mintpy.unwrapError.'],
    skip: ({ config }) =>
      config.unwrapError.method === null ? 'mintpy.unwrapError.method is no' : undefined,
    check: checkRasters(({ config }) => ({
      'mintpy.unwrapError.waterMaskFile': config.unwrapError.waterMaskFile,
    })),
    reads: () => [STACK.data, STACK.network, STACK.reference, FILES.maskConnComp],
    writes: () => [STACK.unwrapped],
    load: () => import('./correct-unwrap-error.ts'),
  },
  {
    name: 'invert_network',
    summary: 'Estimate the displacement time series of every pixel from the interferograms.',
    options: ['mintpy.networkInversion.', 'mintpy.unwrapError.method'],
    reads: () => [STACK.data, STACK.network, STACK.reference, STACK.unwrapped, FILES.avgSpatialCoh],
    writes: ({ config }) => [
      FILES.timeseries,
      FILES.temporalCoherence,
      FILES.numInvIfgram,
      FILES.maskTempCoh,
      ...(config.networkInversion.gap === null ? [] : [FILES.numPieces]),
    ],
    load: () => import('./invert-network.ts'),
  },
  {
    name: 'correct_LOD',
    summary: 'Remove the drift of the local oscillator (Envisat).',
    options: [],
    skip: (plan) => (plan.isEnvisat() ? undefined : 'only Envisat needs it'),
    reads: (plan) => [plan.timeseriesAround('LOD').input, plan.loaded.geometry],
    writes: (plan) => [plan.timeseriesAround('LOD').output, noise('LOD')],
    correction: 'LOD',
    load: () => import('./correct-lod.ts'),
  },
  {
    name: 'correct_SET',
    summary: 'Remove solid Earth tides, computed for every date.',
    options: ['mintpy.solidEarthTides', 'mintpy.solidEarthTides.'],
    skip: ({ config }) => (config.solidEarthTides ? undefined : 'mintpy.solidEarthTides is no'),
    check: checkDelay('SET'),
    reads: (plan) => correctionInputs(plan, 'SET'),
    writes: (plan) => [plan.timeseriesAround('SET').output, noise('SET')],
    correction: 'SET',
    load: () => import('./correct-tides.ts'),
  },
  {
    name: 'correct_ionosphere',
    summary: 'Remove the ionospheric delay: from pairs of split spectra, or given for every date.',
    options: ['mintpy.ionosphericDelay.'],
    skip: ({ config }) =>
      config.ionosphericDelay.method === null ? 'mintpy.ionosphericDelay.method is no' : undefined,
    check: checkDelay('ionosphere'),
    reads: (plan) => correctionInputs(plan, 'ionosphere'),
    writes: (plan) => [plan.timeseriesAround('ionosphere').output, noise('ionosphere')],
    correction: 'ionosphere',
    load: () => import('./correct-ionosphere.ts'),
  },
  {
    name: 'correct_troposphere',
    summary: 'Remove the tropospheric delay.',
    options: ['mintpy.troposphericDelay.'],
    skip: ({ config }) =>
      config.troposphericDelay.method === null ? 'mintpy.troposphericDelay.method is no' : undefined,
    check: checkDelay('troposphere'),
    reads: (plan) => [
      ...correctionInputs(plan, 'troposphere'),
      ...(plan.config.troposphericDelay.method === 'height_correlation'
        ? [FILES.maskTempCoh, plan.loaded.geometry]
        : []),
    ],
    writes: (plan) => {
      const { input, output } = plan.timeseriesAround('troposphere');
      // Where `auto` finds no weather, the series before says so.
      const notes = isAutomatic(plan, 'troposphere') ? [`${input}#weather`] : [];
      return [output, noise('troposphere'), ...notes];
    },
    sources: (plan) => correctionSources(plan, 'troposphere'),
    correction: 'troposphere',
    load: () => import('./correct-troposphere.ts'),
  },
  {
    name: 'deramp',
    summary: 'Remove a plane or a quadratic surface from every date.',
    options: ['mintpy.deramp', 'mintpy.deramp.'],
    skip: ({ config }) => (config.deramp.type === null ? 'mintpy.deramp is no' : undefined),
    check: checkRasters(({ config }) => ({ 'mintpy.deramp.maskFile': config.deramp.maskFile })),
    reads: (plan) => [plan.timeseriesAround('ramp').input, FILES.maskTempCoh],
    writes: (plan) => [plan.timeseriesAround('ramp').output, noise('ramp')],
    correction: 'ramp',
    load: () => import('./deramp.ts'),
  },
  {
    name: 'correct_topography',
    summary: 'Estimate the DEM error of every pixel and remove its phase.',
    options: ['mintpy.topographicResidual', 'mintpy.topographicResidual.'],
    skip: ({ config }) =>
      config.topographicResidual.enabled ? undefined : 'mintpy.topographicResidual is no',
    check: checkTopography,
    reads: (plan) => [
      plan.timeseriesAround('topography').input,
      FILES.temporalCoherence,
      plan.loaded.geometry,
    ],
    writes: (plan) => [
      plan.timeseriesAround('topography').output,
      FILES.demErr,
      FILES.residual,
      noise('topography'),
    ],
    correction: 'topography',
    load: () => import('./correct-topography.ts'),
  },
  {
    name: 'residual_RMS',
    summary: 'Measure the noise of every date; propose a reference date and dates to leave out.',
    options: ['mintpy.residualRMS.'],
    skip: ({ config }) =>
      config.topographicResidual.enabled
        ? undefined
        : `there is no ${FILES.residual} without correct_topography`,
    check: checkRasters(({ config }) => ({ 'mintpy.residualRMS.maskFile': config.residualRMS.maskFile })),
    reads: () => [FILES.residual, FILES.maskTempCoh],
    writes: () => [FILES.referenceDate, FILES.excludeDate],
    load: () => import('./residual-rms.ts'),
  },
  {
    name: 'reference_date',
    summary: 'Make all time series relative to one date, in place.',
    options: ['mintpy.reference.date'],
    skip: ({ config }) => (config.reference.date === null ? 'mintpy.reference.date is no' : undefined),
    check: checkReferenceDate,
    reads: (plan) => [FILES.referenceDate, ...plan.timeseriesChain()],
    writes: (plan) => plan.timeseriesChain().map(referenced),
    load: () => import('./reference-date.ts'),
  },
  {
    name: 'velocity',
    summary: 'Fit velocity and other functions of time to every pixel.',
    options: ['mintpy.timeFunc.', 'mintpy.reference.method'],
    check: checkVelocity,
    reads: (plan) => [
      plan.finalTimeseries,
      referenced(plan.finalTimeseries),
      FILES.excludeDate,
      ...earthquakes(plan),
      ...(plan.config.timeFunc.uncertaintyQuantification === 'full' ? WHOLE_STACK : []),
      ...(plan.config.reference.method === 'area' ? [FILES.maskTempCoh] : []),
    ],
    writes: () => [FILES.velocity],
    load: () => import('./velocity.ts'),
  },
  {
    name: 'geocode',
    summary: 'Resample results from radar to map coordinates.',
    options: [
      'mintpy.geocode',
      'mintpy.geocode.',
      'mintpy.networkInversion.minTempCoh',
      'mintpy.networkInversion.shadowMask',
    ],
    skip: (plan) =>
      geocoded(plan)
        ? 'the data are geocoded already'
        : plan.config.geocode.enabled
          ? undefined
          : 'mintpy.geocode is no',
    check: checkGeocode,
    reads: (plan) => [
      ...new Set([plan.loaded.lookup ?? plan.loaded.geometry, plan.loaded.geometry]),
      FILES.temporalCoherence,
      FILES.avgSpatialCoh,
      plan.finalTimeseries,
      referenced(plan.finalTimeseries),
      FILES.velocity,
    ],
    writes: (plan) => [...geocodedFiles(plan), 'geo/geo_maskTempCoh.h5'],
    load: () => import('./geocode.ts'),
  },
  {
    name: 'google_earth',
    summary: 'Write the velocity map as an overlay for Google Earth.',
    options: ['mintpy.save.kmz'],
    skip: ({ config }) => (config.save.kmz ? undefined : 'mintpy.save.kmz is no'),
    reads: (plan) => [plan.mapFile(FILES.velocity)],
    writes: (plan) => [plan.mapFile(FILES.velocity).replace(/\.h5$/, '.kmz')],
    load: () => import('./google-earth.ts'),
  },
  {
    name: 'hdfeos5',
    summary: 'Write the archive format of EarthScope (HDF-EOS5).',
    options: ['mintpy.save.hdfEos5', 'mintpy.save.hdfEos5.', OTHER_LINES],
    skip: ({ config }) => (config.save.hdfEos5.enabled ? undefined : 'mintpy.save.hdfEos5 is no'),
    check: checkArchive,
    reads: (plan) =>
      [
        plan.finalTimeseries,
        FILES.temporalCoherence,
        FILES.avgSpatialCoh,
        FILES.maskTempCoh,
        plan.loaded.geometry,
      ].map((name) => plan.mapFile(name)),
    writes: () => [],
    namesFiles: true,
    load: () => import('./hdfeos5.ts'),
  },
];

/** Several checks as one. */
function all(...checks: readonly StepCheck[]): StepCheck {
  return async (plan, scene) => {
    const warnings: string[] = [];
    for (const check of checks) warnings.push(...(await check(plan, scene)));
    return warnings;
  };
}
