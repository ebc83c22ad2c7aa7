import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defaultOptions, readOptions, templateText } from '../src/config/index.ts';
import { quietContext } from '../src/core/context.ts';
import { simulateScene } from '../src/core/simulation/scene.ts';
import { sceneOptions } from '../src/core/simulation/scene-options.ts';
import { readIfgramStack } from '../src/io/products/ifgram-stack.ts';
import { temporalAverage } from '../src/operations/averages/temporal-average.ts';
import { fitVelocity } from '../src/operations/timeseries/velocity.ts';
import { writeIsceStack } from '../src/processors/isce/writer/stack-tree.ts';
import { runWorkflow } from '../src/steps/run-workflow.ts';
import { sharedData } from '../test/support/shared-data.ts';
import { tinySeries } from '../test/support/tiny-series.ts';
import { tinyStack } from '../test/support/tiny-stack.ts';
import type { Family, Target } from './family.ts';
import { hdf5 } from './hdf5.ts';
import { type Mutate, mutateBytes, mutateText } from './mutation.ts';
import { filesIn, load, PRODUCTS } from './products.ts';
import { contentOf, contentOfFolder } from './results.ts';

const context = quietContext({ workers: 1 });
/** As seen from the folder in which families run: that of the repository. */
const fixtures = resolve('test/fixtures');
const targets = (mutate: Mutate, files: readonly string[]): Target[] =>
  files.map((file) => ({ file, mutate }));

const stack: Family = {
  name: 'stack',
  async prepare(folder) {
    await tinyStack(join(folder, 'ifgramStack.h5'), {
      unwrapPhase: (k, y, x) => Math.sin(k + y) * x,
      coherence: (k, y, x) => 1 / (1 + k + y + x),
      connectComponent: (k, y) => (k + y) % 3,
    });
    return targets(mutateBytes, ['ifgramStack.h5']);
  },
  async attempt(folder) {
    const file = join(folder, 'ifgramStack.h5');
    const before = await contentOf(file);
    const { date12, bperp, kept } = await readIfgramStack(file);
    await temporalAverage({ file, dataset: 'coherence', outfile: join(folder, 'out/coherence.h5') }, context);
    return [
      before,
      JSON.stringify([date12, [...bperp], kept]),
      await contentOfFolder(join(folder, 'out')),
    ].join('\n');
  },
};

const series: Family = {
  name: 'series',
  async prepare(folder) {
    const dates = ['20200101', '20200113', '20200125', '20200206', '20200218'];
    await tinySeries(join(folder, 'timeseries.h5'), dates, (k, y, x) => k * (y - x) * 1e-3);
    return targets(mutateBytes, ['timeseries.h5']);
  },
  async attempt(folder) {
    const timeseries = join(folder, 'timeseries.h5');
    const options = defaultOptions().config.timeFunc;
    await fitVelocity({ timeseries, outfile: join(folder, 'out/velocity.h5'), options }, context);
    return contentOfFolder(join(folder, 'out'));
  },
};

/** The sheets and rasters that ISCE-2 leaves. */
function isce(name: string, which: RegExp, mutate: Mutate): Family {
  return {
    name,
    async prepare(folder) {
      const scene = simulateScene(sceneOptions({ length: 10, width: 12, numDate: 3, seed: 5 }));
      const { template } = await writeIsceStack(scene, join(folder, 'input'));
      const text = readFileSync(template, 'utf8').replaceAll('../', '../input/');
      writeFileSync(join(folder, 'template.cfg'), text);
      return targets(mutate, filesIn(folder, 'input', which));
    },
    attempt: (folder) => load(folder, 'template.cfg'),
    names: /IW\d\.xml|\.(?:unw|cor|rdr|conncomp)\b|baselines|mintpy\.load\./,
  };
}

const aria: Family = {
  name: 'aria',
  async prepare(folder) {
    cpSync(join(fixtures, 'aria/input'), join(folder, 'input'), { recursive: true });
    const text = readFileSync(join(fixtures, 'aria/SanFranSenDT42.txt'), 'utf8').replaceAll(
      '../',
      '../input/',
    );
    writeFileSync(join(folder, 'template.txt'), text);
    return targets(mutateText, filesIn(folder, 'input', /\.(?:vrt|xml|hdr)$/));
  },
  attempt: (folder) => load(folder, 'template.txt'),
  names: /\.vrt|mintpy\.load\./,
};

const gamma: Family = {
  name: 'gamma',
  async prepare(folder) {
    const data = sharedData();
    if (data === undefined) return undefined;
    const from = join(data, 'gamma/radar');
    const template = readdirSync(from).find((name) => name.endsWith('.txt'))!;
    const pairs = readdirSync(join(from, 'input/interferograms')).sort().slice(0, 3);
    mkdirSync(join(folder, 'input/interferograms'), { recursive: true });
    for (const part of ['geometry', ...pairs.map((pair) => `interferograms/${pair}`)])
      cpSync(join(from, 'input', part), join(folder, 'input', part), { recursive: true });
    const text = readFileSync(join(from, template), 'utf8').replaceAll('../', '../input/');
    writeFileSync(join(folder, 'template.txt'), text);
    return targets(mutateText, filesIn(folder, 'input', /\.(?:par|off|base_perp|baseline|corner)$/));
  },
  attempt: (folder) => load(folder, 'template.txt'),
  names: /rlks\.|mintpy\.load\./,
};

const template: Family = {
  name: 'template',
  async prepare(folder) {
    cpSync(join(fixtures, 'isce-multilooked/multilook-nearest.cfg'), join(folder, 'short.cfg'));
    writeFileSync(join(folder, 'smallbaselineApp.cfg'), templateText());
    return targets(mutateText, ['short.cfg', 'smallbaselineApp.cfg']);
  },
  async attempt(folder) {
    const read = (name: string) => JSON.stringify(readOptions(join(folder, name)).config);
    return [read('short.cfg'), read('smallbaselineApp.cfg')].join('\n');
  },
  names: /mintpy\./,
};

/** What mintsar keeps for itself: damaged notes cost a rerun, never a result. */
const notes: Family = {
  name: 'notes',
  async prepare(folder) {
    cpSync(join(fixtures, 'isce-multilooked'), join(folder, 'work'), { recursive: true });
    mkdirSync(join(folder, 'work/.mintsar'));
    const { workDir, customFile } = noteRun(folder);
    await runWorkflow({ workDir, customFile, only: STEP_OF_NOTES }, context);
    return targets(mutateText, ['work/.mintsar/workflow.json']);
  },
  async attempt(folder) {
    const { workDir, customFile } = noteRun(folder);
    await runWorkflow({ workDir, customFile, only: STEP_OF_NOTES }, context);
    return contentOfFolder(workDir);
  },
};
const STEP_OF_NOTES = 'modify_network';

function noteRun(folder: string) {
  const workDir = join(folder, 'work');
  const customFile = join(workDir, 'multilook-nearest.cfg');
  return { workDir, customFile };
}

export const FAMILIES: readonly Family[] = [
  stack,
  series,
  hdf5,
  isce('isce-sheets', /\.(?:xml|vrt)$|baselines.*\.txt$/, mutateText),
  isce('isce-rasters', /\.(?:unw|cor|conncomp|rdr)$/, mutateBytes),
  aria,
  gamma,
  template,
  notes,
  ...PRODUCTS,
];
