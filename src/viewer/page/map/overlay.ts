import type { Sight } from '../data/product.ts';

/** Signs over a map are thin lines in an outline of the other shade, which read on any colour. */
const SHADES = {
  light: { ink: '#10151c', halo: 'rgba(255,255,255,0.9)' },
  dark: { ink: '#f2f5f9', halo: 'rgba(10,13,17,0.85)' },
};

function shades(): { readonly ink: string; readonly halo: string } {
  return SHADES[document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'];
}

/** Of a reference that was chosen here. */
export const REFERENCE_COLOR = '#e8a400';

const FONT = '11px system-ui, sans-serif';

type Pen = CanvasRenderingContext2D;

function outlined(pen: Pen, width: number, path: () => void): void {
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  const { ink, halo } = shades();
  for (const [color, wide] of [
    [halo, width + 2.6],
    [ink, width],
  ] as const) {
    pen.strokeStyle = color;
    pen.lineWidth = wide;
    pen.beginPath();
    path();
    pen.stroke();
  }
}

function label(pen: Pen, text: string, x: number, y: number): void {
  pen.font = FONT;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.lineWidth = 3;
  pen.strokeStyle = shades().halo;
  pen.strokeText(text, x, y);
  pen.fillStyle = shades().ink;
  pen.fillText(text, x, y);
}

/** A bar of a round length at a place. @param metres that a pixel of the screen spans */
export function drawScale(pen: Pen, x: number, y: number, metres: number): void {
  const wanted = metres * 110;
  const decade = 10 ** Math.floor(Math.log10(wanted));
  const length = [5, 2, 1].map((n) => n * decade).find((n) => n <= wanted) ?? decade;
  const width = length / metres;
  outlined(pen, 1.5, () => {
    pen.moveTo(x, y - 4);
    pen.lineTo(x, y);
    pen.lineTo(x + width, y);
    pen.lineTo(x + width, y - 4);
  });
  label(pen, length >= 1000 ? `${length / 1000} km` : `${length} m`, x + width / 2, y - 10);
}

function arrow(pen: Pen, x: number, y: number, dx: number, dy: number): void {
  const long = Math.hypot(dx, dy);
  const [ux, uy] = [dx / long, dy / long];
  outlined(pen, 1.5, () => {
    pen.moveTo(x - dx / 2, y - dy / 2);
    pen.lineTo(x + dx / 2, y + dy / 2);
    for (const side of [-1, 1]) {
      pen.moveTo(x + dx / 2, y + dy / 2);
      pen.lineTo(x + dx / 2 - 6 * ux - side * 3.5 * uy, y + dy / 2 - 6 * uy + side * 3.5 * ux);
    }
  });
}

/** Where north is, on a map. */
export function drawNorth(pen: Pen, x: number, y: number): void {
  arrow(pen, x, y + 4, 0, -24);
  label(pen, 'N', x, y - 17);
}

/**
 * Direction of flight (long) and of sight (short, from its middle).
 * @param turn degrees from north to the top of the screen: 0 on maps, the heading in radar images
 */
export function drawSight(pen: Pen, x: number, y: number, sight: Sight, turn: number): void {
  const towards = (degrees: number, length: number) => {
    const angle = ((degrees - turn) * Math.PI) / 180;
    return { dx: Math.sin(angle) * length, dy: -Math.cos(angle) * length };
  };
  const flight = towards(sight.heading, 34);
  const look = towards(sight.look, 17);
  arrow(pen, x, y, flight.dx, flight.dy);
  arrow(pen, x + look.dx / 2, y + look.dy / 2, look.dx, look.dy);
}

/** The reference point: a square with a dot. */
export function drawReference(pen: Pen, x: number, y: number, isOwn: boolean): void {
  outlined(pen, 1.6, () => pen.rect(x - 6, y - 6, 12, 12));
  pen.fillStyle = isOwn ? REFERENCE_COLOR : shades().ink;
  pen.fillRect(x - 2, y - 2, 4, 4);
}

/** A handle inside of the area whose mean is the reference, with what it is in words: no pixel is marked. */
export function drawReferenceArea(pen: Pen, x: number, y: number, words: string): void {
  pen.setLineDash([4, 3.5]);
  outlined(pen, 1.6, () => pen.arc(x, y, 10, 0, 2 * Math.PI));
  pen.setLineDash([]);
  label(pen, words, x, y - 19);
}

/** A place whose series is drawn. */
export function drawPoint(pen: Pen, x: number, y: number, color: string): void {
  pen.beginPath();
  pen.arc(x, y, 6, 0, 2 * Math.PI);
  pen.fillStyle = color;
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = SHADES.light.halo;
  pen.stroke();
  pen.beginPath();
  pen.arc(x, y, 7.2, 0, 2 * Math.PI);
  pen.lineWidth = 1;
  pen.strokeStyle = SHADES.light.ink;
  pen.stroke();
}

/** Corners joined by lines; those of an area are closed, and its colour lies over it. */
export function drawOutline(
  pen: Pen,
  corners: readonly { readonly x: number; readonly y: number }[],
  color: string | undefined,
  isClosed: boolean,
): void {
  const path = () => {
    corners.forEach(({ x, y }, k) => {
      if (k === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    });
    if (isClosed) pen.closePath();
  };
  if (isClosed && color) {
    pen.beginPath();
    path();
    pen.fillStyle = `${color}40`;
    pen.fill();
  }
  outlined(pen, 1.6, path);
  for (const { x, y } of corners) {
    pen.fillStyle = color ?? shades().ink;
    pen.beginPath();
    pen.arc(x, y, 3, 0, 2 * Math.PI);
    pen.fill();
  }
}

/** Where keys act. */
export function drawCrosshair(pen: Pen, x: number, y: number): void {
  outlined(pen, 1.2, () => {
    for (const side of [-1, 1]) {
      pen.moveTo(x + 4 * side, y);
      pen.lineTo(x + 11 * side, y);
      pen.moveTo(x, y + 4 * side);
      pen.lineTo(x, y + 11 * side);
    }
  });
}
