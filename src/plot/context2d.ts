/**
 * The part of the browser's CanvasRenderingContext2D that figures draw with. A browser canvas, and the PNG, PDF and
 * SVG surfaces of `surface.ts`, all satisfy it, so a figure is drawn by one routine wherever it ends up.
 */
export interface Context2D {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineCap: 'butt' | 'round' | 'square';
  lineJoin: 'bevel' | 'miter' | 'round';
  font: string;
  textAlign: 'left' | 'center' | 'right';
  textBaseline: 'alphabetic' | 'middle' | 'top' | 'bottom';
  globalAlpha: number;
  imageSmoothingEnabled: boolean;
  save(): void;
  restore(): void;
  translate(x: number, y: number): void;
  scale(x: number, y: number): void;
  rotate(angle: number): void;
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, start: number, end: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  clip(): void;
  fill(): void;
  stroke(): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  strokeRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  strokeText(text: string, x: number, y: number): void;
  setLineDash(pattern: number[]): void;
  // biome-ignore lint/suspicious/noExplicitAny: each platform has its own image classes
  drawImage(image: any, x: number, y: number, width: number, height: number): void;
}

/** Pixels ready to be drawn: RGBA bytes, row by row from the top. */
export interface PixelImage {
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** Where a figure is drawn: a context in points (1/72 inch) and a way to paint pixels on it. */
export interface Surface {
  readonly context: Context2D;
  /** Device pixels per point: 1 for vector output. */
  readonly scale: number;
  /** Paint `image` over a rectangle; `smooth` interpolates, otherwise pixels keep sharp edges. */
  paint(image: PixelImage, x: number, y: number, width: number, height: number, smooth: boolean): void;
}

/** Anything that can be drawn: its size in points and the routine that draws it. */
export interface Figure {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** CSS colour of the page, or none for a transparent one. */
  readonly background?: string;
  draw(surface: Surface): void;
}

/** A rectangle on the page, in points from the top left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
