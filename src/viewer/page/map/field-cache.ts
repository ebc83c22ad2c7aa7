import type { Patch } from '../data/product.ts';
import type { FieldTexture, RasterGl } from './raster-gl.ts';

const KEPT_BYTES = 192 << 20;

/** Patches on the GPU: each is moved there once, those not drawn for longest go first. */
export class FieldCache {
  private readonly gl: RasterGl;
  private readonly fields = new Map<Patch, FieldTexture>();
  private bytes = 0;

  constructor(gl: RasterGl) {
    this.gl = gl;
  }

  get(patch: Patch): FieldTexture {
    const known = this.fields.get(patch);
    if (known !== undefined) {
      this.fields.delete(patch);
      this.fields.set(patch, known);
      return known;
    }
    const field = this.gl.field(patch.data, patch.rows, patch.columns);
    this.fields.set(patch, field);
    this.bytes += patch.data.byteLength;
    for (const [old, texture] of this.fields) {
      if (this.bytes <= KEPT_BYTES || old === patch) break;
      this.gl.release(texture);
      this.fields.delete(old);
      this.bytes -= old.data.byteLength;
    }
    return field;
  }
}
