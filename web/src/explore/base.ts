/** The map under the incidents: outlines of countries that travel with the program, and the operator's own tiles if given. */
import type { Map as MapLibreMap, StyleSpecification } from 'maplibre-gl';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import outlinesUrl from './outlines.json?url';

interface CountryProperties { code: string | null; label: [number, number, number] | null }
type World = Topology<{ countries: GeometryCollection }>;

/** Colours of the base map, as CSS colours. */
export interface BaseColours { sea: string; land: string; border: string; label: string; halo: string }

/** The style before the outlines have come: a plain ground, so that incidents can be drawn at once. */
export function emptyStyle(colours: BaseColours): StyleSpecification {
  return { version: 8, sources: {}, layers: [{ id: 'sea', type: 'background', paint: { 'background-color': colours.sea } }] };
}

let world: Promise<World> | null = null;
/** Fetches the outlines once. */
export function fetchWorld(): Promise<World> {
  world ??= fetch(outlinesUrl).then((answer) => answer.json() as Promise<World>);
  return world;
}

/** Adds land, borders and names of countries under the layer `before`. */
export async function addOutlines(map: MapLibreMap, colours: BaseColours, language: string, before: string): Promise<void> {
  const topology = await fetchWorld();
  if (!map.getCanvas().isConnected) return;
  const countries = topology.objects.countries;
  const names = new Intl.DisplayNames([language], { type: 'region' });
  map.addSource('land', { type: 'geojson', data: unwrapped(feature(topology, countries)), tolerance: 0.6, maxzoom: 6 });
  map.addSource('borders', { type: 'geojson', data: { type: 'Feature', properties: {}, geometry: broken(mesh(topology, countries, (a, b) => a !== b)) }, tolerance: 0.6, maxzoom: 6 });
  map.addSource('names', { type: 'geojson', data: { type: 'FeatureCollection', features: nameFeatures(countries, names) } });
  map.addLayer({ id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': colours.land, 'fill-outline-color': colours.border } }, before);
  map.addLayer({ id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': colours.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 1, 0.5, 6, 1.2] } }, before);
  map.addLayer({
    id: 'names', type: 'symbol', source: 'names',
    // A name is shown once its country is wide enough on the screen to carry it.
    filter: ['>=', ['*', ['get', 'degrees'], ['^', 2, ['zoom']]], 16],
    layout: { 'text-field': ['get', 'name'], 'text-font': ['sans-serif'], 'text-size': 12, 'text-max-width': 8, 'symbol-sort-key': ['-', ['get', 'degrees']] },
    paint: { 'text-color': colours.label, 'text-halo-color': colours.halo, 'text-halo-width': 1.2 },
  }, before);
}

function nameFeatures(countries: GeometryCollection, names: Intl.DisplayNames): GeoJSON.Feature[] {
  return countries.geometries.flatMap((geometry) => {
    const properties = geometry.properties as CountryProperties | undefined;
    if (!properties?.code || !properties.label) return [];
    const [lon, lat, degrees] = properties.label;
    return [{ type: 'Feature' as const, properties: { name: names.of(properties.code) ?? properties.code, degrees }, geometry: { type: 'Point' as const, coordinates: [lon, lat] } }];
  });
}

type Point = number[];

/** Rings that cross the antimeridian run on past 180 degrees instead of leaping back across the map; a ring around the pole is closed there. */
function unwrapped(collection: GeoJSON.FeatureCollection): GeoJSON.FeatureCollection {
  const ring = (points: Point[]): Point[] => {
    let turn = 0;
    const made = points.map(([x = 0, y = 0], i) => {
      const before = points[i - 1]?.[0] ?? x;
      if (x - before > 180) turn -= 360;
      if (x - before < -180) turn += 360;
      return [x + turn, y];
    });
    const first = made[0];
    const last = made.at(-1);
    if (!first || !last || turn === 0) return made;
    const pole = (first[1] ?? 0) < 0 ? -90 : 90;
    return [...made, [last[0] ?? 0, pole], [first[0] ?? 0, pole], first];
  };
  for (const { geometry } of collection.features) {
    if (geometry.type === 'Polygon') geometry.coordinates = geometry.coordinates.map(ring);
    if (geometry.type === 'MultiPolygon') geometry.coordinates = geometry.coordinates.map((polygon) => polygon.map(ring));
  }
  return collection;
}

/** Lines cut where they leap across the antimeridian. */
function broken(lines: GeoJSON.MultiLineString): GeoJSON.MultiLineString {
  const coordinates = lines.coordinates.flatMap((line) => {
    const parts: Point[][] = [[]];
    line.forEach((point, i) => {
      if (i > 0 && Math.abs((point[0] ?? 0) - (line[i - 1]?.[0] ?? 0)) > 180) parts.push([]);
      parts.at(-1)?.push(point);
    });
    return parts.filter((part) => part.length > 1);
  });
  return { type: 'MultiLineString', coordinates };
}

/** Recolours what is there. */
export function paintBase(map: MapLibreMap, colours: BaseColours): void {
  map.setPaintProperty('sea', 'background-color', colours.sea);
  if (map.getLayer('land')) {
    map.setPaintProperty('land', 'fill-color', colours.land);
    map.setPaintProperty('land', 'fill-outline-color', colours.border);
  }
  if (map.getLayer('borders')) map.setPaintProperty('borders', 'line-color', colours.border);
  if (map.getLayer('names')) {
    map.setPaintProperty('names', 'text-color', colours.label);
    map.setPaintProperty('names', 'text-halo-color', colours.halo);
  }
}

/** Adds the operator's PMTiles (one archive on the same server) as roads, water and boundaries, drawn quietly. */
export async function addTiles(map: MapLibreMap, url: string, colours: BaseColours, before: string): Promise<void> {
  const [{ Protocol, PMTiles }, { addProtocol }] = await Promise.all([import('pmtiles'), import('maplibre-gl')]);
  const address = new URL(url, location.href);
  if (address.origin !== location.origin) return;
  const protocol = new Protocol();
  addProtocol('pmtiles', protocol.tile);
  const archive = new PMTiles(address.href);
  protocol.add(archive);
  const header = await archive.getHeader();
  if (header.tileType !== 1) {
    map.addSource('tiles', { type: 'raster', url: `pmtiles://${address.href}`, tileSize: 256 });
    map.addLayer({ id: 'tiles', type: 'raster', source: 'tiles' }, before);
    return;
  }
  const told = (await archive.getMetadata()) as { vector_layers?: { id: string }[] };
  map.addSource('tiles', { type: 'vector', url: `pmtiles://${address.href}` });
  for (const { id } of told.vector_layers ?? [])
    map.addLayer({ id: `tiles-${id}`, type: 'line', source: 'tiles', 'source-layer': id, paint: { 'line-color': colours.border, 'line-width': 0.8 } }, before);
}
