const isNode20 = process.versions.node.startsWith('20.');

/**
 * How Node runs many short tests in one process: with room for what they leave behind, so that it looks for rubbish less
 * often, and slower to optimise functions of which most run for a moment. A fifth less time in all. Later releases optimise
 * by another count and do not know the last flag.
 */
export const FLAGS_FOR_TESTS = [
  '--initial-old-space-size=1000',
  '--min-semi-space-size=32',
  '--max-semi-space-size=64',
  ...(isNode20 ? ['--interrupt-budget=1000000'] : []),
];
