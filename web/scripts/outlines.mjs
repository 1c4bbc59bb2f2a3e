// Prepares the outlines of countries that the map draws without any network: Natural Earth 1:50m (world-atlas), thinned to
// what a screen can show, with ISO 3166 codes for the labels. Run by `npm run outlines` before a build.
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const atlas = JSON.parse(readFileSync(require.resolve('world-atlas/countries-50m.json'), 'utf8'));
const codesFile = process.argv[2] ?? resolve(here, '../../codebook/country_codes.csv');
const target = process.argv[3] ?? resolve(here, '../src/explore/outlines.json');
/** Points closer than this to the line through their neighbours are left out, in degrees of latitude (about 2.2 km). */
const TOLERANCE = Number(process.argv[4] ?? 0.02);

const iso2 = new Map(
  readFileSync(codesFile, 'utf8').split('\n').slice(1).map((line) => line.split(',')).filter((f) => f.length > 2)
    .map((fields) => [fields[2], fields[0]]),
);
const { scale, translate } = atlas.transform;

/** The arc in quantised absolute coordinates. */
function absolute(arc) {
  let x = 0, y = 0;
  return arc.map(([dx, dy]) => [(x += dx), (y += dy)]);
}

/** Douglas and Peucker's thinning, with longitudes shrunk by latitude. */
function thin(points) {
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const spans = [[0, points.length - 1]];
  while (spans.length) {
    const [from, to] = spans.pop();
    let worst = -1, far = TOLERANCE;
    for (let i = from + 1; i < to; i++) {
      const d = distance(points[i], points[from], points[to]);
      if (d > far) { far = d; worst = i; }
    }
    if (worst > 0) { keep[worst] = 1; spans.push([from, worst], [worst, to]); }
  }
  // A ring of one arc must keep an area.
  const kept = points.filter((_, i) => keep[i]);
  return kept.length < 4 && same(points[0], points.at(-1)) ? points : kept;
}
const same = (a, b) => a[0] === b[0] && a[1] === b[1];
function distance(p, a, b) {
  const cos = Math.cos(((p[1] * scale[1] + translate[1]) * Math.PI) / 180);
  const kx = scale[0] * cos, ky = scale[1];
  const px = (p[0] - a[0]) * kx, py = (p[1] - a[1]) * ky;
  const bx = (b[0] - a[0]) * kx, by = (b[1] - a[1]) * ky;
  const len = bx * bx + by * by;
  const t = len ? Math.max(0, Math.min(1, (px * bx + py * by) / len)) : 0;
  return Math.hypot(px - t * bx, py - t * by);
}
function relative(points) {
  let x = 0, y = 0;
  return points.map(([px, py]) => { const d = [px - x, py - y]; x = px; y = py; return d; });
}

const absolutes = atlas.arcs.map(absolute);
const arcs = absolutes.map((points) => relative(thin(points)));

/** Where the label of a country stands: the middle of its largest ring, and the size of that ring in degrees. */
function label(geometry) {
  const polygons = geometry.type === 'Polygon' ? [geometry.arcs] : geometry.arcs;
  let best = null;
  for (const [outer] of polygons ?? []) {
    const ring = outer.flatMap((i) => (i >= 0 ? absolutes[i] : [...absolutes[~i]].reverse()));
    let area = 0, cx = 0, cy = 0;
    for (let i = 0; i < ring.length; i++) {
      const [x0, y0] = ring[i], [x1, y1] = ring[(i + 1) % ring.length];
      const cross = x0 * y1 - x1 * y0;
      area += cross; cx += (x0 + x1) * cross; cy += (y0 + y1) * cross;
    }
    if (area && (!best || Math.abs(area) > best.area))
      best = { area: Math.abs(area), at: [cx / (3 * area), cy / (3 * area)] };
  }
  if (!best) return null;
  const lon = best.at[0] * scale[0] + translate[0], lat = best.at[1] * scale[1] + translate[1];
  const degrees = Math.sqrt((best.area / 2) * scale[0] * scale[1]);
  return [Number(lon.toFixed(2)), Number(lat.toFixed(2)), Number(degrees.toFixed(1))];
}

const geometries = atlas.objects.countries.geometries.map((geometry) => {
  const code = iso2.get(geometry.id) ?? null;
  return { type: geometry.type, arcs: geometry.arcs, properties: { code, label: label(geometry) } };
});
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, JSON.stringify({
  type: 'Topology', transform: atlas.transform, arcs,
  objects: { countries: { type: 'GeometryCollection', geometries } },
}));
