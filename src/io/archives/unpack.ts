import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FileError, MintsarError } from '../../core/errors.ts';
import { makeFolders } from '../make-folders.ts';
import { writeError } from '../write-error.ts';
import { ArchiveWriter, type UnpackLimits } from './archive-writer.ts';

export interface Unpacking {
  /** Where its files go; made when it is not there. */
  readonly folder: string;
  readonly limits?: Partial<UnpackLimits>;
  /** bytes of the archive that have been read, and all of them; may throw, to stop */
  readonly progress?: (done: number, total: number) => void;
}

/** Bytes that a file inside may become from one of the archive, and what is always allowed. */
const MOST_PER_BYTE = 200;
const ALWAYS_BYTES = 2 ** 30;
const MOST_FILES = 1_000_000;

/**
 * Unpack a zip, tar or tar.gz. Files appear in the folder only once all of them have been read: nothing is left of an archive that is
 * damaged or not to be trusted (names that lead elsewhere, links, devices, more bytes than such a file can hold). A file that is
 * there already with other content is never replaced.
 *
 * @returns paths of the files, from the folder, sorted
 * @throws {FileError} naming archive and entry
 */
export async function unpackArchive(
  path: string,
  { folder, limits, progress }: Unpacking,
): Promise<string[]> {
  const kind = archiveKind(path);
  const { size } = statSync(path);
  try {
    makeFolders(folder);
  } catch (cause) {
    throw writeError(folder, cause);
  }
  const inside = mkdtempSync(join(folder, `.${basename(path)}.unpacking-`));
  const writer = new ArchiveWriter(path, inside, {
    maxBytes: Math.max(ALWAYS_BYTES, MOST_PER_BYTE * size),
    maxFiles: MOST_FILES,
    ...limits,
  });
  const source = { path, size, progress };
  try {
    if (kind === 'zip') await (await import('./zip.ts')).readZip(source, writer);
    else await (await import('./tar.ts')).readTar(source, kind, writer);
    const files = filesBelow(inside);
    refuseOthers(path, folder, inside, files);
    for (const name of files) {
      makeFolders(dirname(join(folder, name)));
      renameSync(join(inside, name), join(folder, name));
    }
    return files;
  } catch (error) {
    if (error instanceof MintsarError) throw error;
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw writeError(folder, error);
    throw new FileError(
      `${path} cannot be unpacked (${(error as Error).message}).`,
      'It may be cut or damaged: fetch it again.',
      { cause: error },
    );
  } finally {
    rmSync(inside, { recursive: true, force: true });
  }
}

/** What kind of archive a file is, by its first bytes. @throws {FileError} when it is none that is read here */
function archiveKind(path: string): 'zip' | 'tar' | 'tar.gz' {
  const head = Buffer.alloc(512);
  const fd = openSync(path, 'r');
  const count = readSync(fd, head, 0, head.length, 0);
  closeSync(fd);
  const begins = (...bytes: number[]) => bytes.every((byte, k) => head[k] === byte);
  if (begins(0x50, 0x4b, 3, 4) || begins(0x50, 0x4b, 5, 6)) return 'zip';
  if (begins(0x1f, 0x8b)) return 'tar.gz';
  if (count === head.length && head.toString('latin1', 257, 262) === 'ustar') return 'tar';
  const other = begins(0xfd, 0x37, 0x7a)
    ? 'an xz file'
    : begins(0x42, 0x5a, 0x68)
      ? 'a bzip2 file'
      : undefined;
  throw new FileError(
    `${path} is ${other ?? 'no archive'}: zip, tar and tar.gz are unpacked here.`,
    other === undefined ? 'Leave out --unpack.' : 'Unpack it with tar -xf.',
  );
}

function filesBelow(root: string, inside = ''): string[] {
  return readdirSync(join(root, inside), { withFileTypes: true })
    .flatMap((entry) => {
      const name = inside === '' ? entry.name : `${inside}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(root, name) : [name];
    })
    .sort();
}

/** @throws {FileError} when files of these names are there that are not the same */
function refuseOthers(path: string, folder: string, inside: string, files: readonly string[]): void {
  const others = files.filter((name) => {
    const there = join(folder, name);
    return existsSync(there) && !isSame(there, join(inside, name));
  });
  if (others.length === 0) return;
  throw new FileError(
    `${others.length} file(s) of ${path} are there already with other content, first ${join(folder, others[0])}.`,
    'Move them away, or unpack into another folder.',
  );
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [statSync(a), statSync(b)];
  if (!one.isFile() || one.size !== other.size) return false;
  const fds = [openSync(a, 'r'), openSync(b, 'r')];
  const blocks = [Buffer.alloc(1 << 20), Buffer.alloc(1 << 20)];
  try {
    for (let at = 0; at < one.size; at += blocks[0].length) {
      const counts = fds.map((fd, k) => readSync(fd, blocks[k], 0, blocks[k].length, at));
      if (counts[0] !== counts[1] || blocks[0].compare(blocks[1], 0, counts[1], 0, counts[0]) !== 0)
        return false;
    }
    return true;
  } finally {
    for (const fd of fds) closeSync(fd);
  }
}
