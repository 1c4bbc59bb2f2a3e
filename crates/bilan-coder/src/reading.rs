//! A report with its tokens and tags, and the questions that the later stages ask of them.

use bilan_model::{Report, Span};

use crate::lexicon::{Class, Classes, Entry, Tag, Tags};
use crate::pack::Pack;
use crate::token::{self, Kind, Sentence, Token};

/// A report, cut and tagged.
pub(crate) struct Reading<'a> {
    pub(crate) report: &'a Report,
    pub(crate) pack: &'a Pack,
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) tags: Tags,
    /// For each sentence, whether it is written in capitals.
    pub(crate) shouted: Vec<bool>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(report: &'a Report, pack: &'a Pack) -> Self {
        let mut cut = token::cut(&report.text, &pack.script, |word| pack.lexicon.word(word));
        if pack.accents && !report.text.chars().any(|c| !c.is_ascii() && c.is_alphabetic()) {
            restore_accents(report, pack, &mut cut.tokens);
        }
        repair_letters(report, pack, &mut cut.tokens);
        let tags = pack.lexicon.tag(&cut.tokens);
        let shouted = cut.sentences.iter().map(|s| is_shouted(&cut.tokens[s.first..s.end])).collect();
        Self { report, pack, tokens: cut.tokens, sentences: cut.sentences, tags, shouted }
    }

    pub(crate) fn entry(&self, tag: &Tag) -> &Entry {
        &self.pack.lexicon.entries[tag.entry as usize]
    }

    /// The tag of a class that begins at a token.
    pub(crate) fn tag(&self, token: usize, class: Class) -> Option<Tag> {
        self.tags.of(token, class)
    }

    /// The tag of a class that covers a token.
    pub(crate) fn covering(&self, token: usize, class: Class) -> Option<Tag> {
        if !self.is(token, class) {
            return None;
        }
        (token.saturating_sub(9)..=token)
            .rev()
            .find_map(|first| self.tag(first, class).filter(|tag| tag.end > token))
    }

    /// Whether a phrase of the class covers a token.
    pub(crate) fn is(&self, token: usize, class: Class) -> bool {
        self.is_any(token, &[class])
    }

    /// Whether the word of a token is a phrase of the class by itself, whatever longer phrase it stands in.
    pub(crate) fn means_alone(&self, token: usize, class: Class) -> bool {
        self.tokens.get(token).is_some_and(|token| self.pack.lexicon.means(token.word, class))
    }

    /// Whether a phrase of one of the classes covers a token.
    #[inline]
    pub(crate) fn is_any(&self, token: usize, classes: &[Class]) -> bool {
        self.tags.cover(token, Classes::of(classes))
    }

    /// Whether any token of a range is covered by the class.
    pub(crate) fn any(&self, first: usize, end: usize, class: Class) -> bool {
        (first..end).any(|token| self.is(token, class))
    }

    /// Tags of a class that begin in a range, in order.
    pub(crate) fn tags_in(&self, first: usize, end: usize, class: Class) -> Vec<Tag> {
        (first..end).filter_map(|token| self.tag(token, class)).collect()
    }

    /// The words from one token to before another.
    pub(crate) fn words(&self, first: usize, end: usize) -> &'a str {
        match (self.tokens.get(first), end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(from), Some(to)) if from.start < to.end => &self.report.text[from.start..to.end],
            _ => "",
        }
    }

    /// The bytes from one token to before another; the range holds at least one token.
    pub(crate) fn span(&self, first: usize, end: usize) -> Span {
        let last = end.max(first + 1) - 1;
        Span::new(self.tokens[first].start, self.tokens[last].end).expect("a token is never empty")
    }

    /// The sentence that holds a token.
    pub(crate) fn sentence_of(&self, token: usize) -> usize {
        self.sentences
            .partition_point(|sentence| sentence.end <= token)
            .min(self.sentences.len().saturating_sub(1))
    }

    /// Whether a token stands in a sentence written in capitals, where a capital says nothing.
    pub(crate) fn is_shouted(&self, token: usize) -> bool {
        self.shouted.get(self.sentence_of(token)).copied().unwrap_or_default()
    }

    /// Whether a token is this sign.
    pub(crate) fn is_sign(&self, token: usize, sign: char) -> bool {
        self.tokens.get(token).is_some_and(|t| t.kind == Kind::Sign(sign))
    }

    /// Whether a token is a word.
    pub(crate) fn is_word(&self, token: usize) -> bool {
        self.tokens.get(token).is_some_and(|t| t.kind == Kind::Word)
    }

    /// Whether a token ends a run of words: any sign but a quotation mark or a hyphen.
    pub(crate) fn is_stop(&self, token: usize) -> bool {
        // A hyphen inside a word is none; one between spaces is a dash.
        let inside = |t: &Token, c| c == '\u{2019}' || c == '\'' || (c == '-' && t.glued);
        self.tokens.get(token).is_none_or(|t| matches!(t.kind, Kind::Sign(c) if !inside(t, c)))
    }

    /// Whether a token is a quotation mark.
    pub(crate) fn is_quote(&self, token: usize) -> bool {
        self.tokens.get(token).is_some_and(|t| matches!(t.kind, Kind::QuoteOpen | Kind::QuoteClose))
    }

    /// The name that a tag's attributes refer to: a topic, a kind of source.
    pub(crate) fn name(&self, tag: &Tag) -> Option<&str> {
        self.entry(tag).attributes.name.map(|index| self.pack.names[index].as_str())
    }
}

/// Whether words are written in capitals: nearly all of those with more than two letters.
fn is_shouted(tokens: &[Token]) -> bool {
    let words = tokens.iter().filter(|token| token.kind == Kind::Word && token.end - token.start > 2);
    let (upper, all) = words.fold((0, 0), |(upper, all), token| (upper + usize::from(token.upper), all + 1));
    all >= 4 && 5 * upper >= 4 * all
}

/// In a report written without accents each word may stand for one with accents.
fn restore_accents(report: &Report, pack: &Pack, tokens: &mut [Token]) {
    for token in tokens.iter_mut().filter(|token| token.kind == Kind::Word) {
        let lower = report.text[token.start..token.end].to_lowercase();
        token.accented = pack.lexicon.accented(&lower).unwrap_or(token::UNKNOWN);
    }
}

/// What a scanner makes of a letter, and the letter.
const MISREAD: [(&str, &str); 4] = [("rn", "m"), ("I", "l"), ("0", "o"), ("1", "l")];

/// A word that no pack knows may stand for a known one that a scanner misread: "rnorts", "sociaI", "b1essés".
fn repair_letters(report: &Report, pack: &Pack, tokens: &mut [Token]) {
    let unknown =
        |token: &&mut Token| token.kind == Kind::Word && token.word == token::UNKNOWN && !token.upper;
    for token in tokens.iter_mut().filter(unknown).filter(|token| token.accented == token::UNKNOWN) {
        let word = &report.text[token.start..token.end];
        for (wrong, right) in MISREAD {
            if word.contains(wrong) {
                let mended = word.replace(wrong, right).to_lowercase();
                let known = pack.lexicon.word(&mended).or_else(|| pack.lexicon.accented(&mended));
                token.accented = known.unwrap_or(token.accented);
            }
        }
    }
}
