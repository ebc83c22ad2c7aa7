import type { Box } from './array.ts';

/**
 * Cut a box into pieces along one dimension: at most `count`, of at least 10 rows or columns; a last piece under 5, or
 * under 5 % of a piece, joins the one before it. Pieces fill the box without overlap.
 */
export function splitBox(box: Box, count: number, dimension: 'y' | 'x' = 'y'): Box[] {
  const [first, last] = dimension === 'y' ? [box.y0, box.y1] : [box.x0, box.x1];
  if (count <= 1 || last - first <= 0) return [box];
  const step = Math.max(10, Math.ceil((last - first) / count));
  const starts: number[] = [];
  for (let start = first; start < last; start += step) starts.push(start);
  const rest = last - starts[starts.length - 1];
  if (starts.length > 1 && (rest < 5 || rest < 0.05 * step)) starts.pop();
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? last;
    return dimension === 'y' ? { ...box, y0: start, y1: end } : { ...box, x0: start, x1: end };
  });
}
