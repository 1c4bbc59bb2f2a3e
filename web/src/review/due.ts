// How long a queue has waited, in words, and whether that is longer than it should.
import type { Queue } from '../api/types';
import { ago, t } from '../locale.svelte';

export function age(queue: Queue): { text: string; late: boolean } {
  if (queue.count === 0) return { text: t('queue.nothing'), late: false };
  const since = queue.oldest ? (Date.now() - new Date(queue.oldest).getTime()) / 86_400_000 : null;
  const late = queue.due_days !== null && since !== null && since > queue.due_days;
  const oldest = queue.oldest ? t('queue.oldest', { ago: ago(queue.oldest) }) : '';
  const due = queue.due_days === null ? '' : t('queue.due_in', { n: queue.due_days });
  return { text: [oldest, due].filter(Boolean).join(' · '), late };
}
