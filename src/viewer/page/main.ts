import type { FilesList, Wish } from '../files-list.ts';
import { App, queueOf } from './app.ts';
import { DataClient } from './data/client.ts';
import { Library } from './data/library.ts';
import type { FileSource } from './data/messages.ts';
import { element, fill } from './parts/dom.ts';
import { stateOf } from './state/link.ts';
import { EMPTY_STATE } from './state/state.ts';
import { Store } from './state/store.ts';
import { chooseLanguage, language, text } from './text/text.ts';

/** Files named in the address: `?open=velocity.h5&open=https://…/timeseries.h5`. */
function namedFiles(): FileSource[] {
  return new URLSearchParams(location.search).getAll('open').map((url) => {
    const name = decodeURIComponent(url.split(/[?#]/)[0].replace(/^https?:\/\/[^/]+\//, ''));
    return { kind: 'url', url, name };
  });
}

/** Files on the list beside the page. */
async function listedFiles(): Promise<{ sources: FileSource[]; shown?: string; wish?: Wish }> {
  const list = document.querySelector<HTMLMetaElement>('meta[name="mintsar-files"]')?.content;
  if (list === undefined) return { sources: [] };
  if (location.protocol === 'file:') throw new Error(text('needsServer'));
  const { files, shown, wish } = (await (await fetch(list)).json()) as FilesList;
  return {
    sources: files.map((file) => ({ kind: 'url', ...file })),
    ...(shown && { shown }),
    ...(wish && { wish }),
  };
}

/** Files that the page itself holds. */
async function heldFiles(): Promise<FileSource[]> {
  const held = [...document.querySelectorAll<HTMLScriptElement>('script.mintsar-file')];
  return Promise.all(
    held.map(async (element) => {
      const name = element.dataset['name'] ?? '';
      const packed = await fetch(`data:application/gzip;base64,${element.textContent}`);
      element.remove(); // once in memory is enough
      const plain = packed.body!.pipeThrough(new DecompressionStream('gzip'));
      return { kind: 'file', name, file: new File([await new Response(plain).blob()], name) };
    }),
  );
}

/** The page in the reader's language; in another one it is made anew, of the same state and files. */
function makeApp(root: HTMLElement, library: Library, store: Store): App {
  document.documentElement.lang = language;
  const app = new App(root, library, store, (code) => {
    chooseLanguage(code);
    app.close();
    makeApp(root, library, store);
    root.querySelector<HTMLElement>('[data-part="language"]')?.focus();
  });
  return app;
}

async function start(): Promise<void> {
  const root = document.querySelector<HTMLElement>('#app')!;
  try {
    // The first file is read while the page is made.
    const library = new Library(new DataClient());
    const { sources: listed, shown, wish } = await listedFiles();
    const sources = [...namedFiles(), ...listed];
    const [first] = queueOf(sources, stateOf(location.hash), shown);
    if (first) void library.prepare(first);
    const app = makeApp(root, library, new Store(EMPTY_STATE));
    await app.open([...(await heldFiles()), ...sources], shown, wish);
  } catch (error) {
    const words = [element('h1', {}, [text('cannotDraw')]), element('p', {}, [(error as Error).message])];
    fill(root, [element('div', { class: 'empty', role: 'alert' }, words)]);
  }
}

void start();
