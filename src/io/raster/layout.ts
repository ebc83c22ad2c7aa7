import { MetadataError } from '../../core/errors.ts';
import type { Attributes } from '../hdf5/types.ts';
import { type ByteFormat, rasterConventions } from './convention.ts';
import { elementType } from './element-type.ts';
import { interleaveNamed, type RawLayout } from './raw-band.ts';
import { rscFormat } from './rsc.ts';

/**
 * How the bytes of a raw file lie: as its format says, else as DATA_TYPE, BANDS and INTERLEAVE do. BYTE_ORDER counts where the
 * format is silent.
 * @throws {MetadataError} when LENGTH or WIDTH is missing or not a positive whole number, or type or order of bands is unknown
 */
export function rawLayout(path: string, attributes: Attributes, format?: ByteFormat): RawLayout {
  const size = (key: 'LENGTH' | 'WIDTH'): number => {
    const value = Number(attributes[key]);
    if (!Number.isInteger(value) || value <= 0) {
      throw new MetadataError(
        `${path}: ${key} is ${attributes[key] ?? 'missing'}.`,
        `Give the number of ${key === 'LENGTH' ? 'lines' : 'samples'} in the metadata beside the file.`,
      );
    }
    return value;
  };
  const shape = { length: size('LENGTH'), width: size('WIDTH'), headerBytes: 0 };
  const littleEndian = !/^(?:b|1|msb)/i.test(attributes.BYTE_ORDER ?? attributes.byte_order ?? 'l');
  if (format !== undefined) return { ...shape, littleEndian, ...format };
  const type = elementType(attributes.DATA_TYPE ?? 'float32');
  if (type === undefined)
    throw new MetadataError(`${path}: DATA_TYPE ${attributes.DATA_TYPE} is unknown.`, 'Use e.g. float32.');
  const interleave = interleaveNamed(attributes.INTERLEAVE ?? 'BIL');
  if (interleave === undefined)
    throw new MetadataError(
      `${path}: INTERLEAVE is '${attributes.INTERLEAVE}'.`,
      'Give BSQ, BIL or BIP in the metadata beside the file.',
    );
  return { ...shape, bands: Number(attributes.BANDS ?? 1), type, interleave, littleEndian };
}

/** How the bytes lie by the conventions of the program that PROCESSOR names. Throws as `rawLayout` does. */
export function layoutByConvention(path: string, attributes: Attributes): RawLayout {
  const { PROCESSOR: processor } = attributes;
  const convention = rasterConventions().find((row) => row.processor === processor);
  const format = processor === 'roipac' ? rscFormat(path) : convention?.format?.(path);
  return rawLayout(path, attributes, format);
}
