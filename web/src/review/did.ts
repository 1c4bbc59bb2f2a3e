// What a row of the history did, in the reader's words.
import { has, t } from '../locale.svelte';

/** The words for an act of the log ("accept", "source set"); the act itself where there are none. */
export function did(what: string): string {
  const key = `did.${what.replace(/[ -]/g, '_')}`;
  return has(key) ? t(key) : what;
}
