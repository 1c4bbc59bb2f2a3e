// How a report is called: by its title, else by the document it came in, else by its number.
import type { ReportHead } from '../api/types';
import { t } from '../locale.svelte';

export function nameOfReport(head: ReportHead): string {
  const file = (head.from ?? '').split(/[\\/]/).at(-1) ?? '';
  return head.title?.trim() || file.trim() || t('report.untitled', { id: head.id.slice(0, 8) });
}
