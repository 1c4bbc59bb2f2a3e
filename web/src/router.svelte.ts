// Which page is shown, from the address; the query holds the page's filters so that reload and back keep them.
import { routes, type Route } from './routes';

interface Place {
  path: string;
  search: string;
}

const here = (): Place => ({ path: location.pathname, search: location.search });
let place = $state.raw<Place>(here());
let moves = $state(0);

function match(address: string): { route: Route; params: Record<string, string> } {
  const parts = address.replace(/\/+$/, '').split('/');
  for (const route of routes) {
    const wanted = route.path.replace(/\/+$/, '').split('/');
    if (wanted.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((want, i) => {
      if (!want.startsWith(':')) return want === parts[i];
      try {
        params[want.slice(1)] = decodeURIComponent(parts[i]);
      } catch {
        return false;
      }
      return parts[i] !== '';
    });
    if (fits) return { route, params };
  }
  return { route: routes[routes.length - 1], params: {} };
}

// A change of the query alone must not touch the page: what follows hangs on the path only.
const path = $derived(place.path);
const matched = $derived(match(path));
const search = $derived(new URLSearchParams(place.search));

export const router = {
  get path(): string {
    return path;
  },
  get route(): Route {
    return matched.route;
  },
  get params(): Record<string, string> {
    return matched.params;
  },
  /** The query of the address; read with `.get(name)`. */
  get query(): URLSearchParams {
    return search;
  },
  /** Counts the moves to another page (not changes of the query): the shell moves the focus by it. */
  get moves(): number {
    return moves;
  },
};

/** Go to an address of the workplace. */
export function go(to: string, how: { replace?: boolean } = {}): void {
  const url = new URL(to, location.href);
  if (url.origin !== location.origin) return;
  const other = url.pathname !== place.path;
  if (how.replace) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  place = { path: url.pathname, search: url.search };
  if (other) {
    moves += 1;
    scrollTo(0, 0);
  }
}

/** Change parts of the query; null or '' takes a part away. Replaces the history entry unless `push`. */
export function setQuery(changes: Record<string, string | number | boolean | null | undefined>, how: { push?: boolean } = {}): void {
  const next = new URLSearchParams(place.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '' || value === false) next.delete(name);
    else next.set(name, String(value));
  }
  const text = next.toString();
  if (`?${text}` === place.search || (text === '' && place.search === '')) return;
  go(place.path + (text === '' ? '' : `?${text}`), { replace: !how.push });
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.('a[href]') as HTMLAnchorElement | null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.pathname.startsWith('/api/') || link.getAttribute('href')?.startsWith('#')) return;
  event.preventDefault();
  go(link.href);
}

/** Follow links and the back button; gives back how to stop. */
export function startRouter(): () => void {
  const onBack = (): void => {
    const next = here();
    const other = next.path !== place.path;
    place = next;
    if (other) moves += 1;
  };
  document.addEventListener('click', onClick);
  addEventListener('popstate', onBack);
  return () => {
    document.removeEventListener('click', onClick);
    removeEventListener('popstate', onBack);
  };
}
