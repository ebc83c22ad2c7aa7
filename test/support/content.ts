import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withH5 } from '../../src/io/hdf5/file.ts';
import { filesUnder } from './folder-state.ts';

/** What a work directory holds: for each dataset, attribute and text file a short text that changes when it does. */
export type Content = ReadonlyMap<string, string>;

/** Attributes that tell of place and time. */
const OF_THE_RUN = /FILE_PATH|MODIFICATION_TIME|history|provenance/;

/** Fingerprints of all products of a work directory; bit for bit in the data. */
export async function contentOf(workDir: string): Promise<Content> {
  const content = new Map<string, string>();
  for (const name of filesUnder(workDir)) {
    const path = join(workDir, name);
    if (/\.(h5|he5)$/.test(name)) {
      await withH5(path, (file) => {
        for (const [key, value] of Object.entries(file.attributes))
          if (!OF_THE_RUN.test(key)) content.set(`${name} @${key}`, value);
        for (const dataset of file.datasets.keys())
          content.set(`${name} /${dataset}`, digest(file.read(dataset)));
      });
    } else if (name.endsWith('.txt') || name.endsWith('.cfg')) {
      content.set(name, readFileSync(path, 'utf8').replaceAll(workDir, '.'));
    }
  }
  return content;
}

function digest(values: readonly string[] | ArrayBufferView): string {
  const hash = createHash('sha256');
  if (Array.isArray(values)) hash.update(values.join());
  else {
    const { buffer, byteOffset, byteLength } = values as ArrayBufferView;
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}

/** Names of what differs between two work directories. */
export function differentContent(a: Content, b: Content): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key)).sort();
}
