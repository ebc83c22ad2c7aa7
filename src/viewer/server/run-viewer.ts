import { resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import type { Wish } from '../files-list.ts';
import { hasDisplay, openBrowser } from './open-browser.ts';
import { openedFiles } from './opened-files.ts';
import { serveViewer } from './serve.ts';

export interface ViewerRequest {
  /** files and folders */
  readonly targets: readonly string[];
  /** 0 = any that is free */
  readonly port: number;
  /** open the page, where there is a display */
  readonly browser: boolean;
  /** the one of the files that is shown first */
  readonly shown?: string;
  readonly wish?: Wish;
}

/** How often the end of the program is looked for. */
const LOOK_MS = 200;

/** Serve files to a page, print its address, open it, and stay until the program is stopped. */
export async function runViewer(
  { targets, port, browser, shown, wish }: ViewerRequest,
  { print, log, signal }: Pick<Context, 'log' | 'signal'> & { print(line: string): void },
): Promise<void> {
  const files = openedFiles(targets);
  const server = await serveViewer(files, {
    port,
    ...(shown && { shown: resolve(shown) }),
    ...(wish && { wish }),
  });
  print(server.url);
  log.info(`${files.length} ${files.length === 1 ? 'file' : 'files'} open in the viewer; Ctrl-C ends it`);
  if (browser && hasDisplay()) openBrowser(server.url);
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (!signal?.aborted) return;
      clearInterval(timer);
      resolve();
    }, LOOK_MS);
  });
  await server.close();
}
