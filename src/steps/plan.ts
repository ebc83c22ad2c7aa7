import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Config, OptionKey, Project } from '../config/index.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { readReports } from '../operations/scatter/correction-report.ts';
import { FILES } from '../operations/work-files.ts';
import { isAutomaticWeather } from './automatic-weather.ts';

/** What is only known once data are loaded. */
export interface LoadedFacts {
  /** attributes of the interferogram stack */
  readonly attributes: Attributes;
  readonly isGeocoded: boolean;
  /** phase, not only pixel offsets */
  readonly hasInterferograms: boolean;
  /** of the stack, `YYYYMMDD_YYYYMMDD` */
  readonly pairs: readonly string[];
  /** `inputs/geometryRadar.h5` or `inputs/geometryGeo.h5`, whichever holds the height of the stack's pixels */
  readonly geometry: string;
  /** file that relates radar and map coordinates; undefined for geocoded stacks */
  readonly lookup: string | undefined;
}

/** The corrections of a time series in the order of the workflow, and what each adds to the file's name. */
export type Correction = 'LOD' | 'SET' | 'ionosphere' | 'troposphere' | 'ramp' | 'topography';

/** The option that switches a correction on; none for what is done by itself. */
export const OPTION_OF: Readonly<Record<Correction, OptionKey | undefined>> = {
  LOD: undefined,
  SET: 'mintpy.solidEarthTides',
  ionosphere: 'mintpy.ionosphericDelay.method',
  troposphere: 'mintpy.troposphericDelay.method',
  ramp: 'mintpy.deramp',
  topography: 'mintpy.topographicResidual',
};

/** A work directory, its options and, after loading, what is known of its data. */
export class Plan {
  readonly project: Project;
  readonly config: Config;
  readonly facts: LoadedFacts | undefined;

  constructor(project: Project, facts?: LoadedFacts) {
    this.project = project;
    this.config = project.config;
    this.facts = facts;
  }

  /** Absolute path of a file of the work directory. */
  path(name: string): string {
    return join(this.project.workDir, name);
  }

  /** Name relative to the work directory, for messages. */
  name(path: string): string {
    return relative(this.project.workDir, path) || '.';
  }

  /** What is known of loaded data; a bug when asked for before loading. */
  get loaded(): LoadedFacts {
    if (this.facts === undefined) throw new Error('asked about loaded data before load_data');
    return this.facts;
  }

  /** Suffix each correction adds, for those the options switch on, in order. */
  corrections(): ReadonlyMap<Correction, string> {
    const { config } = this;
    const troposphere = config.troposphericDelay;
    const suffixes: [Correction, string | false][] = [
      ['LOD', this.isEnvisat() && 'LOD'],
      ['SET', config.solidEarthTides && 'SET'],
      ['ionosphere', config.ionosphericDelay.method !== null && 'ion'],
      ['troposphere', troposphereSuffix(troposphere)],
      ['ramp', config.deramp.type !== null && 'ramp'],
      ['topography', config.topographicResidual.enabled && 'demErr'],
    ];
    return new Map(suffixes.filter((entry): entry is [Correction, string] => entry[1] !== false));
  }

  /** Whether a correction is kept only where it makes most dates quieter (`auto-if-better`). */
  isIfBetter(correction: Correction): boolean {
    const key = OPTION_OF[correction];
    return key !== undefined && this.project.ifBetter.has(key);
  }

  /** Corrections that were not kept, or that `auto` could not make: the steps after them read the series before them. */
  refused(): ReadonlySet<Correction> {
    const asked = [...this.corrections().keys()].filter(
      (correction) =>
        this.isIfBetter(correction) || (correction === 'troposphere' && isAutomaticWeather(this.project)),
    );
    if (asked.length === 0) return new Set();
    const reports = readReports(this.path(FILES.corrections));
    return new Set(asked.filter((correction) => reports[correction]?.kept === false));
  }

  /** Time series before and after a correction, e.g. `timeseries_ramp.h5` and `timeseries_ramp_demErr.h5`. */
  timeseriesAround(correction: Correction): { input: string; output: string } {
    return this.around(correction, this.refused());
  }

  private around(
    correction: Correction,
    refused: ReadonlySet<Correction>,
  ): { input: string; output: string } {
    let name = 'timeseries';
    for (const [step, suffix] of this.corrections()) {
      const output = `${name}_${suffix}`;
      if (step === correction) return { input: `${name}.h5`, output: `${output}.h5` };
      if (!refused.has(step)) name = output;
    }
    return { input: `${name}.h5`, output: `${name}.h5` };
  }

  /** Every time series of the run, from `timeseries.h5` to the final one. */
  timeseriesChain(): string[] {
    const names: string[] = [FILES.timeseries];
    const refused = this.refused();
    for (const correction of this.corrections().keys())
      if (!refused.has(correction)) names.push(this.around(correction, refused).output);
    return names;
  }

  get finalTimeseries(): string {
    return this.timeseriesChain().at(-1)!;
  }

  /** Where a result is in map coordinates: itself for geocoded data, else its copy in `geo/`. */
  mapFile(name: string): string {
    return this.facts?.isGeocoded ? name : `geo/geo_${name.replace(/^.*\//, '')}`;
  }

  hasFile(name: string): boolean {
    return existsSync(this.path(name));
  }

  isEnvisat(): boolean {
    return (this.facts?.attributes['PLATFORM'] ?? '').toLowerCase().startsWith('env');
  }
}

function troposphereSuffix({ method, weatherModel }: Config['troposphericDelay']): string | false {
  switch (method) {
    case 'height_correlation':
      return 'tropHgt';
    case 'gacos':
      return 'GACOS';
    case 'opera':
      return 'OPERA';
    case 'layer':
      return 'tropLayer';
    case 'pyaps':
      return weatherModel;
    default:
      return false;
  }
}
