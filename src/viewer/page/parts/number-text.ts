/** A value for the eye: as many digits as it deserves, a real minus sign. */
export function numberText(value: number, digits = 4): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const plain =
    size !== 0 && (size >= 1e6 || size < 1e-4)
      ? value.toExponential(digits - 2)
      : value.toFixed(Math.max(0, Math.min(6, digits - 1 - Math.floor(Math.log10(size || 1)))));
  return plain.replaceAll('-', '−');
}

/** `2018-01-04` of `20180104`, `2018-01-04 → 2018-01-16` of a pair; anything else as it is. */
export function sliceText(slice: string): string {
  return slice
    .split('_')
    .map((date) =>
      date.replace(/^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2}))?$/, (_, y, m, d, h, min) =>
        h === undefined ? `${y}-${m}-${d}` : `${y}-${m}-${d} ${h}:${min}`,
      ),
    )
    .join(' → ');
}
