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
async function listedFiles(): Promise<{ sources: FileSource[]; shown?: string }> {
  const list = document.querySelector<HTMLMetaElement>('meta[name="mintsar-files"]')?.content;
  if (list === undefined) return { sources: [] };
  const { files, shown } = (await (await fetch(list)).json()) as FilesList;
  return { sources: files.map((file) => ({ kind: 'url', ...file })), ...(shown && { shown }) };
}

async function start(): Promise<void> {
  const root = document.querySelector<HTMLElement>('#app')!;
  try {
    const app = new App(root);
    const { sources, shown } = await listedFiles();
    await app.open([...namedFiles(), ...sources], shown);
  } catch (error) {
    root.textContent = `${text('cannotDraw')} ${(error as Error).message}`;
  }
}

void start();
