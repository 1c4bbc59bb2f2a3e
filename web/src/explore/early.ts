/** The incidents of the map, asked for with the first line of the program where the address is the map's: before words and code have come. */
import { get } from '../api/client';
import type { ExploreAnswer } from './columns';

let early: { language: string; answer: Promise<ExploreAnswer> } | null = null;

/** Asks ahead. A failure is nothing yet: the page asks again and tells of it. */
export function askEarly(language: string): void {
  if (location.pathname !== '/explore') return;
  const answer = fetch('/api/explore', { headers: { Accept: 'application/json', 'Accept-Language': language }, credentials: 'same-origin', redirect: 'error' }).then((got) => {
    if (!got.ok) throw new Error(String(got.status));
    return got.json() as Promise<ExploreAnswer>;
  });
  answer.catch(() => {});
  early = { language, answer };
  void import('../pages/Explore.svelte');
}

/** The incidents as columns: those that were asked for ahead, the first time, if they are in this language. */
export async function fetchColumns(language: string): Promise<ExploreAnswer> {
  const before = early;
  early = null;
  if (before?.language === language) {
    const answer = await before.answer.catch(() => null);
    if (answer) return answer;
  }
  return get<ExploreAnswer>('/explore');
}
