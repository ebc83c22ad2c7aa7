/** Corners of a patch in clip space. */
export const VERTEX = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform vec4 u_box;
uniform vec4 u_part;
uniform bool u_isDraped;
uniform sampler2D u_nodes;
out vec2 v_at;
// A radar image on the map: two triangles for each cell between four nodes, whose places are shares of the box.
void drape() {
  ivec2 size = textureSize(u_nodes, 0);
  int cell = gl_VertexID / 6;
  int corner = int[6](0, 1, 2, 2, 1, 3)[gl_VertexID % 6];
  ivec2 first = ivec2(cell % (size.x - 1), cell / (size.x - 1));
  bool isGap = false;
  for (int k = 0; k < 4; k++) isGap = isGap || texelFetch(u_nodes, first + ivec2(k & 1, k >> 1), 0).r < -1e5;
  ivec2 node = first + ivec2(corner & 1, corner >> 1);
  v_at = (vec2(node) / vec2(size - 1) - u_part.xy) / (u_part.zw - u_part.xy);
  vec2 place = texelFetch(u_nodes, node, 0).rg;
  gl_Position = isGap ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(mix(u_box.xy, u_box.zw, place), 0.0, 1.0);
}
void main() {
  if (u_isDraped) {
    drape();
    return;
  }
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  v_at = corner;
  gl_Position = vec4(mix(u_box.xy, u_box.zw, corner), 0.0, 1.0);
}`;

/**
 * Values to colours. NaN is found before anything is compared, as GPUs may do as they like with it; textures are read texel by
 * texel, so that no gap is smeared over its neighbours.
 */
export const FRAGMENT = `#version 300 es
precision highp float;
precision highp sampler2D;
in vec2 v_at;
out vec4 color;
uniform sampler2D u_values;
uniform sampler2D u_minus;
uniform sampler2D u_mask;
uniform sampler2D u_colors;
uniform sampler2D u_terrain;
uniform bool u_isDraped;
uniform bool u_hasValues, u_hasMinus, u_hasMask, u_hasTerrain, u_isWrapped, u_hidesZero;
uniform float u_offset, u_factor, u_low, u_high, u_opacity, u_atLeast, u_strength;

float valueAt(sampler2D field) {
  ivec2 size = textureSize(field, 0);
  return texelFetch(field, clamp(ivec2(v_at * vec2(size)), ivec2(0), size - 1), 0).r;
}

void main() {
  if (u_isDraped && (any(lessThan(v_at, vec2(0.0))) || any(greaterThan(v_at, vec2(1.0))))) discard;
  vec4 ground = vec4(0.0);
  float light = 1.0;
  if (u_hasTerrain) {
    float shade = valueAt(u_terrain);
    if (!isnan(shade)) {
      // Level ground keeps the colours of the bar; slopes towards the light gain little, those away from it lose.
      light = mix(1.0, min(shade / 0.776, 1.12), u_strength);
      ground = vec4(vec3(shade), 1.0) * mix(0.35, 0.9, u_strength);
    }
  }
  color = ground;
  if (!u_hasValues) return;
  float value = valueAt(u_values);
  if (isnan(value) || isinf(value) || (u_hidesZero && value == 0.0)) return;
  if (u_hasMask) {
    float quality = valueAt(u_mask);
    if (isnan(quality) || quality < u_atLeast) return;
  }
  if (u_hasMinus) {
    float other = valueAt(u_minus);
    if (isnan(other)) return;
    value -= other;
  }
  float place = ((value - u_offset) * u_factor - u_low) / (u_high - u_low);
  place = u_isWrapped ? fract(place) : clamp(place, 0.0, 1.0);
  int n = textureSize(u_colors, 0).x;
  vec3 rgb = texelFetch(u_colors, ivec2(min(n - 1, int(place * float(n))), 0), 0).rgb;
  vec4 own = vec4(min(rgb * light, vec3(1.0)) * u_opacity, u_opacity);
  color = own + ground * (1.0 - u_opacity);
}`;
