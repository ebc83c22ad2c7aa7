import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAddress } from '../../io/bytes/address.ts';
import { hiddenPlaces } from '../../loading/load-checks.ts';
import { filesOf, type LoadOptions } from '../../loading/load-options.ts';
import { pairNameIn } from '../../loading/pair-in-path.ts';
import { mostCommon } from '../../loading/pair-sizes.ts';
import type { Processor } from '../../processors/processor.ts';
import { type Recognised, recognise } from '../../processors/recognise.ts';
import { type Finding, type Fix, finding } from './findings.ts';
import { patternFrom } from './subject.ts';

/** Options whose files belong to pairs. */
export const PAIR_OPTIONS = [
  'unwFile',
  'corFile',
  'connCompFile',
  'intFile',
  'magFile',
  'ionUnwFile',
  'ionCorFile',
  'ionConnCompFile',
  'azOffFile',
  'azOffStdFile',
  'rgOffFile',
  'rgOffStdFile',
  'offSnrFile',
];

/** What the options lead to. */
export interface FoundFiles {
  /** Files by option, of those that are set. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly findings: readonly Finding[];
}

/** Products in or beside a work directory, looked for once and only when they are asked about. */
export class Neighbourhood {
  private readonly workDir: string;
  private readonly processors: readonly Processor[] | undefined;
  private found: { readonly products: Recognised | undefined } | undefined;

  constructor(workDir: string, processors?: readonly Processor[]) {
    this.workDir = workDir;
    this.processors = processors;
  }

  get products(): Recognised | undefined {
    this.found ??= {
      products: recognise(this.workDir, this.processors) ?? recognise(dirname(this.workDir), this.processors),
    };
    return this.found.products;
  }

  /** The line that would set an option to the files that are there. */
  fixOf(option: string): Fix | undefined {
    const { products } = this;
    const pattern = products?.patterns[option];
    if (products === undefined || pattern === undefined) return undefined;
    const value = patternFrom(this.workDir, products.folder, pattern);
    return { kind: 'set', key: `mintpy.load.${option}`, value };
  }
}

/** Files of all options; which of them are missing, hidden, empty or of odd sizes. Nothing is opened. */
export function checkFiles(options: LoadOptions, near: Neighbourhood): FoundFiles {
  const files = new Map(
    Object.keys(options.patterns)
      .filter((name) => name.endsWith('File'))
      .map((name) => [name, filesOf(options, name)] as const),
  );
  const has = (name: string) => (files.get(name)?.length ?? 0) > 0;
  const findings: Finding[] = [];
  const isObserved = has('unwFile') || has('azOffFile') || has('rgOffFile');
  const needed = isObserved ? [] : ['unwFile'];
  if (has('unwFile') || !isObserved) needed.push('demFile');
  for (const name of needed) if (!has(name)) findings.push(unmatched('MS1101', options, name, near));
  for (const [name, found] of files) {
    if (found.length > 0 || name === 'demFile' || (name === 'unwFile' && !isObserved)) continue;
    if (!options.autoPath) findings.push(unmatched('MS1102', options, name, near));
  }
  const excluded = new Set<string | undefined>(options.excluded);
  findings.push(...hiddenPlaces(options).map((message) => finding('MS1103', message)));
  for (const name of PAIR_OPTIONS) {
    const kept = (files.get(name) ?? []).filter((path) => !excluded.has(pairNameIn(path)));
    findings.push(...checkSizes(name, kept));
  }
  return { files, findings };
}

function unmatched(
  code: 'MS1101' | 'MS1102',
  { patterns, workDir }: LoadOptions,
  name: string,
  near: Neighbourhood,
): Finding {
  const pattern = patterns[name];
  const message =
    pattern === undefined
      ? `mintpy.load.${name} is not set.`
      : `mintpy.load.${name} = ${pattern}: no file (relative to ${workDir}).`;
  const fix = near.fixOf(name);
  const remedy = fix?.kind === 'set' ? `Write ${fix.key} = ${fix.value}` : undefined;
  return finding(code, message, { fix, remedy });
}

/** Formats whose files of one size in pixels differ in bytes, or that hold more than one raster. */
const PACKED = /\.(?:tiff?|nc|grd|h5|he5|vrt|zip|gz|tar)$/i;

/** Empty files, and files that are larger than most of their kind: shorter ones show when they are described. */
function checkSizes(name: string, paths: readonly string[]): Finding[] {
  const local = paths.filter((path) => !isAddress(path));
  const sizes = local.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  const findings = local
    .filter((_, k) => sizes[k] === 0)
    .map((path) => {
      const pair = pairNameIn(path);
      const fix: Fix | undefined = pair === undefined ? undefined : { kind: 'exclude', pairs: [pair] };
      return finding('MS1104', `mintpy.load.${name}: ${path} is empty.`, { fix });
    });
  const usual = mostCommon(sizes);
  const large = PACKED.test(local[0] ?? '') ? [] : local.filter((_, k) => sizes[k] > usual);
  if (large.length > 0 && usual > 0 && 10 * large.length < local.length)
    findings.push(
      finding(
        'MS1109',
        `mintpy.load.${name}: ${large.length} of ${local.length} files have more than the usual ${usual} bytes, first ${large[0]}.`,
      ),
    );
  return findings;
}
