// The reason that decisions carry: one remembered for the session for each kind of act, always shown, never empty.
import { t } from './locale.svelte';

/** Kinds of act that have a usual reason of their own (`why.default.<kind>` in the locale). */
export type WhyKind = 'judge' | 'restate' | 'bulk';

export interface Reason {
  /** The reason as it stands in the field; may be empty while someone types. */
  text: string;
  /** What a decision sends: the reason, or the usual one where the field is empty. */
  readonly forDecision: string;
}

function kept(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function make(kind: WhyKind): Reason {
  const key = kind === 'judge' ? 'bilan.why' : `bilan.why.${kind}`;
  const usual = kind === 'judge' ? 'why.default' : `why.default.${kind}`;
  let own = $state<string | null>(kept(key));
  return {
    get text(): string {
      return own ?? t(usual);
    },
    set text(value: string) {
      own = value;
      try {
        sessionStorage.setItem(key, value);
      } catch {
        /* lasts as long as the page */
      }
    },
    get forDecision(): string {
      return this.text.trim() === '' ? t(usual) : this.text.trim();
    },
  };
}

/** The reason of judgements, and of every act without a usual reason of its own. */
export const why = make('judge');

const reasons: Record<WhyKind, Reason> = { judge: why, restate: make('restate'), bulk: make('bulk') };

/** The remembered reason of a kind of act. */
export function whyFor(kind: WhyKind): Reason {
  return reasons[kind];
}
