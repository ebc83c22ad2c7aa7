import { dirname } from 'node:path';
import type { CommandContext } from '../flags/command-context.ts';
import { runViewer } from '../viewer/server/run-viewer.ts';

/** `--web` of view and tsview: the files in the browser, beside what is in their folder, the first one shown. */
export async function openInViewer(files: readonly string[], context: CommandContext): Promise<void> {
  const targets = [...files, dirname(files[0])];
  await runViewer({ targets, port: 0, browser: true, shown: files[0] }, context);
}
