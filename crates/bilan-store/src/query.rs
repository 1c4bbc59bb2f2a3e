//! What a person types to find something: words, "phrases", beginnings*, -exclusions.

use std::collections::BTreeSet;

use crate::fold::{Word, words};
use crate::search::HitKind;

/// Words that one query may have, those of phrases included.
pub const WORDS_MAX: usize = 64;

/// Why a query finds nothing: it says nothing to look for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// No letter and no digit in it.
    #[error("nothing to search for: a query needs a word with letters or digits")]
    NoWords,
    /// It only says what is not wanted.
    #[error("the query only says what to leave out: add a word to find before the -words")]
    OnlyExclusions,
    /// More words than a query may have.
    #[error("the query has {found} words and at most {WORDS_MAX} can be searched for: shorten it")]
    TooLong {
        /// Number of words.
        found: usize,
    },
}

/// What to look for.
///
/// Words are all to occur, in any inflection of French or English. A phrase in quotes (`"..."`, `«...»`, `“...”`) is
/// to occur as it is, but for case and accents. A word or a phrase with `*` behind it may go on. Whatever has `-`
/// before it is not to occur. Every other sign only separates words; no text is a wrong query but for the reasons of
/// [`QueryError`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub(crate) wanted: Vec<Term>,
    pub(crate) unwanted: Vec<Term>,
    pub(crate) kind: Option<HitKind>,
}

/// One thing that is to occur or not to occur: words that stand side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// The words, at least one.
    pub words: Vec<Word>,
    /// Whether inflections count.
    pub inflected: bool,
    /// Whether the last word may go on.
    pub open: bool,
}

impl Query {
    /// The query that a person typed.
    ///
    /// # Errors
    ///
    /// When it has no word to look for, or more than [`WORDS_MAX`].
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let mut query = Self { wanted: Vec::new(), unwanted: Vec::new(), kind: None };
        let mut said = BTreeSet::new();
        let mut rest = text;
        while let Some((piece, after)) = next_piece(rest) {
            let term = Term::of(&piece);
            // What is said twice is wanted once.
            if !term.words.is_empty() && said.insert((piece.excluded, term.spelling())) {
                let list = if piece.excluded { &mut query.unwanted } else { &mut query.wanted };
                list.push(term);
            }
            rest = after;
        }
        let found = query.terms().map(|term| term.words.len()).sum();
        match (query.wanted.is_empty(), query.unwanted.is_empty()) {
            (true, true) => Err(QueryError::NoWords),
            (true, false) => Err(QueryError::OnlyExclusions),
            (false, _) if found > WORDS_MAX => Err(QueryError::TooLong { found }),
            (false, _) => Ok(query),
        }
    }

    /// The same, found in rows of one kind only.
    #[must_use]
    pub fn only(self, kind: HitKind) -> Self {
        Self { kind: Some(kind), ..self }
    }

    fn terms(&self) -> impl Iterator<Item = &Term> {
        self.wanted.iter().chain(&self.unwanted)
    }
}

impl Term {
    fn of(piece: &Piece<'_>) -> Self {
        Self { words: words(piece.text), inflected: !piece.quoted && !piece.open, open: piece.open }
    }

    /// What makes it the same as another term.
    fn spelling(&self) -> Spelling {
        let words = self.words.iter().map(|word| (word.folded.clone(), word.accented.clone())).collect();
        (self.inflected, self.open, words)
    }
}

/// A term without where it stood: whether it is inflected and open, and its words.
type Spelling = (bool, bool, Vec<(String, Option<String>)>);

/// A part of a query between spaces or in quotes.
struct Piece<'t> {
    text: &'t str,
    quoted: bool,
    excluded: bool,
    open: bool,
}

/// The first piece of `text`, and what follows it.
fn next_piece(text: &str) -> Option<(Piece<'_>, &str)> {
    let text = text.trim_start();
    if text.is_empty() {
        return None;
    }
    let (excluded, body) = match text.strip_prefix('-') {
        Some(body) if !body.starts_with(char::is_whitespace) => (true, body),
        Some(_) | None => (false, text),
    };
    let quotes = closing_quote(body);
    let quoted = quotes.is_some();
    let (inside, after) = if let Some((open, close)) = quotes {
        let inside = &body[open.len_utf8()..];
        // A quote that is not closed goes on to the end.
        inside.split_once(close).unwrap_or((inside, ""))
    } else {
        let end = body.find(|sign: char| sign.is_whitespace() || is_quote(sign)).unwrap_or(body.len());
        body.split_at(end)
    };
    let (open, after) = match (quoted, after.strip_prefix('*')) {
        (true, Some(after)) => (true, after),
        (true, None) => (false, after),
        (false, _) => (inside.ends_with('*'), after),
    };
    Some((Piece { text: inside, quoted, excluded, open }, after))
}

/// The quote that `text` begins with, and the one that ends it.
fn closing_quote(text: &str) -> Option<(char, char)> {
    match text.chars().next()? {
        '"' => Some(('"', '"')),
        '«' => Some(('«', '»')),
        '“' => Some(('“', '”')),
        _ => None,
    }
}

fn is_quote(sign: char) -> bool {
    matches!(sign, '"' | '«' | '“')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A term as it reads: `word`, `=phrase`, with `*` where it is open.
    fn shown(terms: &[Term]) -> Vec<String> {
        let show = |term: &Term| {
            let words: Vec<&str> = term.words.iter().map(|word| word.folded.as_str()).collect();
            let (sign, star) = (if term.inflected { "" } else { "=" }, if term.open { "*" } else { "" });
            format!("{sign}{}{star}", words.join(" "))
        };
        terms.iter().map(show).collect()
    }

    #[test]
    fn words_phrases_beginnings_and_exclusions() {
        let query =
            Query::parse("Tués «à l'aube» -\"armée malienne\" villag* -soldat porte-parole tués").unwrap();
        assert_eq!(shown(&query.wanted), ["tues", "=a aube", "=villag*", "porte parole"]);
        assert_eq!(shown(&query.unwanted), ["=armee malienne", "soldat"]);
    }

    #[test]
    fn signs_only_separate() {
        let query = Query::parse("a AND (b OR \"c").unwrap();
        assert_eq!(shown(&query.wanted), ["a", "and", "b", "or", "=c"]);
        let query = Query::parse("x\"y z\"* - 5 ^col:w* * \"\" -\"").unwrap();
        assert_eq!(shown(&query.wanted), ["x", "=y z*", "5", "=col w*"]);
    }

    #[test]
    fn a_query_without_words_says_so() {
        for text in ["", "  ", "🔥 * \"", "«»", "'"] {
            assert_eq!(Query::parse(text), Err(QueryError::NoWords), "{text}");
        }
        assert_eq!(Query::parse("-tués"), Err(QueryError::OnlyExclusions));
        let many: Vec<String> = (0..65).map(|number| format!("w{number}")).collect();
        assert_eq!(Query::parse(&many.join(" ")), Err(QueryError::TooLong { found: 65 }));
        assert!(Query::parse(&"tués ".repeat(1000)).is_ok(), "the same word again is one word");
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "[-\"*«»“” a-cé🔥\n]{0,40}") {
            if let Ok(query) = Query::parse(&text) {
                prop_assert!(!query.wanted.is_empty());
                prop_assert!(query.terms().all(|term| !term.words.is_empty()));
            }
        }
    }
}
