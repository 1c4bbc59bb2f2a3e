/** The incidents of a case as columns: what the server sends, and the typed arrays that the map and the timeline read. */

/** What `GET /api/explore` answers. */
export interface ExploreAnswer {
  ids: string[];
  lat: (number | null)[];
  lon: (number | null)[];
  radius_km: (number | null)[];
  /** Days since 1970-01-01. */
  day: (number | null)[];
  last_day: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
  open: number[];
  contested: number[];
  grade: number[];
  country: number[] | string[];
  grades: string[];
  countries: string[];
  place: string[];
}

/** One drawn place: incidents that share centre and radius are drawn once. */
export interface Places {
  count: number;
  /** Web Mercator, 0 to 1, x then y. */
  xy: Float32Array;
  /** Radius in Mercator units. */
  radius: Float32Array;
  /** For every place the first of its incidents in `members`; one longer than `count`. */
  start: Uint32Array;
  /** Row numbers of incidents, place by place. */
  members: Uint32Array;
}

/** No day known. */
export const NO_DAY = -2147483648;
const EARTH_METRES = 40_075_016.686;

/** Everything the page needs to know about the incidents of a case, row by row. */
export interface Columns {
  size: number;
  ids: string[];
  place: string[];
  lat: Float64Array;
  lon: Float64Array;
  radiusKm: Float32Array;
  day: Int32Array;
  lastDay: Int32Array;
  /** -1: not known. */
  low: Int32Array;
  high: Int32Array;
  open: Uint8Array;
  contested: Uint8Array;
  grade: Uint8Array;
  country: Uint16Array;
  grades: string[];
  countries: string[];
  firstDay: number;
  finalDay: number;
  placeless: number[];
  places: Places;
  /** The drawn place of every incident, -1 where it has none. */
  placeOf: Int32Array;
}

/** Longitude and latitude as Web Mercator x and y, each 0 to 1. */
export function mercator(lon: number, lat: number): [number, number] {
  const bounded = Math.max(-85.05, Math.min(85.05, lat));
  const y = 0.5 - Math.log(Math.tan(Math.PI / 4 + (bounded * Math.PI) / 360)) / (2 * Math.PI);
  return [(lon + 180) / 360, y];
}

/** Metres on the ground as Mercator units at a latitude. */
export function mercatorLength(metres: number, lat: number): number {
  return metres / (EARTH_METRES * Math.max(0.02, Math.cos((lat * Math.PI) / 180)));
}

/** Reads the answer of the server into typed arrays and groups incidents by place. */
export function readColumns(answer: ExploreAnswer): Columns {
  const size = answer.ids.length;
  const day = new Int32Array(size).fill(NO_DAY);
  const lastDay = new Int32Array(size).fill(NO_DAY);
  const low = new Int32Array(size).fill(-1);
  const high = new Int32Array(size).fill(-1);
  const lat = new Float64Array(size).fill(NaN);
  const lon = new Float64Array(size).fill(NaN);
  const radiusKm = new Float32Array(size);
  const country = new Uint16Array(size);
  const countries = [...answer.countries];
  const placeless: number[] = [];
  let firstDay = Infinity;
  let finalDay = -Infinity;
  for (let i = 0; i < size; i++) {
    const from = answer.day[i];
    if (from != null) {
      const to = answer.last_day[i] ?? from;
      day[i] = from;
      lastDay[i] = to;
      if (from < firstDay) firstDay = from;
      if (to > finalDay) finalDay = to;
    }
    low[i] = answer.low[i] ?? -1;
    high[i] = answer.high[i] ?? -1;
    radiusKm[i] = answer.radius_km[i] ?? 0;
    const code = answer.country[i];
    country[i] = typeof code === 'number' ? code : countryIndex(countries, code ?? '');
    const la = answer.lat[i];
    const lo = answer.lon[i];
    if (la == null || lo == null) placeless.push(i);
    else {
      lat[i] = la;
      lon[i] = lo;
    }
  }
  const { places, placeOf } = groupPlaces(size, lat, lon, radiusKm);
  return {
    size, ids: answer.ids, place: answer.place, lat, lon, radiusKm, day, lastDay, low, high,
    open: Uint8Array.from(answer.open), contested: Uint8Array.from(answer.contested), grade: Uint8Array.from(answer.grade),
    country, grades: answer.grades, countries, firstDay, finalDay, placeless, places, placeOf,
  };
}

function countryIndex(countries: string[], code: string): number {
  const at = countries.indexOf(code);
  return at >= 0 ? at : countries.push(code) - 1;
}

function groupPlaces(size: number, lat: Float64Array, lon: Float64Array, radiusKm: Float32Array) {
  const placeOf = new Int32Array(size).fill(-1);
  const wide = new Map<number, Map<number, number>>();
  let found = new Map<number, number>();
  let lastRadius = NaN;
  const first: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < size; i++) {
    if (Number.isNaN(lat[i])) continue;
    // Hundred-thousandths of a degree, both in one number: quicker to look up than text, and 50,000 rows wait for it.
    const key = Math.round((lat[i]! + 90) * 1e5) * 67_108_864 + Math.round((lon[i]! + 180) * 1e5);
    const radius = radiusKm[i]!;
    if (radius !== lastRadius) {
      found = wide.get(radius) ?? new Map<number, number>();
      wide.set(radius, found);
      lastRadius = radius;
    }
    let at = found.get(key);
    if (at === undefined) {
      at = first.length;
      found.set(key, at);
      first.push(i);
      counts.push(0);
    }
    counts[at]! += 1;
    placeOf[i] = at;
  }
  // Wide discs first, so that exact places lie on top.
  const order = first.map((_, at) => at).sort((a, b) => radiusKm[first[b]!]! - radiusKm[first[a]!]!);
  const rank = new Int32Array(order.length);
  order.forEach((at, position) => (rank[at] = position));
  const count = order.length;
  const xy = new Float32Array(count * 2);
  const radius = new Float32Array(count);
  const start = new Uint32Array(count + 1);
  order.forEach((at, position) => {
    const i = first[at]!;
    const [x, y] = mercator(lon[i]!, lat[i]!);
    xy[position * 2] = x;
    xy[position * 2 + 1] = y;
    radius[position] = mercatorLength(radiusKm[i]! * 1000, lat[i]!);
    start[position + 1] = counts[at]!;
  });
  for (let p = 0; p < count; p++) start[p + 1]! += start[p]!;
  const fill = start.slice();
  const members = new Uint32Array(start[count] ?? 0);
  for (let i = 0; i < size; i++) {
    if (placeOf[i]! < 0) continue;
    const p = rank[placeOf[i]!]!;
    placeOf[i] = p;
    members[fill[p]!++] = i;
  }
  return { places: { count, xy, radius, start, members }, placeOf };
}
