/** A documented range in words: never one number where sources differ, never "31 to 31". */
import { number, t } from '../locale.svelte';

export function figure(low: number, high: number, open: boolean): string {
  if (low === high) return open ? t('incident.or_more', { low }) : number(low);
  return t(open ? 'explore.range_open' : 'explore.range', { low, high });
}
