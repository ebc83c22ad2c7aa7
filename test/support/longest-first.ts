import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, the longest first: begun last, one of them would run alone at the end. */
const LONGEST = [
  'src/viewer/viewer.test.ts',
  'fuzz/fuzz.test.ts',
  'test/cluster/slurm.test.ts',
  'test/goldens/isce-radar.test.ts',
  'test/resume/kill.test.ts',
  'test/corrections-in-workflow.test.ts',
  'test/docs.test.ts',
  'test/goldens/single-commands.test.ts',
  'src/steps/doctor/broken.test.ts',
  'test/resume/update-mode.test.ts',
  'src/viewer/share.test.ts',
  'test/bad-input/run.test.ts',
  'src/viewer/viewer-people.test.ts',
  'test/remedies.test.ts',
  'test/resume/append.test.ts',
  'test/resume/fetch-kill.test.ts',
  'test/bad-input/template.test.ts',
  'src/core/simulation/scene.test.ts',
  'src/viewer/viewer-tools.test.ts',
  'src/viewer/viewer-saves.test.ts',
  'src/io/hdf5/table.test.ts',
];

/** The longest files first, then the others in vitest's order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((file) => moduleId.endsWith(`/${file}`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
