//! A name's words, with what their writing tells.

use super::{fold_word, joins};

/// A text is read so far, in characters: a longer one is no name.
const TEXT_CHARS_MAX: usize = 300;
/// So many words are read.
const WORDS_MAX: usize = 40;

/// A word of a name.
#[expect(clippy::struct_excessive_bools, reason = "four independent facts of how a word is written")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Its letters, folded.
    pub(super) word: String,
    /// Two letters or more, all capitals.
    pub(super) capitals: bool,
    /// Begins with a capital or is Arabic.
    pub(super) proper: bool,
    /// Nothing but a hyphen or an apostrophe stands between it and the word before.
    pub(super) joined: bool,
    /// A point follows.
    pub(super) point: bool,
}

/// A name's text in its parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tokens {
    /// The words up to the first comma.
    pub(super) words: Vec<Token>,
    /// The words behind it.
    pub(super) behind: Vec<Token>,
    /// Whether a number stands in the part behind the comma.
    pub(super) number_behind: bool,
    /// The words in brackets and quotation marks, each with those of its own.
    pub(super) aside: Vec<Vec<Token>>,
    /// Letters that nobody here can read.
    pub(super) unreadable: bool,
}

/// Takes a text apart.
pub(super) fn tokens(text: &str) -> Tokens {
    let text = text.char_indices().nth(TEXT_CHARS_MAX).map_or(text, |(end, _)| &text[..end]);
    let mut tokens = Tokens::default();
    let (mut start, mut comma, mut aside, mut joined, mut count) = (0, false, false, false, 0);
    let mut quote = false;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        if joins(letter) && !(letter == '’' && quote) {
            continue;
        }
        let written = &text[start..at];
        start = at + letter.len_utf8();
        if let Some(token) = token(written, joined, letter == '.') {
            count += 1;
            if count <= WORDS_MAX {
                match (aside, comma) {
                    (true, _) => tokens.aside.last_mut().map_or((), |words| words.push(token)),
                    (false, true) => tokens.behind.push(token),
                    (false, false) => tokens.words.push(token),
                }
            }
        } else if !written.is_empty() && written.chars().any(char::is_alphabetic) {
            tokens.unreadable = true;
        }
        joined = matches!(letter, '-' | '‐' | '‑' | '–' | '_');
        match letter {
            '(' | '[' | '{' | '«' | '“' | '<' => {
                aside = true;
                tokens.aside.push(Vec::new());
            }
            ')' | ']' | '}' | '»' | '”' | '>' => aside = false,
            '"' => {
                quote = !quote;
                aside = quote;
                if aside {
                    tokens.aside.push(Vec::new());
                }
            }
            ',' | ';' | '،' if !aside => comma = true,
            digit if digit.is_numeric() && aside => tokens.aside.last_mut().map_or((), Vec::clear),
            digit if digit.is_numeric() && comma => tokens.number_behind = true,
            _ => (),
        }
    }
    tokens
}

fn token(written: &str, joined: bool, point: bool) -> Option<Token> {
    if written.is_empty() {
        return None;
    }
    let mut word = String::with_capacity(written.len());
    fold_word(written, &mut word);
    if word.is_empty() {
        return None;
    }
    let mut letters = written.chars().filter(|letter| letter.is_alphabetic());
    let proper = letters.clone().next().is_some_and(|first| !first.is_lowercase());
    let capitals = word.len() >= 2 && letters.all(char::is_uppercase);
    // O' and D' at the end of a word are words of their own.
    Some(Token { word, capitals, proper, joined, point: point || written.ends_with(['\'', '’']) })
}
