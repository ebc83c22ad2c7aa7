import type { FileSource } from '../data/messages.ts';

/** What a page opens of a folder. */
const PRODUCT = /\.(h5|he5|hdf5|tiff?)$/i;
const STORE = /\.zarr$/i;
/** A folder of a disk may hold any number of files. */
const MOST_FILES = 100_000;

/** Files and folders that were dropped on the page. The list must be asked before anything is awaited. */
export async function droppedSources(dropped: DataTransfer | null): Promise<FileSource[]> {
  const entries = [...(dropped?.items ?? [])].map((item) => item.webkitGetAsEntry?.() ?? null);
  const files = [...(dropped?.files ?? [])];
  if (!entries.some((entry) => entry?.isDirectory))
    return files.map((file) => ({ kind: 'file', name: file.name, file }));
  const found = await Promise.all(entries.map((entry) => (entry ? sourcesOf(entry, entry.name, true) : [])));
  return found.flat();
}

/** @param isNamed whether somebody chose it: of a folder, what is no product is left alone */
async function sourcesOf(entry: FileSystemEntry, name: string, isNamed: boolean): Promise<FileSource[]> {
  if (entry.isFile) {
    if (!isNamed && (!PRODUCT.test(name) || entry.name.startsWith('.'))) return [];
    return [{ kind: 'file', name, file: await fileOf(entry as FileSystemFileEntry) }];
  }
  const folder = entry as FileSystemDirectoryEntry;
  const inside = await entriesOf(folder);
  const isStore = STORE.test(name) || inside.some((own) => own.name === 'zarr.json');
  if (isStore) {
    const files = new Map<string, File>();
    await collect(inside, '', files);
    return [{ kind: 'folder', name, files }];
  }
  const found = await Promise.all(
    inside.map((own) => sourcesOf(own, isNamed ? own.name : `${name}/${own.name}`, false)),
  );
  return found.flat();
}

async function collect(entries: readonly FileSystemEntry[], path: string, into: Map<string, File>) {
  for (const entry of entries) {
    if (into.size >= MOST_FILES) return;
    const own = `${path}${entry.name}`;
    if (entry.isFile) into.set(own, await fileOf(entry as FileSystemFileEntry));
    else await collect(await entriesOf(entry as FileSystemDirectoryEntry), `${own}/`, into);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader gives a hundred at a time, and none at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0 || all.length >= MOST_FILES) return all;
    all.push(...some);
  }
}
