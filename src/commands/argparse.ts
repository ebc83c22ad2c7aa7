import { createRequire } from 'node:module';

/** The argument parser, required: an import would first search 100 kB of CommonJS for the names of its exports. */
export const { ArgumentParser, RawDescriptionHelpFormatter, SUPPRESS } = createRequire(import.meta.url)(
  'argparse',
) as typeof import('argparse');
