/** The first picture of the map: the same discs on a plain canvas, at once, while the map library is still on its way. */
import type { Camera } from './camera';
import type { Columns } from './columns';
import { CONTESTED, HIDDEN, SMALLEST, SMALLEST_CONTESTED } from './look';

/** Colours as style sheets write them. */
export interface Inks {
  plain: string;
  contested: string;
  paper: string;
}

/** No more wide discs than this are drawn wide in the first picture. */
const MOST_LARGE = 2000;

/** Draws every shown place as the camera sees it. */
export function drawFirst(canvas: HTMLCanvasElement, columns: Columns, look: Uint8Array, camera: Camera, inks: Inks): void {
  const ratio = Math.min(2, devicePixelRatio || 1);
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (!context) return;
  const picture = context.createImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(picture.data.buffer);
  // Small discs are written pixel by pixel: tens of thousands of drawing commands would take half a second.
  const stamps = [null, stamp(inks.plain, inks.paper, SMALLEST * ratio, false), stamp(inks.contested, inks.paper, SMALLEST_CONTESTED * ratio, true)];
  const { xy, radius, count } = columns.places;
  const large: [number, number, number, number][] = [];
  for (let p = 0; p < count; p++) {
    const kind = look[p * 2]!;
    if (kind === HIDDEN) continue;
    const x = (xy[p * 2]! - camera.x) * camera.world + width / 2;
    const y = (xy[p * 2 + 1]! - camera.y) * camera.world + height / 2;
    const size = radius[p]! * camera.world;
    const least = kind === CONTESTED ? SMALLEST_CONTESTED : SMALLEST;
    if (x < -size || y < -size || x > width + size || y > height + size) continue;
    if (size > least + 1 && large.length < MOST_LARGE) large.push([x, y, size, kind]);
    else put(pixels, canvas.width, canvas.height, Math.round(x * ratio), Math.round(y * ratio), stamps[kind]!);
  }
  context.putImageData(picture, 0, 0);
  context.scale(ratio, ratio);
  for (const [x, y, size, kind] of large) {
    context.strokeStyle = context.fillStyle = kind === CONTESTED ? inks.contested : inks.plain;
    context.beginPath();
    context.arc(x, y, size, 0, 2 * Math.PI);
    context.globalAlpha = 0.12;
    context.fill();
    context.globalAlpha = 0.9;
    context.lineWidth = 1.5;
    context.stroke();
    if (kind === CONTESTED) bar(context, x, y, Math.min(size * 0.8, 7), 2);
    context.globalAlpha = 1;
  }
}

/** A small disc: for every pixel its place beside the centre, and its colour. */
interface Stamp {
  dx: Int16Array;
  dy: Int16Array;
  colours: Uint32Array;
}

function stamp(ink: string, paper: string, size: number, contested: boolean): Stamp {
  const [dx, dy, colours]: [number[], number[], number[]] = [[], [], []];
  const [dark, light] = [packed(ink), packed(paper)];
  const far = Math.ceil(size);
  for (let y = -far; y <= far; y++)
    for (let x = -far; x <= far; x++) {
      if (x * x + y * y > size * size) continue;
      dx.push(x);
      dy.push(y);
      colours.push(contested && Math.abs(x + y) < size / 3 && Math.hypot(x, y) < size * 0.75 ? light : dark);
    }
  return { dx: Int16Array.from(dx), dy: Int16Array.from(dy), colours: Uint32Array.from(colours) };
}

/** `#rgb` or `#rrggbb` as a pixel, in the order of bytes that pictures have. */
function packed(hex: string): number {
  const long = hex.length < 6 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex;
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => parseInt(long.slice(at, at + 2), 16));
  return new Uint32Array(Uint8Array.of(r, g, b, 255).buffer)[0]!;
}

function put(pixels: Uint32Array, width: number, height: number, x: number, y: number, { dx, dy, colours }: Stamp): void {
  for (let i = 0; i < colours.length; i++) {
    const column = x + dx[i]!;
    const row = y + dy[i]!;
    if (column >= 0 && row >= 0 && column < width && row < height) pixels[row * width + column] = colours[i]!;
  }
}

/** The sign of a dispute: a bar from lower left to upper right. */
function bar(context: CanvasRenderingContext2D, x: number, y: number, reach: number, width: number): void {
  const step = reach * 0.7;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(x - step, y + step);
  context.lineTo(x + step, y - step);
  context.stroke();
}
