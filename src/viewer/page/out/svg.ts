import type { Figure, PixelImage } from '../../../plot/context2d.ts';
import { pixelCanvas } from './raster-page.ts';
import {
  type Letters,
  type Matrix,
  type PathStep,
  type Pen,
  VectorPage,
  type VectorSink,
} from './vector-page.ts';

/** A figure as SVG: text stays text. */
export function figureSvg(figure: Figure): string {
  const sink = new SvgSink();
  const page = new VectorPage(sink);
  if (figure.background !== undefined) {
    page.fillStyle = figure.background;
    page.fillRect(0, 0, figure.width, figure.height);
  }
  figure.draw(page.surface);
  const [width, height] = [short(figure.width), short(figure.height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}pt" height="${height}pt" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(figure.title)}</title>`,
    ...sink.parts,
    '</svg>',
    '',
  ].join('\n');
}

class SvgSink implements VectorSink {
  readonly parts: string[] = [];
  private clips = 0;

  fill(path: readonly PathStep[], color: string, alpha: number): void {
    this.parts.push(`<path d="${pathText(path)}" fill="${color}"${opacity('fill-opacity', alpha)}/>`);
  }

  stroke(path: readonly PathStep[], { color, alpha, width, cap, join, dash }: Pen): void {
    const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.map(short).join(' ')}"` : '';
    const line = `stroke="${color}" stroke-width="${short(width)}" stroke-linecap="${cap}" stroke-linejoin="${join}"`;
    this.parts.push(
      `<path d="${pathText(path)}" fill="none" ${line}${dashes}${opacity('stroke-opacity', alpha)}/>`,
    );
  }

  clip(path: readonly PathStep[]): void {
    const id = `c${this.clips++}`;
    this.parts.push(
      `<clipPath id="${id}"><path d="${pathText(path)}"/></clipPath>`,
      `<g clip-path="url(#${id})">`,
    );
  }

  letGo(): void {
    this.parts.push('</g>');
  }

  letters({ text, matrix, size, isBold, isItalic, align, color, alpha, outline }: Letters): void {
    const anchor = { left: 'start', center: 'middle', right: 'end' }[align];
    const ink =
      outline === undefined
        ? `fill="${color}"${opacity('fill-opacity', alpha)}`
        : `fill="none" stroke="${color}" stroke-width="${short(outline)}" stroke-linejoin="round"`;
    const face = `${isBold ? ' font-weight="bold"' : ''}${isItalic ? ' font-style="italic"' : ''}`;
    this.parts.push(
      `<text transform="matrix(${matrix.map(short).join(' ')})" font-family="DejaVu Sans, Verdana, sans-serif" font-size="${short(size)}"${face} text-anchor="${anchor}" ${ink}>${escaped(text)}</text>`,
    );
  }

  image(image: PixelImage, matrix: Matrix, isSmooth: boolean): void {
    const style = isSmooth ? '' : ' style="image-rendering:pixelated"';
    this.parts.push(
      `<image transform="matrix(${matrix.map(short).join(' ')})" width="1" height="1" preserveAspectRatio="none"${style} href="${pixelCanvas(image).toDataURL('image/png')}"/>`,
    );
  }
}

function pathText(path: readonly PathStep[]): string {
  return path.map(([kind, ...numbers]) => kind + numbers.map(short).join(' ')).join('');
}

function opacity(name: string, alpha: number): string {
  return alpha < 1 ? ` ${name}="${short(alpha)}"` : '';
}

function short(value: number): string {
  return String(Number(value.toFixed(3)));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
