//! The phonetic key of a name: what is left of it when habits of writing are taken away.

/// A key has at most so many letters.
const KEY_LETTERS_MAX: usize = 8;
/// Letters of a word that are looked at.
const WORD_LETTERS_MAX: usize = 40;

/// The phonetic key of a folded word, for French, English and Arabic romanisations; empty only where the word has no
/// letters.
///
/// Vowels count at the beginning alone (all as one) and, where the last is an o or u, at the end: Amadou is not Ahmed.
///
/// ```
/// use bilan_linker::sound;
/// assert_eq!(sound("ouedraogo"), sound("wedraogo"));
/// assert_eq!(sound("abderrahmane"), sound("abdelrahman"));
/// assert_ne!(sound("mamadou"), sound("mohamed"));
/// ```
pub fn sound(word: &str) -> String {
    let mut letters = [0_u8; WORD_LETTERS_MAX];
    let mut count = 0;
    for byte in word.bytes().map(|byte| byte.to_ascii_lowercase()).filter(u8::is_ascii_lowercase) {
        if count == WORD_LETTERS_MAX {
            break;
        }
        letters[count] = byte;
        count += 1;
    }
    let spoken = Spoken::of(without_article(&letters[..count]));
    spoken.key()
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// A word without al-, el- or ul- before a consonant, where enough is left.
fn without_article(word: &[u8]) -> &[u8] {
    match word {
        [b'a' | b'e' | b'u', b'l', rest @ ..]
            if rest.len() >= 4 && !is_vowel(rest[0]) && rest[0] != b'l' && rest[1] != b'l' =>
        {
            rest
        }
        _ => word,
    }
}

/// The sounds of a word, one letter each; vowels are `a`, `i`, `u`.
struct Spoken {
    sounds: [u8; WORD_LETTERS_MAX * 2],
    count: usize,
}

impl Spoken {
    fn of(word: &[u8]) -> Self {
        let mut spoken = Self { sounds: [0; WORD_LETTERS_MAX * 2], count: 0 };
        let mut at = 0;
        while at < word.len() {
            at += spoken.take(word, at);
        }
        spoken
    }

    fn push(&mut self, sound: u8) {
        if self.count < self.sounds.len() {
            self.sounds[self.count] = sound;
            self.count += 1;
        }
    }

    /// Takes one sound from the word and says of how many letters.
    fn take(&mut self, word: &[u8], at: usize) -> usize {
        let next = |ahead: usize| word.get(at + ahead).copied().unwrap_or(b'.');
        let (sound, letters) = match (word[at], next(1), next(2)) {
            (b's', b'c', b'h') | (b't', b'c' | b's', b'h') => (b's', 3),
            (b'd', b'z', b'h') => (b'j', 3),
            (b'c' | b's', b'h', _) => (b's', 2),
            (b'k', b'h', _) | (b'c', b'k', _) => (b'k', 2),
            (b'd', b'j', _) => (b'j', 2),
            (b'd', b'i' | b'y', b'a' | b'e' | b'o' | b'u') if at == 0 || (at == 1 && word[0] == b'n') => {
                (b'j', 2)
            }
            (b'g', b'h', b't' | b'.') => (b'h', 2),
            (b'g' | b'r', b'h', _) | (b'g', b'u', b'e' | b'i') => (b'g', 2),
            (b'g', b'e' | b'i' | b'y', _) => (b'j', 1),
            (b'p', b'h', _) => (b'f', 2),
            (b't' | b'd', b'h', _) => (word[at], 2),
            (b'q', b'u', after) if is_vowel(after) => (b'k', 2),
            (b'c', b'e' | b'i' | b'y', _) | (b'z' | b's', ..) => (b's', 1),
            (b'c' | b'q', ..) => (b'k', 1),
            (b'x', ..) => {
                self.push(b'k');
                (b's', 1)
            }
            (b'v', ..) => (b'f', 1),
            (b'o', b'u', after) if is_vowel(after) => (b'w', 2),
            (b'o', b'u' | b'o', _) => (b'u', 2),
            (b'a' | b'e', ..) => (b'a', 1),
            (b'i' | b'y', ..) => (b'i', 1),
            (b'o' | b'u', ..) => (b'u', 1),
            (other, ..) => (other, 1),
        };
        self.push(sound);
        letters
    }

    fn key(&self) -> String {
        let sounds = &self.sounds[..self.count];
        if is_mahmoud(sounds) {
            return "mhmud".to_owned();
        }
        let sounds = if let [b'a', b'b', b'd', ..] = sounds { servant(sounds) } else { Vec::from(sounds) };
        let mut key = String::with_capacity(KEY_LETTERS_MAX);
        let mut last = 0;
        let end = sounds.len().saturating_sub(1);
        for (place, &sound) in sounds.iter().enumerate() {
            let kept = match sound {
                b'a' | b'i' | b'u' if place == 0 => b'a',
                b'h' | b'w' if place == 0 => sound,
                b'u' if place == end || (place + 1 == end && matches!(sounds[end], b'w' | b'h')) => b'u',
                b'a' | b'i' | b'u' | b'h' | b'w' => {
                    last = if matches!(sound, b'h' | b'w') { last } else { 0 };
                    continue;
                }
                consonant => consonant,
            };
            if kept == last {
                continue;
            }
            last = kept;
            if key.len() == KEY_LETTERS_MAX {
                break;
            }
            key.push(char::from(kept));
        }
        key
    }
}

/// Mahmoud in its spellings: without its vowels it would be Mohamed.
fn is_mahmoud(sounds: &[u8]) -> bool {
    let mut rest = sounds;
    let mut skip = |one: &dyn Fn(u8) -> bool| {
        let met = rest.first().is_some_and(|&sound| one(sound));
        if met {
            rest = &rest[1..];
        }
        met
    };
    let vowel = |sound: u8| matches!(sound, b'a' | b'i' | b'u');
    if !skip(&|sound| sound == b'm') || !skip(&vowel) || !skip(&|sound| sound == b'h') {
        return false;
    }
    skip(&vowel);
    if !skip(&|sound| sound == b'm') || !skip(&|sound| sound == b'u') {
        return false;
    }
    skip(&|sound| sound == b'u');
    skip(&|sound| matches!(sound, b'd' | b't')) && rest.is_empty()
}

/// Abd al-X, Abdel X, Abdoul X, Abderr-: one word without the article.
fn servant(sounds: &[u8]) -> Vec<u8> {
    let vowel = |sound: u8| matches!(sound, b'a' | b'i' | b'u');
    let mut rest = &sounds[3..];
    while let [first, after @ ..] = rest {
        if !vowel(*first) || after.is_empty() {
            break;
        }
        rest = after;
    }
    if let [b'l', after, ..] = rest
        && !vowel(*after)
        && *after != b'l'
    {
        rest = &rest[1..];
    }
    [&sounds[..3], rest].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for group in [
            "ouedraogo wedraogo",
            "traore trawore traoreh",
            "diallo jallow jalloh diallow djallo",
            "cisse sisse ceesay",
            "coulibaly kulibaly koulibali",
            "ousmane usman osman",
            "mohamed muhammad mouhamed mohammad mahamed muhammed",
            "mahmoud mahmud mahmood",
            "hussein hocine husain houcine hossein",
            "abdelrahman abderrahmane abdurrahman abdourahamane",
            "abdelkader abdulqadir abdoulkader",
            "abdelwahab abdelouahab abdulwahab",
            "khadija khadidja kadidja",
            "gibril jibril djibril",
            "rhissa ghissa",
            "ghali rhali",
            "youssouf yusuf yousef",
            "hassane alhassane elhassan",
            "konate conate",
            "aicha aisha",
            "diarra jarra djarra",
        ] {
            let keys: Vec<String> = group.split(' ').map(sound).collect();
            assert!(keys.iter().all(|key| *key == keys[0]), "{group}: {keys:?}");
        }
    }

    #[test]
    fn names_that_are_not_one_stay_apart() {
        for (one, other) in [
            ("mamadou", "mohamed"),
            ("mahmoud", "mohamed"),
            ("mahmoud", "mamadou"),
            ("ahmed", "hamed"),
            ("ahmed", "amadou"),
            ("moussa", "issa"),
        ] {
            assert_ne!(sound(one), sound(other), "{one} {other}");
        }
    }

    #[test]
    fn a_name_has_a_key() {
        for name in ["a", "oh", "hi", "ali", "elwy", "ou", "y", "h", "w", "ahi", "el", "al", "abd", "abda"] {
            assert!(!sound(name).is_empty(), "{name}");
        }
        assert_eq!(sound(""), "");
    }
}
