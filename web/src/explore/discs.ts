/** Draws the places of incidents on the map as discs of their true uncertainty: one WebGL2 layer, one draw call. */
import type { CustomLayerInterface, Map as MapLibreMap } from 'maplibre-gl';
import type { Places } from './columns';
import { SMALLEST, SMALLEST_CONTESTED } from './look';

const VERTEX = `#version 300 es
precision highp float;
in vec2 corner;
in vec2 place;
in float radius;
in vec2 look;
uniform vec2 centre;
uniform vec2 centreRest;
uniform float world;
uniform vec2 view;
uniform float ratio;
out vec2 at;
out float size;
out float kind;
out float weight;
void main() {
  size = max(radius * world, (look.x > 1.5 ? ${SMALLEST_CONTESTED.toFixed(1)} : ${SMALLEST.toFixed(1)}) * ratio);
  vec2 offset = ((place - centre) - centreRest) * world;
  kind = look.x;
  weight = look.y;
  at = corner * (size + 2.0 * ratio);
  vec2 pixel = offset + at;
  gl_Position = kind < 0.5 ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(pixel.x / view.x * 2.0, -pixel.y / view.y * 2.0, 0.0, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
in vec2 at;
in float size;
in float kind;
in float weight;
uniform float ratio;
uniform vec3 plain;
uniform vec3 contested;
uniform vec3 paper;
out vec4 colour;
void main() {
  float far = length(at);
  float soft = 0.7 * ratio;
  float inside = 1.0 - smoothstep(size - soft, size + soft, far);
  if (inside <= 0.0) discard;
  vec3 ink = kind > 1.5 ? contested : plain;
  float wide = smoothstep(7.0 * ratio, 18.0 * ratio, size);
  float fill = mix(0.75, 0.07 + 0.06 * weight, wide);
  float edge = smoothstep(size - 2.0 * ratio, size - 0.8 * ratio, far);
  float alpha = mix(fill, 0.9, edge) * inside;
  vec3 mixed = ink;
  if (kind > 1.5) {
    // The sign of a dispute: a bar across the middle, so that colour is never the only mark.
    float reach = min(size * 0.8, 7.0 * ratio);
    float across = abs(at.x + at.y) * 0.7071;
    float along = abs(at.x - at.y) * 0.7071;
    float bar = (1.0 - smoothstep(0.8 * ratio, 1.5 * ratio, across)) * (1.0 - smoothstep(reach - ratio, reach, along));
    mixed = mix(ink, mix(paper, ink, wide), bar);
    alpha = max(alpha, bar * inside);
  }
  colour = vec4(mixed * alpha, alpha);
}`;

/** Colours in 0 to 1, red, green, blue. */
export interface DiscColours {
  plain: [number, number, number];
  contested: [number, number, number];
  paper: [number, number, number];
}

/** The layer, with what the page may change in it. */
export interface DiscLayer extends CustomLayerInterface {
  /** Shows what stands in `look` (kind and weight of every place). */
  show(look: Uint8Array): void;
  paint(colours: DiscColours): void;
}

/** Makes the layer for the places of a case. `painted` is called once, after the first drawing. */
export function discLayer(places: Places, colours: DiscColours, painted: () => void): DiscLayer {
  let look = new Uint8Array(places.count * 2);
  let stale = true;
  let gl: WebGL2RenderingContext | null = null;
  let program: WebGLProgram | null = null;
  let lookBuffer: WebGLBuffer | null = null;
  let shape: WebGLVertexArrayObject | null = null;
  let map: MapLibreMap | null = null;
  let first = true;
  const where = new Map<string, WebGLUniformLocation | null>();

  return {
    id: 'incidents',
    type: 'custom',
    renderingMode: '2d',
    show(next) {
      look = next as Uint8Array<ArrayBuffer>;
      stale = true;
      map?.triggerRepaint();
    },
    paint(next) {
      colours = next;
      map?.triggerRepaint();
    },
    onAdd(owner, context) {
      map = owner;
      gl = context as WebGL2RenderingContext;
      program = link(gl);
      for (const name of ['centre', 'centreRest', 'world', 'view', 'ratio', 'plain', 'contested', 'paper'])
        where.set(name, gl.getUniformLocation(program, name));
      shape = gl.createVertexArray();
      gl.bindVertexArray(shape);
      attribute(gl, program, 'corner', new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), 2, 0);
      attribute(gl, program, 'place', places.xy, 2, 1);
      attribute(gl, program, 'radius', places.radius, 1, 1);
      lookBuffer = attribute(gl, program, 'look', look, 2, 1);
      gl.bindVertexArray(null);
      stale = true;
    },
    onRemove() {
      gl?.deleteProgram(program);
      gl = null;
      map = null;
    },
    render() {
      if (!gl || !program || !map) return;
      gl.useProgram(program);
      gl.bindVertexArray(shape);
      if (stale) {
        gl.bindBuffer(gl.ARRAY_BUFFER, lookBuffer);
        gl.bufferData(gl.ARRAY_BUFFER, look, gl.DYNAMIC_DRAW);
        stale = false;
      }
      const canvas = map.getCanvas();
      const ratio = canvas.width / Math.max(1, canvas.clientWidth);
      const { lng, lat } = map.getCenter();
      const x = (lng + 180) / 360;
      const y = 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);
      gl.uniform2f(where.get('centre')!, Math.fround(x), Math.fround(y));
      gl.uniform2f(where.get('centreRest')!, x - Math.fround(x), y - Math.fround(y));
      gl.uniform1f(where.get('world')!, 512 * 2 ** map.getZoom() * ratio);
      gl.uniform2f(where.get('view')!, canvas.width, canvas.height);
      gl.uniform1f(where.get('ratio')!, ratio);
      gl.uniform3fv(where.get('plain')!, colours.plain);
      gl.uniform3fv(where.get('contested')!, colours.contested);
      gl.uniform3fv(where.get('paper')!, colours.paper);
      gl.disable(gl.DEPTH_TEST);
      gl.disable(gl.STENCIL_TEST);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, places.count);
      gl.bindVertexArray(null);
      if (first) {
        first = false;
        painted();
      }
    },
  };
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? 'no program');
  return program;
}

function attribute(gl: WebGL2RenderingContext, program: WebGLProgram, name: string, values: Float32Array | Uint8Array, width: number, divisor: number) {
  const buffer = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.bufferData(gl.ARRAY_BUFFER, values as ArrayBufferView<ArrayBuffer>, gl.STATIC_DRAW);
  const at = gl.getAttribLocation(program, name);
  gl.enableVertexAttribArray(at);
  gl.vertexAttribPointer(at, width, values instanceof Uint8Array ? gl.UNSIGNED_BYTE : gl.FLOAT, false, 0, 0);
  gl.vertexAttribDivisor(at, divisor);
  return buffer;
}
