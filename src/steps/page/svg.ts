/** Text for HTML and SVG, attribute values included. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** A number as short as its place on a page needs it. */
export function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Words that stand upright in a drawing; `className` chooses size and colour. */
export function label(
  x: number,
  y: number,
  text: string,
  anchor: 'start' | 'middle' | 'end',
  className = '',
): string {
  const lines = text.split('\n');
  const spans = lines.map(
    (line, k) => `<tspan x="${short(x)}" dy="${k === 0 ? 0 : '1.15em'}">${escaped(line)}</tspan>`,
  );
  const style = className === '' ? '' : ` class="${className}"`;
  return `<text${style} x="${short(x)}" y="${short(y)}" text-anchor="${anchor}">${lines.length === 1 ? escaped(text) : spans.join('')}</text>`;
}

/** A drawing that scales with the page and says in words what it shows. */
export function drawing(
  {
    width,
    height,
    title,
    className = '',
  }: { width: number; height: number; title: string; className?: string },
  parts: readonly string[],
): string {
  return `<svg class="${className}" viewBox="0 0 ${short(width)} ${short(height)}" role="img" aria-label="${escaped(title)}">${parts.join('')}</svg>`;
}
