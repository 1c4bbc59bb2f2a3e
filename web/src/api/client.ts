// The one place that talks to the server: language, the header of changing requests, errors as problems, events.
import { locale } from '../locale.svelte';
import type { Page } from './types';

/** What the server says when something did not go: what happened, what is safe, what to do next. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly place: string | null;
  readonly safe: string | null;
  readonly next: string | null;

  constructor(body: Partial<Record<'title' | 'detail' | 'code' | 'place' | 'safe' | 'next', string | null>>, status: number) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? `http_${status}`;
    this.title = body.title ?? `HTTP ${status}`;
    this.detail = body.detail ?? '';
    this.place = body.place ?? null;
    this.safe = body.safe ?? null;
    this.next = body.next ?? null;
  }
}

/** Any thrown thing as a Problem; the server being out of reach is one of them. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return new Problem({ code: 'unreachable', title: '' }, 0);
  return new Problem({ code: 'page', title: '', detail: error instanceof Error ? error.message : String(error) }, -1);
}

/** True for the error of a request that the page itself gave up. */
export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

export type Params = Record<string, string | number | boolean | string[] | null | undefined>;

/** A query string without its empty parts; begins with '?' unless there is nothing to say. */
export function query(params: Params = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === null || value === undefined || value === '' || value === false) continue;
    const text = Array.isArray(value) ? value.join(',') : String(value);
    if (text !== '') search.set(name, text);
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

let onUnauthorized: (problem: Problem) => void = () => {};

/** What to do when the server asks for a (new) login. */
export function whenUnauthorized(act: (problem: Problem) => void): void {
  onUnauthorized = act;
}

async function problemOf(response: Response): Promise<Problem> {
  const kind = response.headers.get('content-type') ?? '';
  const body = kind.includes('json') ? await response.json().catch(() => ({})) : {};
  return new Problem(body, response.status);
}

async function send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { 'Accept-Language': locale.language, Accept: 'application/json' };
  const init: RequestInit = { method, headers, credentials: 'same-origin', redirect: 'error' };
  if (signal) init.signal = signal;
  if (method !== 'GET') headers['X-Bilan'] = '1';
  if (body instanceof FormData) {
    init.body = body;
  } else if (method !== 'GET') {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(body ?? {});
  }
  const response = await fetch(`/api${path}`, init);
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.status === 401) onUnauthorized(problem);
    throw problem;
  }
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** GET /api{path}; 204 gives undefined. */
export function get<T>(path: string, params?: Params, signal?: AbortSignal): Promise<T> {
  return send<T>('GET', path + query(params), undefined, signal);
}

/** POST, as JSON or as multipart where the body is a FormData. */
export function post<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  return send<T>('POST', path, body, signal);
}

export function patch<T>(path: string, body?: unknown): Promise<T> {
  return send<T>('PATCH', path, body);
}

export function remove<T>(path: string, body?: unknown): Promise<T> {
  return send<T>('DELETE', path, body);
}

/** One page of a list. */
export function page<T>(path: string, params?: Params, signal?: AbortSignal): Promise<Page<T>> {
  return get<Page<T>>(path, params, signal);
}

/** A file to hand to the reader: the address that a link can carry. */
export function fileUrl(path: string, params?: Params): string {
  return `/api${path}${query(params)}`;
}

export interface Changed {
  /** Entries in the log now. */
  size: number;
  by: string;
  reports: string[];
  incidents: string[];
}

export interface Progress {
  job: string;
  what: string;
  done: number;
  total: number;
}

export interface Events {
  changed?: (event: Changed) => void;
  progress?: (event: Progress) => void;
  done?: (event: Progress & Record<string, unknown>) => void;
  settled?: () => void;
  /** The connection is back after it was lost: what happened meanwhile was not heard. */
  back?: () => void;
}

const listeners = new Set<Events>();
let stream: EventSource | null = null;

let lost = false;
let retry: ReturnType<typeof setTimeout> | undefined;
const RETRY = 3000;

function closeStream(): void {
  clearTimeout(retry);
  stream?.close();
  stream = null;
}

function openStream(): void {
  closeStream();
  const opened = new EventSource('/api/events');
  stream = opened;
  opened.onopen = () => {
    if (lost) for (const listener of listeners) listener.back?.();
    lost = false;
  };
  opened.onerror = () => {
    lost = true;
    // The browser tries again by itself unless it was answered with a refusal.
    if (opened.readyState === EventSource.CLOSED && stream === opened) retry = setTimeout(openStream, RETRY);
  };
  for (const name of ['changed', 'progress', 'done', 'settled'] as const) {
    stream.addEventListener(name, (event) => {
      let data: unknown = {};
      try {
        data = JSON.parse((event as MessageEvent<string>).data || '{}');
      } catch {
        return;
      }
      for (const listener of listeners) (listener[name] as ((data: unknown) => void) | undefined)?.(data);
    });
  }
}

/** Hear of what others do, over one connection for the whole page. Gives back how to stop; fits `$effect(() => listen(...))`. */
export function listen(events: Events): () => void {
  listeners.add(events);
  if (!stream) openStream();
  return () => {
    listeners.delete(events);
    if (listeners.size === 0) {
      closeStream();
    }
  };
}
