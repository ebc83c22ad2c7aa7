import { fstatSync, writeSync } from 'node:fs';

/** The streams of the program for which listeners were added already. */
const watched = new WeakSet<NodeJS.WriteStream>();
let failure: NodeJS.ErrnoException | undefined;

/**
 * Let a reader leave early: `mintsar info FILE | head -3` closes the pipe while lines are still being written, which
 * is no failure, and work whose messages nobody reads goes on.
 */
export function watchOutput(streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) {
    if (watched.has(stream)) continue;
    watched.add(stream);
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') failure ??= error;
    });
  }
}

/** What made the output incomplete, such as a full disk behind `> file`. */
export function outputFailure(): NodeJS.ErrnoException | undefined {
  return failure;
}

/**
 * Print to stdout. Into a file it is written until it is complete: Node's own stream for files passes over what a full disk
 * did not take.
 */
export function print(text: string): void {
  const { stdout } = process;
  if (stdout.isTTY || !isFile(stdout.fd)) {
    stdout.write(text);
    return;
  }
  try {
    for (let rest = Buffer.from(text); rest.length > 0; ) rest = rest.subarray(writeSync(stdout.fd, rest));
  } catch (error) {
    failure ??= error as NodeJS.ErrnoException;
  }
}

function isFile(fd: number | undefined): fd is number {
  if (fd === undefined) return false;
  try {
    const status = fstatSync(fd);
    return status.isFile() || status.isCharacterDevice();
  } catch {
    return false; // closed
  }
}
