import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The kernel's file system in memory, and what must be free there for all that the tests write. */
const MEMORY = '/dev/shm';
const BYTES = 2e9;

/**
 * All temporary folders of a test run lie in one, which goes when the run ends. In memory where there is room: small files
 * are copied and removed many times as fast there as on some disks.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(
    join(process.env.TMPDIR === undefined && hasRoom() ? MEMORY : tmpdir(), 'mintsar-tests-'),
  );
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

function hasRoom(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > BYTES;
}
