import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { filesUnder } from '../support/folder-state.ts';
import { hasH5py, runPython } from '../support/h5py.ts';
import { SimulatedStack } from '../support/simulated-stack.ts';

/* h5py, which knows nothing of our writer, opens every product of a finished run and says what it sees. */

interface Seen {
  /** dtype and rank of each dataset */
  readonly datasets: Record<string, [dtype: string, rank: number]>;
  /** Python type of each root attribute */
  readonly attributes: Record<string, string>;
}

const SCRIPT = `
import h5py, json, sys
out = {}
for path in sys.argv[2:]:
    with h5py.File(sys.argv[1] + "/" + path, "r") as f:
        seen = {"datasets": {}, "attributes": {k: type(v).__name__ for k, v in f.attrs.items()}}
        def visit(name, o):
            if isinstance(o, h5py.Dataset):
                o[()]
                seen["datasets"][name] = [str(o.dtype), len(o.shape)]
                for v in o.attrs.values():
                    str(v)
        f.visititems(visit)
        out[path] = seen
print(json.dumps(out))`;

const MASK = { mask: ['bool', 2] };
const SERIES = { bperp: ['float32', 1], date: ['|S8', 1], timeseries: ['float32', 3] };
const VELOCITY = ['intercept', 'interceptStd', 'residue', 'velocity', 'velocityStd'];
const raster = (...names: string[]) => Object.fromEntries(names.map((name) => [name, ['float32', 2]]));
const GEOMETRY = {
  ...raster('azimuthAngle', 'height', 'incidenceAngle', 'latitude', 'longitude', 'slantRangeDistance'),
  shadowMask: ['bool', 2],
  waterMask: ['bool', 2],
};

/** Names and element types as MintPy writes them. */
const EXPECTED: Readonly<Record<string, object>> = {
  'inputs/ifgramStack.h5': {
    bperp: ['float32', 1],
    coherence: ['float32', 3],
    connectComponent: ['int16', 3],
    date: ['|S8', 2],
    dropIfgram: ['bool', 1],
    unwrapPhase: ['float32', 3],
    unwrapPhase_bridging: ['float32', 3],
  },
  'inputs/geometryRadar.h5': GEOMETRY,
  'waterMask.h5': { waterMask: ['bool', 2] },
  'maskConnComp.h5': MASK,
  'maskTempCoh.h5': MASK,
  'avgSpatialCoh.h5': raster('coherence'),
  'avgPhaseVelocity.h5': raster('velocity'),
  'numTriNonzeroIntAmbiguity.h5': raster('mask'),
  'numInvIfgram.h5': raster('mask'),
  'temporalCoherence.h5': raster('temporalCoherence'),
  'demErr.h5': raster('dem'),
  'timeseries.h5': SERIES,
  'timeseries_tropHgt.h5': SERIES,
  'timeseries_tropHgt_demErr.h5': SERIES,
  'timeseriesResidual.h5': SERIES,
  'timeseriesResidual_ramp.h5': SERIES,
  'velocity.h5': raster(...VELOCITY),
  'geo/geo_velocity.h5': raster(...VELOCITY),
  'geo/geo_maskTempCoh.h5': MASK,
  'geo/geo_temporalCoherence.h5': raster('temporalCoherence'),
  'geo/geo_avgSpatialCoh.h5': raster('coherence'),
  'geo/geo_timeseries_tropHgt_demErr.h5': SERIES,
};

let stack: SimulatedStack;
beforeAll(async () => {
  stack = await SimulatedStack.make();
  stack.setOptions({
    'mintpy.reference.minCoherence': '0.6',
    'mintpy.networkInversion.minNumPixel': '50',
    'mintpy.plot': 'no',
  });
  expect(runCli(['smallbaselineApp', stack.template], stack.workDir).status).toBe(0);
});
afterAll(() => stack.remove());

test.runIf(hasH5py)('h5py reads names, element types and text attributes of every product of a run', () => {
  const files = filesUnder(stack.workDir).filter((name) => name.endsWith('.h5'));
  const seen = JSON.parse(runPython(SCRIPT, stack.workDir, ...files)) as Record<string, Seen>;
  expect(files).toEqual(expect.arrayContaining(Object.keys(EXPECTED)));
  for (const [file, datasets] of Object.entries(EXPECTED))
    expect(seen[file].datasets, file).toEqual(datasets);
  for (const [file, { attributes }] of Object.entries(seen)) {
    expect(new Set(Object.values(attributes)), file).toEqual(new Set(['str']));
    expect(Object.keys(attributes), file).toEqual(expect.arrayContaining(['FILE_TYPE', 'LENGTH', 'WIDTH']));
  }
});
