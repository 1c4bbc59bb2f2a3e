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

/** Draws every shown place as the camera sees it. */
export function drawFirst(canvas: HTMLCanvasElement, columns: Columns, look: Uint8Array, camera: Camera, inks: Inks): void {
  const ratio = Math.min(2, devicePixelRatio || 1);
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  // Drawn by the processor: tens of thousands of stamps keep a weak or absent graphics card busy for seconds.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  context.scale(ratio, ratio);
  const dots = [null, dot(inks.plain, inks.paper, false, ratio), dot(inks.contested, inks.paper, true, ratio)];
  const { xy, radius, count } = columns.places;
  for (let p = 0; p < count; p++) {
    const kind = look[p * 2]!;
    if (kind === HIDDEN) continue;
    const x = (xy[p * 2]! - camera.x) * camera.world + width / 2;
    const y = (xy[p * 2 + 1]! - camera.y) * camera.world + height / 2;
    const size = radius[p]! * camera.world;
    const least = kind === CONTESTED ? SMALLEST_CONTESTED : SMALLEST;
    const reach = Math.max(size, least);
    if (x < -reach || y < -reach || x > width + reach || y > height + reach) continue;
    if (size <= least + 1) {
      const image = dots[kind]!;
      context.drawImage(image, x - image.width / 2 / ratio, y - image.height / 2 / ratio, image.width / ratio, image.height / ratio);
      continue;
    }
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

/** A small disc, drawn once and stamped many times. */
function dot(ink: string, paper: string, contested: boolean, ratio: number): HTMLCanvasElement {
  const made = document.createElement('canvas');
  const size = contested ? SMALLEST_CONTESTED : SMALLEST;
  const side = 2 * (size + 2);
  made.width = made.height = side * ratio;
  const context = made.getContext('2d', { willReadFrequently: true });
  if (!context) return made;
  context.scale(ratio, ratio);
  context.fillStyle = ink;
  context.globalAlpha = 0.85;
  context.beginPath();
  context.arc(side / 2, side / 2, size, 0, 2 * Math.PI);
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = paper;
  if (contested) bar(context, side / 2, side / 2, size * 0.8, 2);
  return made;
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
