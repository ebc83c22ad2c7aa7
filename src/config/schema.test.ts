import { expect, expectTypeOf, test } from 'vitest';
import { defaultOptions } from './resolve.ts';
import { type Config, options, sections } from './schema.ts';

/** The keys of MintPy 1.6.4, group by group, in the order of its template; ours are marked. */
const KEYS = `
+profile:
compute: maxMemory cluster numWorker config
load: processor autoPath updateMode compression frequency +shortWavelength metaFile baselineDir unwFile corFile connCompFile intFile magFile
load: ionUnwFile ionCorFile ionConnCompFile azOffFile rgOffFile azOffStdFile rgOffStdFile offSnrFile
load: demFile lookupYFile lookupXFile incAngleFile azAngleFile shadowMaskFile waterMaskFile bperpFile
load: +excludePair +grid +resample +frames +delays
subset: yx lalo
multilook: method ystep xstep
network: tempBaseMax perpBaseMax connNumMax startDate endDate excludeDate excludeDate12 excludeIfgIndex referenceFile
network: coherenceBased minCoherence areaRatioBased minAreaRatio keepMinSpanTree maskFile aoiYX aoiLALO
reference: yx lalo +gnss +gnssSource maskFile coherenceFile minCoherence +method
unwrapError: method waterMaskFile connCompMinArea numSample +solver ramp bridgePtsRadius
networkInversion: weightFunc waterMaskFile minNormVelocity +gap +norm +fast maskDataset maskThreshold minRedundancy
networkInversion: minTempCoh minNumPixel shadowMask
solidEarthTides:
solidEarthTides: +source +layerSign
ionosphericDelay: method excludeDate excludeDate12 +layerSign
troposphericDelay: method weatherModel weatherDir polyOrder looks minCorrelation +windowSize +windowMinPixel gacosDir operaDir +operaInTime +layerSign
deramp:
deramp: maskFile
topographicResidual:
topographicResidual: polyOrder phaseVelocity stepDate excludeDate +shrinkage pixelwiseGeometry
residualRMS: maskFile deramp cutoff
reference: date
timeFunc: startDate endDate excludeDate polynomial periodic stepDate +quakeFile +quakeSite exp log +dateWeight
timeFunc: uncertaintyQuantification timeSeriesCovFile bootstrapCount
geocode:
geocode: SNWE laloStep interpMethod fillValue
save: kmz hdfEos5 hdfEos5.update hdfEos5.subset
plot:
plot: dpi maxMemory +style`;

test('the schema holds the 121 keys of MintPy in their order, and ours', () => {
  const keys = KEYS.trim()
    .split('\n')
    .flatMap((line) => {
      const [group, names] = line.split(':');
      return names.trim() === ''
        ? [`mintpy.${group}`]
        : names
            .trim()
            .split(' ')
            .map((n) => `mintpy.${group}.${n}`);
    });
  expect([...options.keys()]).toEqual(keys.map((key) => key.replace('+', '')));
  expect(keys.filter((key) => !key.includes('+'))).toHaveLength(121);
});

test('every option has a one-line summary, a syntax, and an automatic value that it accepts itself', () => {
  for (const [key, { summary, type, auto }] of options) {
    expect(summary, key).toMatch(/^[^\n#]{3,110}$/);
    expect(type.syntax, key).toMatch(/^[^\n#]+$/);
    if (auto !== null) expect(() => type.parse(auto), key).not.toThrow();
  }
});

test('only paths of files to load keep the word auto', () => {
  const kept = [...options].filter(([, option]) => option.auto === null).map(([key]) => key);
  expect(kept).toHaveLength(23);
  expect(kept.every((key) => /^mintpy\.load\.(\w+File|baselineDir)$/.test(key))).toBe(true);
});

test('automatic values are typed and nested like their keys', () => {
  const { config } = defaultOptions({});
  expect(config.compute).toEqual({
    maxMemory: 4,
    cluster: null,
    numWorker: { kind: 'count', count: 40 },
    config: null,
  });
  expect(config.load.unwFile).toBe('auto');
  expect(config.load).toMatchObject({
    processor: 'isce',
    autoPath: false,
    updateMode: true,
    compression: 'default',
  });
  expect(config.network).toMatchObject({
    tempBaseMax: null,
    excludeDate: [],
    minCoherence: 0.7,
    keepMinSpanTree: true,
  });
  expect(config.reference.date).toEqual({ kind: 'file', file: 'reference_date.txt' });
  expect(config.unwrapError.connCompMinArea).toBe(2500);
  expect(config.networkInversion).toMatchObject({ weightFunc: 'var', maskDataset: null, minRedundancy: 1 });
  expect(config.troposphericDelay).toMatchObject({ method: 'pyaps', weatherModel: 'ERA5', weatherDir: './' });
  expect(config.deramp).toEqual({ type: null, maskFile: 'maskTempCoh.h5' });
  expect(config.topographicResidual).toMatchObject({
    enabled: true,
    polyOrder: 2,
    excludeDate: ['exclude_date.txt'],
  });
  expect(config.timeFunc).toMatchObject({
    polynomial: 1,
    periodic: [],
    exp: [],
    startDate: null,
    bootstrapCount: 400,
  });
  expect(config.geocode).toEqual({
    enabled: true,
    SNWE: null,
    laloStep: null,
    interpMethod: 'nearest',
    fillValue: Number.NaN,
  });
  expect(config.save).toEqual({ kmz: true, hdfEos5: { enabled: false, update: false, subset: false } });
  expect(config.plot).toEqual({ enabled: true, dpi: 150, maxMemory: 4, style: null });
});

test('the types of the values follow from the schema', () => {
  expectTypeOf<Config['network']['tempBaseMax']>().toEqualTypeOf<number | null>();
  expectTypeOf<Config['timeFunc']['polynomial']>().toEqualTypeOf<number>();
  expectTypeOf<Config['timeFunc']['excludeDate']>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<Config['networkInversion']['weightFunc']>().toEqualTypeOf<'var' | 'fim' | 'coh' | 'no'>();
  expectTypeOf<Config['unwrapError']['ramp']>().toEqualTypeOf<'linear' | 'quadratic' | null>();
  expectTypeOf<Config['save']['hdfEos5']['update']>().toEqualTypeOf<boolean>();
  expectTypeOf<Config['solidEarthTides']>().toEqualTypeOf<boolean>();
  expect(sections).toHaveLength(20);
});
