import { defineCommand } from '../../../src/flags/define-command.ts';
import { argumentList, flag, group } from '../../../src/flags/flag.ts';
import { choice, word } from '../../../src/flags/kind.ts';
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
      command: defineCommand({
        description: 'Counts.',
        examples: ['mintsar prep_toy -c red a b'],
        flags: {
          toys: argumentList(word, 'toys'),
          ...group('looks', {
            color: flag('-c --color', choice(['red', 'blue']), 'color', { default: 'blue' }),
          }),
        },
        run: async ({ toys, color }, { log }) => log.info(`${toys.length} ${color}`),
      }),
    }),
  },
  describe: async (options) => (await import('./describe.ts')).describeToyStack(options),
};
