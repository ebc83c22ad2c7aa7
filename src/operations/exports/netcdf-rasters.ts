import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { makeRawFile, type RawOutput } from '../../io/files/raw-output.ts';
import { typeSize } from '../../io/hdf5/datatype.ts';
import type { H5Type } from '../../io/hdf5/types.ts';
import { layOutNetcdf, type NcAttribute, type NcFile, type NcType } from '../../io/netcdf/classic.ts';
import { runBlocks } from '../engine.ts';
import type { ValueRules } from './value-rules.ts';

/** A variable of rasters, and where its values come from. */
export interface NcRaster {
  readonly name: string;
  /** type of the values as `exportedType` gives it */
  readonly type: H5Type;
  readonly attributes: Readonly<Record<string, NcAttribute>>;
  /** one, or one per record */
  readonly planes: readonly { readonly values: BlockSource; readonly minus?: BlockSource }[];
  readonly mask?: BlockSource;
  readonly rules?: Omit<ValueRules, 'type'>;
}

/** How numbers are kept: the classic format has no unsigned ones but bytes. */
const STORED: Readonly<Record<string, readonly [NcType, H5Type]>> = {
  u1: ['byte', 'u1'],
  i1: ['byte', 'i1'],
  i2: ['short', 'i2'],
  u2: ['int', 'i4'],
  i4: ['int', 'i4'],
  u4: ['double', 'f8'],
  f4: ['float', 'f4'],
  f8: ['double', 'f8'],
};

/** Sink types whose values keep the bytes that they are given. */
const CARRIERS: Readonly<Record<number, H5Type>> = { 1: 'u1', 2: 'u2', 4: 'u4', 8: 'f8' };

/**
 * Write a netCDF file of rasters that all have the same rows and columns; their `actual_range` is found on the way.
 *
 * @param frame everything but the rasters; they come last, in their order
 * @param axes names of the dimensions of rows and columns
 */
export async function writeNetcdf(
  path: string,
  frame: NcFile,
  rasters: readonly NcRaster[],
  [y, x]: readonly [string, string],
  context: Context,
): Promise<void> {
  const ranges = new Map<string, readonly [number, number]>();
  const whole = (): NcFile => ({
    ...frame,
    variables: [
      ...frame.variables,
      ...rasters.map(({ name, type, attributes, planes }) => {
        const [ncType] = STORED[type];
        const isSeries =
          frame.record !== undefined && planes.length === frame.dimensions[frame.record] && planes.length > 0;
        const gaps: Record<string, NcAttribute> = type.startsWith('f')
          ? { _FillValue: { type: ncType, values: [Number.NaN] } }
          : {};
        const range = { actual_range: { type: ncType, values: ranges.get(name) ?? [0, 0] } };
        return {
          name,
          type: ncType,
          dimensions: [...(isSeries ? [frame.record!] : []), y, x],
          attributes: { ...attributes, ...gaps, ...range },
        };
      }),
    ],
  });
  const { head, places, short, size } = layOutNetcdf(whole());
  await makeRawFile(path, size, async (output) => {
    output.write(head, 0);
    for (const { bytes, address } of short) output.write(bytes, address);
    for (const raster of rasters) {
      const { address, stride } = places.get(raster.name)!;
      const found = [Infinity, -Infinity] as [number, number];
      for (const [k, plane] of raster.planes.entries()) {
        const [low, high] = await writePlane(
          output,
          address + k * stride,
          raster,
          plane,
          [frame.dimensions[y], frame.dimensions[x]],
          context,
        );
        found[0] = Math.min(found[0], low);
        found[1] = Math.max(found[1], high);
        if (raster.planes.length > 1) context.progress('writing dates', k + 1, raster.planes.length);
      }
      ranges.set(raster.name, found[0] <= found[1] ? found : [Number.NaN, Number.NaN]);
    }
    output.write(layOutNetcdf(whole()).head, 0); // as long as before, now with the ranges
  });
  context.log.info(`wrote ${path}`);
}

async function writePlane(
  output: RawOutput,
  address: number,
  { type, mask, rules }: NcRaster,
  { values, minus }: NcRaster['planes'][number],
  [length, width]: readonly [number, number],
  context: Context,
): Promise<readonly [low: number, high: number]> {
  const [, stored] = STORED[type];
  const [lows, highs] = await runBlocks(
    {
      label: 'writing',
      length,
      width,
      inputs: { values, ...(minus && { minus }), ...(mask && { mask }) },
      outputs: { values: output.sink(address, CARRIERS[typeSize(stored)]) },
      kernel: 'exportRows',
      args: { ...rules, type: stored, bigEndian: true, tellsRange: true },
    },
    context,
  );
  return [lows.reduce((a, b) => Math.min(a, b), Infinity), highs.reduce((a, b) => Math.max(a, b), -Infinity)];
}
