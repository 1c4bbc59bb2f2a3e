// The last decision of this page, kept so that it can be taken back.
import { post } from '../api/client';
import type { Decision } from '../api/types';
import { router } from '../router.svelte';
import { why } from '../why.svelte';

/** What was decided, and on which page: after a merge or a split that page may be another one. */
interface Kept {
  decision: Decision;
  what: string;
  path: string;
}

let last = $state.raw<Kept | null>(null);

export const undoable = {
  get last(): Kept | null {
    return last;
  },
  keep(decision: Decision, what: string): void {
    last = { decision, what, path: router.path };
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
