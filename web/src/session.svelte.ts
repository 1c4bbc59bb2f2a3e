// Who is here, what they may do, and the words of the codebook in their language.
import { get, post, whenUnauthorized } from './api/client';
import type { Code, Codebook, Role, Session } from './api/types';
import { locale } from './locale.svelte';
import { go, router } from './router.svelte';

let session = $state.raw<Session | null>(null);
let codebook = $state.raw<Codebook | null>(null);
let codebookLanguage = '';

export const who = {
  /** Null until the server has answered. */
  get session(): Session | null {
    return session;
  },
  get name(): string {
    return session?.member?.name ?? '';
  },
  get alone(): boolean {
    return session?.mode === 'alone';
  },
  /** True where one of the roles is held; alone on loopback every role is. */
  can(...roles: Role[]): boolean {
    if (!session) return false;
    if (session.mode === 'alone') return true;
    return roles.some((role) => session?.member?.roles.includes(role));
  },
};

/** Ask the server who is here; goes to the login where it needs one. */
export async function refreshSession(): Promise<Session> {
  session = await get<Session>('/session');
  if (session.needs) toLogin();
  return session;
}

/** The key in the address (`#k=...`), once and never again: it is out of the address before it is used. */
function takeKey(): string | null {
  const key = /^#k=([0-9a-f]+)$/i.exec(location.hash)?.[1] ?? null;
  if (key !== null) history.replaceState(history.state, '', location.pathname + location.search);
  return key;
}

/** Open the workplace with the key of the address, where there is one and nobody is in yet. */
export async function openWithKey(): Promise<Session> {
  const key = takeKey();
  session = await get<Session>('/session');
  if (key !== null && session.needs === 'key') session = await post<Session>('/session/key', { key });
  if (session.needs) toLogin();
  return session;
}

function toLogin(): void {
  if (router.path === '/login') return;
  go(`/login?then=${encodeURIComponent(location.pathname + location.search)}`, { replace: true });
}

export async function logout(): Promise<void> {
  await post('/session/logout');
  session = session && { ...session, member: null, needs: 'login' };
  go('/login');
}

whenUnauthorized((problem) => {
  // A refused name, code or key is told where it was given.
  if (problem.code.endsWith('_refused')) return;
  session = session && { ...session, member: null, needs: session.mode === 'alone' ? 'key' : 'login' };
  toLogin();
});

/** The codebook in the language of the pages; asks once a language. */
export async function loadCodebook(): Promise<void> {
  const wanted = locale.language;
  if (codebookLanguage === wanted) return;
  codebookLanguage = wanted;
  try {
    codebook = await get<Codebook>('/codebook');
  } catch (error) {
    codebookLanguage = '';
    throw error;
  }
}

/** The codes of a list, in its order; empty until the codebook is there. */
export function codes(list: keyof Codebook): Code[] {
  return codebook?.[list] ?? [];
}

/** How a code reads; the code itself where the codebook does not know it. */
export function label(list: keyof Codebook, code: string | null | undefined): string {
  if (!code) return '';
  return codes(list).find((known) => known.code === code)?.label ?? code;
}

export function definition(list: keyof Codebook, code: string | null | undefined): string {
  return codes(list).find((known) => known.code === code)?.definition ?? '';
}
