import type { CommandRow } from './command.ts';
import { PREP_COMMANDS } from './prep.ts';

/** Every command: the help page reads this table, and a module is loaded only when its command runs. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'smallbaselineApp',
    family: 'Workflow',
    summary: 'run the time-series workflow, or part of it',
    load: () => import('./smallbaseline-app.ts'),
  },
  {
    name: 'demo',
    family: 'Workflow',
    summary: 'simulate a small stack, run the workflow on it, compare with the truth',
    load: () => import('./demo.ts'),
  },
  {
    name: 'tiles',
    family: 'Workflow',
    summary: 'do the work of a command in pieces, by many processes',
    load: () => import('./tiles.ts'),
  },
  {
    name: 'load_data',
    family: 'Load and prepare',
    summary: 'read stacks and geometry into inputs/*.h5',
    load: () => import('./load-data.ts'),
  },
  ...PREP_COMMANDS,
  {
    name: 'info',
    family: 'Inspect and plot',
    summary: 'show structure, metadata and dates of a file',
    load: () => import('./info.ts'),
  },
  {
    name: 'view',
    family: 'Inspect and plot',
    summary: 'draw one or many rasters of a file',
    load: () => import('./view.ts'),
  },
  {
    name: 'plot_network',
    family: 'Inspect and plot',
    summary: 'network graph, coherence matrix and histories',
    load: () => import('./plot-network.ts'),
  },
  {
    name: 'geocode',
    family: 'Geometry and geocoding',
    summary: 'resample between radar and geographic grids',
    load: () => import('./geocode.ts'),
  },
  {
    name: 'diff',
    family: 'Arithmetic, filter, mask',
    summary: 'subtract files from one another',
    load: () => import('./diff.ts'),
  },
  {
    name: 'generate_mask',
    family: 'Arithmetic, filter, mask',
    summary: 'make a 0/1 mask',
    load: () => import('./generate-mask.ts'),
  },
  {
    name: 'spatial_average',
    family: 'Arithmetic, filter, mask',
    summary: 'mean per date or pair',
    load: () => import('./spatial-average.ts'),
  },
  {
    name: 'temporal_average',
    family: 'Arithmetic, filter, mask',
    summary: 'mean over time',
    load: () => import('./temporal-average.ts'),
  },
  {
    name: 'modify_network',
    family: 'Network and referencing',
    summary: 'mark interferograms as dropped',
    load: () => import('./modify-network.ts'),
  },
  {
    name: 'reference_point',
    family: 'Network and referencing',
    summary: 'choose the spatial reference',
    load: () => import('./reference-point.ts'),
  },
  {
    name: 'reference_date',
    family: 'Network and referencing',
    summary: 'change the temporal reference',
    load: () => import('./reference-date.ts'),
  },
  {
    name: 'unwrap_error_bridging',
    family: 'Network and referencing',
    summary: 'fix whole-cycle jumps between components by bridges',
    load: () => import('./unwrap-error-bridging.ts'),
  },
  {
    name: 'unwrap_error_phase_closure',
    family: 'Network and referencing',
    summary: 'fix or count unwrapping errors by triplet closure',
    load: () => import('./unwrap-error-phase-closure.ts'),
  },
  {
    name: 'ifgram_inversion',
    family: 'Inversion and corrections',
    summary: 'from interferograms to a time series',
    load: () => import('./ifgram-inversion.ts'),
  },
  {
    name: 'local_oscilator_drift',
    family: 'Inversion and corrections',
    summary: 'remove the oscillator drift of Envisat',
    load: () => import('./local-oscilator-drift.ts'),
  },
  {
    name: 'tropo_phase_elevation',
    family: 'Inversion and corrections',
    summary: 'remove the stratified delay that follows height',
    load: () => import('./tropo-phase-elevation.ts'),
  },
  {
    name: 'remove_ramp',
    family: 'Inversion and corrections',
    summary: 'subtract a plane or quadratic surface',
    load: () => import('./remove-ramp.ts'),
  },
  {
    name: 'dem_error',
    family: 'Inversion and corrections',
    summary: 'remove the topographic residual',
    load: () => import('./dem-error.ts'),
  },
  {
    name: 'timeseries2velocity',
    family: 'Analysis',
    summary: 'fit velocity and other functions of time',
    load: () => import('./timeseries2velocity.ts'),
  },
  {
    name: 'timeseries_rms',
    family: 'Analysis',
    summary: 'residual noise per date',
    load: () => import('./timeseries-rms.ts'),
  },
  {
    name: 'save_kmz',
    family: 'Export',
    summary: 'overlay or points for Google Earth',
    load: () => import('./save-kmz.ts'),
  },
  {
    name: 'save_hdfeos5',
    family: 'Export',
    summary: 'archive format HDF-EOS5',
    load: () => import('./save-hdfeos5.ts'),
  },
];
