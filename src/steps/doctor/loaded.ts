import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MintsarError } from '../../core/errors.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import {
  GEOMETRY_DATASETS,
  type GeometryDescription,
  OBSERVATIONS,
  type PairDescription,
  type PairStack,
  type StackDescription,
} from '../../loading/description.ts';
import { layerOfDataset } from '../../loading/layer.ts';
import { FILES } from '../../operations/work-files.ts';
import { type Finding, finding } from './findings.ts';

/** Whether a work directory holds a stack that was loaded, here or elsewhere. */
export function isLoaded(workDir: string): boolean {
  return existsSync(join(workDir, FILES.stack));
}

/**
 * What was loaded, described like the products that it was loaded from: so that it is examined like them. What cannot be read is
 * a finding.
 */
export async function describeLoaded(
  workDir: string,
): Promise<{ readonly description?: StackDescription; readonly findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  const attempt = async <T>(name: string, describe: (file: H5Reader) => T): Promise<T | undefined> => {
    const path = join(workDir, name);
    if (!existsSync(path)) return undefined;
    try {
      return await withH5(path, describe);
    } catch (error) {
      if (!(error instanceof MintsarError)) throw error;
      const { message, remedy } = error;
      findings.push(finding(isCut(message, remedy) ? 'MS1105' : 'MS1107', message, { remedy }));
      return undefined;
    }
  };
  const ifgrams = await attempt(FILES.stack, describeStack);
  const [radar, geo] = [
    await attempt(FILES.geometryRadar, describeGeometry),
    await attempt(FILES.geometryGeo, describeGeometry),
  ];
  if (ifgrams === undefined) return { findings };
  const names = [radar?.layers, geo?.layers].flatMap((layers) => Object.keys(layers ?? {}));
  if (!names.includes('height') && findings.length === 0)
    findings.push(
      finding(
        'MS1101',
        `Neither ${FILES.geometryRadar} nor ${FILES.geometryGeo} holds the height of the pixels.`,
        {
          remedy: 'Load the geometry, too (mintpy.load.demFile), or copy these files beside the stack.',
        },
      ),
    );
  return { description: { ifgrams, geometry: { radar, geo }, warnings: [] }, findings };
}

/** Whether a complaint is about a file that ends too early. */
export function isCut(message: string, remedy: string): boolean {
  return /truncated|ends (?:after|beyond)|nothing stands at byte/.test(message) || /may be cut/.test(remedy);
}

function describeStack(file: H5Reader): PairStack {
  const dates = file.datasets.has('date') ? (file.read('date') as string[]) : [];
  const bperp = file.datasets.has('bperp')
    ? (file.read('bperp') as Float32Array)
    : new Float32Array(dates.length / 2);
  const datasets = OBSERVATIONS.filter((name) => file.datasets.has(name));
  const pairs = Array.from({ length: dates.length >> 1 }, (_, k): PairDescription => {
    const layers = datasets.map((name) => [
      name,
      layerOfDataset(file, { path: file.path }, name, { plane: k }),
    ]);
    const [date1, date2] = [dates[2 * k], dates[2 * k + 1]];
    return { date1, date2, bperpTop: bperp[k], bperpBottom: bperp[k], layers: Object.fromEntries(layers) };
  });
  const [length, width] = sizeOf(file);
  return { pairs, datasets, length, width, attributes: { FILE_PATH: file.path, ...file.attributes } };
}

function describeGeometry(file: H5Reader): GeometryDescription {
  const names = GEOMETRY_DATASETS.filter((name) => file.datasets.get(name)?.shape.length === 2);
  const layers = names.map((name) => [name, layerOfDataset(file, { path: file.path }, name)]);
  const [length, width] = sizeOf(file);
  return { layers: Object.fromEntries(layers), length, width, attributes: file.attributes };
}

const sizeOf = ({ attributes }: H5Reader) => [Number(attributes.LENGTH), Number(attributes.WIDTH)] as const;
