import { zipSync } from 'fflate';
import { text } from '../text/text.ts';
import { pngOf } from './raster-page.ts';

export type MovieKind = 'mp4' | 'webm' | 'gif' | 'zip';

/** What the writer of films is told, and what it answers to each. */
export type FilmQuestion =
  | {
      readonly type: 'begin';
      readonly kind: Exclude<MovieKind, 'zip'>;
      readonly width: number;
      readonly height: number;
      readonly frameSeconds: number;
      /** what is said where no encoder is there */
      readonly noCodec: string;
    }
  | { readonly type: 'frame'; readonly picture: ImageBitmap }
  | { readonly type: 'end' };
export interface FilmAnswer {
  readonly error?: string;
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

const FRAME_S = 0.4;

/** Frames of a size that is even in both directions, one after the other. */
export interface Frames {
  readonly count: number;
  /** what a frame is called in a sequence of pictures */
  nameOf(frame: number): string;
  draw(frame: number): Promise<HTMLCanvasElement>;
}

/** Whether this browser can write MP4 and WebM by itself. */
export function canWriteFilms(): boolean {
  return typeof VideoEncoder !== 'undefined';
}

/** Frames as a file. @param onFrame how many are done @throws {Error} with a sentence where no codec is there */
export async function movieOf(
  kind: MovieKind,
  frames: Frames,
  onFrame: (done: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  if (kind === 'zip') return pictures(frames, onFrame);
  const url = URL.createObjectURL(new Blob([await filmScript()], { type: 'text/javascript' }));
  const worker = new Worker(url);
  try {
    const first = await frames.draw(0);
    const { width, height } = first;
    await told(worker, {
      type: 'begin',
      kind,
      width,
      height,
      frameSeconds: FRAME_S,
      noCodec: text('noCodec'),
    });
    for (let frame = 0; frame < frames.count; frame++) {
      const picture = await createImageBitmap(frame === 0 ? first : await frames.draw(frame));
      await told(worker, { type: 'frame', picture }, [picture]);
      onFrame(frame + 1);
    }
    return (await told(worker, { type: 'end' })).bytes ?? new Uint8Array();
  } finally {
    worker.terminate();
    URL.revokeObjectURL(url);
  }
}

/** The writer of films: within a page that is one file, else beside it. @throws {Error} with a sentence where it is not there */
async function filmScript(): Promise<string> {
  const held = document.querySelector('#film-part')?.textContent;
  if (held) return held;
  const response = await fetch('film.js').catch(() => undefined);
  if (!response?.ok) throw new Error(text('noFilmPart'));
  return response.text();
}

/** One thing at a time: the next frame waits for the encoder. */
function told(worker: Worker, question: FilmQuestion, transfer: Transferable[] = []): Promise<FilmAnswer> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FilmAnswer>) =>
      data.error === undefined ? resolve(data) : reject(new Error(data.error));
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(question, transfer);
  });
}

async function pictures(frames: Frames, onFrame: (done: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const files: Record<string, Uint8Array> = {};
  for (let frame = 0; frame < frames.count; frame++) {
    files[`${frames.nameOf(frame)}.png`] = await pngOf(await frames.draw(frame));
    onFrame(frame + 1);
  }
  return zipSync(files, { level: 0 }) as Uint8Array<ArrayBuffer>;
}
