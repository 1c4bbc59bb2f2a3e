// Words of a text: where they begin and end, so that a quote grows and shrinks by whole words.
import type { Pair } from '../api/types';

/** The words of a text with their places (UTF-16 units). */
export function wordsOf(text: string, language: string | null): Pair[] {
  let segmenter: Intl.Segmenter;
  try {
    segmenter = new Intl.Segmenter(language ?? undefined, { granularity: 'word' });
  } catch {
    segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
  }
  const words: Pair[] = [];
  for (const piece of segmenter.segment(text)) {
    if (piece.isWordLike) words.push([piece.index, piece.index + piece.segment.length]);
  }
  return words;
}

/** The span widened to whole words, without space at its ends; null where no word is in it. */
export function wholeWords(words: Pair[], [from, to]: Pair): Pair | null {
  const touched = words.filter(([a, b]) => b > from && a < to);
  if (touched.length === 0) return null;
  return [Math.min(touched[0][0], from), Math.max(touched[touched.length - 1][1], to)];
}

/** Move the beginning or the end of a span by one word. Never empties it. */
export function step(words: Pair[], span: Pair, end: 'start' | 'end', by: 1 | -1): Pair {
  const [from, to] = span;
  if (end === 'start') {
    const next = by < 0 ? words.findLast(([a]) => a < from) : words.find(([a]) => a > from);
    return next && next[0] < to ? [next[0], to] : span;
  }
  const next = by > 0 ? words.find(([, b]) => b > to) : words.findLast(([, b]) => b < to);
  return next && next[1] > from ? [from, next[1]] : span;
}

/** Where words stand in a text, exactly or with other white space; the place nearest to `near`. */
export function find(text: string, sought: string, near = 0): Pair | null {
  const pieces = sought.trim().split(/\s+/).filter(Boolean).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (pieces.length === 0) return null;
  const places = [...text.matchAll(new RegExp(pieces.join('\\s+'), 'giu'))].map((m): Pair => [m.index, m.index + m[0].length]);
  places.sort((a, b) => Math.abs(a[0] - near) - Math.abs(b[0] - near));
  return places[0] ?? null;
}
