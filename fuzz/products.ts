import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalTemplate, extraMetadata, readTemplate, resolveOptions } from '../src/config/index.ts';
import { quietContext } from '../src/core/context.ts';
import { loadData } from '../src/operations/loading/load-data.ts';
import { projectLoadOptions } from '../src/steps/load-sources.ts';
import { runWorkflow } from '../src/steps/run-workflow.ts';
import { DISP_WAVELENGTH, writeBands, writeDisp } from '../test/support/disp-product.ts';
import { writeFringeStack } from '../test/support/fringe-stack.ts';
import { writeLicsarFrame } from '../test/support/licsar-frame.ts';
import { sharedData } from '../test/support/shared-data.ts';
import type { Family, Target } from './family.ts';
import { type Mutate, mutateBytes, mutateText } from './mutation.ts';
import { contentOfFolder } from './results.ts';

const context = quietContext({ workers: 1 });
/** Pairs of a sample stack that are kept: a mutation is tried in little time. */
const PAIRS = 3;

/** Files below a folder whose names match. */
export function filesIn(folder: string, below: string, name: RegExp): string[] {
  return readdirSync(join(folder, below), { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .sort()
    .map((file) => join(below, file));
}

/** Load the products in `input/` by a template, into `out/`. */
export async function load(folder: string, template: string): Promise<string> {
  const customFile = join(folder, template);
  await runWorkflow({ workDir: join(folder, 'out'), customFile, only: 'load_data' }, context);
  return contentOfFolder(join(folder, 'out/inputs'));
}

/** The same as `mintsar load_data` does it: the workflow refuses offsets alone once they are loaded. */
async function loadOffsets(folder: string, name: string): Promise<string> {
  const workDir = join(folder, 'out');
  const custom = canonicalTemplate(readTemplate(join(folder, name)));
  const { config } = resolveOptions(custom);
  const options = projectLoadOptions({
    workDir,
    name: null,
    config,
    metadata: extraMetadata(custom),
    custom,
  });
  await loadData({ options, outDir: join(workDir, 'inputs'), updateMode: false }, context);
  return contentOfFolder(join(workDir, 'inputs'));
}

interface Sample {
  readonly name: string;
  /** of the sample data */
  readonly from: string;
  /** where its pairs are, a file or folder each */
  readonly pairs: string;
  /** files that are damaged, and how */
  readonly damaged: readonly (readonly [files: RegExp, mutate: Mutate])[];
  /** how they are loaded, if not by the workflow */
  readonly load?: (folder: string, template: string) => Promise<string>;
}

const SAMPLES: readonly Sample[] = [
  { name: 'hyp3-tiff', from: 'hyp3/gamma', pairs: 'hyp3', damaged: [[/\.tif$/, mutateBytes]] },
  { name: 'hyp3-text', from: 'hyp3/burst', pairs: 'hyp3', damaged: [[/\.txt$/, mutateText]] },
  { name: 'gmtsar-grid', from: 'gmtsar', pairs: 'interferograms', damaged: [[/\.grd$/, mutateBytes]] },
  {
    name: 'gmtsar-text',
    from: 'gmtsar',
    pairs: 'interferograms',
    damaged: [[/\.(?:PRM|dat|txt)$/, mutateText]],
  },
  { name: 'snap-dim', from: 'snap', pairs: 'interferograms', damaged: [[/\.dim$/, mutateText]] },
  {
    name: 'snap-image',
    from: 'snap',
    pairs: 'interferograms',
    damaged: [
      [/\.hdr$/, mutateText],
      [/\.img$/, mutateBytes],
    ],
  },
  { name: 'roipac', from: 'roipac/geo', pairs: 'PROCESS/DONE', damaged: [[/\.rsc$/, mutateText]] },
  {
    name: 'roipac-radar',
    from: 'roipac/radar',
    pairs: 'PROCESS/DONE',
    damaged: [[/\.(?:unw|cor|hgt|trans|byt)$/, mutateBytes]],
  },
  { name: 'nisar', from: 'nisar', pairs: 'interferograms', damaged: [[/\.h5$/, mutateBytes]] },
  {
    name: 'cosicorr',
    from: 'cosicorr',
    pairs: '',
    damaged: [
      [/\.txt$/, mutateText],
      [/\.tif$/, mutateBytes],
    ],
    load: loadOffsets,
  },
  { name: 'stripmap', from: 'isce_stripmap', pairs: 'Igrams', damaged: [[/\.(?:xml|rsc|txt)$/, mutateText]] },
  { name: 'alos', from: 'isce_alos', pairs: 'pairs', damaged: [[/\.(?:xml|rsc|txt)$/, mutateText]] },
];

/** A sample stack of a processor, of few pairs. */
function sample({ name, from, pairs, damaged, load: loads = load }: Sample): Family {
  return {
    name,
    async prepare(folder) {
      const data = sharedData();
      if (data === undefined) return undefined;
      const source = join(data, from);
      const all = join(source, 'input', pairs);
      const left = new Set(pairs === '' ? [] : readdirSync(all).sort().slice(PAIRS));
      cpSync(join(source, 'input'), join(folder, 'input'), {
        recursive: true,
        filter: (path) => !path.startsWith(`${all}/`) || !left.has(path.slice(all.length + 1).split('/')[0]),
      });
      const template = readdirSync(source).find((one) => one.endsWith('.txt'))!;
      const text = readFileSync(join(source, template), 'utf8').replaceAll('../', '../input/');
      writeFileSync(join(folder, 'template.txt'), text);
      return damaged.flatMap(([files, mutate]) =>
        filesIn(folder, 'input', files).map((file): Target => ({ file, mutate })),
      );
    },
    attempt: (folder) => loads(folder, 'template.txt'),
    names: /input\/|mintpy\.load\.|No perpendicular baseline/,
  };
}

const opera: Family = {
  name: 'opera',
  async prepare(folder) {
    const shape = [12, 10] as const;
    const dates = ['20200101', '20200113', '20200125'];
    mkdirSync(join(folder, 'input'));
    for (const [k, date2] of dates.slice(1).entries()) {
      const displacement = Float32Array.from({ length: 120 }, (_, i) => (i + k) * DISP_WAVELENGTH);
      await writeDisp(join(folder, `input/${date2}.nc`), { date1: dates[k], date2, shape, displacement });
    }
    await writeBands(join(folder, 'input/dem.tif'), shape, [100]);
    await writeBands(join(folder, 'input/los_enu.tif'), shape, [0.6, -0.1, 0.79]);
    const lines = {
      processor: 'opera',
      unwFile: '../input/*.nc',
      demFile: '../input/dem.tif',
      incAngleFile: '../input/los_enu.tif',
      azAngleFile: '../input/los_enu.tif',
    };
    const text = Object.entries(lines).map(([key, value]) => `mintpy.load.${key} = ${value}\n`);
    writeFileSync(join(folder, 'template.txt'), text.join(''));
    return filesIn(folder, 'input', /\.(?:nc|tif)$/).map((file) => ({ file, mutate: mutateBytes }));
  },
  attempt: (folder) => load(folder, 'template.txt'),
  names: /input\/|mintpy\.load\./,
};

/** Products that are made for this, by the options that find them in `input/`. */
function made(
  processor: string,
  options: Readonly<Record<string, string>>,
  write: (project: string) => void,
  damaged: Sample['damaged'],
): Family {
  return {
    name: processor,
    async prepare(folder) {
      mkdirSync(join(folder, 'input'));
      write(join(folder, 'input'));
      const lines = Object.entries(options).map(([key, value]) => `mintpy.load.${key} = ../input/${value}\n`);
      const text = `mintpy.load.processor = ${processor}\n${lines.join('')}`;
      writeFileSync(join(folder, 'template.txt'), text);
      return damaged.flatMap(([files, mutate]) =>
        filesIn(folder, 'input', files).map((file): Target => ({ file, mutate })),
      );
    },
    attempt: (folder) => load(folder, 'template.txt'),
    names: /input\/|mintpy\.load\.|No perpendicular baseline/,
  };
}

const MADE: readonly Family[] = [
  made(
    'licsar',
    {
      unwFile: 'GEOC/*/*.geo.unw.tif',
      corFile: 'GEOC/*/*.geo.cc.tif',
      demFile: 'metadata/*.hgt.tif',
      incAngleFile: 'metadata/*.U.tif',
      azAngleFile: 'metadata/*.E.tif',
    },
    (project) => writeLicsarFrame(project, PAIRS),
    [
      [/\.tif$/, mutateBytes],
      [/metadata\.txt$|baselines$/, mutateText],
    ],
  ),
  made(
    'fringe',
    {
      unwFile: 'fringe/PS_DS/unwrap/*.unw',
      corFile: 'fringe/PS_DS/tcorr_ds_ps.bin',
      connCompFile: 'fringe/PS_DS/unwrap/*.unw.conncomp',
      metaFile: 'reference/IW*.xml',
      baselineDir: 'baselines',
      demFile: 'fringe/geometry/hgt.vrt',
      lookupYFile: 'fringe/geometry/lat.vrt',
      lookupXFile: 'fringe/geometry/lon.vrt',
      incAngleFile: 'merged/geom_reference/los.rdr.full',
      azAngleFile: 'merged/geom_reference/los.rdr.full',
    },
    writeFringeStack,
    [
      [/\.(?:hdr|vrt|rsc|xml|txt)$/, mutateText],
      [/\.(?:unw|conncomp|bin|full)$|ps_pixels$/, mutateBytes],
    ],
  ),
];

/** Products of processors, format by format. */
export const PRODUCTS: readonly Family[] = [opera, ...MADE, ...SAMPLES.map(sample)];

/** Families that need the sample data of this machine. */
export const OF_SAMPLES: readonly string[] = SAMPLES.map(({ name }) => name);
