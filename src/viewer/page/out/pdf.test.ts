import { unzlibSync } from 'fflate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleForPage, hasChromium, launchChromium } from '../../../../test/support/chromium.ts';
import type { SeriesFigure } from '../../../plot/series-figure.ts';

/** A picture of letters on a page: where its unit square lies, and how much of it is inked. */
interface Placed {
  readonly matrix: readonly number[];
  readonly ink: number;
}

const DATES = ['20180104', '20180304', '20180504', '20180704'];

describe.runIf(hasChromium)('charts as PDF in Chromium', () => {
  let browser: Browser;
  let modules: string[];
  beforeAll(async () => {
    const files = ['viewer/page/out/pdf.ts', 'plot/series-figure.ts'];
    const bundles = await Promise.all(files.map((file) => bundleForPage(`../../src/${file}`)));
    modules = bundles.map((bytes) => new TextDecoder().decode(bytes));
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  async function pdfOf(figure: SeriesFigure): Promise<string> {
    const page = await browser.newPage();
    const pdf = (await page.evaluate(`(async () => {
      const load = (text) => import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
      const [{ figurePdf }, { drawSeries }] = await Promise.all(${JSON.stringify(modules)}.map(load));
      const bytes = figurePdf(drawSeries(${JSON.stringify(figure)}));
      return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    })()`)) as string;
    await page.close();
    return pdf;
  }

  const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

  /** Streams of the objects of a file, by number. */
  function streams(pdf: string): Map<number, { head: string; data: Uint8Array }> {
    const out = new Map<number, { head: string; data: Uint8Array }>();
    for (const match of pdf.matchAll(/(\d+) 0 obj\s*<<((?:(?!endobj)[\s\S])*?)>>\s*stream\r?\n/g)) {
      const [whole, id, head] = match;
      const size = Number(/\/Length (\d+)/.exec(head)![1]);
      const from = match.index + whole.length;
      out.set(Number(id), { head, data: unzlibSync(bytesOf(pdf.slice(from, from + size))) });
    }
    return out;
  }

  /** What is drawn: the letters that stand as text, and the pictures of others. */
  function drawnIn(pdf: string): { texts: string[]; pictures: Placed[] } {
    const all = streams(pdf);
    const content = [...all.values()].find(({ head }) => !head.includes('/Subtype'))!;
    const words = Array.from(content.data, (byte) => String.fromCharCode(byte)).join('');
    const texts = [...words.matchAll(/\(((?:\\.|[^\\)])*)\) Tj/g)].map(([, text]) => text);
    const ids = new Map([...pdf.matchAll(/\/(I\d+) (\d+) 0 R/g)].map(([, name, id]) => [name, Number(id)]));
    const pictures = [...words.matchAll(/([-\d. ]+) cm \/(I\d+) Do/g)].map(([, place, name]) => {
      const mask = Number(/\/SMask (\d+)/.exec(all.get(ids.get(name)!)!.head)![1]);
      const ink = all.get(mask)!.data.reduce((sum, alpha) => sum + alpha, 0) / 255;
      return { matrix: place.trim().split(' ').map(Number), ink };
    });
    return { texts, pictures };
  }

  test('titles, axes with their units, legends and notes in letters beyond Latin are drawn, each in its place', async () => {
    const values = [0, 1, 2, 2.5];
    const words = {
      title: '时间序列',
      label: 'Μετατόπιση [εκ.]',
      series: [
        { dates: DATES, values, label: '站点一' },
        { dates: DATES, values: values.map((value) => -value), label: 'Σημείο β' },
      ],
      notes: ['速度 3.2 cm/год'],
    };
    const latin = {
      title: 'Series',
      label: 'Displacement [cm]',
      series: words.series.map((own, k) => ({ ...own, label: `Point ${k}` })),
      notes: ['velocity 3.2 cm/year'],
    };
    const [other, plain] = [drawnIn(await pdfOf(words)), drawnIn(await pdfOf(latin))];
    expect(plain.pictures).toEqual([]);
    // Five texts less as letters, and as many pictures, none of them blank.
    const own = [latin.title, latin.label, 'Point 0', 'Point 1', ...latin.notes];
    for (const text of own) expect(plain.texts.join('\n')).toContain(text.replaceAll(/[()]/g, '\\$&'));
    expect(other.texts).toHaveLength(plain.texts.length - own.length);
    expect(other.pictures).toHaveLength(own.length);
    for (const { ink } of other.pictures) expect(ink).toBeGreaterThan(50);
    // The label of the vertical axis alone is turned, by a quarter to the left: it reads upward.
    const turned = other.pictures.filter(({ matrix: [a, b] }) => Math.abs(a) < 1e-6 && b > 0);
    const upright = other.pictures.filter(({ matrix: [a, b] }) => a > 0 && Math.abs(b) < 1e-6);
    expect([turned.length, upright.length]).toEqual([1, own.length - 1]);
    // All of them lie on the page.
    const pdf = await pdfOf(words);
    const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)!.map(Number);
    for (const { matrix } of other.pictures) {
      const [a, b, c, d, e, f] = matrix;
      const [xs, ys] = [
        [e, e + a, e + c, e + a + c],
        [f, f + b, f + d, f + b + d],
      ];
      expect(Math.min(...xs, ...ys)).toBeGreaterThan(-6);
      expect(Math.max(...xs)).toBeLessThan(width + 6);
      expect(Math.max(...ys)).toBeLessThan(height + 6);
    }
  });
});
