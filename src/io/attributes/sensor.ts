/** Short names of the satellites and what headers and people call them: lower case, without `-` and `_`. */
export const SENSOR_VARIATIONS: Readonly<Record<string, readonly string[]>> = {
  alos: ['alos', 'alos1', 'palsar', 'palsar1'],
  alos2: ['alos2', 'palsar2'],
  alos4: ['alos4', 'palsar3'],
  bio: ['bio', 'biomass'],
  csk: ['csk', 'csk1', 'csk2', 'csk3', 'csk4', 'cos', 'cosmo', 'cosmoskymed'],
  env: ['env', 'envisat', 'asar'],
  ers: ['ers', 'ers1', 'ers2', 'ers12'],
  gf3: ['gf3', 'gfen3', 'gaofen3', 'g3', 'gaofen'],
  hj1c: ['hj1c', 'hj1', 'huanjing1c'],
  jers: ['jers', 'jers1'],
  ksat5: ['ksat5', 'kompsat5', 'kompsat', 'kmps5'],
  lt1: ['lt1', 'lt', 'lutan', 'lutan1'],
  ni: ['ni', 'nisar'],
  saocom: ['saocom', 'sao', 'saocom1a', 'saocom1b'],
  rs1: ['rs1', 'rsat', 'rsat1', 'radarsat', 'radarsat1'],
  rs2: ['rs2', 'rsat2', 'radarsat2'],
  rcm: ['rcm', 'rsatc', 'radarsatconstellation', 'radarsatconstellationmission'],
  // Sentinel-1C and -1D fly since 2024 and 2025; the reference's table ends at 1B.
  sen: [
    'sen',
    's1',
    's1a',
    's1b',
    's1c',
    's1d',
    'sent1',
    'sentinel1',
    'sentinel1a',
    'sentinel1b',
    'sentinel1c',
    'sentinel1d',
  ],
  tsx: ['tsx', 'terra', 'terrasar', 'terrasarx', 'tdx', 'tandemx'],
  uav: ['uav', 'uavsar'],
};

const SHORT_NAME = new Map(
  Object.entries(SENSOR_VARIATIONS).flatMap(([short, names]) => names.map((name) => [name, short] as const)),
);

/** Short name of a sensor, e.g. `Sentinel-1A` gives `sen`; unknown names come back cleaned (lower case, no dashes). */
export function sensorShortName(name: string): string {
  const clean = name.replace(/[-_]/g, '').toLowerCase();
  return SHORT_NAME.get(clean) ?? clean;
}

/** Project and sensor told by a project name or template path. */
export interface Project {
  /** e.g. `GalapagosSenDT128` */
  readonly name: string;
  /** as written in the name, e.g. `Sen`, `Alos2` */
  readonly sensor: string;
}

const capitalised = (short: string): string => short[0].toUpperCase() + short.slice(1);

/**
 * The last path segment with a capitalised sensor name is the project (`GalapagosSenDT128.template`, without the
 * extension); of several sensors in it the last in alphabetical order counts, so that `Alos2` beats `Alos`.
 */
export function projectOf(path: string): Project | undefined {
  const shorts = Object.keys(SENSOR_VARIATIONS);
  const segment = path
    .split('/')
    .filter(
      (part) => part.toLowerCase() !== 'users' && shorts.some((short) => part.includes(capitalised(short))),
    )
    .at(-1);
  if (segment === undefined) return undefined;
  const name = segment.replace(/\.[^.]*$/, '');
  const sensor = shorts
    .map(capitalised)
    .filter((short) => name.includes(short))
    .sort()
    .at(-1);
  return sensor === undefined ? undefined : { name, sensor };
}

/** Name of the mission in HDF-EOS5 products (UNAVCO's spelling), e.g. `S1`, `ALOS2`; `undefined` when unknown. */
export function unavcoMission(platform: string | undefined): string | undefined {
  if (!platform) return undefined;
  const short = sensorShortName(platform);
  const special: Readonly<Record<string, string>> = { sen: 'S1', ni: 'NISAR' };
  return special[short] ?? short.toUpperCase();
}
