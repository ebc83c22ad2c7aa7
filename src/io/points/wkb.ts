/** Bytes of a point in well-known binary. */
export const WKB_POINT = 21;

/** Put a point as little-endian well-known binary. */
export function putWkbPoint(view: DataView, at: number, x: number, y: number): void {
  view.setUint8(at, 1);
  view.setUint32(at + 1, 1, true);
  view.setFloat64(at + 5, x, true);
  view.setFloat64(at + 13, y, true);
}
