import type { Processor } from '../../../src/processors/processor.ts';

/** A processor for tests: raw float32 files `<pair>.phase`, `<pair>.cor`, with sheets `<pair>.toy`. */
export const toy: Processor = {
  name: 'toy',
  summary: 'phases made for a test',
  usualPlaces: () => ({
    unwFile: '../toys/*.phase',
    corFile: '../toys/*.cor',
    demFile: '../toys/height.dem',
  }),
  prep: {
    summary: 'count toys',
    load: async () => ({
      prep: {
        description: 'Counts.',
        examples: ['mintsar prep_toy -c red a b'],
        groups: [
          { flags: [{ names: ['file'], nargs: '+', help: 'toys' }] },
          {
            title: 'looks',
            flags: [{ names: ['-c', '--color'], choices: ['red', 'blue'], default: 'blue', help: 'color' }],
          },
        ],
        run: async ({ file, color }, { log }) => log.info(`${file.length} ${color}`),
      },
    }),
  },
  describe: async (options) => (await import('./describe.ts')).describeToyStack(options),
};
