import { alone, CLUSTER_STEPS, type ClusterModel, type RunResult, simulateRun } from './scale-model.ts';

/*
 * The planner against clusters that do not exist: `npx tsx bench/scale.ts [seed]`. What is assumed stands in docs/scale.md, with what
 * came of it.
 */

const seed = Number(process.argv[2] ?? 1);
/** 1000 pairs of 300 dates: 10 million pixels are 0.1 TB of phase, coherence and components, 100 million are 1 TB. */
const SIZES = [10e6, 100e6];
const NODES = [1, 10, 30, 100, 300, 1000];
const USUAL: ClusterModel = {
  nodes: 1,
  tilesPerSlot: 1,
  slotsPerNode: 8,
  medianWait: 60,
  waitSpread: 1,
  failure: 0.005,
  nodeLoss: 0.001,
  straggler: 0.02,
  stragglerFactor: 3,
  nodeBandwidth: 1e9,
  sharedBandwidth: 10e9,
  pricePerCoreHour: 0.04,
};

function row(label: string, { seconds, bytes, coreHours, cost, tries, serial }: RunResult): string {
  const hours = (seconds / 3600).toFixed(2);
  return `| ${label} | ${hours} | ${(serial / 3600).toFixed(2)} | ${(bytes / 1e12).toFixed(1)} | ${coreHours.toFixed(0)} | ${cost.toFixed(0)} | ${tries} |`;
}

const HEAD = [
  'nodes',
  'hours',
  'of these on one machine',
  'TB moved',
  'core hours',
  'cost',
  'tiles done again',
];

for (const pixels of SIZES) {
  console.log(`\n1000 pairs, 300 dates, ${pixels / 1e6} million pixels; ${CLUSTER_STEPS.length} steps\n`);
  console.log(`| ${HEAD.join(' | ')} |\n|${HEAD.map(() => '--').join('|')}|`);
  console.log(`| one machine, 8 threads | ${(alone(pixels, 8, USUAL) / 3600).toFixed(2)} | | | | | |`);
  for (const nodes of NODES) console.log(row(`${nodes}`, simulateRun(pixels, { ...USUAL, nodes }, seed)));
}

console.log('\n100 nodes, 100 million pixels, one thing changed at a time\n');
console.log(`| ${['', ...HEAD.slice(1)].join(' | ')} |\n|${HEAD.map(() => '--').join('|')}|`);
const changes: readonly [string, Partial<ClusterModel>][] = [
  ['as above', {}],
  ['three tiles a slot', { tilesPerSlot: 3 }],
  ['a queue of an hour', { medianWait: 3600 }],
  ['one task in ten fails', { failure: 0.1 }],
  ['no stragglers', { straggler: 0 }],
  ['one task in five is a straggler', { straggler: 0.2 }],
  ['a file system of 1 GB/s', { sharedBandwidth: 1e9 }],
  ['a file system of 100 GB/s', { sharedBandwidth: 100e9 }],
];
for (const [label, change] of changes)
  console.log(row(label, simulateRun(100e6, { ...USUAL, nodes: 100, ...change }, seed)));
