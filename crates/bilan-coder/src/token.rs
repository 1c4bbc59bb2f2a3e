//! Text to tokens, sentences and paragraphs, with their byte offsets kept.

use crate::pack::Script;
use crate::wrap::{is_mark, wraps};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters.
    Word,
    /// Digits with this value, thousands separators taken in.
    Figure(u64),
    /// Digits with letters behind them: "1er", "5th", "10h30".
    Mixed(u64),
    /// An opening quotation mark.
    QuoteOpen,
    /// A closing quotation mark.
    QuoteClose,
    /// Any other sign.
    Sign(char),
}

/// One token of a report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// First byte in the text.
    pub(crate) start: usize,
    /// Byte after the last.
    pub(crate) end: usize,
    /// What it is.
    pub(crate) kind: Kind,
    /// Number of the word in the pack's vocabulary, [`UNKNOWN`] where it has none.
    pub(crate) word: u32,
    /// The word that it may stand for where a report is written without accents, else [`UNKNOWN`].
    pub(crate) accented: u32,
    /// Begins with a capital letter.
    pub(crate) capital: bool,
    /// Has more than one letter, none of them small.
    pub(crate) upper: bool,
    /// No space stands before it.
    pub(crate) glued: bool,
}

/// The largest figure that may count people: more than have ever lived.
const MOST_PEOPLE: u64 = 1_000_000_000_000;

/// A word that the vocabulary does not have.
pub(crate) const UNKNOWN: u32 = u32::MAX;

/// A run of tokens that ends with a full stop or a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sentence {
    /// First token.
    pub(crate) first: usize,
    /// Token after the last.
    pub(crate) end: usize,
    /// Number of the paragraph, from 0.
    pub(crate) paragraph: usize,
}

/// A text cut into tokens and sentences.
#[derive(Debug, Default)]
pub(crate) struct Cut {
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
}

/// Cuts `text`, looking each word up in lower case with plain apostrophes through `vocabulary`.
pub(crate) fn cut(text: &str, script: &Script, vocabulary: impl Fn(&str) -> Option<u32>) -> Cut {
    let mut cutter =
        Cutter { text, script, tokens: Vec::with_capacity(text.len() / 5), lower: String::new() };
    let mut breaks = Vec::new();
    cutter.run(&vocabulary, &mut breaks);
    let sentences = sentences(text, &cutter.tokens, &breaks, script);
    Cut { tokens: cutter.tokens, sentences }
}

struct Cutter<'a> {
    text: &'a str,
    script: &'a Script,
    tokens: Vec<Token>,
    lower: String,
}

impl Cutter<'_> {
    /// `breaks` receives, for each line end, the number of tokens before it.
    fn run(&mut self, vocabulary: &impl Fn(&str) -> Option<u32>, breaks: &mut Vec<usize>) {
        let mut at = 0;
        let mut glued = false;
        let mut double_open = false;
        let mut wraps = wraps(self.text).into_iter().peekable();
        while let Some(first) = self.text[at..].chars().next() {
            while wraps.peek().is_some_and(|wrap| *wrap < at) {
                wraps.next();
            }
            if first == '\n' && wraps.peek() != Some(&at) {
                breaks.push(self.tokens.len());
                double_open = false;
            }
            if is_space(first) || first.is_control() {
                at += first.len_utf8();
                glued = false;
                continue;
            }
            let end = if first.is_ascii_digit()
                || (!glued && matches!(first, 'l' | 'I') && misread_one(&self.text[at..]))
            {
                self.figure(at, glued, vocabulary)
            } else if first.is_alphabetic() {
                self.word(at, glued, vocabulary)
            } else {
                let kind = sign(first, &mut double_open, glued);
                let end = at + first.len_utf8();
                let key = if is_apostrophe(first) { "'" } else { &self.text[at..end] };
                let word = vocabulary(key).unwrap_or(UNKNOWN);
                self.push(at, end, kind, word, false, glued);
                end
            };
            at = end;
            glued = true;
        }
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind, word: u32, capital: bool, glued: bool) {
        let letters = self.text[start..end].chars().filter(|c| c.is_alphabetic());
        let upper = capital && letters.clone().count() > 1 && letters.clone().all(char::is_uppercase);
        self.tokens.push(Token { start, end, kind, word, accented: UNKNOWN, capital, upper, glued });
    }

    /// A run of letters; an elided word ("l'", "qu'") is a token of its own.
    fn word(&mut self, start: usize, glued: bool, vocabulary: &impl Fn(&str) -> Option<u32>) -> usize {
        self.lower.clear();
        let mut end = start;
        let plain = self.text[start..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        end += plain;
        self.lower.push_str(&self.text[start..end]);
        self.lower.make_ascii_lowercase();
        for c in self.text[end..].chars() {
            if c.is_alphabetic() || (end > start && (c.is_ascii_digit() || is_mark(c))) {
                if c.is_ascii() {
                    self.lower.push(c.to_ascii_lowercase());
                } else {
                    self.lower.extend(c.to_lowercase());
                }
                end += c.len_utf8();
            } else if is_apostrophe(c) {
                self.lower.push('\'');
                if self.script.elides(&self.lower) {
                    end += c.len_utf8();
                    break;
                }
                // An apostrophe inside a word ("commander's", "N'Djamena") stays out of it unless letters follow.
                self.lower.pop();
                break;
            } else {
                break;
            }
        }
        let capital = self.text[start..].chars().next().is_some_and(char::is_uppercase);
        let word = vocabulary(&self.lower).unwrap_or(UNKNOWN);
        self.push(start, end, Kind::Word, word, capital, glued);
        end
    }

    /// A run of digits, with thousands separators of the script and letters glued behind.
    fn figure(&mut self, start: usize, glued: bool, vocabulary: &impl Fn(&str) -> Option<u32>) -> usize {
        let mut end = start;
        let mut value: u64 = 0;
        let digit = |at: usize| digit_at(self.text, start, at);
        while let Some(d) = digit(end) {
            value = value.saturating_mul(10).saturating_add(d);
            end += 1;
        }
        if end - start <= 3 {
            while let Some(after) = self.script.thousands_at(&self.text[end..]).map(|length| end + length) {
                let (Some(a), Some(b), Some(c)) = (digit(after), digit(after + 1), digit(after + 2)) else {
                    break;
                };
                if digit(after + 3).is_some() {
                    break;
                }
                value = value.saturating_mul(1000).saturating_add(a * 100 + b * 10 + c);
                end = after + 3;
            }
        }
        let mut kind = if value > MOST_PEOPLE { Kind::Mixed(0) } else { Kind::Figure(value) };
        let decimal = self.text[end..].starts_with(self.script.decimal) && digit(end + 1).is_some();
        if decimal {
            end += 1;
            while digit(end).is_some() {
                end += 1;
            }
            kind = Kind::Mixed(value);
        }
        for c in self.text[end..].chars() {
            if !c.is_alphanumeric() {
                break;
            }
            kind = Kind::Mixed(value);
            end += c.len_utf8();
        }
        let word = if matches!(kind, Kind::Mixed(_)) {
            vocabulary(&self.text[start..end].to_lowercase()).unwrap_or(UNKNOWN)
        } else {
            UNKNOWN
        };
        // "3R", "M23": a name with a figure is written with a capital too.
        let capital = matches!(kind, Kind::Mixed(_)) && self.text[start..end].contains(char::is_uppercase);
        self.push(start, end, kind, word, capital, glued);
        end
    }
}

/// Whether a word is a number whose one was read as a letter: "l5", "I2".
fn misread_one(text: &str) -> bool {
    let number =
        text.strip_prefix(['l', 'I']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    number
        && text
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .is_some_and(|word| word[1..].chars().all(is_digit_like))
}

fn is_digit_like(c: char) -> bool {
    c.is_ascii_digit() || c == 'O'
}

/// The digit at a byte of a number that begins at `start`; a scanner reads 0 as O and 1 as l or I.
fn digit_at(text: &str, start: usize, at: usize) -> Option<u64> {
    let bytes = text.as_bytes();
    let byte = *bytes.get(at)?;
    match byte {
        b'0'..=b'9' => Some(u64::from(byte - b'0')),
        b'O' if at > start && matches!(bytes[at - 1], b'0'..=b'9' | b'O') => {
            // "2Ouest" is no number.
            let behind = text[at..].chars().take(12).find(|c| *c != 'O');
            behind.is_none_or(|c| !c.is_alphabetic()).then_some(0)
        }
        b'l' | b'I' if at == start => Some(1),
        _ => None,
    }
}

/// Whether a character separates words: every white space, and marks that take no room.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// An apostrophe of any shape.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}')
}

fn sign(c: char, double_open: &mut bool, glued: bool) -> Kind {
    match c {
        '«' | '“' | '„' => Kind::QuoteOpen,
        '»' | '”' => Kind::QuoteClose,
        '"' => {
            // A straight mark opens after a space and closes after a word.
            *double_open = !*double_open || !glued;
            if *double_open { Kind::QuoteOpen } else { Kind::QuoteClose }
        }
        other => Kind::Sign(other),
    }
}

/// Cuts tokens into sentences: at line ends, and at full stops that no abbreviation explains.
fn sentences(text: &str, tokens: &[Token], breaks: &[usize], script: &Script) -> Vec<Sentence> {
    let mut found: Vec<Sentence> = Vec::new();
    let mut first = 0;
    let mut paragraph = 0;
    let mut breaks = breaks.iter().copied().peekable();
    let mut at = 0;
    while at < tokens.len() {
        let mut broke = false;
        while breaks.peek().is_some_and(|&b| b <= at) {
            breaks.next();
            broke = true;
        }
        if broke && at > first {
            found.push(Sentence { first, end: at, paragraph });
            first = at;
        }
        if broke && first == at && !found.is_empty() {
            paragraph = found.last().map_or(0, |sentence| sentence.paragraph + 1);
        }
        at += 1;
        if ends_sentence(text, tokens, at - 1, script) {
            while at < tokens.len() && tokens[at].kind == Kind::QuoteClose {
                at += 1;
            }
            found.push(Sentence { first, end: at, paragraph });
            first = at;
        }
    }
    if first < tokens.len() {
        found.push(Sentence { first, end: tokens.len(), paragraph });
    }
    found
}

fn ends_sentence(text: &str, tokens: &[Token], at: usize, script: &Script) -> bool {
    let Kind::Sign(mark) = tokens[at].kind else { return false };
    if matches!(mark, '!' | '?' | '…') {
        return starts_anew(tokens, at + 1);
    }
    if mark != '.' {
        return false;
    }
    if let Some(before) = at.checked_sub(1).map(|i| tokens[i])
        && before.kind == Kind::Word
        && tokens[at].glued
    {
        let word = &text[before.start..before.end];
        let initial = word.chars().count() == 1 && before.capital;
        if initial || script.abbreviates(word) {
            return false;
        }
    }
    starts_anew(tokens, at + 1)
}

/// Whether what follows looks like the beginning of a sentence.
fn starts_anew(tokens: &[Token], mut at: usize) -> bool {
    while at < tokens.len() && tokens[at].kind == Kind::QuoteClose {
        at += 1;
    }
    tokens.get(at).is_none_or(|next| {
        !next.glued
            && (next.capital
                || !matches!(next.kind, Kind::Word | Kind::Mixed(_))
                || matches!(next.kind, Kind::Mixed(_)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script() -> Script {
        Script::new(&["l'", "d'", "qu'"], &[" "], ',', &["mme"])
    }

    fn words(text: &str) -> Vec<&str> {
        cut(text, &script(), |_| None).tokens.iter().map(|t| &text[t.start..t.end]).collect()
    }

    #[test]
    fn elided_words_and_thousands_are_tokens() {
        assert_eq!(words("l’armée, 1 400 morts"), ["l’", "armée", ",", "1 400", "morts"]);
        assert_eq!(words("12\u{202f}000 déplacés"), ["12\u{202f}000", "déplacés"]);
    }

    #[test]
    fn an_abbreviation_ends_no_sentence() {
        let cut = cut("Mme. Ba est morte. Le 3e tir a tué.\nFin", &script(), |_| None);
        assert_eq!(cut.sentences.len(), 3);
        assert_eq!(cut.sentences[2].paragraph, 1);
    }

    #[test]
    fn a_closing_quote_belongs_to_its_sentence() {
        let cut = cut("« Rien. » Il part.", &script(), |_| None);
        assert_eq!(cut.sentences.len(), 2);
    }
}
