import type { Context2D, Figure, PixelImage, Surface } from './context2d.ts';

/** One text of a figure and where its foot stands, in points. */
export interface RecordedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly color: string;
}

/** What a figure drew. */
export interface Recording {
  readonly texts: RecordedText[];
  readonly images: { image: PixelImage; x: number; y: number; width: number; height: number }[];
  readonly strokes: { color: string; width: number; dashed: boolean; points: [x: number, y: number][] }[];
  readonly fills: { color: string; points: [x: number, y: number][] }[];
}

/**
 * Draw a figure onto nothing and list what it drew: its words and shapes can be searched, compared or read aloud
 * without decoding an image. Positions follow translations, not rotations.
 */
export function recordFigure(figure: Figure): Recording {
  const recording: Recording = { texts: [], images: [], strokes: [], fills: [] };
  figure.draw(recordingSurface(recording));
  return recording;
}

function recordingSurface(recording: Recording): Surface {
  let state = { x: 0, y: 0, dash: [] as number[] };
  const saved: { state: typeof state; style: Partial<Context2D> }[] = [];
  let path: [number, number][] = [];
  const at = (x: number, y: number): [number, number] => [state.x + x, state.y + y];
  const rectangle = (x: number, y: number, width: number, height: number) => [
    at(x, y),
    at(x + width, y + height),
  ];
  const ignore = () => {};
  const context: Context2D = {
    fillStyle: '#000000',
    strokeStyle: '#000000',
    lineWidth: 1,
    lineCap: 'butt',
    lineJoin: 'miter',
    font: '',
    textAlign: 'left',
    textBaseline: 'alphabetic',
    globalAlpha: 1,
    imageSmoothingEnabled: true,
    save() {
      const { fillStyle, strokeStyle, lineWidth } = context;
      saved.push({ state: { ...state }, style: { fillStyle, strokeStyle, lineWidth } });
    },
    restore() {
      const last = saved.pop();
      if (last === undefined) return;
      state = last.state;
      Object.assign(context, last.style);
    },
    translate(x, y) {
      state.x += x;
      state.y += y;
    },
    beginPath() {
      path = [];
    },
    moveTo: (x, y) => void path.push(at(x, y)),
    lineTo: (x, y) => void path.push(at(x, y)),
    arc: (x, y) => void path.push(at(x, y)),
    rect: (x, y, width, height) => void path.push(...rectangle(x, y, width, height)),
    fill: () => void recording.fills.push({ color: context.fillStyle, points: path }),
    stroke: () => pushStroke(path),
    fillRect(x, y, width, height) {
      recording.fills.push({ color: context.fillStyle, points: rectangle(x, y, width, height) });
    },
    strokeRect: (x, y, width, height) => pushStroke(rectangle(x, y, width, height)),
    fillText(text, x, y) {
      const [px, py] = at(x, y);
      recording.texts.push({ text, x: px, y: py, color: context.fillStyle });
    },
    setLineDash(pattern) {
      state.dash = pattern;
    },
    scale: ignore,
    rotate: ignore,
    closePath: ignore,
    clip: ignore,
    strokeText: ignore,
    drawImage: ignore,
  };
  const pushStroke = (points: [number, number][]) => {
    const { strokeStyle: color, lineWidth: width } = context;
    recording.strokes.push({ color, width, dashed: state.dash.length > 0, points });
  };
  return {
    context,
    scale: 1,
    paint(image, x, y, width, height) {
      const [px, py] = at(x, y);
      recording.images.push({ image, x: px, y: py, width, height });
    },
  };
}
