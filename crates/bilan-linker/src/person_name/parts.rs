//! The parts of a person's name.

use super::{
    spelling_class::class,
    tokens::{Token, tokens},
    word_kind::{WordKind, word_kind},
};

/// A person's name as written, in parts. All parts are folded: lower-case plain Latin letters, Arabic letters
/// romanised, no accents, no punctuation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonName {
    /// Given names; an initial is one letter.
    pub given: Vec<String>,
    /// Names of father and forefathers, clan or family, in the order written.
    pub father_or_family: Vec<String>,
    /// What stands between the given name and the father's.
    pub particle: Option<Particle>,
    /// Other names of the person: "dit X", nicknames in brackets.
    pub also: Vec<String>,
    /// Titles, ranks and forms of address.
    pub honorifics: Vec<String>,
    /// The text says that somebody is meant whose name it does not give; a father's name may still stand ("child of
    /// Moussa"). A name in letters that are not read here is not unnamed, and yet has no parts.
    pub unnamed: bool,
}

/// A word between a given name and the father's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Particle {
    /// ag, ould, ben, ibn.
    SonOf,
    /// walet, mint, bint.
    DaughterOf,
}

/// Takes a name apart, one string as written. Where writing does not tell which word is the family's (capitals, a
/// comma, a particle), the first word is the given name and the others are the father's or family's.
///
/// ```
/// use bilan_linker::{Particle, parse};
/// let name = parse("Feu El-Hadj Mohamed Ag Ahmed dit Hama");
/// assert_eq!(name.given, ["mohamed"]);
/// assert_eq!(name.particle, Some(Particle::SonOf));
/// assert_eq!(name.father_or_family, ["ahmed"]);
/// assert_eq!(name.also, ["hama"]);
/// assert_eq!(name.honorifics, ["feu", "elhadj"]);
/// ```
pub fn parse(text: &str) -> PersonName {
    let tokens = tokens(text);
    let mut name = PersonName::default();
    let words = split_run_together(tokens.words);
    let (mut words, family_first) = with_behind(words, tokens.behind, tokens.number_behind, &mut name);
    take_also(&mut words, &mut name);
    for aside in tokens.aside {
        nickname(aside, &words, &mut name);
    }
    let words = join_articles(words);
    let anything = !words.is_empty();
    let (words, nobody) = leave_out_nouns(words);
    let words = take_honorifics(words, &mut name);
    let none = words.is_empty();
    divide(words, family_first, nobody, &mut name);
    name.unnamed = nobody && name.given.is_empty()
        || none && name.also.is_empty() && (anything || !tokens.unreadable)
        || is_letter_x(&name);
    if name.unnamed && is_letter_x(&name) {
        name.given.clear();
    }
    name
}

/// Puts what stands behind a comma where it belongs: titles go, "son of" stays behind, and a name goes before the
/// family's. Says whether the family came first.
fn with_behind(
    mut words: Vec<Token>,
    mut behind: Vec<Token>,
    number: bool,
    name: &mut PersonName,
) -> (Vec<Token>, bool) {
    let (Some(first), false) = (behind.first(), words.is_empty()) else {
        words.append(&mut behind);
        return (words, false);
    };
    let goes_on = matches!(kind(first), Some(WordKind::Also | WordKind::Son | WordKind::Daughter))
        || behind.get(1).is_some_and(|of| child_of(first, of).is_some());
    let described =
        number || matches!(kind(first), Some(WordKind::Honorific | WordKind::Suffix | WordKind::Noun));
    if goes_on {
        words.append(&mut behind);
    } else if described {
        let ranks = behind.into_iter().filter(|token| kind(token) == Some(WordKind::Honorific));
        name.honorifics.extend(ranks.map(|token| token.word));
    } else {
        for token in &mut behind {
            token.capitals = false;
        }
        behind.extend(words.into_iter().map(|token| Token { capitals: true, ..token }));
        return (behind, true);
    }
    (words, false)
}

/// "Son of", "fille de".
fn child_of(child: &Token, of: &Token) -> Option<Particle> {
    if !matches!(of.word.as_str(), "of" | "de" | "du") {
        return None;
    }
    match child.word.as_str() {
        "son" | "fils" | "hijo" | "filho" => Some(Particle::SonOf),
        "daughter" | "fille" | "hija" | "filha" => Some(Particle::DaughterOf),
        _ => None,
    }
}

fn kind(token: &Token) -> Option<WordKind> {
    word_kind(&token.word)
}

/// X, XX, XXX stand for a name.
fn is_letter_x(name: &PersonName) -> bool {
    matches!(&name.given[..], [only] if only.bytes().all(|byte| byte == b'x'))
        && name.father_or_family.is_empty()
}

/// "Mohamedag Ali" and "Ouldmohamed" are written without their space.
fn split_run_together(words: Vec<Token>) -> Vec<Token> {
    let last = words.len().saturating_sub(1);
    let mut split = Vec::with_capacity(words.len() + 1);
    for (place, mut token) in words.into_iter().enumerate() {
        let length = token.word.len();
        if class(&token.word).is_some() || length < 6 {
            split.push(token);
        } else if place < last && token.word.ends_with("ag") && class(&token.word[..length - 2]).is_some() {
            token.word.truncate(length - 2);
            let particle = Token { word: "ag".to_owned(), capitals: false, ..token.clone() };
            split.extend([token, particle]);
        } else if let Some(particle) = ["ould", "oualet", "walet", "wallet", "mint", "ag"]
            .into_iter()
            .find(|particle| {
                token.word.strip_prefix(particle).is_some_and(|rest| rest.len() >= 3 && class(rest).is_some())
            })
            .filter(|_| place > 0)
        {
            let rest = token.word.split_off(particle.len());
            split.push(Token { capitals: false, ..token.clone() });
            split.push(Token { word: rest, ..token });
        } else {
            split.push(token);
        }
    }
    split
}

/// Takes what follows "dit", "alias", "a.k.a.", "known as".
fn take_also(words: &mut Vec<Token>, name: &mut PersonName) {
    let found = (0..words.len()).find_map(|place| {
        let said = |more: &[&str]| {
            words.len() > place + more.len()
                && words[place..].iter().zip(more).all(|(token, word)| token.word == *word)
        };
        if kind(&words[place]) == Some(WordKind::Also) {
            Some((place, 1))
        } else if said(&["a", "k", "a"]) || said(&["also", "known", "as"]) {
            Some((place, 3))
        } else if said(&["known", "as"]) {
            Some((place, 2))
        } else if said(&["connu", "sous", "le", "nom", "de"]) {
            Some((place, 5))
        } else {
            None
        }
    });
    if let Some((place, length)) = found {
        let also = words.split_off(place).split_off(length);
        name.also.extend(
            join_articles(also)
                .into_iter()
                .filter(|token| kind(token) != Some(WordKind::Also))
                .map(|token| token.word),
        );
    }
}

/// Takes words in brackets where they look like a name.
fn nickname(mut aside: Vec<Token>, words: &[Token], name: &mut PersonName) {
    let said = aside.first().is_some_and(|token| kind(token) == Some(WordKind::Also));
    if said {
        aside.remove(0);
    } else if aside.len() > 3 && aside[0].word == "a" && aside[1].word == "k" {
        aside.drain(..3);
    }
    let proper = |token: &Token| said || token.proper || words.iter().all(|word| !word.proper);
    let other = |token: &Token| {
        matches!(kind(token), Some(WordKind::Noun | WordKind::Marker | WordKind::Small | WordKind::Honorific))
    };
    if aside.iter().all(|token| proper(token) && !other(token)) {
        name.also.extend(join_articles(aside).into_iter().map(|token| token.word));
    }
}

const ARTICLES: [&str; 6] = ["al", "el", "ul", "il", "ell", "all"];
const SUN_ARTICLES: [&str; 22] = [
    "ad", "an", "ar", "as", "ash", "at", "az", "ach", "ech", "ed", "en", "er", "es", "esh", "et", "ez", "ud",
    "un", "ur", "us", "ush", "out",
];

fn is_sun_article(word: &str, next: &str) -> bool {
    SUN_ARTICLES.contains(&word) && word.as_bytes().get(1) == next.as_bytes().first()
}

/// Joins articles, abd, abou and oum to the name that they belong to.
fn join_articles(words: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(words.len());
    let mut words = words.into_iter().peekable();
    while let Some(mut token) = words.next() {
        let Some(next) = words.peek().map(|next| next.word.clone()) else {
            joined.push(token);
            break;
        };
        let name_follows =
            word_kind(&next).is_none_or(|kind| kind == WordKind::TitleOrName || kind == WordKind::Suffix);
        let word = token.word.as_str();
        if matches!(
            word,
            "abd"
                | "abdel"
                | "abdul"
                | "abdal"
                | "abdoul"
                | "abdool"
                | "abdil"
                | "abder"
                | "abdur"
                | "abdour"
                | "abdes"
                | "abdus"
        ) {
            let mut rest = next;
            let _taken = words.next();
            let after = words.peek().map(|after| after.word.clone());
            if let Some(after) =
                after.filter(|after| ARTICLES.contains(&rest.as_str()) || is_sun_article(&rest, after))
            {
                rest = after;
                let _taken = words.next();
            }
            let bare = bare(&rest);
            token.word = if matches!(bare, "allah" | "ellah" | "lah" | "llah" | "lahi" | "ullah") {
                "abdallah".to_owned()
            } else {
                format!("abdel{bare}")
            };
            token.capitals = false;
            joined.push(token);
        } else if name_follows
            && matches!(word, "abou" | "abu" | "abo" | "oum" | "um" | "umm" | "oumm" | "om")
        {
            let start = if word.starts_with('a') { "abu" } else { "umm" };
            let mut rest = next;
            let _taken = words.next();
            if ARTICLES.contains(&rest.as_str())
                && let Some(after) = words.next()
            {
                rest = format!("al{}", after.word);
            }
            token.word = format!("{start}{rest}");
            joined.push(token);
        } else if (ARTICLES.contains(&word)
            || (is_sun_article(word, &next) && words.peek().is_some_and(|next| next.joined)))
            && (name_follows || words.peek().is_some_and(|next| next.joined))
        {
            let after = words.next();
            let capitals = after.as_ref().is_some_and(|after| after.capitals);
            let before = joined.last_mut();
            if matches!(next.as_str(), "din" | "dine" | "deen" | "eddine")
                && let Some(before) = before
            {
                before.word.push_str("eddine");
            } else if next.starts_with("hadj") || next.starts_with("haj") {
                joined.push(Token { word: "elhadj".to_owned(), ..token });
            } else {
                joined.push(Token { word: format!("al{next}"), capitals, ..token });
            }
        } else {
            joined.push(token);
        }
        while let Some(before) = words
            .peek()
            .filter(|next| {
                matches!(
                    next.word.as_str(),
                    "eddine"
                        | "eddin"
                        | "uddin"
                        | "ouddine"
                        | "aldin"
                        | "eldin"
                        | "aldine"
                        | "eldine"
                        | "alddin"
                )
            })
            .and_then(|_| joined.last_mut())
        {
            before.word.push_str("eddine");
            let _taken = words.next();
        }
    }
    joined
}

/// A word without the article that stands before it.
fn bare(word: &str) -> &str {
    word.strip_prefix("al")
        .or_else(|| word.strip_prefix("el"))
        .filter(|rest| rest.len() >= 4 && !rest.starts_with('l'))
        .unwrap_or(word)
}

/// "un homme", "femme peule", "enfant de", "le colonel": the text begins with what somebody is.
fn begins_with_nobody(words: &[Token]) -> bool {
    let [first, rest @ ..] = words else { return false };
    let Some(second) = rest.first() else { return kind(first) == Some(WordKind::Noun) };
    let description =
        matches!(kind(second), Some(WordKind::Noun | WordKind::Marker | WordKind::Small | WordKind::Noble));
    let rank = kind(second) == Some(WordKind::Honorific) && !second.proper;
    match kind(first) {
        Some(WordKind::Noun) => {
            description || (!first.proper && !second.proper && class(&second.word).is_none())
        }
        Some(WordKind::Small) => !first.point && (description || rank),
        Some(WordKind::Noble) => {
            matches!(first.word.as_str(), "le" | "la") && !second.proper && (description || rank)
        }
        _ => false,
    }
}

/// Leaves out the words of somebody who is not named, and says whether there are such.
fn leave_out_nouns(mut words: Vec<Token>) -> (Vec<Token>, bool) {
    let marker = words.iter().any(|token| kind(token) == Some(WordKind::Marker));
    let noun = |token: &Token| {
        matches!(kind(token), Some(WordKind::Marker | WordKind::Noun | WordKind::Small | WordKind::Noble))
    };
    let begins = begins_with_nobody(&words);
    if !begins
        && let [first, second, ..] = &words[..]
        && kind(first) == Some(WordKind::Noun)
        && !first.proper
        && second.proper
    {
        // "berger Moussa Diallo": the trade goes.
        words.remove(0);
    }
    let dash = matches!(&words[..], [n, a] if n.word == "n" && matches!(a.word.as_str(), "a" | "d" | "k"));
    if marker || begins || dash || (!words.is_empty() && words.iter().all(noun)) {
        // "enfant de Moussa": the name is the parent's.
        if begins && kind(&words[0]) == Some(WordKind::Noble) {
            words.remove(0);
        }
        // What else describes somebody ("une femme peule") is told from a name by its capital or by being known.
        words.retain(|token| match kind(token) {
            _ if dash => false,
            Some(WordKind::Noble) => token.proper,
            _ => {
                !noun(token)
                    && (token.proper || word_kind(&token.word).is_some() || class(&token.word).is_some())
            }
        });
        for token in &mut words {
            token.capitals = true;
        }
        return (words, true);
    }
    // "Moussa, son of Ali": a word between names.
    let found =
        words.windows(2).enumerate().find_map(|(place, pair)| Some((place, child_of(&pair[0], &pair[1])?)));
    if let Some((place, particle)) = found {
        let word = if particle == Particle::SonOf { "ag" } else { "walet" };
        word.clone_into(&mut words[place].word);
        words.remove(place + 1);
    }
    (words, false)
}

/// Takes titles out.
fn take_honorifics(words: Vec<Token>, name: &mut PersonName) -> Vec<Token> {
    let is_name = |token: &Token| {
        !matches!(
            kind(token),
            Some(
                WordKind::Honorific
                    | WordKind::TitleOrName
                    | WordKind::Suffix
                    | WordKind::Son
                    | WordKind::Daughter
            )
        )
    };
    let total = words.iter().filter(|token| is_name(token)).count();
    let mut kept: Vec<Token> = Vec::with_capacity(words.len());
    let mut names = 0;
    for token in words {
        match kind(&token) {
            Some(WordKind::Honorific) if names == 0 || total > 1 && !token.capitals || token.point => {
                name.honorifics.push(token.word);
            }
            Some(WordKind::TitleOrName) if names == 0 && kept.is_empty() && total >= 2 => {
                name.honorifics.push(token.word);
            }
            Some(WordKind::Suffix) if names > 0 => name.honorifics.push(token.word),
            _ => {
                names += usize::from(is_name(&token));
                kept.push(token);
            }
        }
    }
    kept
}

/// Divides names into given and the others.
fn divide(words: Vec<Token>, family_first: bool, nobody: bool, name: &mut PersonName) {
    let words = join_noble(words);
    let particle = |(place, token): (usize, &Token)| match kind(token) {
        Some(WordKind::Son)
            if place > 0
                || matches!(token.word.as_str(), "ag" | "agg" | "ould" | "wuld" | "weld" | "ibn" | "bin") =>
        {
            Some((place, Particle::SonOf))
        }
        Some(WordKind::Daughter) => Some((place, Particle::DaughterOf)),
        _ if token.word == "o" && token.point && place > 0 => Some((place, Particle::SonOf)),
        _ => None,
    };
    let found = words.iter().enumerate().take(words.len().saturating_sub(1)).find_map(particle);
    if let Some((place, found)) = found.filter(|_| !family_first) {
        name.particle = Some(found);
        for (at, token) in words.into_iter().enumerate() {
            if at < place {
                name.given.push(token.word);
            } else if at > place
                && !matches!(word_kind(&token.word), Some(WordKind::Son | WordKind::Daughter))
            {
                name.father_or_family.push(token.word);
            }
        }
        return;
    }
    let capitals = words.iter().filter(|token| token.capitals).count();
    let told = capitals > 0 && (capitals < words.len() || family_first || nobody);
    let hyphens = words.iter().skip(1).take_while(|token| token.joined).count();
    let last = words.len().saturating_sub(1);
    for (place, token) in words.into_iter().enumerate() {
        let given = if told {
            !token.capitals
        } else {
            place == 0 || token.word.len() == 1 || (hyphens < last && place <= hyphens)
        };
        if given {
            name.given.push(token.word);
        } else {
            name.father_or_family.push(token.word);
        }
    }
}

/// Joins "van der" and the like to the name behind them.
fn join_noble(words: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(words.len());
    let mut before = String::new();
    let total = words.len();
    for (place, mut token) in words.into_iter().enumerate() {
        if kind(&token) == Some(WordKind::Noble) && place + 1 < total && !token.point {
            before.push_str(&token.word);
        } else {
            if !before.is_empty() {
                token.word = std::mem::take(&mut before) + &token.word;
            }
            joined.push(token);
        }
    }
    joined
}

#[cfg(test)]
#[path = "parts_tests.rs"]
mod tests;
