// How the pages look for this reader: light or dark, and whether graphic words are veiled.
type Theme = 'auto' | 'light' | 'dark';

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    /* lasts as long as the page */
  }
}

let theme = $state<Theme>((read('bilan.theme') as Theme | null) ?? 'auto');
let veiled = $state(read('bilan.veil') === 'on');

function show(): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
show();

export const display = {
  get theme(): Theme {
    return theme;
  },
  set theme(value: Theme) {
    theme = value;
    keep('bilan.theme', value);
    show();
  },
  /** Graphic words are covered until asked for. */
  get veiled(): boolean {
    return veiled;
  },
  set veiled(value: boolean) {
    veiled = value;
    keep('bilan.veil', value ? 'on' : 'off');
  },
};
