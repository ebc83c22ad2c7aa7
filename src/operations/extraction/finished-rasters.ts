import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileVersion } from '../../compute/work-journal.ts';
import { makeFolders } from '../../io/make-folders.ts';
import type { ExtractArgs, RasterJob, RasterReport } from './raster-job.ts';

/** Which rasters of a folder were finished, of what they were made, and what was told of them: a later run keeps those that fit. */
export class FinishedRasters {
  private readonly path: string;
  private readonly folder: string;
  private readonly known = new Map<string, { readonly key: string; readonly report: RasterReport }>();

  constructor(folder: string) {
    this.folder = folder;
    this.path = join(folder, '.mintsar', 'extraction.jsonl');
    if (!existsSync(this.path)) return;
    for (const line of readFileSync(this.path, 'utf8').split('\n')) {
      try {
        const { path, key, report } = JSON.parse(line);
        this.known.set(path, { key, report });
      } catch {
        // The line that was being written when a run was killed.
      }
    }
  }

  /** What was told of a raster that is there and would come out the same. */
  lookUp(job: RasterJob, args: ExtractArgs): RasterReport | undefined {
    const known = this.known.get(relative(this.folder, job.path));
    const isThere = existsSync(job.path) && (job.kind !== 'phase' || existsSync(job.labels));
    return isThere && known?.key === keyOf(job, args) ? known.report : undefined;
  }

  finish(job: RasterJob, args: ExtractArgs, report: RasterReport): void {
    const path = relative(this.folder, job.path);
    const key = keyOf(job, args);
    this.known.set(path, { key, report });
    makeFolders(dirname(this.path));
    appendFileSync(this.path, `${JSON.stringify({ path, key, report })}\n`);
  }
}

/** All that a raster depends on; files on servers by what was seen of them. */
function keyOf(job: RasterJob, args: ExtractArgs): string {
  const { full, crs, looks, isRanked, region, mask, heights } = args;
  const versions = (key: string, value: unknown): unknown => {
    if (key === 'path' || key === 'labels') return undefined;
    const product = value as { path?: string; fileVersion?: string; footprint?: unknown } | null;
    if (product === null || typeof product !== 'object' || product.footprint === undefined) return value;
    return [product.path, product.fileVersion ?? fileVersion(product.path ?? '')];
  };
  const matters = [
    job,
    full,
    crs,
    looks,
    isRanked,
    region,
    mask?.digest,
    ['cube', 'zenith', 'difference'].includes(job.kind) ? heights?.digest : undefined,
  ];
  return process
    .getBuiltinModule('node:crypto')
    .createHash('sha256')
    .update(JSON.stringify(matters, versions))
    .digest('hex');
}
