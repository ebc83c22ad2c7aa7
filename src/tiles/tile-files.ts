import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { BlockSink } from '../core/block-io.ts';
import type { Part, Work } from '../core/job.ts';
import { writeWhole } from '../io/whole-file.ts';

/** Where an output of a tile lies in its part: [planes, rows, width] from `address` on. */
export interface PartOutput {
  readonly name: string;
  readonly address: number;
  readonly bytes: number;
}

/** That a tile is complete. */
export interface TileMarker {
  readonly plan: string;
  readonly tile: number;
  /** of the bytes of the part */
  readonly hash: string;
  /** what the kernel told, serialized */
  readonly told: string;
  readonly host: string;
  readonly seconds: number;
}

function tileName(folder: string, tile: number, ending: string): string {
  return join(folder, `tile-${String(tile).padStart(4, '0')}.${ending}`);
}

export function partPath(folder: string, tile: number): string {
  return tileName(folder, tile, 'part');
}

/** How the outputs of a tile follow one another in its part. */
export function partLayout({ job: { data } }: Work, part: Part): PartOutput[] {
  let address = 0;
  return Object.entries(data.outputs).map(([name, { planes, bytesPerValue }]) => {
    const numPlane = 'planes' in part ? part.planes.length : planes;
    const rows = 'planes' in part ? data.length : part.y1 - part.y0;
    const output = { name, address, bytes: numPlane * rows * data.width * bytesPerValue };
    address += output.bytes;
    return output;
  });
}

/** The sinks of a tile: the places in its part. */
export function partSinks(work: Work, part: Part, path: string): Record<string, BlockSink> {
  return Object.fromEntries(
    partLayout(work, part).map(({ name, address }) => {
      const { type, bytesPerValue, planes } = work.job.data.outputs[name];
      return [name, { path, address, type, bytesPerValue, planes }];
    }),
  );
}

export function writeMarker(folder: string, marker: Omit<TileMarker, 'told'>, told: unknown[]): void {
  const text = JSON.stringify({ ...marker, told: serialize(told).toString('base64') }, null, 2);
  writeWhole(tileName(folder, marker.tile, 'done'), `${text}\n`);
}

/** The marker of a tile that is done; undefined for one that is not, or that belongs to another plan. */
export function readMarker(folder: string, plan: string, tile: number): TileMarker | undefined {
  const path = tileName(folder, tile, 'done');
  if (!existsSync(path) || !existsSync(partPath(folder, tile))) return undefined;
  try {
    const marker = JSON.parse(readFileSync(path, 'utf8')) as TileMarker;
    return marker.plan === plan && marker.tile === tile ? marker : undefined;
  } catch {
    return undefined; // damaged: the tile runs again
  }
}

/** Have a tile done again: its marker goes first. */
export function forgetTile(folder: string, tile: number): void {
  for (const ending of ['done', 'part']) rmSync(tileName(folder, tile, ending), { force: true });
}

export function told({ told }: TileMarker): unknown[] {
  return deserialize(Buffer.from(told, 'base64')) as unknown[];
}

export const partHash = () => createHash('sha256');
