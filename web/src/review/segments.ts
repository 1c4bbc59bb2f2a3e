// A text cut where claims begin and end, so that overlapping quotes can each be lit.
import type { Pair } from '../api/types';
import { graphicWords } from './graphic';

export interface Span {
  id: string;
  chars: Pair;
}

export interface Segment {
  at: number;
  text: string;
  /** Claims that cover it, the narrowest first. */
  ids: string[];
  /** Begins the quote of these claims. */
  begins: string[];
  veil: boolean;
}

/** Cut `text` at the ends of all spans, and around graphic words where they are to be covered. */
export function cut(text: string, spans: Span[], veil: boolean, language: string | null): Segment[] {
  const inside = spans.filter(({ chars: [from, to] }) => from >= 0 && from < to && to <= text.length);
  const graphic: Pair[] = veil ? [...text.matchAll(graphicWords(language))].map((m) => [m.index, m.index + m[0].length]) : [];
  const cuts = new Set([0, text.length]);
  for (const { chars } of inside) chars.forEach((at) => cuts.add(at));
  for (const pair of graphic) pair.forEach((at) => cuts.add(at));
  const sorted = [...cuts].sort((a, b) => a - b);
  const byWidth = [...inside].sort((a, b) => a.chars[1] - a.chars[0] - (b.chars[1] - b.chars[0]));
  const segments: Segment[] = [];
  let word = 0;
  for (let i = 0; i + 1 < sorted.length; i += 1) {
    const [from, to] = [sorted[i], sorted[i + 1]];
    while (word < graphic.length && graphic[word][1] <= from) word += 1;
    const covering = byWidth.filter(({ chars }) => chars[0] <= from && to <= chars[1]);
    segments.push({
      at: from,
      text: text.slice(from, to),
      ids: covering.map(({ id }) => id),
      begins: covering.filter(({ chars }) => chars[0] === from).map(({ id }) => id),
      veil: word < graphic.length && graphic[word][0] <= from && to <= graphic[word][1],
    });
  }
  return segments;
}
