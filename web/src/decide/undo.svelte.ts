// The last decision of this page, kept so that it can be taken back.
import { post } from '../api/client';
import type { Decision } from '../api/types';
import { why } from '../why.svelte';

let last = $state.raw<{ decision: Decision; what: string } | null>(null);

export const undoable = {
  get last(): { decision: Decision; what: string } | null {
    return last;
  },
  keep(decision: Decision, what: string): void {
    last = { decision, what };
  },
  forget(): void {
    last = null;
  },
};

/** Takes an entry back by a new entry. */
export async function takeBack(entry: number): Promise<void> {
  await post('/undo', { entry, why: why.forDecision });
  if (last?.decision.entry === entry) last = null;
}
