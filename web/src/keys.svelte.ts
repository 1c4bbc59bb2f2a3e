// Keys of the workplace: one key an act, changeable, without collisions, kept on this machine, off where the reader prefers.

export type Scope = 'everywhere' | 'review';

export interface Act {
  id: string;
  scope: Scope;
  key: string;
}

/** Every act with its first key. Prodigy's keys where Prodigy has them. */
export const acts: Act[] = [
  { id: 'help', scope: 'everywhere', key: '?' },
  { id: 'search', scope: 'everywhere', key: '/' },
  { id: 'veil', scope: 'everywhere', key: 'v' },
  { id: 'accept', scope: 'review', key: 'a' },
  { id: 'reject', scope: 'review', key: 'x' },
  { id: 'correct', scope: 'review', key: 'c' },
  { id: 'skip', scope: 'review', key: ' ' },
  { id: 'undo', scope: 'review', key: 'Backspace' },
  { id: 'add', scope: 'review', key: 'n' },
  { id: 'why', scope: 'review', key: 'w' },
  { id: 'next', scope: 'review', key: 'j' },
  { id: 'previous', scope: 'review', key: 'k' },
  { id: 'queue', scope: 'review', key: 'q' },
];

const KEYS = 'bilan.keys';
const ON = 'bilan.keys.on';

function read(): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEYS) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, string>) : {};
  } catch {
    return {};
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    /* lasts as long as the page */
  }
}

function readOn(): boolean {
  try {
    return localStorage.getItem(ON) !== 'off';
  } catch {
    return true;
  }
}

let own = $state<Record<string, string>>(read());
let on = $state(readOn());

/** The key of an act now. */
export function keyOf(id: string): string {
  return own[id] ?? acts.find((act) => act.id === id)?.key ?? '';
}

/** How a key is written on a key cap. */
export function cap(key: string): string {
  return key === ' ' ? '␣' : key === 'Backspace' ? '⌫' : key === 'Enter' ? '↵' : key.startsWith('Arrow') ? '←↑→↓'['LURD'.indexOf(key[5])] : key;
}

/** The other act that has this key already where `id` would use it, if any. */
export function collision(id: string, key: string): string | null {
  const mine = acts.find((act) => act.id === id);
  const other = acts.find(
    (act) => act.id !== id && keyOf(act.id) === key && (act.scope === mine?.scope || act.scope === 'everywhere' || mine?.scope === 'everywhere'),
  );
  return other?.id ?? null;
}

const RESERVED = ['Tab', 'Escape', 'Enter', 'Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'Dead', 'Unidentified', 'Process'];

/** Give an act another key. False where the key is taken or kept for the browser. */
export function setKey(id: string, key: string): boolean {
  if (RESERVED.includes(key) || collision(id, key) !== null) return false;
  own = { ...own, [id]: key };
  keep(KEYS, JSON.stringify(own));
  return true;
}

export function resetKeys(): void {
  own = {};
  keep(KEYS, '{}');
}

export const keys = {
  /** Single keys act at all (they can be switched off for those whom they disturb). */
  get on(): boolean {
    return on;
  },
  set on(value: boolean) {
    on = value;
    keep(ON, value ? 'on' : 'off');
  },
};

const handlers = new Map<string, () => void>();

/** Do this when the act's key is pressed; gives back how to stop; fits `$effect(() => bind({...}))`. */
export function bind(what: Record<string, () => void>): () => void {
  for (const [id, handler] of Object.entries(what)) handlers.set(id, handler);
  return () => {
    for (const [id, handler] of Object.entries(what)) if (handlers.get(id) === handler) handlers.delete(id);
  };
}

function typesInto(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]') !== null;
}

function presses(target: EventTarget | null, key: string): boolean {
  return key === ' ' && target instanceof Element && target.closest('button, a[href], summary, input, [role=button]:not(.mark), [role=option]') !== null;
}

/** Listen to the keyboard; gives back how to stop. */
export function startKeys(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (!on || event.defaultPrevented || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typesInto(event.target) || presses(event.target, event.key) || document.querySelector('dialog[open]')) return;
    const id = [...handlers.keys()].find((known) => keyOf(known).toLowerCase() === event.key.toLowerCase());
    if (id === undefined) return;
    event.preventDefault();
    handlers.get(id)?.();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
