import type { View } from '../state/state.ts';
import type { Size } from './frame.ts';
import type { Shown } from './view-model.ts';

type Pixel = { readonly y: number; readonly x: number };

/** What a map lets pointer and keys do. */
export interface Steered {
  readonly shown: Shown | undefined;
  readonly view: View | undefined;
  readonly size: Size;
  /** where keys are */
  readonly crossPixel: Pixel | undefined;
  activate(): void;
  setView(view: View): void;
  pixelAt(x: number, y: number): Pixel | undefined;
  hover(pixel: Pixel | undefined): void;
  /** a click may follow */
  press(pixel: Pixel): void;
  pick(pixel: Pixel, isMore: boolean): void;
  zoom(factor: number): void;
  showAll(): void;
  setCross(pixel: Pixel | undefined): void;
  isOnReference(x: number, y: number): boolean;
  setReference(pixel: Pixel): void;
}

/** Movement in screen pixels that makes a press a drag. */
const STILL = 4;

type Grip =
  | { readonly kind: 'pan'; readonly view: View; readonly x: number; readonly y: number; moved: boolean }
  | { readonly kind: 'reference' };

/** Pointer, wheel and keys of one map. */
export class MapGestures {
  private readonly target: HTMLElement;
  private readonly pane: Steered;
  private grip: Grip | undefined;
  private readonly touches = new Map<number, { x: number; y: number }>();

  constructor(target: HTMLElement, pane: Steered) {
    this.target = target;
    this.pane = pane;
    target.addEventListener('pointerdown', (event) => this.down(event));
    target.addEventListener('pointermove', (event) => this.move(event));
    target.addEventListener('pointerup', (event) => this.up(event));
    target.addEventListener('pointercancel', (event) => this.up(event, true));
    // A finger leaves wherever it was: what it tapped stays told.
    target.addEventListener('pointerleave', ({ pointerType }) => {
      if (this.grip === undefined && pointerType !== 'touch') pane.hover(undefined);
    });
    target.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    target.addEventListener('keydown', (event) => this.key(event));
    target.addEventListener('blur', () => pane.setCross(undefined));
  }

  private down(event: PointerEvent): void {
    const { pane, target } = this;
    const { offsetX: x, offsetY: y } = event;
    if (event.button !== 0 || !pane.view) return;
    pane.activate();
    target.setPointerCapture(event.pointerId);
    this.touches.set(event.pointerId, { x, y });
    this.grip = pane.isOnReference(x, y)
      ? { kind: 'reference' }
      : { kind: 'pan', view: pane.view, x, y, moved: this.touches.size > 1 };
    const pixel = pane.pixelAt(x, y);
    if (pixel && this.touches.size === 1) pane.press(pixel);
  }

  private move(event: PointerEvent): void {
    const { pane, grip, target } = this;
    const { offsetX: x, offsetY: y } = event;
    const before = this.touches.get(event.pointerId);
    if (before && this.touches.size === 2) this.pinch(event.pointerId, { x, y });
    if (before) this.touches.set(event.pointerId, { x, y });
    if (grip === undefined) {
      target.style.cursor = pane.isOnReference(x, y) ? 'grab' : 'crosshair';
      pane.hover(pane.pixelAt(x, y));
      return;
    }
    const pixel = pane.pixelAt(x, y);
    if (grip.kind === 'reference') {
      target.style.cursor = 'grabbing';
      if (pixel) pane.setReference(pixel);
    } else if (this.touches.size === 1 && (grip.moved || Math.hypot(x - grip.x, y - grip.y) > STILL)) {
      grip.moved = true;
      const { shown } = pane;
      if (!shown) return;
      const on = shown.grid.pixelOnScreen(grip.view);
      pane.setView(shown.grid.moved(grip.view, (grip.x - x) / on.x, (grip.y - y) / on.y));
    }
  }

  private up(event: PointerEvent, isCancelled = false): void {
    const { grip, pane } = this;
    this.touches.delete(event.pointerId);
    if (this.touches.size > 0) return;
    this.grip = undefined;
    if (grip?.kind !== 'pan' || grip.moved || isCancelled) return;
    const pixel = pane.pixelAt(event.offsetX, event.offsetY);
    if (event.pointerType === 'touch') pane.hover(pixel);
    if (pixel) pane.pick(pixel, event.shiftKey);
  }

  private pinch(id: number, now: { x: number; y: number }): void {
    const { pane } = this;
    const before = this.touches.get(id);
    const other = [...this.touches].find(([touch]) => touch !== id)?.[1];
    const { shown, view } = pane;
    if (!before || !other || !shown || !view) return;
    const length = (a: { x: number; y: number }) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    const on = shown.grid.pixelOnScreen(view);
    const shifted = shown.grid.moved(view, (before.x - now.x) / 2 / on.x, (before.y - now.y) / 2 / on.y);
    pane.setView(shown.grid.zoomed(shifted, pane.size, middle, length(now) / length(before)));
  }

  private wheel(event: WheelEvent): void {
    const { pane } = this;
    const { shown, view } = pane;
    event.preventDefault();
    if (!shown || !view) return;
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
    const factor = Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) * 0.0022);
    pane.setView(shown.grid.zoomed(view, pane.size, { x: event.offsetX, y: event.offsetY }, factor));
  }

  private key(event: KeyboardEvent): void {
    const { pane } = this;
    const { shown, view } = pane;
    if (!shown || !view || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrows: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const arrow = arrows[event.key];
    if (arrow) {
      const on = shown.grid.pixelOnScreen(view);
      if (event.shiftKey)
        pane.setView(shown.grid.moved(view, (arrow[0] * 80) / on.x, (arrow[1] * 80) / on.y));
      else this.moveCross(arrow[0] * Math.sign(on.x), arrow[1] * Math.sign(on.y));
    } else if (event.key === '+' || event.key === '=') pane.zoom(1.4);
    else if (event.key === '-') pane.zoom(1 / 1.4);
    else if (event.key === '0') pane.showAll();
    else if (event.key === 'Enter' && pane.crossPixel) pane.pick(pane.crossPixel, event.shiftKey);
    else if (event.key === 'r' && pane.crossPixel) pane.setReference(pane.crossPixel);
    else return;
    event.preventDefault();
  }

  private moveCross(dx: number, dy: number): void {
    const { pane } = this;
    const { shown, view, size } = pane;
    if (!shown || !view) return;
    const step = Math.max(1, Math.round(6 / Math.abs(shown.grid.pixelOnScreen(view).x)));
    const from = pane.crossPixel ?? pane.pixelAt(size.width / 2, size.height / 2);
    if (!from) return;
    const to = { y: from.y + dy * step, x: from.x + dx * step };
    if (shown.grid.isInside(to)) pane.setCross(to);
  }
}
