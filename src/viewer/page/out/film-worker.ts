import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import {
  BufferTarget,
  CanvasSource,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';
import type { FilmAnswer, FilmQuestion } from './movie.ts';

/** Writes films; an optional part of the page, which is loaded when a film is asked for. */
interface WorkerScope {
  onmessage: ((event: { readonly data: FilmQuestion }) => void) | null;
  postMessage(message: FilmAnswer, transfer: Transferable[]): void;
}
const scope = globalThis as unknown as WorkerScope;

const BITS_PER_PIXEL = 4;

interface Writer {
  add(picture: ImageBitmap): Promise<void>;
  finish(): Promise<Uint8Array<ArrayBuffer>>;
}
let writer: Writer | undefined;

scope.onmessage = async ({ data }) => {
  try {
    if (data.type === 'begin') {
      writer = data.kind === 'gif' ? gifWriter(data) : await filmWriter(data);
      scope.postMessage({}, []);
    } else if (data.type === 'frame') {
      await writer?.add(data.picture);
      scope.postMessage({}, []);
    } else {
      const bytes = (await writer?.finish()) ?? new Uint8Array();
      scope.postMessage({ bytes }, [bytes.buffer]);
    }
  } catch (error) {
    scope.postMessage({ error: (error as Error).message }, []);
  }
};

type Begin = Extract<FilmQuestion, { type: 'begin' }>;

async function filmWriter({ kind, width, height, frameSeconds, noCodec }: Begin): Promise<Writer> {
  const format = kind === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat();
  const bitrate = Math.max(500_000, width * height * BITS_PER_PIXEL);
  const size = { width, height, bitrate };
  const codec = await getFirstEncodableVideoCodec(format.getSupportedVideoCodecs(), size);
  if (codec === null) throw new Error(noCodec);
  // One canvas for all frames: the encoder looks at it each time.
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d');
  const source = new CanvasSource(canvas, { codec, bitrate });
  const target = new BufferTarget();
  const output = new Output({ format, target });
  output.addVideoTrack(source, { frameRate: 1 / frameSeconds });
  await output.start();
  let frame = 0;
  return {
    async add(picture) {
      pen?.drawImage(picture, 0, 0);
      await source.add(frame++ * frameSeconds, frameSeconds);
    },
    async finish() {
      await output.finalize();
      return new Uint8Array(target.buffer ?? new ArrayBuffer(0));
    },
  };
}

function gifWriter({ width, height, frameSeconds }: Begin): Writer {
  const encoder = GIFEncoder();
  const pen = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  return {
    async add(picture) {
      pen?.drawImage(picture, 0, 0);
      const data = pen?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
      const palette = quantize(data, 256);
      encoder.writeFrame(applyPalette(data, palette), width, height, { palette, delay: 1000 * frameSeconds });
    },
    async finish() {
      encoder.finish();
      return new Uint8Array(encoder.bytes());
    },
  };
}
