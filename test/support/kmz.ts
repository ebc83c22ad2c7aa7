import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { strFromU8, unzipSync } from 'fflate';

const SIDES = ['north', 'south', 'east', 'west'] as const;

interface Overlay {
  readonly bounds: Readonly<Record<(typeof SIDES)[number], number>>;
  readonly image: Uint8Array | undefined;
}

function overlayOf(path: string): Overlay {
  const entries = unzipSync(readFileSync(path));
  const document = Object.keys(entries).find((name) => name.endsWith('.kml'));
  const text = document === undefined ? '' : strFromU8(entries[document]);
  const overlay = /<GroundOverlay>[\s\S]*?<\/GroundOverlay>/.exec(text)?.[0] ?? '';
  const bounds = Object.fromEntries(
    SIDES.map((side) => [side, Number(new RegExp(`<${side}>([^<]*)`).exec(overlay)?.[1] ?? Number.NaN)]),
  ) as unknown as Overlay['bounds'];
  return { bounds, image: entries[/<href>([^<]*)/.exec(overlay)?.[1] ?? ''] };
}

/** Overlays must cover the same ground and hold an image that opens and shows something. */
export async function kmzDifferences(got: string, expected: string): Promise<string[]> {
  const mine = overlayOf(got);
  const theirs = overlayOf(expected);
  const problems = SIDES.filter((side) => !(Math.abs(mine.bounds[side] - theirs.bounds[side]) <= 1e-9)).map(
    (side) => `${side} is ${mine.bounds[side]} instead of ${theirs.bounds[side]}`,
  );
  if (mine.image === undefined) problems.push('no overlay image');
  else {
    const image = await loadImage(Buffer.from(mine.image));
    const canvas = createCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    if (!data.some((value, i) => i % 4 === 3 && value > 0)) problems.push('the overlay image is empty');
  }
  return problems.map((problem) => `${basename(got)}: ${problem}`);
}
