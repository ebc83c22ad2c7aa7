#!/usr/bin/env node
// Nothing is imported before this file runs: where a process may open hardly any file, Node's own trace would be all that is said.
try {
  const { main } = await import('./commands/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // The program's own files could not be opened: too few descriptors, or no permission.
  const foreseen = await meaningOf(error);
  if (foreseen === undefined) throw error;
  process.stderr.write(`error: ${foreseen.message}\n       ${foreseen.remedy}\n`);
  process.exitCode = foreseen.exitCode;
}

async function meaningOf(error: unknown) {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EMFILE' || code === 'ENFILE') {
    const message = 'The files of mintsar itself cannot be opened: too many files are open.';
    return {
      message,
      remedy: 'Raise the limit (ulimit -n 1024) and run the same command again.',
      exitCode: 1,
    };
  }
  const { systemError } = await import('./commands/system-error.ts');
  return systemError(error);
}
