/** The map that moves: the map library with our layer of discs, in a file of its own that is loaded once the first picture stands. */
import 'maplibre-gl/dist/maplibre-gl.css';
import { Map as MapLibreMap } from 'maplibre-gl';
import { addOutlines, addTiles, emptyStyle, paintBase, type BaseColours } from './base';
import { asZoom, fit, type Camera } from './camera';
import type { Columns } from './columns';
import { discLayer, type DiscColours, type DiscLayer } from './discs';
import { SMALLEST } from './look';
import { mercator } from './columns';
import type { Box } from './selection';
import { allowWorker } from './worker';

const LAYER = 'incidents';

export interface Colours {
  base: BaseColours;
  discs: DiscColours;
}

interface Start {
  frame: HTMLElement;
  columns: Columns;
  look: Uint8Array;
  camera: Camera;
  colours: Colours;
  language: string;
  label: string;
  tiles: string | null;
  /** The discs are on the map now. */
  onpainted: () => void;
  onview: (box: Box, kmAcross100: number) => void;
  onpick: (rows: number[]) => void;
}

/** A map at work, and what the page can ask of it. */
export interface Engine {
  show(look: Uint8Array): void;
  paint(colours: Colours): void;
  /** Other incidents than before. */
  replace(columns: Columns, look: Uint8Array): void;
  zoom(by: number): void;
  whole(box: Box | null): void;
  remove(): void;
}

/** Starts the map where the first picture left off. Throws where the browser cannot draw it. */
export function startMap(start: Start): Engine {
  allowWorker();
  let { columns, look, colours } = start;
  const map = new MapLibreMap({
    container: start.frame, style: emptyStyle(colours.base), ...asZoom(start.camera),
    attributionControl: false, renderWorldCopies: false, dragRotate: false, pitchWithRotate: false, maxPitch: 0, maxZoom: 12, fadeDuration: 0,
  });
  let layer: DiscLayer | null = null;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.getCanvas().setAttribute('aria-label', start.label);

  function addDiscs(painted: () => void): void {
    if (map.getLayer(LAYER)) map.removeLayer(LAYER);
    layer = discLayer(columns.places, colours.discs, painted);
    layer.show(look);
    map.addLayer(layer);
  }
  function tell(): void {
    const bounds = map.getBounds();
    const metres = (40_075_016.686 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom());
    start.onview([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], metres / 10);
  }
  /** All shown incidents whose disc lies under the point, the most exact first. */
  function pick(lon: number, lat: number): number[] {
    const [x, y] = mercator(lon, lat);
    const world = 512 * 2 ** map.getZoom();
    const { xy, radius, start: first, members, count } = columns.places;
    const rows: number[] = [];
    for (let p = count - 1; p >= 0 && rows.length < 200; p--) {
      if (!look[p * 2]) continue;
      const far = Math.hypot(xy[p * 2]! - x, xy[p * 2 + 1]! - y) * world;
      if (far > Math.max(radius[p]! * world, SMALLEST + 8)) continue;
      for (let m = first[p]!; m < first[p + 1]!; m++) rows.push(members[m]!);
    }
    return rows;
  }

  map.once('style.load', () => {
    addDiscs(start.onpainted);
    tell();
    map.once('render', () => {
      void addOutlines(map, colours.base, start.language, LAYER);
      if (start.tiles) void addTiles(map, start.tiles, colours.base, LAYER);
    });
  });
  map.on('moveend', tell);
  map.on('click', (event) => start.onpick(pick(event.lngLat.lng, event.lngLat.lat)));

  return {
    show(next) {
      look = next;
      layer?.show(next);
    },
    paint(next) {
      colours = next;
      if (!layer) return;
      paintBase(map, next.base);
      layer.paint(next.discs);
    },
    replace(next, nextLook) {
      columns = next;
      look = nextLook;
      if (layer) addDiscs(() => {});
    },
    zoom(by) {
      map.easeTo({ zoom: map.getZoom() + by, duration: still ? 0 : 200 });
    },
    whole(box) {
      if (box) map.jumpTo(asZoom(fit(box, start.frame.clientWidth, start.frame.clientHeight, 40)));
    },
    remove() {
      layer = null;
      map.remove();
    },
  };
}
