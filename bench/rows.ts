import { OUTSIDE } from './make-outside.ts';

/** Dataset of a file of the work directory; without a name every raster of the file. */
export interface Rasters {
  readonly file: string;
  readonly dataset?: string;
}

/** What a time is held against: h5py's read of the inputs, or its read of the inputs and write of the outputs. */
export type Yardstick = 'read' | 'read+write';

/** A command that is measured. Rows run in this order, each on what those before it left behind. */
export interface Row {
  readonly name: string;
  readonly command: readonly string[];
  readonly inputs: readonly Rasters[];
  readonly outputs: readonly Rasters[];
  /** removed before every run, so that nothing is up to date */
  readonly clean?: readonly string[];
  /** put back afterwards: the command adds to them */
  readonly changes?: readonly string[];
  readonly yardstick?: Yardstick;
  /** at most so many times the yardstick; none where arithmetic, not data, sets the pace */
  readonly goal?: number;
  /** or at most so many seconds on the standard stack */
  readonly goalSeconds?: number;
  /** reads files of make-outside.ts, which are made first */
  readonly outside?: boolean;
  /** another folder than the work directory */
  readonly folder?: string;
}

export const WORKFLOW = 'workflow after loading';
const WORKFLOW_PRODUCTS = [
  'maskConnComp.h5',
  'avgSpatialCoh.h5',
  'avgPhaseVelocity.h5',
  'numTriNonzeroIntAmbiguity.h5',
  'timeseries.h5',
  'temporalCoherence.h5',
  'numInvIfgram.h5',
  'maskTempCoh.h5',
  'timeseries_ramp.h5',
  'timeseries_ramp_demErr.h5',
  'timeseriesResidual.h5',
  'demErr.h5',
  'velocity.h5',
  'geo/geo_geometryRadar.h5',
  'geo/geo_timeseries_ramp_demErr.h5',
  'geo/geo_velocity.h5',
  'geo/geo_temporalCoherence.h5',
  'geo/geo_avgSpatialCoh.h5',
  'geo/geo_maskTempCoh.h5',
];

export const STACK = 'inputs/ifgramStack.h5';
const GEOMETRY = 'inputs/geometryRadar.h5';
const RECORD = '.mintsar/workflow.json';
const NETWORK_TEMPLATE = 'network.cfg';

/** Templates of the work directory: the workflow's own, and one that asks for the coherence of every interferogram. */
export function templates(ram: number): Readonly<Record<string, string>> {
  return {
    'smallbaselineApp.cfg': [
      `mintpy.compute.maxMemory = ${ram}`,
      'mintpy.troposphericDelay.method = no',
      'mintpy.deramp = linear',
      'mintpy.plot = no',
      '',
    ].join('\n'),
    [NETWORK_TEMPLATE]: 'mintpy.network.coherenceBased = yes\nmintpy.network.minCoherence = 0.1\n',
  };
}

const stack = (...datasets: string[]): Rasters[] => datasets.map((dataset) => ({ file: STACK, dataset }));
const series = (file: string): Rasters => ({ file, dataset: 'timeseries' });
const geometry = (dataset: string): Rasters => ({ file: GEOMETRY, dataset });

/**
 * @param ram memory budget, GB
 * @param preset name of the size; seconds are a goal for the standard one alone
 */
export function rows(ram: number, preset: string): readonly Row[] {
  const budget = ['--ram', String(ram)];
  const products = ['timeseries.h5', 'temporalCoherence.h5', 'numInvIfgram.h5'];
  const inverted: Rasters[] = products.map((file) => ({ file }));
  return [
    {
      name: 'modify_network (coherence)',
      command: ['modify_network', STACK, '-t', NETWORK_TEMPLATE],
      inputs: stack('coherence'),
      outputs: [],
      clean: ['coherenceSpatialAvg.txt'],
      goal: 4,
    },
    {
      name: 'reference_point',
      command: ['smallbaselineApp', '--dostep', 'reference_point'],
      inputs: stack('coherence', 'connectComponent', 'unwrapPhase'),
      outputs: [{ file: 'maskConnComp.h5' }, { file: 'avgSpatialCoh.h5' }],
      clean: [RECORD, 'maskConnComp.h5', 'avgSpatialCoh.h5'],
      goal: 4,
    },
    {
      name: 'quick_overview',
      command: ['smallbaselineApp', '--dostep', 'quick_overview'],
      inputs: stack('unwrapPhase'),
      outputs: [{ file: 'avgPhaseVelocity.h5' }, { file: 'numTriNonzeroIntAmbiguity.h5' }],
      clean: [RECORD, 'avgPhaseVelocity.h5', 'numTriNonzeroIntAmbiguity.h5'],
      goal: 4,
    },
    {
      name: 'unwrap_error_bridging',
      command: ['unwrap_error_bridging', STACK],
      inputs: stack('unwrapPhase', 'connectComponent'),
      outputs: stack('unwrapPhase_bridging'),
      changes: [STACK],
      goal: 4,
    },
    {
      name: 'unwrap_error_phase_closure',
      command: ['unwrap_error_phase_closure', STACK, '-c', 'maskConnComp.h5'],
      inputs: stack('unwrapPhase', 'connectComponent'),
      outputs: stack('unwrapPhase_phaseClosure'),
      changes: [STACK],
      goal: 4,
    },
    {
      name: 'ifgram_inversion -w no',
      command: ['ifgram_inversion', STACK, '-w', 'no', ...budget],
      inputs: stack('unwrapPhase'),
      outputs: inverted,
      clean: products,
      yardstick: 'read',
      goal: 6,
    },
    {
      name: 'ifgram_inversion -w var',
      command: ['ifgram_inversion', STACK, '-w', 'var', ...budget],
      inputs: stack('unwrapPhase', 'coherence'),
      outputs: inverted,
      clean: products,
      yardstick: 'read',
      goal: 6,
    },
    {
      name: 'ifgram_inversion --norm L1',
      command: ['ifgram_inversion', STACK, '--norm', 'L1', ...budget],
      inputs: stack('unwrapPhase', 'coherence'),
      outputs: inverted,
      clean: products,
      yardstick: 'read',
    },
    {
      name: 'generate_mask',
      command: ['generate_mask', 'temporalCoherence.h5', '-m', '0.7', '-o', 'maskTempCoh.h5'],
      inputs: [{ file: 'temporalCoherence.h5' }],
      outputs: [{ file: 'maskTempCoh.h5' }],
      clean: ['maskTempCoh.h5'],
    },
    {
      name: 'tropo_phase_elevation',
      command: ['tropo_phase_elevation', 'timeseries.h5', '-g', GEOMETRY, '-m', 'maskTempCoh.h5'],
      inputs: [series('timeseries.h5'), geometry('height')],
      outputs: [series('timeseries_tropHgt.h5')],
      clean: ['timeseries_tropHgt.h5'],
      goal: 4,
    },
    {
      name: 'remove_ramp linear',
      command: ['remove_ramp', 'timeseries.h5', '-m', 'maskTempCoh.h5', '-s', 'linear'],
      inputs: [series('timeseries.h5')],
      outputs: [series('timeseries_ramp.h5')],
      clean: ['timeseries_ramp.h5'],
      goal: 4,
    },
    {
      name: 'dem_error',
      command: ['dem_error', 'timeseries_ramp.h5', '-g', GEOMETRY, ...budget],
      inputs: [series('timeseries_ramp.h5'), geometry('incidenceAngle'), geometry('slantRangeDistance')],
      outputs: [series('timeseries_ramp_demErr.h5'), series('timeseriesResidual.h5'), { file: 'demErr.h5' }],
      clean: ['timeseries_ramp_demErr.h5', 'timeseriesResidual.h5', 'demErr.h5'],
      goal: 4,
    },
    {
      name: 'timeseries_rms',
      command: ['timeseries_rms', 'timeseriesResidual.h5', '-m', 'maskTempCoh.h5', '-r', 'quadratic'],
      inputs: [series('timeseriesResidual.h5')],
      outputs: [series('timeseriesResidual_ramp.h5')],
      clean: ['timeseriesResidual_ramp.h5', 'rms_timeseriesResidual_ramp.txt'],
      goal: 4,
    },
    {
      name: 'reference_date',
      command: ['reference_date', 'timeseries_ramp_demErr.h5', '-r', '20160125', '-o', 'timeseries_ref.h5'],
      inputs: [series('timeseries_ramp_demErr.h5')],
      outputs: [series('timeseries_ref.h5')],
      clean: ['timeseries_ref.h5'],
      goal: 4,
    },
    {
      name: 'velocity (residue)',
      command: ['timeseries2velocity', 'timeseries_ramp_demErr.h5', ...budget],
      inputs: [series('timeseries_ramp_demErr.h5')],
      outputs: [{ file: 'velocity.h5' }],
      clean: ['velocity.h5'],
      goal: 4,
    },
    {
      name: 'velocity (full)',
      command: [
        'timeseries2velocity',
        'timeseries_ramp_demErr.h5',
        '--uq',
        'full',
        '-o',
        'velocity_full.h5',
        ...budget,
      ],
      inputs: [series('timeseries_ramp_demErr.h5'), ...stack('unwrapPhase', 'coherence')],
      outputs: [{ file: 'velocity_full.h5' }],
      clean: ['velocity_full.h5'],
    },
    {
      name: 'velocity (bootstrap 400)',
      command: [
        'timeseries2velocity',
        'timeseries_ramp_demErr.h5',
        '--uq',
        'bootstrap',
        '--bc',
        '400',
        '-o',
        'velocity_bootstrap.h5',
        ...budget,
      ],
      inputs: [series('timeseries_ramp_demErr.h5')],
      outputs: [{ file: 'velocity_bootstrap.h5' }],
      clean: ['velocity_bootstrap.h5'],
    },
    {
      name: 'geocode time series',
      command: ['geocode', 'timeseries_ramp_demErr.h5', '-l', GEOMETRY, '--outdir', 'geo'],
      inputs: [series('timeseries_ramp_demErr.h5'), geometry('latitude'), geometry('longitude')],
      outputs: [series('geo/geo_timeseries_ramp_demErr.h5')],
      clean: ['geo/geo_timeseries_ramp_demErr.h5'],
      goal: 4,
    },
    ...outsideRows(),
    {
      name: WORKFLOW,
      command: ['smallbaselineApp', '--start', 'modify_network'],
      inputs: stack('unwrapPhase', 'coherence', 'connectComponent'),
      outputs: WORKFLOW_PRODUCTS.map((file) => ({ file })),
      clean: [
        '.mintsar',
        'geo',
        'waterMask.h5',
        'reference_date.txt',
        'exclude_date.txt',
        'velocity.kmz',
        ...WORKFLOW_PRODUCTS,
      ],
      goalSeconds: preset === 'standard' ? 9 : undefined,
    },
  ];
}

/** Corrections with data from outside: 98 dates of weather, delays and maps that lie on this machine. */
function outsideRows(): Row[] {
  const correction = (
    name: string,
    delays: string,
    command: readonly string[],
    inputs: readonly Rasters[],
    goal?: number,
  ): Row => {
    const outfile = `timeseries_${name.replaceAll(/\W/g, '')}.h5`;
    return {
      name,
      command: [...command, '-g', GEOMETRY, '-o', outfile],
      inputs: [series('timeseries.h5'), ...inputs],
      outputs: [series(delays), series(outfile)],
      clean: [delays, outfile],
      goal,
      outside: true,
    };
  };
  const angles = [geometry('incidenceAngle'), geometry('latitude'), geometry('longitude')];
  return [
    correction(
      'tropo_pyaps3 (ERA5)',
      'inputs/ERA5.h5',
      ['tropo_pyaps3', '-f', 'timeseries.h5', '-w', OUTSIDE.weather],
      [...angles, geometry('height')],
    ),
    correction(
      'tropo_gacos',
      'inputs/GACOS.h5',
      ['tropo_gacos', '-f', 'timeseries.h5', '--dir', OUTSIDE.gacos],
      angles,
      3,
    ),
    correction(
      'tropo_opera',
      'inputs/OPERA.h5',
      ['tropo_opera', '-f', 'timeseries.h5', '--dir', OUTSIDE.opera],
      [...angles, geometry('height')],
      3,
    ),
    correction(
      'solid_earth_tides',
      'inputs/SET.h5',
      ['solid_earth_tides', 'timeseries.h5'],
      [...angles, geometry('azimuthAngle')],
    ),
    {
      name: 'iono_tec',
      command: ['iono_tec', 'timeseries.h5', '-g', GEOMETRY, '--tec-dir', OUTSIDE.ionex],
      inputs: [geometry('incidenceAngle')],
      outputs: [series('inputs/TECjlr.h5')],
      clean: ['inputs/TECjlr.h5'],
      goal: 3,
      outside: true,
    },
    ...(['mask', 'quick_estimate', 'estimate'] as const).map((action) => ({
      name: `closure_phase_bias ${action}`,
      command: ['closure_phase_bias', '-i', STACK, '--nl', '3', '--bw', '3', '-a', action, '-o', 'bias'],
      inputs: stack('unwrapPhase'),
      outputs: {
        mask: [{ file: 'bias/avgCpxClosurePhase.h5' }, { file: 'bias/maskClosurePhase.h5' }],
        quick_estimate: [{ file: 'bias/wratio.h5' }, series('bias/timeseriesBiasApprox.h5')],
        estimate: [series('bias/timeseriesBias.h5')],
      }[action],
      clean: ['bias'],
      goal: 3,
    })),
  ];
}
