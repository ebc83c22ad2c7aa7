import type { Library } from '../data/library.ts';
import type { Window } from '../data/product.ts';
import { element } from '../parts/dom.ts';
import type { ReferencePlace, Vertices, View } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';
import { firstLook } from './colors.ts';
import { DrapedGrid } from './draped-grid.ts';
import { type FileReference, fileReference } from './file-reference.ts';
import type { PixelPoint, Size } from './frame.ts';
import { MapGestures, type Steered } from './gestures.ts';
import { MapLegend } from './legend.ts';
import { MapPicture } from './map-picture.ts';
import {
  drawCrosshair,
  drawNorth,
  drawOutline,
  drawPoint,
  drawReference,
  drawReferenceArea,
  drawScale,
  drawSight,
  REFERENCE_COLOR,
} from './overlay.ts';
import { pixelOf, type Shown, shownIn } from './view-model.ts';
import { visibleWindow } from './visible-window.ts';

/** What a pane tells the page. */
export interface PaneEvents {
  /** the pixel under the cursor; undefined when it left */
  onHover(pane: number, pixel: { y: number; x: number } | undefined): void;
  /** a pixel is pressed: a click on it may follow */
  onPress(pane: number, pixel: { y: number; x: number }): void;
  /** @param isMore beside those that are there */
  onPick(pane: number, pixel: { y: number; x: number }, isMore: boolean): void;
}

/** Pixels of the screen from the reference point within which it is taken. */
const GRASP = 12;

/** One map: a canvas for values and one for signs, moved by pointer and keys. Any number of them may be on a page. */
export class MapPane implements Steered {
  readonly root: HTMLElement;
  readonly index: number;
  private readonly library: Library;
  private readonly store: Store;
  private readonly events: PaneEvents;
  private readonly canvas = element('canvas', { class: 'map-values', 'aria-hidden': 'true' });
  private readonly signs = element('canvas', {
    class: 'map-signs',
    tabindex: '0',
    role: 'application',
    'aria-label': text('mapKeys'),
  });
  private readonly legend = new MapLegend();
  private readonly picture: MapPicture;
  private readonly observer = new ResizeObserver(() => this.update());
  private frameRequest = 0;
  private cross: PixelPoint | undefined;

  constructor(index: number, library: Library, store: Store, events: PaneEvents) {
    this.index = index;
    this.library = library;
    this.store = store;
    this.events = events;
    this.root = element('section', { class: 'pane', 'aria-label': `${text('map')} ${index + 1}` }, [
      this.canvas,
      this.signs,
      this.legend.root,
    ]);
    this.picture = new MapPicture(this.canvas, library);
    this.observer.observe(this.root);
    new MapGestures(this.signs, this);
  }

  /** Draw in the next frame, once however often it is called. */
  update(): void {
    if (this.frameRequest !== 0) return;
    this.frameRequest = requestAnimationFrame(() => {
      this.frameRequest = 0;
      this.draw();
    });
  }

  /** Give back what the GPU holds for it. */
  close(): void {
    cancelAnimationFrame(this.frameRequest);
    this.observer.disconnect();
    this.picture.close();
    this.root.remove();
  }

  get shown(): Shown | undefined {
    const pane = this.store.state.panes[this.index];
    return pane && shownIn(this.store.state, this.library, pane);
  }

  get size(): Size {
    return { width: Math.max(1, this.root.clientWidth), height: Math.max(1, this.root.clientHeight) };
  }

  get view(): View | undefined {
    const { shown } = this;
    return shown && (this.store.state.views[shown.grid.frame] ?? shown.grid.whole(this.size));
  }

  /** The part of the raster that is seen. */
  get seen(): Window | undefined {
    const { shown, view, size } = this;
    return shown && view && visibleWindow(shown.grid, view, size, devicePixelRatio || 1);
  }

  setView(view: View): void {
    const { shown } = this;
    if (shown) this.store.dispatch({ type: 'view', frame: shown.grid.frame, view });
  }

  activate(): void {
    if (this.store.state.active !== this.index)
      this.store.dispatch({ type: 'activate', pane: this.index }, false);
  }

  /** The pixel at a point of the canvas, if there is one. */
  pixelAt(x: number, y: number): { y: number; x: number } | undefined {
    const { shown, view } = this;
    if (!shown || !view) return undefined;
    const at = shown.grid.fromScreen(view, this.size, x, y);
    return shown.grid.isInside(at) ? { y: Math.floor(at.y), x: Math.floor(at.x) } : undefined;
  }

  hover(pixel: { y: number; x: number } | undefined): void {
    this.events.onHover(this.index, pixel);
  }

  press(pixel: { y: number; x: number }): void {
    this.events.onPress(this.index, pixel);
  }

  pick(pixel: { y: number; x: number }, isMore: boolean): void {
    this.events.onPick(this.index, pixel, isMore);
  }

  zoom(factor: number): void {
    const { shown, view, size } = this;
    const middle = { x: size.width / 2, y: size.height / 2 };
    if (shown && view) this.setView(shown.grid.zoomed(view, size, middle, factor));
  }

  showAll(): void {
    const { shown } = this;
    if (shown) this.setView(shown.grid.whole(this.size));
  }

  /** Keys move a cross; it is what they pick. */
  setCross(pixel: { y: number; x: number } | undefined): void {
    this.cross = pixel;
    this.hover(pixel);
    this.update();
  }

  get crossPixel(): { y: number; x: number } | undefined {
    return this.cross;
  }

  isOnReference(x: number, y: number): boolean {
    if (this.store.state.draft) return false; // a corner may be there
    const at = this.referenceOnScreen();
    return at !== undefined && Math.hypot(at.x - x, at.y - y) <= GRASP;
  }

  setReference(pixel: { y: number; x: number }): void {
    const { shown } = this;
    if (!shown) return;
    const place: ReferencePlace = { raster: shown.grid.raster.key, ...pixel, ...this.movedArea(pixel) };
    this.store.dispatch({ type: 'reference', place });
  }

  /** An area moves with its square. */
  private movedArea({ y, x }: { y: number; x: number }): { outline?: Vertices } {
    const { reference } = this.store.state;
    const isHere = reference?.raster === this.shown?.grid.raster.key;
    if (!reference?.outline || !isHere) return {};
    return {
      outline: reference.outline.map(([v, u]) => [v + y - reference.y, u + x - reference.x] as const),
    };
  }

  private referenceOnScreen(): (FileReference & { readonly isOwn: boolean }) | undefined {
    const { shown, view } = this;
    if (!shown || !view) return undefined;
    const own = pixelOf(this.store.state.reference, shown.grid, this.library);
    const reference = own ?? fileReference(shown.product);
    if (!reference) return undefined;
    const place = { y: reference.y + 0.5, x: reference.x + 0.5 };
    return { ...reference, ...shown.grid.toScreen(view, this.size, place), isOwn: own !== undefined };
  }

  private draw(): void {
    const { shown, view, size } = this;
    const ratio = Math.min(2, devicePixelRatio || 1);
    for (const canvas of [this.canvas, this.signs]) {
      const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    }
    if (!shown || !view) return;
    this.legend.update(shown);
    const statistics = this.library.statisticsOf(shown.layer);
    if (shown.look === undefined && statistics !== undefined) {
      const { key } = shown.layer;
      this.store.dispatch(
        {
          type: 'look',
          layer: key,
          look: { ...firstLook(shown.layer, statistics), ...this.library.wishedLooks.get(key) },
        },
        false,
      );
      return;
    }
    const drawn = this.picture.draw(shown, this.store.state, view, size, ratio);
    this.root.toggleAttribute('data-ready', drawn === 'all');
    this.root.toggleAttribute('data-seen', drawn !== 'nothing');
    this.drawSigns(shown, view, size, ratio);
  }

  private drawSigns({ grid, product }: Shown, view: View, size: Size, ratio: number): void {
    const pen = this.signs.getContext('2d');
    if (pen === null) return;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, size.width, size.height);
    const { pixelWidth, map } = grid.raster;
    const isMap = map !== undefined || grid instanceof DrapedGrid;
    const foot = size.height - 16;
    if (pixelWidth !== undefined) drawScale(pen, 18, foot, pixelWidth / Math.abs(grid.pixelOnScreen(view).x));
    if (isMap) drawNorth(pen, size.width - 24, foot - 12);
    if (product.sight) {
      // A radar image has the flight along its sides; on a map, draped ones too, north is up.
      const turn = isMap ? 0 : product.sight.heading + (grid.raster.flip.y ? 0 : 180);
      drawSight(pen, size.width - (isMap ? 62 : 34), foot - 16, product.sight, turn);
    }
    const { points, transect, draft } = this.store.state;
    const outline = (raster: string, vertices: Vertices, color: string | undefined, isClosed: boolean) => {
      if (raster !== grid.raster.key) return;
      const corners = vertices.map(([y, x]) => grid.toScreen(view, size, { y: y + 0.5, x: x + 0.5 }));
      drawOutline(pen, corners, color, isClosed);
    };
    for (const { raster, outline: corners, color } of points)
      if (corners) outline(raster, corners, color, true);
    if (transect) outline(transect.raster, transect.vertices, undefined, false);
    if (draft) outline(draft.raster, draft.vertices, undefined, false);
    for (const point of points) {
      if (point.outline) continue;
      const pixel = pixelOf(point, grid, this.library);
      if (pixel === undefined) continue;
      const { x, y } = grid.toScreen(view, size, { y: pixel.y + 0.5, x: pixel.x + 0.5 });
      drawPoint(pen, x, y, point.color);
    }
    const area = this.shown?.reference?.outline;
    if (area) outline(grid.raster.key, area, REFERENCE_COLOR, true);
    const reference = this.referenceOnScreen();
    if (reference?.area)
      drawReferenceArea(pen, reference.x, reference.y, `${text('reference')}: ${reference.area}`);
    else if (reference) drawReference(pen, reference.x, reference.y, reference.isOwn);
    if (this.cross) {
      const { x, y } = grid.toScreen(view, size, { y: this.cross.y + 0.5, x: this.cross.x + 0.5 });
      drawCrosshair(pen, x, y);
    }
  }
}
