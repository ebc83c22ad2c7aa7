import { zipSync } from 'fflate';
import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import {
  BufferTarget,
  CanvasSource,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';
import { text } from '../text/text.ts';
import { pngOf } from './raster-page.ts';

export type MovieKind = 'mp4' | 'webm' | 'gif' | 'zip';

/** Time of a frame, s. */
const FRAME_S = 0.4;
const BITS_PER_PIXEL = 4;

/** Frames of a size that is even in both directions, one after the other. */
export interface Frames {
  readonly count: number;
  /** what a frame is called in a sequence of pictures */
  nameOf(frame: number): string;
  draw(frame: number): Promise<HTMLCanvasElement>;
}

/** Whether this browser can write a kind of film by itself. */
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
  if (kind === 'gif') return gif(frames, onFrame);
  return film(kind, frames, onFrame);
}

async function film(
  kind: 'mp4' | 'webm',
  frames: Frames,
  onFrame: (done: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const first = await frames.draw(0);
  const { width, height } = first;
  const format = kind === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat();
  const bitrate = Math.max(500_000, width * height * BITS_PER_PIXEL);
  const codec = await getFirstEncodableVideoCodec(format.getSupportedVideoCodecs(), {
    width,
    height,
    bitrate,
  });
  if (codec === null) throw new Error(text('noCodec'));
  // One canvas for all frames: the encoder looks at it each time.
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  const source = new CanvasSource(canvas, { codec, bitrate });
  const target = new BufferTarget();
  const output = new Output({ format, target });
  output.addVideoTrack(source, { frameRate: 1 / FRAME_S });
  await output.start();
  for (let frame = 0; frame < frames.count; frame++) {
    pen?.drawImage(frame === 0 ? first : await frames.draw(frame), 0, 0);
    await source.add(frame * FRAME_S, FRAME_S);
    onFrame(frame + 1);
  }
  await output.finalize();
  return new Uint8Array(target.buffer ?? new ArrayBuffer(0));
}

async function gif(frames: Frames, onFrame: (done: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = GIFEncoder();
  for (let frame = 0; frame < frames.count; frame++) {
    const canvas = await frames.draw(frame);
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
    const palette = quantize(data, 256);
    encoder.writeFrame(applyPalette(data, palette), width, height, { palette, delay: FRAME_S * 1000 });
    onFrame(frame + 1);
  }
  encoder.finish();
  return new Uint8Array(encoder.bytes());
}

async function pictures(frames: Frames, onFrame: (done: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const files: Record<string, Uint8Array> = {};
  for (let frame = 0; frame < frames.count; frame++) {
    files[`${frames.nameOf(frame)}.png`] = await pngOf(await frames.draw(frame));
    onFrame(frame + 1);
  }
  return zipSync(files, { level: 0 }) as Uint8Array<ArrayBuffer>;
}
