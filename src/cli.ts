#!/usr/bin/env node
import { systemError } from './commands/system-error.ts';

try {
  const { main } = await import('./commands/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // The program's own files could not be opened: too few descriptors, or no permission.
  const foreseen = systemError(error);
  if (foreseen === undefined) throw error;
  process.stderr.write(`error: ${foreseen.message}\n       ${foreseen.remedy}\n`);
  process.exitCode = foreseen.exitCode;
}
