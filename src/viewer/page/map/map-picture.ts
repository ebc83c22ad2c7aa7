import type { Library } from '../data/library.ts';
import type { Layer, Patch, Product, Window } from '../data/product.ts';
import type { View, ViewerState } from '../state/state.ts';
import { colorBytes } from './colors.ts';
import { DrapedGrid } from './draped-grid.ts';
import { FieldCache } from './field-cache.ts';
import type { Size } from './frame.ts';
import { type Drape, type Fields, type Paint, RasterGl, type ScreenBox } from './raster-gl.ts';
import { offsetOf, type Shown } from './view-model.ts';

/** Screen pixels beyond the edges that a close look reads too. */
const MARGIN = 0.15;

/** Paints what a pane shows on its canvas, from the values that are here; those that are missing are asked for. */
export class MapPicture {
  private readonly gl: RasterGl;
  private readonly fields: FieldCache;
  private readonly library: Library;
  private readonly colors = new Map<string, WebGLTexture>();
  /** drawn until its successor is here: a slider leaves no white pages behind */
  private last: { layer: string; plane: number; patch: Patch } | undefined;
  private offset: { layer: string; value: number } | undefined;
  /** what is on the canvas, in words and textures: the same is not drawn again */
  private drawn: { readonly words: string; readonly textures: readonly unknown[] } | undefined;

  constructor(canvas: HTMLCanvasElement, library: Library) {
    this.gl = new RasterGl(canvas);
    this.fields = new FieldCache(this.gl);
    this.library = library;
  }

  /** The canvas draws no more. */
  close(): void {
    this.gl.close();
  }

  /** @returns how much of what was asked for is on the canvas */
  draw(shown: Shown, state: ViewerState, view: View, size: Size, ratio: number): 'nothing' | 'some' | 'all' {
    const { library } = this;
    const { layer, product, plane } = shown;
    const whole = library.wholeWindow(product);
    const last = this.last?.layer === layer.key ? this.last : undefined;
    const isNew = last?.plane !== plane || last.patch.window.step !== whole.step;
    const first = isNew ? library.firstLook(layer, plane) : undefined;
    // All of a large plane is read once a first look at it is here.
    const fresh = first?.isUseful && !first.patch ? undefined : library.patch(layer, plane, whole);
    const values = fresh ?? first?.patch ?? last?.patch;
    if (values !== undefined && (fresh !== undefined || first?.patch !== undefined))
      this.last = { layer: layer.key, plane, patch: values };
    const look = shown.look;
    // While a reference is dragged the map stays as it was until the next value is here.
    const known = offsetOf(shown, library);
    if (known !== undefined) this.offset = { layer: layer.key, value: known };
    const offset = known ?? (this.offset?.layer === layer.key ? this.offset.value : undefined);
    const terrain = state.terrain.isOn ? heightOf(library, product) : undefined;
    if (values === undefined || look === undefined || offset === undefined) {
      this.drawFields(
        shown,
        view,
        size,
        ratio,
        whole,
        this.terrainField(terrain, whole),
        groundPaint(state, this.nothing),
      );
      return 'nothing';
    }
    const paint: Paint = {
      colors: this.colorsOf(look.colormap),
      offset,
      factor: layer.shown.factor,
      low: look.low,
      high: look.high,
      isWrapped: look.isWrapped,
      opacity: look.opacity,
      hidesZero: look.hidesZero && plane !== zeroPlane(shown),
      atLeast: state.mask?.atLeast ?? 0,
      strength: state.terrain.strength,
    };
    const mask = state.mask && isMasked(layer) ? library.maskFor(state.mask.layer, product) : undefined;
    const detail =
      shown.grid instanceof DrapedGrid ? undefined : closeWindow(shown, view, size, ratio, whole.step);
    const isFirstLook = values.window.step !== whole.step;
    const windows = detail === undefined || isFirstLook ? [values.window] : [detail, whole];
    for (const window of windows) {
      const own = window === detail ? library.patch(layer, plane, window) : values;
      const minus =
        shown.minus === undefined
          ? undefined
          : isFirstLook
            ? library.firstLook(layer, shown.minus).patch
            : library.patch(layer, shown.minus, window);
      const masked = mask && !isFirstLook ? library.patch(mask, 0, window) : undefined;
      const isReady =
        own !== undefined &&
        (shown.minus === undefined || minus !== undefined) &&
        (!mask || isFirstLook || masked);
      if (!isReady) continue;
      const fields: Fields = {
        values: this.fields.get(own),
        ...(minus && { minus: this.fields.get(minus) }),
        ...(masked && { mask: this.fields.get(masked) }),
        ...this.terrainField(terrain, window),
      };
      this.drawFields(shown, view, size, ratio, window, fields, paint);
      return fresh !== undefined && known !== undefined && window === windows[0] ? 'all' : 'some';
    }
    return 'nothing';
  }

  private terrainField(height: Layer | undefined, window: Window): Fields {
    const patch = height && this.library.patch(height, 0, window, { asRelief: true });
    return patch === undefined ? {} : { terrain: this.fields.get(patch) };
  }

  private drawFields(
    { grid }: Shown,
    view: View,
    size: Size,
    ratio: number,
    { y0, x0, y1, x1, step }: Window,
    fields: Fields,
    paint: Paint,
  ): void {
    if (grid instanceof DrapedGrid) {
      const { map } = grid.lookup;
      const corners = [
        grid.mapToScreen(view, size, { y: 0, x: 0 }),
        grid.mapToScreen(view, size, { y: map.length, x: map.width }),
      ];
      const [a, b] = corners.map((at) => ({ x: at.x * ratio, y: at.y * ratio }));
      const patch = { rows: Math.ceil((y1 - y0) / step), columns: Math.ceil((x1 - x0) / step) };
      const stretch = { y: (patch.rows * step) / (y1 - y0), x: (patch.columns * step) / (x1 - x0) };
      const drape = { mesh: grid.lookup.mesh, stretch };
      const box = { x0: a.x, y0: a.y, x1: b.x, y1: b.y };
      this.paint(size, ratio, fields, patch, box, paint, drape);
      return;
    }
    // The last pixels of a thinned-out raster reach beyond it.
    const [rows, columns] = [Math.ceil((y1 - y0) / step), Math.ceil((x1 - x0) / step)];
    const from = grid.toScreen(view, size, { y: y0, x: x0 });
    const to = grid.toScreen(view, size, { y: y0 + rows * step, x: x0 + columns * step });
    const box: ScreenBox = { x0: from.x * ratio, y0: from.y * ratio, x1: to.x * ratio, y1: to.y * ratio };
    this.paint(size, ratio, fields, { rows, columns }, box, paint);
  }

  private paint(
    { width, height }: Size,
    ratio: number,
    fields: Fields,
    patch: { readonly rows: number; readonly columns: number },
    box: ScreenBox,
    { colors, ...paint }: Paint,
    drape?: Drape,
  ): void {
    const { values, minus, mask, terrain } = fields;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    const words = JSON.stringify([wide, high, patch, box, paint, drape?.stretch]);
    const textures = [colors, values, minus, mask, terrain, drape?.mesh];
    if (this.drawn?.words === words && textures.every((one, k) => one === this.drawn?.textures[k])) return;
    this.drawn = { words, textures };
    this.gl.clear(wide, high);
    this.gl.draw(fields, patch, box, { colors, ...paint }, drape);
  }

  private colorsOf(name: string): WebGLTexture {
    let texture = this.colors.get(name);
    if (texture === undefined) {
      texture = this.gl.colors(colorBytes(name));
      this.colors.set(name, texture);
    }
    return texture;
  }

  private get nothing(): WebGLTexture {
    return this.colorsOf('gray');
  }
}

/** All values of the reference date are zero: there zeros are values. */
export function zeroPlane({ layer, product }: Shown): number {
  if (layer.kind !== 'displacement') return -1;
  return layer.slices?.indexOf(product.attributes['REF_DATE'] ?? '') ?? -1;
}

function groundPaint({ terrain }: ViewerState, colors: WebGLTexture): Paint {
  const none = {
    offset: 0,
    factor: 1,
    low: 0,
    high: 1,
    isWrapped: false,
    opacity: 1,
    hidesZero: false,
    atLeast: 0,
  };
  return { ...none, colors, strength: terrain.strength };
}

/** Heights on the pixels of a product. */
export function heightOf(library: Library, product: Product): Layer | undefined {
  return [...library.layers.values()].find(
    (layer) => layer.kind === 'height' && library.productOf(layer).grid.key === product.grid.key,
  );
}

/** Masks are for what was estimated, not for what tells how well. */
export function isMasked({ kind, sliceKind }: Layer): boolean {
  return sliceKind !== 'pair' && ['displacement', 'velocity', 'deviation', 'phase'].includes(kind);
}

/**
 * Where one looks closer than a thinned-out raster shows: the part in view at the pixels the screen can show, with corners on
 * a raster of its own so that small moves ask for nothing new. undefined where the whole raster is fine enough.
 */
function closeWindow(
  { grid }: Shown,
  view: View,
  size: Size,
  ratio: number,
  wholeStep: number,
): Window | undefined {
  if (wholeStep === 1) return undefined;
  const perPixel = Math.abs(grid.pixelOnScreen(view).x) * ratio;
  const step = Math.max(1, 2 ** Math.floor(Math.log2(1 / perPixel)));
  if (step >= wholeStep) return undefined;
  const corners = [
    grid.fromScreen(view, size, -MARGIN * size.width, -MARGIN * size.height),
    grid.fromScreen(view, size, (1 + MARGIN) * size.width, (1 + MARGIN) * size.height),
  ];
  const unit = 256 * step;
  const { length, width } = grid.raster;
  const low = (a: number, b: number) => Math.max(0, Math.floor(Math.min(a, b) / unit) * unit);
  const high = (a: number, b: number, most: number) =>
    Math.min(most, Math.ceil(Math.max(a, b) / unit) * unit);
  const window = {
    y0: low(corners[0].y, corners[1].y),
    x0: low(corners[0].x, corners[1].x),
    y1: high(corners[0].y, corners[1].y, length),
    x1: high(corners[0].x, corners[1].x, width),
    step,
  };
  return window.y1 > window.y0 && window.x1 > window.x0 ? window : undefined;
}
