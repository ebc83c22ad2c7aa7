import { resolve } from 'node:path';
import { parseTemplate, readOptions } from '../config/index.ts';
import { FILES } from '../operations/work-files.ts';
import { Plan } from './plan.ts';
import { STEPS } from './registry.ts';
import type { Step } from './step.ts';

/** Options that switch every step on, so that the table shows every file. */
const EVERYTHING = `
mintpy.unwrapError.method = bridging
mintpy.solidEarthTides = yes
mintpy.ionosphericDelay.method = split_spectrum
mintpy.troposphericDelay.method = height_correlation
mintpy.deramp = linear
mintpy.geocode = yes
mintpy.save.kmz = yes
mintpy.save.hdfEos5 = yes
`;

/** The steps of the workflow for the documentation, in Markdown: what each does, its options, its files. */
export function workflowReference(): string {
  const options = readOptions(EVERYTHING, {});
  const project = {
    ...options,
    workDir: resolve('.'),
    templateFile: '',
    name: null,
    custom: parseTemplate(''),
    metadata: new Map(),
    otherLines: new Map(),
    messages: [],
  };
  const plan = new Plan(project, {
    attributes: { PLATFORM: 'Env' },
    isGeocoded: false,
    hasInterferograms: true,
    pairs: [],
    geometry: FILES.geometryRadar,
    lookup: FILES.geometryRadar,
  });
  return ['| Step | What it does | Options | Reads | Writes |', '|---|---|---|---|---|']
    .concat(STEPS.map((step, i) => row(step, i + 1, plan)))
    .join('\n');
}

function row(step: Step, number: number, plan: Plan): string {
  const cells = [
    `${number}\u00a0\`${step.name}\``,
    step.summary,
    codes(step.options.map((key) => (key.endsWith('.') ? `${key}*` : key))),
    files(step.reads(plan), plan),
    files(step.writes(plan), plan),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Files of products; aspects of one file (`ifgramStack.h5#dropIfgram`) count once. */
function files(products: readonly string[], plan: Plan): string {
  const names = [...new Set(products.map((id) => id.split('#')[0]))];
  const chain = plan.timeseriesChain();
  if (!chain.every((file) => names.includes(file))) return codes(names);
  return `${codes(names.filter((name) => !chain.includes(name)))} all time series`.trim();
}

function codes(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(' ');
}
