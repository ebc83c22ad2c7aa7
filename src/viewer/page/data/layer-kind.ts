import type { H5Type } from '../../../io/hdf5/types.ts';
import type { LayerKind } from './product.ts';

/** What a dataset holds, by the names of the field. */
export function layerKind(dataset: string, fileType: string, type: H5Type): LayerKind {
  const name = dataset.slice(dataset.lastIndexOf('/') + 1);
  if (/Std$/i.test(name)) return 'deviation';
  if (type === 'bool' || /mask/i.test(name)) return 'mask';
  if (name === 'timeseries' || name === 'displacement' || /^step\d/.test(name)) return 'displacement';
  if (/^velocity|^vertical$|^horizontal$/.test(name)) return 'velocity';
  if (/coherence|^avgSpatialCoh/i.test(name)) return 'coherence';
  if (/^connectComponent|^label/i.test(name)) return 'label';
  if (/phase/i.test(name)) return 'phase';
  if (name === 'height' || name === 'dem') return 'height';
  if (name === 'slantRangeDistance' || name === 'bperp') return 'length';
  if (fileType === 'mask') return 'mask';
  return 'value';
}
