import type { StackDescription } from '../../loading/description.ts';
import type { Layer, LayerSource } from '../../loading/layer.ts';

/** How a dataset of the loaded files comes about. */
export interface LayerSummary {
  readonly dataset: string;
  readonly count: number;
  readonly length: number;
  readonly width: number;
  /** Where its values are in the files, and what becomes of them. */
  readonly rule: string;
}

/** Every dataset that would be loaded, with the rule by which its files are read. */
export function layersOf({ ifgrams, ionosphere, offsets, geometry }: StackDescription): LayerSummary[] {
  const out: LayerSummary[] = [];
  const add = (dataset: string, layers: readonly Layer[]) => {
    const [{ length, width }] = layers;
    const rules = [...new Set(layers.map(ruleOf))];
    out.push({ dataset, count: layers.length, length, width, rule: rules.join(' / ') });
  };
  for (const [prefix, stack] of [
    ['', ifgrams],
    ['ionosphere ', ionosphere],
    ['', offsets],
  ] as const) {
    for (const dataset of stack?.datasets ?? [])
      add(
        `${prefix}${dataset}`,
        stack!.pairs.map(({ layers }) => layers[dataset]!),
      );
  }
  for (const { layers } of [geometry.radar, geometry.geo].filter((one) => one !== undefined))
    for (const [dataset, layer] of Object.entries(layers)) if (layer !== undefined) add(dataset, [layer]);
  return out;
}

function ruleOf(layer: Layer): string {
  if ('compute' in layer) return `computed (${layer.label})`;
  const { source, transforms } = layer;
  const changes = transforms.map((one) =>
    one.kind === 'scale'
      ? `times ${one.factor}`
      : one.kind === 'replace'
        ? `${one.from} -> ${one.to}`
        : one.kind === 'replaceNoData'
          ? `no data -> ${one.to}`
          : one.kind,
  );
  if (source.kind !== 'band') return [placeOf(source), ...changes].join(', ');
  const { format, band, part } = source;
  const layout = format?.kind === 'raw' ? format.layout : undefined;
  const bytes =
    layout === undefined
      ? []
      : [
          `${layout.type} ${layout.littleEndian ? 'little' : 'big'}-endian`,
          `${layout.bands} band(s) ${layout.interleave}`,
        ];
  const isComplex = layout === undefined ? part !== undefined : layout.type.startsWith('c');
  return [`band ${band}`, ...bytes, ...(isComplex && part !== undefined ? [part] : []), ...changes].join(
    ', ',
  );
}

function placeOf(source: Exclude<LayerSource, { kind: 'band' }>): string {
  switch (source.kind) {
    case 'dataset':
      return `dataset ${source.dataset}`;
    case 'cube':
      return source.heights === undefined
        ? `coarse ${source.datasets.join(', ')}`
        : `cubes ${[...source.datasets, ...(source.minus ?? []).map((name) => `less ${name}`)].join(', ')} at the height of the ground`;
    case 'surface':
      return `a surface through coarse ${source.rasters[0].datasets.join(', ')} of ${source.rasters.length} frames`;
    case 'constant':
      return `${source.value} everywhere`;
    case 'tiff':
      return `band ${source.band} of a GeoTIFF`;
    case 'netcdf':
      return 'netCDF grid';
    case 'placed':
      return `${ruleOf(source.layer)}, moved by ${source.y0}, ${source.x0} pixels`;
    case 'warped':
      return `${ruleOf(source.layer)}, interpolated (${source.method})`;
    case 'frames':
      return `${source.frames.length} frames put together (${source.what}): ${ruleOf(source.frames[0])}`;
  }
}
