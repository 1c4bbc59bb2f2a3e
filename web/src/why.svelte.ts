// The reason that decisions carry: one remembered for the session, always shown, never empty.
import { t } from './locale.svelte';

const KEY = 'bilan.why';

function kept(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

let own = $state<string | null>(kept());

export const why = {
  /** The reason as it stands in the field; may be empty while someone types. */
  get text(): string {
    return own ?? t('why.default');
  },
  set text(value: string) {
    own = value;
    try {
      sessionStorage.setItem(KEY, value);
    } catch {
      /* lasts as long as the page */
    }
  },
  /** What a decision sends: the reason, or the default where the field is empty. */
  get forDecision(): string {
    return this.text.trim() === '' ? t('why.default') : this.text.trim();
  },
};
