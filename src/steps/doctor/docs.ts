import { FINDINGS, type FindingKind, type Severity } from './findings.ts';

const MEANING: Readonly<Record<Severity, string>> = {
  stop: 'stops the run',
  loss: 'loses something',
  hint: 'a hint',
};

const GROUPS: Readonly<Record<string, string>> = {
  10: 'The template',
  11: 'Files',
  12: 'Pairs',
  13: 'Metadata',
  14: 'The network',
  15: 'Options and data',
  16: 'Layers',
  17: 'Values',
  18: 'The machine',
};

/** Every finding with cause and remedy, in Markdown. */
export function findingReference(): string {
  const parts: string[] = [];
  let group = '';
  for (const [code, kind] of Object.entries<FindingKind>(FINDINGS)) {
    const own = code.slice(2, 4);
    if (own !== group) parts.push(`## ${GROUPS[own]}`);
    group = own;
    const { title, severity, cause, remedy, fix } = kind;
    const lines = [`*${MEANING[severity]}*`, `Cause: ${cause}`, `Remedy: ${remedy}`];
    if (fix !== undefined) lines.push(`\`--fix\` ${fix}.`);
    parts.push(`### ${code} ${title}`, lines.join('  \n'));
  }
  return parts.join('\n\n');
}
