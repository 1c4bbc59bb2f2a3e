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

function toLogin(): void {
  if (router.path === '/login') return;
  go(`/login?then=${encodeURIComponent(location.pathname + location.search)}`, { replace: true });
}

export async function logout(): Promise<void> {
  await post('/session/logout');
  session = session && { ...session, member: null, needs: 'login' };
  go('/login');
}

whenUnauthorized(() => toLogin());

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
