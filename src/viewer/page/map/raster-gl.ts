import type { GroundMesh } from './lookup.ts';
import { FRAGMENT, VERTEX } from './shader.ts';

const FIELDS = ['u_values', 'u_minus', 'u_mask', 'u_terrain'] as const;

/** Values of a patch on the GPU: textures in a grid, as no texture may be larger than the GPU allows. */
export interface FieldTexture {
  readonly tiles: readonly TextureTile[];
}

interface TextureTile {
  readonly texture: WebGLTexture;
  /** first row and column in the patch, and how many */
  readonly y: number;
  readonly x: number;
  readonly rows: number;
  readonly columns: number;
}

/** How values become colours. */
export interface Paint {
  readonly colors: WebGLTexture;
  readonly offset: number;
  readonly factor: number;
  readonly low: number;
  readonly high: number;
  readonly isWrapped: boolean;
  readonly opacity: number;
  readonly hidesZero: boolean;
  readonly atLeast: number;
  readonly strength: number;
}

/** Fields of one patch that are drawn together; all have its size. */
export interface Fields {
  readonly values?: FieldTexture;
  readonly minus?: FieldTexture;
  readonly mask?: FieldTexture;
  readonly terrain?: FieldTexture;
}

/** Where a patch goes: pixels of the canvas, of its first corner and of its last. */
export interface ScreenBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A patch that does not fill its box but lies in it as a mesh tells. */
export interface Drape {
  readonly mesh: GroundMesh;
  /** the patch over the image of the mesh: thinned-out ones reach beyond it */
  readonly stretch: { readonly y: number; readonly x: number };
}

const MOST_TILE = 4096;

/** Draws rasters on a canvas by WebGL2. @throws {Error} in a browser without it */
export class RasterGl {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: WebGLProgram;
  private readonly places = new Map<string, WebGLUniformLocation | null>();
  private readonly tileSize: number;
  private readonly nothing: WebGLTexture;
  private readonly nodes = new WeakMap<GroundMesh, WebGLTexture>();

  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext('webgl2', {
      antialias: false,
      premultipliedAlpha: true,
    });
    if (gl === null) throw new Error('This browser draws no WebGL 2.');
    this.gl = gl;
    this.tileSize = Math.min(MOST_TILE, gl.getParameter(gl.MAX_TEXTURE_SIZE) as number);
    this.program = link(gl);
    gl.useProgram(this.program);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    FIELDS.forEach((name, unit) => {
      gl.uniform1i(this.place(name), unit);
    });
    gl.uniform1i(this.place('u_colors'), FIELDS.length);
    gl.uniform1i(this.place('u_nodes'), FIELDS.length + 1);
    this.nothing = this.texture(gl.R32F, gl.RED, gl.FLOAT, 1, 1, new Float32Array(1));
  }

  /** @param data [rows * columns], row by row; NaN = nothing */
  field(data: Float32Array, rows: number, columns: number): FieldTexture {
    const { gl, tileSize } = this;
    const tiles: TextureTile[] = [];
    gl.pixelStorei(gl.UNPACK_ROW_LENGTH, columns);
    for (let y = 0; y < rows; y += tileSize) {
      for (let x = 0; x < columns; x += tileSize) {
        const size = { rows: Math.min(tileSize, rows - y), columns: Math.min(tileSize, columns - x) };
        gl.pixelStorei(gl.UNPACK_SKIP_ROWS, y);
        gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, x);
        const texture = this.texture(gl.R32F, gl.RED, gl.FLOAT, size.columns, size.rows, data);
        tiles.push({ texture, y, x, ...size });
      }
    }
    gl.pixelStorei(gl.UNPACK_ROW_LENGTH, 0);
    gl.pixelStorei(gl.UNPACK_SKIP_ROWS, 0);
    gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, 0);
    return { tiles };
  }

  /** @param rgba of each entry of a colormap */
  colors(rgba: Uint8Array): WebGLTexture {
    const { gl } = this;
    return this.texture(gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, rgba.length / 4, 1, rgba);
  }

  release({ tiles }: FieldTexture): void {
    for (const { texture } of tiles) this.gl.deleteTexture(texture);
  }

  /** Browsers keep few contexts: one that draws no more is given back at once. */
  close(): void {
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  /** Begin a picture of a size in device pixels. */
  clear(width: number, height: number): void {
    const { gl } = this;
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  /** Draw a patch of `rows` x `columns` over a box of the canvas, in device pixels. */
  draw(
    fields: Fields,
    { rows, columns }: { rows: number; columns: number },
    box: ScreenBox,
    paint: Paint,
    drape?: Drape,
  ): void {
    const { gl } = this;
    const all = [fields.values, fields.minus, fields.mask, fields.terrain];
    const first = all.find((field) => field !== undefined);
    if (first === undefined) return;
    const flag = (name: string, value: boolean) => gl.uniform1i(this.place(name), value ? 1 : 0);
    const number = (name: string, value: number) => gl.uniform1f(this.place(name), value);
    flag('u_hasValues', fields.values !== undefined);
    flag('u_hasMinus', fields.minus !== undefined);
    flag('u_hasMask', fields.mask !== undefined);
    flag('u_hasTerrain', fields.terrain !== undefined);
    flag('u_isWrapped', paint.isWrapped);
    flag('u_hidesZero', paint.hidesZero);
    number('u_offset', paint.offset);
    number('u_factor', paint.factor);
    number('u_low', paint.low);
    number('u_high', paint.high);
    number('u_opacity', paint.opacity);
    number('u_atLeast', paint.atLeast);
    number('u_strength', paint.strength);
    gl.activeTexture(gl.TEXTURE0 + FIELDS.length);
    gl.bindTexture(gl.TEXTURE_2D, paint.colors);
    flag('u_isDraped', drape !== undefined);
    gl.activeTexture(gl.TEXTURE0 + FIELDS.length + 1);
    gl.bindTexture(gl.TEXTURE_2D, drape ? this.nodesOf(drape.mesh) : this.nothing);
    const { drawingBufferWidth: wide, drawingBufferHeight: high } = gl;
    const at = (share: number, from: number, to: number) => from + (to - from) * share;
    first.tiles.forEach((tile, k) => {
      all.forEach((field, unit) => {
        gl.activeTexture(gl.TEXTURE0 + unit);
        gl.bindTexture(gl.TEXTURE_2D, field?.tiles[k]?.texture ?? this.nothing);
      });
      const [left, right] = [tile.x / columns, (tile.x + tile.columns) / columns];
      const [top, bottom] = [tile.y / rows, (tile.y + tile.rows) / rows];
      const [x0, x1] = drape ? [box.x0, box.x1] : [at(left, box.x0, box.x1), at(right, box.x0, box.x1)];
      const [y0, y1] = drape ? [box.y0, box.y1] : [at(top, box.y0, box.y1), at(bottom, box.y0, box.y1)];
      if (drape) {
        const { y, x } = drape.stretch;
        gl.uniform4f(this.place('u_part'), left * x, top * y, right * x, bottom * y);
      }
      gl.uniform4f(
        this.place('u_box'),
        (2 * x0) / wide - 1,
        1 - (2 * y0) / high,
        (2 * x1) / wide - 1,
        1 - (2 * y1) / high,
      );
      if (drape) gl.drawArrays(gl.TRIANGLES, 0, 6 * drape.mesh.rows * drape.mesh.columns);
      else gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    });
  }

  private nodesOf(mesh: GroundMesh): WebGLTexture {
    let texture = this.nodes.get(mesh);
    if (texture === undefined) {
      const { gl } = this;
      texture = this.texture(gl.RG32F, gl.RG, gl.FLOAT, mesh.columns + 1, mesh.rows + 1, mesh.nodes);
      this.nodes.set(mesh, texture);
    }
    return texture;
  }

  private place(name: string): WebGLUniformLocation | null {
    let place = this.places.get(name);
    if (place === undefined) {
      place = this.gl.getUniformLocation(this.program, name);
      this.places.set(name, place);
    }
    return place;
  }

  private texture(
    inside: number,
    format: number,
    type: number,
    width: number,
    height: number,
    data: Float32Array | Uint8Array,
  ): WebGLTexture {
    const { gl } = this;
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T])
      gl.texParameteri(gl.TEXTURE_2D, wrap, gl.CLAMP_TO_EDGE);
    for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
      gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
    gl.texImage2D(gl.TEXTURE_2D, 0, inside, width, height, 0, format, type, data);
    return texture;
  }
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, text] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) throw new Error('The graphics context was lost.');
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS))
    throw new Error(`The shader was refused: ${gl.getProgramInfoLog(program)}`);
  return program;
}
