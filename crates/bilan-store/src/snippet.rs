//! The part of a text that fits a query best, with the words that fit marked.
//!
//! Made from the text itself, by the rules the index was made with: the index holds no text.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::fold::{Word, words};
use crate::query::{Query, Term};
use crate::stem::{Stemming, Stems};

/// Bytes of a text that a snippet shows, about.
const SNIPPET_BYTES: usize = 240;

/// A field that is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The title of a report.
    Title,
    /// Who published a report.
    Publisher,
    /// The text of a report.
    Text,
    /// The quote of a claim.
    Quote,
    /// The source of a claim.
    Source,
    /// The place of an incident.
    Place,
}

/// A part of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The field it is from.
    pub field: Field,
    /// Where it begins in the field, in bytes.
    pub start: usize,
    /// It, as it stands there.
    pub text: String,
    /// The words in it that fit, in order, as byte ranges of `text`.
    pub marks: Vec<Range<usize>>,
}

impl Snippet {
    /// What there is to show of a row without a field.
    fn empty() -> Self {
        Self { field: Field::Text, start: 0, text: String::new(), marks: Vec::new() }
    }
}

/// Finds in texts what the index found in rows.
pub(crate) struct Matcher {
    terms: Vec<Wanted>,
    stems: Stems,
}

/// A wanted term, in the forms that the index has.
struct Wanted {
    exact: Vec<String>,
    /// Stems by language; none for a term that is to occur as it is.
    stemmed: Vec<(Stemming, Vec<String>)>,
    open: bool,
}

/// A term found in a text.
#[derive(Debug, Clone)]
struct Found {
    range: Range<usize>,
    term: usize,
}

/// The words that a snippet is cut around.
struct Window {
    found: Vec<Found>,
    /// Number of different terms among them.
    terms: usize,
}

impl Matcher {
    /// A matcher of what `query` wants.
    pub(crate) fn new(query: &Query, mut stems: Stems) -> Self {
        let terms = query.wanted.iter().map(|term| Wanted::of(term, &mut stems)).collect();
        Self { terms, stems }
    }

    /// The best part of the fields, in the language that they were indexed in.
    ///
    /// Of two fields with as many of the wanted terms, the later one: it is the longer and says more. Where nothing
    /// fits, the beginning of the last field.
    pub(crate) fn snippet(&mut self, fields: &[(Field, &str)], language: Option<&str>) -> Snippet {
        let windows = fields.iter().map(|(field, text)| {
            let window = best_window(&self.found(text, language));
            (*field, *text, window)
        });
        windows
            .max_by_key(|(_, _, window)| window.terms)
            .map_or_else(Snippet::empty, |(field, text, window)| cut(field, text, &window.found))
    }

    /// Where the wanted terms stand in a text, in order.
    fn found(&mut self, text: &str, language: Option<&str>) -> Vec<Found> {
        let words = words(text);
        let mut found = Vec::new();
        for at in 0..words.len() {
            for (term, wanted) in self.terms.iter().enumerate() {
                if let Some(end) = wanted.end_at(&words[at..], language, &mut self.stems) {
                    found.push(Found { range: words[at].start..end, term });
                }
            }
        }
        found
    }
}

impl Wanted {
    fn of(term: &Term, stems: &mut Stems) -> Self {
        let exact = term.words.iter().map(|word| word.folded.clone()).collect();
        let languages: &[Stemming] =
            if term.inflected { &[Stemming::French, Stemming::English] } else { &[] };
        let mut stem = |stemming: Stemming| -> Vec<String> {
            term.words.iter().map(|word| stems.stem(word, stemming).to_owned()).collect()
        };
        let stemmed = languages.iter().map(|stemming| (*stemming, stem(*stemming))).collect();
        Self { exact, stemmed, open: term.open }
    }

    /// Where the term ends, if the words begin with it.
    fn end_at(&self, words: &[Word], language: Option<&str>, stems: &mut Stems) -> Option<usize> {
        let words = words.get(..self.exact.len())?;
        let end = words.last()?.end;
        if self.is_exact(words) {
            return Some(end);
        }
        let inflected = self.stemmed.iter().any(|(stemming, wanted)| {
            stemming.suits(language)
                && words.iter().zip(wanted).all(|(word, wanted)| {
                    // Stemming is dear, and inflections begin alike.
                    let same_start = word.folded.as_bytes().first() == wanted.as_bytes().first();
                    same_start && stems.stem(word, *stemming) == wanted
                })
        });
        inflected.then_some(end)
    }

    fn is_exact(&self, words: &[Word]) -> bool {
        let last = self.exact.len() - 1;
        words.iter().zip(&self.exact).enumerate().all(|(at, (word, wanted))| {
            if self.open && at == last { word.folded.starts_with(wanted) } else { word.folded == *wanted }
        })
    }
}

/// The stretch of a text, no longer than a snippet, with the most different terms, then the most words, then the first.
fn best_window(found: &[Found]) -> Window {
    let mut best = (0, 0, 0..0);
    let mut end = 0;
    for first in 0..found.len() {
        let limit = found[first].range.start + SNIPPET_BYTES;
        end = end.max(first + 1);
        while found.get(end).is_some_and(|next| next.range.end <= limit) {
            end += 1;
        }
        let terms: BTreeSet<usize> = found[first..end].iter().map(|found| found.term).collect();
        let number = end - first;
        if (terms.len(), number) > (best.0, best.1) {
            best = (terms.len(), number, first..end);
        }
    }
    Window { found: found[best.2].to_vec(), terms: best.0 }
}

/// Cuts the text around what was found, between words where there is a space near.
fn cut(field: Field, text: &str, found: &[Found]) -> Snippet {
    let first = found.first().map_or(0, |found| found.range.start);
    let last = found.last().map_or(0, |found| found.range.end);
    // One word can be longer than all that is to be shown.
    let last = text.floor_char_boundary(last.min(first + 2 * SNIPPET_BYTES));
    let spare = SNIPPET_BYTES.saturating_sub(last - first) / 2;
    let start = start_near(text, first.saturating_sub(spare), first);
    let end = end_near(text, (last + spare).max(start + SNIPPET_BYTES), last);
    let mut marks: Vec<Range<usize>> = Vec::new();
    for found in found {
        let mark = found.range.start - start..found.range.end.min(end) - start;
        match marks.last_mut() {
            Some(before) if mark.start < before.end => before.end = before.end.max(mark.end),
            Some(_) | None => marks.push(mark),
        }
    }
    Snippet { field, start, text: text[start..end].to_owned(), marks }
}

/// Where to begin at `from` or a little later, at the latest at `first`: after a space if there is one.
fn start_near(text: &str, from: usize, first: usize) -> usize {
    let from = text.ceil_char_boundary(from);
    if from == 0 {
        return 0;
    }
    let space = text[from..first].char_indices().find(|(_, sign)| sign.is_whitespace());
    space.map_or(from, |(at, sign)| from + at + sign.len_utf8())
}

/// Where to end at `to` or a little earlier, at the earliest at `last`: before a space if there is one.
fn end_near(text: &str, to: usize, last: usize) -> usize {
    let to = text.floor_char_boundary(to.min(text.len()));
    if to == text.len() {
        return to;
    }
    text[last..to].rfind(char::is_whitespace).map_or(to, |at| last + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn snippet(query: &str, fields: &[(Field, &str)], language: Option<&str>) -> Snippet {
        Matcher::new(&Query::parse(query).unwrap(), Stems::new(1)).snippet(fields, language)
    }

    fn marked(snippet: &Snippet) -> Vec<&str> {
        snippet.marks.iter().map(|mark| &snippet.text[mark.clone()]).collect()
    }

    #[test]
    fn words_are_marked_as_they_stand() {
        let text = "Des hommes ont TUÉ trente civils ; les autres fuient.";
        let found = snippet("tues civil", &[(Field::Text, text)], Some("fr"));
        assert_eq!((found.start, found.text.as_str()), (0, text));
        assert_eq!(marked(&found), ["TUÉ", "civils"]);
        assert_eq!(marked(&snippet("tuees", &[(Field::Text, text)], Some("fr"))), ["TUÉ"]);
        assert_eq!(marked(&snippet("tuees", &[(Field::Text, text)], Some("en"))), [""; 0]);
    }

    #[test]
    fn phrases_and_beginnings_are_marked_whole() {
        let text = "À l'aube, l'armée est venue.";
        assert_eq!(
            marked(&snippet("\"a l'aube\" arm*", &[(Field::Text, text)], None)),
            ["À l'aube", "armée"]
        );
    }

    #[test]
    fn the_part_with_most_terms_wins() {
        let far = " mot".repeat(200);
        let text = format!("village.{far} attaque du village.{far} village");
        let found =
            snippet("village attaque", &[(Field::Title, "Le village"), (Field::Text, &text)], Some("fr"));
        assert_eq!(found.field, Field::Text);
        assert_eq!(marked(&found), ["attaque", "village"]);
        assert_eq!(&text[found.start..found.start + found.text.len()], found.text);
        assert!(found.text.len() <= SNIPPET_BYTES && found.text.starts_with("mot"));
        let found = snippet("village", &[(Field::Title, "Le village"), (Field::Text, "rien")], Some("fr"));
        assert_eq!((found.field, marked(&found)), (Field::Title, vec!["village"]));
    }

    #[test]
    fn a_word_without_end_is_shown_in_part() {
        let text = format!("a {} b", "é".repeat(10_000));
        let found = snippet("e*", &[(Field::Text, &text)], None);
        assert!(found.text.len() <= 3 * SNIPPET_BYTES && found.marks.len() == 1);
    }

    proptest! {
        #[test]
        fn marks_lie_in_order_in_the_text(text in "[aéb «»\n🔥']{0,400}", query in "[aéb]{1,2}[*]?( [aéb]{1,2})?") {
            let found = snippet(&query, &[(Field::Text, &text)], None);
            prop_assert_eq!(&text[found.start..found.start + found.text.len()], &found.text);
            let mut last = 0;
            for mark in &found.marks {
                prop_assert!(last <= mark.start && mark.start < mark.end);
                prop_assert!(!found.text[mark.clone()].is_empty());
                last = mark.end;
            }
        }
    }
}
