import { openH5Source } from '../../../src/io/hdf5/reader.ts';
import { FarFiles } from '../../../src/loading/far-files.ts';
import { farDatasetLayer } from '../../../src/loading/far-layer.ts';
import { geometryDescriptions } from '../../../src/loading/geometry-layers.ts';
import type { FileLayer } from '../../../src/loading/layer.ts';
import { fileLayer } from '../../../src/loading/layer.ts';
import { requiredFilesOf } from '../../../src/loading/load-options.ts';
import type { PairHeader } from '../../../src/loading/pair-entry.ts';
import { pairInPath } from '../../../src/loading/pair-in-path.ts';
import { pairStack } from '../../../src/loading/pair-stack.ts';
import type { Processor } from '../../../src/processors/processor.ts';
import { SCENE } from './describe.ts';

/** Datasets of a product, and what they are to a stack. */
const DATASETS = { unwrapPhase: 'science/phase', coherence: 'science/coherence' } as const;
type Known = keyof typeof DATASETS;

/** A processor for tests whose products are HDF5 files on a server, one for each pair, and whose heights are a raw raster there. */
export const farToy: Processor = {
  name: 'fartoy',
  summary: 'phases of a server, made for a test',
  usualPlaces: () => ({}),
  async describe(options) {
    const addresses = requiredFilesOf(options, 'unwFile');
    const headers = new Map<string, PairHeader>();
    const layers = new Map<string, FileLayer>();
    const files = new FarFiles();
    for (const address of addresses) {
      const { attributes: own } = await openH5Source(await files.open(address));
      for (const [name, dataset] of Object.entries(DATASETS))
        layers.set(`${name} ${address}`, await farDatasetLayer(address, dataset, {}, files));
      const { length, width } = layers.get(`unwrapPhase ${address}`)!;
      const [date1, date2] = pairInPath(address);
      const bperp = Number(own['bperp']);
      const attributes = { ...SCENE, LENGTH: `${length}`, WIDTH: `${width}` };
      headers.set(address, { date1, date2, bperpTop: bperp, bperpBottom: bperp, attributes });
    }
    const { stack, warnings } = pairStack({
      workDir: options.workDir,
      files: { unwrapPhase: addresses, coherence: addresses },
      header: (address) => headers.get(address)!,
      layer: (name, address) => layers.get(`${name as Known} ${address}`)!,
      overrides: { ...options.templateAttributes, FILE_TYPE: 'ifgramStack' },
    });
    const { length, width, attributes } = stack!;
    const layout = { length, width, bands: 1, type: 'f4', littleEndian: true } as const;
    const format = { kind: 'raw', layout: { ...layout, interleave: 'BIL', headerBytes: 0 } } as const;
    const height = fileLayer(requiredFilesOf(options, 'demFile')[0], { known: { length, width, format } });
    const geometry = geometryDescriptions({
      sources: { height: { layer: height, attributes } },
      observation: attributes,
      templateAttributes: options.templateAttributes,
    });
    return { ifgrams: stack, geometry, warnings };
  },
  prep: { summary: 'none', load: () => Promise.reject(new Error('a toy')) },
};
