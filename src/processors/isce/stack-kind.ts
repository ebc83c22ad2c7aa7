import { basename } from 'node:path';
import { MetadataError } from '../../core/errors.ts';

/** Which of ISCE-2's stack processors made the product, by the name of its metadata file. */
export type IsceStackKind = 'topsStack' | 'stripmapStack' | 'alosStack' | 'stripmapApp';

/** @throws {MetadataError} when the name belongs to none of them */
export function isceStackKind(metaFile: string): IsceStackKind {
  const name = basename(metaFile);
  if (/^IW.*\.xml$/.test(name)) return 'topsStack';
  if (name.endsWith('.track.xml')) return 'alosStack';
  if (/^data(?:\.(?:dat|db|bak|dir|rsc))?$/.test(name)) return 'stripmapStack';
  if (name.endsWith('.xml')) return 'stripmapApp';
  throw new MetadataError(
    `${metaFile} is no metadata file of an ISCE-2 stack.`,
    'Expected reference/IW*.xml (topsStack), referenceShelve/data* (stripmapStack) or <date>.track.xml (alosStack).',
  );
}
