import type { FilesList } from '../files-list.ts';
import { App } from './app.ts';
import type { FileSource } from './data/messages.ts';
import { text } from './text/text.ts';

/** Files named in the address: `?open=velocity.h5&open=https://…/timeseries.h5`. */
function namedFiles(): FileSource[] {
  return new URLSearchParams(location.search).getAll('open').map((url) => {
    const name = decodeURIComponent(url.split(/[?#]/)[0].replace(/^https?:\/\/[^/]+\//, ''));
    return { kind: 'url', url, name };
  });
}

/** Files on the list beside the page. */
async function listedFiles(): Promise<FileSource[]> {
  const list = document.querySelector<HTMLMetaElement>('meta[name="mintsar-files"]')?.content;
  if (list === undefined) return [];
  const { files } = (await (await fetch(list)).json()) as FilesList;
  return files.map((file) => ({ kind: 'url', ...file }));
}

async function start(): Promise<void> {
  const root = document.querySelector<HTMLElement>('#app')!;
  try {
    const app = new App(root);
    await app.open([...namedFiles(), ...(await listedFiles())]);
  } catch (error) {
    root.textContent = `${text('cannotDraw')} ${(error as Error).message}`;
  }
}

void start();
