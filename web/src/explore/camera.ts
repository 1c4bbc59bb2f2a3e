/** Where the map looks, worked out without the map library, so that the first picture and the map agree to the pixel. */
import { mercator, type Columns } from './columns';
import type { Box } from './selection';

/** The centre in Mercator units, and how many pixels the world is wide. */
export interface Camera {
  x: number;
  y: number;
  world: number;
}

const DEEPEST = 512 * 2 ** 9;

/** The box that holds all places of a case; null where none has a place. */
export function extent(columns: Columns): Box | null {
  const all: Box = [180, 90, -180, -90];
  for (let i = 0; i < columns.size; i++) {
    const lat = columns.lat[i]!;
    if (Number.isNaN(lat)) continue;
    const lon = columns.lon[i]!;
    if (lon < all[0]) all[0] = lon;
    if (lat < all[1]) all[1] = lat;
    if (lon > all[2]) all[2] = lon;
    if (lat > all[3]) all[3] = lat;
  }
  return all[0] > all[2] ? null : all;
}

/** A camera that shows a box in a frame of so many pixels, `padding` left free on each side. */
export function fit(box: Box, width: number, height: number, padding: number): Camera {
  const [west, north] = mercator(box[0], box[3]);
  const [east, south] = mercator(box[2], box[1]);
  const across = (width - 2 * padding) / Math.max(1e-9, east - west);
  const down = (height - 2 * padding) / Math.max(1e-9, south - north);
  // Never smaller than the frame: there is nothing outside the world.
  const world = Math.max(Math.min(across, down, DEEPEST), width, height);
  const inside = (centre: number, length: number): number => Math.min(1 - length / 2 / world, Math.max(length / 2 / world, centre));
  return { x: inside((west + east) / 2, width), y: inside((north + south) / 2, height), world };
}

/** The box that a camera shows. */
export function boxOf({ x, y, world }: Camera, width: number, height: number): Box {
  const lon = (at: number): number => at * 360 - 180;
  const lat = (at: number): number => (Math.atan(Math.exp(Math.PI * (1 - 2 * at))) * 360) / Math.PI - 90;
  return [lon(x - width / 2 / world), lat(y + height / 2 / world), lon(x + width / 2 / world), lat(y - height / 2 / world)];
}

/** The centre in degrees and the zoom, as the map library counts them. */
export function asZoom({ x, y, world }: Camera): { center: [number, number]; zoom: number } {
  const [west, south, east, north] = boxOf({ x, y, world }, 0, 0);
  return { center: [(west + east) / 2, (south + north) / 2], zoom: Math.log2(world / 512) };
}
