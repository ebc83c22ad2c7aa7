import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bounds } from '../../core/geometry/map-grid.ts';
import { writeWhole } from '../../io/whole-file.ts';

export interface UrlListRequest {
  readonly urls: readonly string[];
  readonly folder: string;
  readonly tracks?: readonly number[];
  /** degrees */
  readonly box?: Bounds;
}

/**
 * Write the addresses of products, one a line, as other commands take them: `track64_bbox-119W36S-118E38N_0.txt` in whole degrees
 * around the area, with the first number that is free.
 *
 * @returns path of the list
 */
export function writeUrlList({ urls, folder, tracks = [], box }: UrlListRequest): string {
  const track = tracks.length > 0 ? [`track${tracks.join('-')}`] : [];
  const area =
    box === undefined
      ? []
      : [
          `bbox${Math.floor(box.west)}W${Math.floor(box.south)}S${Math.ceil(box.east)}E${Math.ceil(box.north)}N`,
        ];
  const words = [...track, ...area];
  const stem = words.length > 0 ? words.join('_') : 'products';
  let k = 0;
  while (existsSync(join(folder, `${stem}_${k}.txt`))) k++;
  const path = join(folder, `${stem}_${k}.txt`);
  writeWhole(path, urls.map((url) => `${url}\n`).join(''));
  return path;
}
