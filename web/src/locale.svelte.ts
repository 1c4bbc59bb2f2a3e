// The language of the pages: texts by key with plurals, numbers and dates as the language writes them.
import en from './locale/en';

type Plural = Partial<Record<Intl.LDMLPluralRule, string>>;
export type Text = string | Plural;
export type Texts = Record<string, Text>;
export type Vars = Record<string, string | number>;
export type Part = { text: string } | { name: string; value: string };

/** Languages of the pages, each named in itself. */
export const languages: { code: string; name: string; dir: 'ltr' | 'rtl' }[] = [
  { code: 'fr', name: 'français', dir: 'ltr' },
  { code: 'en', name: 'English', dir: 'ltr' },
  { code: 'ar', name: 'العربية', dir: 'rtl' },
];

const KEY = 'bilan.language';
const loaders: Record<string, () => Promise<{ default: Texts }>> = {
  fr: () => import('./locale/fr'),
  ar: () => import('./locale/ar'),
};

let language = $state('en');
let texts = $state.raw<Texts>(en);

export const locale = {
  /** Code of the language of the pages. */
  get language(): string {
    return language;
  },
  get dir(): 'ltr' | 'rtl' {
    return languages.find((known) => known.code === language)?.dir ?? 'ltr';
  },
};

/** The language that was chosen here before, else the browser's, else English. */
export function firstChoice(): string {
  const known = (code: string | null | undefined): string | undefined =>
    languages.find((l) => l.code === code?.slice(0, 2).toLowerCase())?.code;
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    /* storage refused: the choice lasts as long as the page */
  }
  return known(kept) ?? navigator.languages.map(known).find(Boolean) ?? 'en';
}

/** Change the language of the pages; a key that the language lacks is read in English. */
export async function setLanguage(code: string): Promise<void> {
  const own = code === 'en' ? {} : ((await loaders[code]?.())?.default ?? {});
  texts = { ...en, ...own };
  language = code;
  document.documentElement.lang = code;
  document.documentElement.dir = locale.dir;
  try {
    localStorage.setItem(KEY, code);
  } catch {
    /* as above */
  }
}

export async function startLocale(): Promise<void> {
  await setLanguage(firstChoice());
}

function pattern(key: string, vars: Vars): string {
  const found = texts[key];
  if (found === undefined) return key;
  if (typeof found === 'string') return found;
  const n = Number(vars.n ?? 0);
  return found[new Intl.PluralRules(language).select(n)] ?? found.other ?? key;
}

/** The text of a key; `{name}` is filled from `vars`, `{n}` also chooses the plural. */
export function t(key: string, vars: Vars = {}): string {
  return parts(key, vars)
    .map((part) => ('name' in part ? part.value : part.text))
    .join('');
}

/** The text of a key in pieces, for where a filled part needs an element of its own (`components/Phrase.svelte`). */
export function parts(key: string, vars: Vars = {}): Part[] {
  return pattern(key, vars)
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      if (name === undefined || !(name in vars)) return { text: piece };
      const value = vars[name];
      return { name, value: typeof value === 'number' ? number(value) : value };
    });
}

export function has(key: string): boolean {
  return texts[key] !== undefined;
}

export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(language, options).format(value);
}

/** A day ("2024-05-19", or the beginning of a time) as the language writes it; what is no date comes back as it is. */
export function day(value: string | null | undefined, style: 'long' | 'medium' | 'short' = 'medium'): string {
  if (!value) return '';
  const [, y, m, d] = /^(\d{4})-(\d\d)-(\d\d)/.exec(value) ?? [];
  if (!y) return value;
  return new Intl.DateTimeFormat(language, { dateStyle: style, timeZone: 'UTC' }).format(Date.UTC(+y, +m - 1, +d));
}

/** A moment, in the reader's time zone. */
export function moment(value: string | null | undefined): string {
  if (!value) return '';
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) return value;
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(time);
}

/** How long ago, in whole days or less ("3 days ago"). */
export function ago(value: string | null | undefined): string {
  if (!value) return '';
  const seconds = (Date.now() - new Date(value).getTime()) / 1000;
  if (Number.isNaN(seconds)) return value;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (seconds < 3600) return format.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 86_400) return format.format(-Math.round(seconds / 3600), 'hour');
  return format.format(-Math.round(seconds / 86_400), 'day');
}

/** The name of a language or a country in the language of the pages. */
export function nameOf(kind: 'language' | 'region', code: string | null | undefined): string {
  if (!code) return '';
  try {
    return new Intl.DisplayNames([language], { type: kind }).of(code) ?? code;
  } catch {
    return code;
  }
}

export function bytes(value: number): string {
  const [unit, size] = value >= 1e6 ? ['megabyte', 1e6] : value >= 1e3 ? ['kilobyte', 1e3] : ['byte', 1];
  return number(value / Number(size), { style: 'unit', unit: String(unit), maximumFractionDigits: value < 1e3 ? 0 : 1 });
}
