// Words that a reader may want covered: stems by language; a word that begins with one is graphic.
const stems: Record<string, string[]> = {
  fr: ['égorg', 'décapit', 'brûl', 'exécut', 'viol[eéa]', 'tortur', 'mutil', 'cadavre', 'charnier', 'démembr', 'massacr', 'calcin', 'abatt', 'sang(?=lant|$)', 'éventr', 'corps'],
  en: ['behead', 'decapitat', 'slaughter', 'slit', 'burn', 'charred', 'execut', 'rape', 'raping', 'tortur', 'mutilat', 'corpse', 'bod(?:y|ies)', 'mass grave', 'dismember', 'massacr', 'blood', 'throat'],
  es: ['degoll', 'decapit', 'quemad', 'calcinad', 'ejecut', 'viola(?:d|c|r)', 'tortur', 'mutil', 'cadáver', 'fosa', 'descuartiz', 'masacr', 'cuerpos?'],
  ar: ['ذبح', 'مذبح', 'مجزر', 'تعذيب', 'جث', 'اغتصاب', 'حرق'],
};

const cache = new Map<string, RegExp>();

/** Finds graphic words in a text of this language; every known language where it is not said. */
export function graphicWords(language: string | null): RegExp {
  const code = language?.slice(0, 2) ?? '';
  let found = cache.get(code);
  if (!found) {
    const all = stems[code] ?? Object.values(stems).flat();
    found = new RegExp(`(?<!\\p{L})(?:${all.join('|')})\\p{L}*`, 'giu');
    cache.set(code, found);
  }
  return found;
}
