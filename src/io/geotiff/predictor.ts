import type { Values } from '../../core/array.ts';

/* TIFF predictor 3 (Adobe Photoshop TIFF Technical Note 3): floats by the places of their bytes, as differences. */

/**
 * Rows of a tile as predictor 3 stores them: of every row first the most significant byte of each float, then the next
 * ones, then each byte as the difference from the one before it. Smooth rasters deflate to half the size.
 *
 * @param bytes little-endian float32 of whole rows
 * @param out as many bytes
 */
export function predictFloats(bytes: Uint8Array, width: number, out: Uint8Array): void {
  const rowBytes = 4 * width;
  for (let row = 0; row < bytes.length; row += rowBytes) {
    let [b3, b2, b1, b0] = [0, 0, 0, 0];
    const [at3, at2, at1, at0] = [row, row + width, row + 2 * width, row + 3 * width];
    for (let x = 0, i = row; x < width; x++, i += 4) {
      out[at3 + x] = bytes[i + 3] - b3;
      out[at2 + x] = bytes[i + 2] - b2;
      out[at1 + x] = bytes[i + 1] - b1;
      out[at0 + x] = bytes[i] - b0;
      b3 = bytes[i + 3];
      b2 = bytes[i + 2];
      b1 = bytes[i + 1];
      b0 = bytes[i];
    }
    // Where one place of bytes ends the next one goes on with the difference from its last.
    const last = row + rowBytes - 4;
    out[at2] -= bytes[last + 3];
    out[at1] -= bytes[last + 2];
    out[at0] -= bytes[last + 1];
  }
}

/** Rows of a tile of whole numbers as predictor 2 stores them: each value as the difference from its left neighbour. */
export function predictWholeNumbers<
  T extends Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array,
>(values: T, width: number): void {
  for (let row = 0; row < values.length; row += width)
    for (let i = row + width - 1; i > row; i--) values[i] -= values[i - 1];
}

/**
 * Undo predictor 3 in place: rows of floats, little-endian afterwards whatever the order of the file.
 *
 * @param perRow values of a row @param samples values of a pixel, over which the differences reach @param size bytes of a value
 */
export function restoreFloats(bytes: Uint8Array, perRow: number, samples: number, size: number): void {
  const rowBytes = perRow * size;
  const row = new Uint8Array(rowBytes);
  for (let start = 0; start + rowBytes <= bytes.length; start += rowBytes) {
    for (let i = 0; i < samples; i++) row[i] = bytes[start + i];
    for (let i = samples; i < rowBytes; i++) row[i] = row[i - samples] + bytes[start + i];
    for (let b = 0; b < size; b++) {
      const from = (size - 1 - b) * perRow;
      for (let x = 0, to = start + b; x < perRow; x++, to += size) bytes[to] = row[from + x];
    }
  }
}

/** Undo predictor 2 in place. @param values [rows, width, samples] */
export function restoreWholeNumbers(values: Values, width: number, samples: number): void {
  const perRow = width * samples;
  for (let row = 0; row + perRow <= values.length; row += perRow)
    for (let i = row + samples; i < row + perRow; i++) values[i] += values[i - samples];
}
