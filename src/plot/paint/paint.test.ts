import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { OptionError } from '../../core/errors.ts';
import type { Context2D } from '../context2d.ts';
import { textWidth } from '../text.ts';
import { parseColor } from './css-color.ts';
import { DisplayList } from './display-list.ts';
import { dejaVuSans } from './fonts.ts';
import { PixelContext } from './pixel-context.ts';

const require = createRequire(import.meta.url);
const fonts = dejaVuSans((file) => readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${file}`)));
const [WIDTH, HEIGHT] = [240, 160];

/** Red, green, blue and opacity of all pixels of what is drawn. */
function pixels(draw: (context: PixelContext) => void, rows?: number): Uint8Array {
  const list = new DisplayList(WIDTH, HEIGHT);
  draw(new PixelContext(list, fonts));
  const all = new Uint32Array(WIDTH * HEIGHT);
  for (const { words, y0, y1 } of list.bands(rows)) all.set(words.subarray(0, (y1 - y0) * WIDTH), y0 * WIDTH);
  return new Uint8Array(all.buffer);
}

const opacity = (bytes: Uint8Array) =>
  bytes.reduce((sum, byte, i) => (i % 4 === 3 ? sum + byte / 255 : sum), 0);

describe('area', () => {
  test('a shape covers as much as its area, wherever its edges lie', () => {
    const rectangle = pixels((context) => context.fillRect(10.3, 20.6, 30.5, 7.25));
    expect(opacity(rectangle)).toBeCloseTo(30.5 * 7.25, 0);
    const disc = pixels((context) => {
      context.beginPath();
      context.arc(80.4, 70.7, 30, 0, 2 * Math.PI);
      context.fill();
    });
    expect(opacity(disc) / (Math.PI * 900)).toBeCloseTo(1, 2);
  });

  test('a stroke covers its length times its width, and two crossing ones are one', () => {
    const line = pixels((context) => {
      context.lineWidth = 3;
      context.beginPath();
      context.moveTo(20, 20);
      context.lineTo(140, 110);
      context.stroke();
    });
    expect(opacity(line) / (150 * 3)).toBeCloseTo(1, 2);
    const cross = pixels((context) => {
      context.lineWidth = 4;
      context.beginPath();
      context.moveTo(20, 60);
      context.lineTo(100, 60);
      context.moveTo(60, 20);
      context.lineTo(60, 100);
      context.stroke();
    });
    expect(opacity(cross)).toBeCloseTo(2 * 80 * 4 - 16, 0);
  });

  test('holes stay open', () => {
    const letter = (text: string) => pixels((context) => bigText(context, text));
    const at = (bytes: Uint8Array, y: number, x: number) => bytes[4 * (y * WIDTH + x) + 3];
    expect(at(letter('O'), 60, 20 + Math.round(textWidth('O', 100) / 2))).toBe(0);
    expect(opacity(letter('O'))).toBeGreaterThan(500);
  });
});

function bigText(context: Context2D, text: string): void {
  context.font = '100px "DejaVu Sans"';
  context.fillText(text, 20, 100);
}

test('a page is the same in bands of any height', () => {
  const draw = (context: PixelContext) => {
    bigText(context, 'g3°');
    context.setLineDash([7, 3]);
    context.strokeRect(5.5, 7.5, 200, 130);
  };
  expect(pixels(draw, 7)).toEqual(pixels(draw, HEIGHT));
});

test('letters, lines, dashes and marks are those of a canvas', async () => {
  const { createCanvas, GlobalFonts } = await import('@napi-rs/canvas');
  GlobalFonts.registerFromPath(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'), 'DejaVu Sans');
  const draw = (context: Context2D) => {
    context.fillStyle = 'white';
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.scale(1.5, 1.5);
    context.fillStyle = '#1a1a1a';
    context.font = '14px "DejaVu Sans"';
    context.fillText('−0.5 LOS velocity π°', 4, 20);
    context.save();
    context.translate(20, 90);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'center';
    context.fillText('cm/year', 30, 0);
    context.restore();
    context.strokeStyle = 'rgba(200,0,0,0.6)';
    context.lineWidth = 4;
    context.lineJoin = 'miter';
    context.beginPath();
    context.moveTo(40, 40);
    context.lineTo(90, 45);
    context.lineTo(50, 80);
    context.closePath();
    context.stroke();
    context.strokeStyle = 'blue';
    context.lineWidth = 1;
    context.setLineDash([6, 3]);
    context.strokeRect(100, 40, 40, 50);
    context.beginPath();
    context.arc(120, 65, 12, 0, 2 * Math.PI);
    context.fill();
  };
  const canvas = createCanvas(WIDTH, HEIGHT).getContext('2d');
  draw(canvas as unknown as Context2D);
  const { data } = canvas.getImageData(0, 0, WIDTH, HEIGHT);
  const own = pixels(draw);
  let difference = 0;
  for (let i = 0; i < own.length; i++) difference += Math.abs(own[i] - data[i]);
  expect(difference / own.length).toBeLessThan(3); // of 255: letters have no kerning here, and a little more weight
});

test('a clip keeps what is drawn inside, until it is given back', () => {
  const clipped = pixels((context) => {
    context.save();
    context.beginPath();
    context.rect(10, 10, 20, 20);
    context.clip();
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.restore();
    context.fillRect(100, 100, 5, 5);
  });
  expect(opacity(clipped)).toBe(400 + 25);
});

test('a colour is read as CSS writes it, and refused with a word otherwise', () => {
  expect(parseColor('#1a2b3c')).toEqual([26, 43, 60, 1]);
  expect(parseColor('#fff')).toEqual([255, 255, 255, 1]);
  expect(parseColor('rgba(1, 2, 3, 0.5)')).toEqual([1, 2, 3, 0.5]);
  expect(parseColor('crimson')).toEqual([220, 20, 60, 1]);
  expect(() => parseColor('reddish')).toThrow(OptionError);
});
