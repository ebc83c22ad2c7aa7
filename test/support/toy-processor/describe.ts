import { readFileSync } from 'node:fs';
import type { StackDescription } from '../../../src/loading/description.ts';
import { geometryDescriptions } from '../../../src/loading/geometry-layers.ts';
import { fileLayer } from '../../../src/loading/layer.ts';
import { type LoadOptions, requiredFilesOf } from '../../../src/loading/load-options.ts';
import { stackFiles } from '../../../src/loading/option-files.ts';
import { pairInPath } from '../../../src/loading/pair-in-path.ts';
import { pairStack } from '../../../src/loading/pair-stack.ts';

/** What all scenes of a toy have in common. */
export const SCENE = {
  WAVELENGTH: '0.05',
  ALOOKS: '1',
  RLOOKS: '1',
  RANGE_PIXEL_SIZE: '2.3',
  STARTING_RANGE: '800000',
  EARTH_RADIUS: '6371000',
  HEIGHT: '700000',
  PROCESSOR: 'toy',
};

/** Describe a toy stack: sheets read, pixels not. */
export function describeToyStack(options: LoadOptions): StackDescription {
  const { stack, warnings } = pairStack({
    workDir: options.workDir,
    files: stackFiles(options),
    header(path) {
      const [date1, date2] = pairInPath(path);
      const { length, width, bperp } = sheetOf(path);
      const attributes = { ...SCENE, LENGTH: `${length}`, WIDTH: `${width}`, FILE_PATH: path };
      return { date1, date2, bperpTop: bperp, bperpBottom: bperp, attributes };
    },
    layer: (_, path) => rawLayer(path, sheetOf(path)),
    overrides: { ...options.templateAttributes, FILE_TYPE: 'ifgramStack', ...options.provenance },
  });
  const size = stack ?? { length: 0, width: 0 };
  const attributes = { ...SCENE, LENGTH: `${size.length}`, WIDTH: `${size.width}` };
  const geometry = geometryDescriptions({
    sources: { height: { layer: rawLayer(requiredFilesOf(options, 'demFile')[0], size), attributes } },
    observation: stack?.attributes,
    templateAttributes: options.templateAttributes,
  });
  return { ifgrams: stack, geometry, warnings };
}

/** `size <length> <width>` and `bperp <m>`, a line each. */
function sheetOf(path: string): { length: number; width: number; bperp: number } {
  const text = readFileSync(path.replace(/\.\w+$/, '.toy'), 'utf8');
  const [, length, width, bperp] = (/^size (\d+) (\d+)\nbperp (\S+)$/m.exec(text) ?? []).map(Number);
  return { length, width, bperp };
}

function rawLayer(path: string, { length, width }: { length: number; width: number }) {
  const layout = {
    length,
    width,
    bands: 1,
    type: 'f4',
    littleEndian: true,
    interleave: 'BIL',
    headerBytes: 0,
  } as const;
  return fileLayer(path, { known: { length, width, format: { kind: 'raw', layout } } });
}
