//! Bytes to characters: which encoding they are in, and what could not be read.
//!
//! In order: a byte order mark; UTF-16 without one, told by its zero bytes; UTF-8, which other encodings hardly
//! ever look like; the encoding a page states; else a guess from the letters, which is noted.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_15, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::hidden::{HiddenKind, hidden_kind};
use crate::note::ReadNote;
use crate::unreadable::Unreadable;

/// How far into the bytes a stated encoding is looked for.
const STATED_WITHIN_BYTES: usize = 4096;
/// How many bytes from the first unusual one the guess is made on.
const GUESS_BYTES: usize = 4 * 1024 * 1024;

/// Text with the encoding it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// The encoding, by its WHATWG name.
    pub encoding: &'static str,
    /// What a person must know of it.
    pub notes: Vec<ReadNote>,
}

/// Decodes the bytes of a text of any kind.
///
/// `stated` is the encoding that was stated outside the bytes, in the header of a mail or of an answer of a server;
/// it goes before what a page says of itself.
///
/// # Errors
/// [`Unreadable::Binary`] when controls stand in more than one character of fifty, [`Unreadable::Encoding`] when
/// more than one of fifty cannot be read.
pub fn decode(bytes: &[u8], stated: Option<&str>) -> Result<Decoded, Unreadable> {
    let stated = stated.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let decoded = decode_unchecked(bytes, stated);
    check_is_text(&decoded.text, bytes)?;
    check_is_readable(&decoded)?;
    Ok(decoded)
}

fn decode_unchecked(bytes: &[u8], stated_outside: Option<&'static Encoding>) -> Decoded {
    if let Some((encoding, mark_bytes)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[mark_bytes..], Vec::new());
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return decode_as(encoding, bytes, vec![ReadNote::CharsetGuessed { encoding: encoding.name() }]);
    }
    let stated = stated_outside.or_else(|| stated_encoding(bytes));
    if is_utf8_or_nearly(bytes) {
        let notes = stated
            .filter(|stated| *stated != UTF_8 && !bytes.is_ascii())
            .map(|stated| ReadNote::CharsetOverruled { stated: stated.name(), used: UTF_8.name() });
        return decode_as(UTF_8, bytes, notes.into_iter().collect());
    }
    if let Some(stated) = stated.filter(|stated| *stated != UTF_8) {
        let (_, had_errors) = stated.decode_without_bom_handling(bytes);
        if !had_errors {
            return decode_as(stated, bytes, Vec::new());
        }
    }
    let guess = guessed_encoding(bytes);
    let mut notes = vec![ReadNote::CharsetGuessed { encoding: guess.name() }];
    notes.extend(
        stated.map(|stated| ReadNote::CharsetOverruled { stated: stated.name(), used: guess.name() }),
    );
    decode_as(guess, bytes, notes)
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8], notes: Vec<ReadNote>) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: text.into_owned(), encoding: encoding.name(), notes }
}

/// UTF-16 without a byte order mark, if the bytes are that.
///
/// Spaces, line ends and Latin letters have a zero byte, always on the same side of their pair; what comes out
/// must besides be writing.
pub(crate) fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(64 * 1024) & !1];
    let pairs = sample.len() / 2;
    let zeros = |side: usize| sample.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let encoding = match (first * 20 > pairs, second * 20 > pairs) {
        (false, true) if first * 200 <= pairs => UTF_16LE,
        (true, false) if second * 200 <= pairs => UTF_16BE,
        _ => return None,
    };
    let (text, had_errors) = encoding.decode_without_bom_handling(sample);
    let written = text.chars().filter(|c| c.is_alphabetic() || c.is_whitespace()).count();
    (!had_errors && written * 10 >= text.chars().count() * 6).then_some(encoding)
}

/// Whether the bytes are UTF-8, or were and got damaged: at least three good characters beyond ASCII to each break.
pub(crate) fn is_utf8_or_nearly(bytes: &[u8]) -> bool {
    let (mut good, mut breaks) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        breaks += usize::from(!chunk.invalid().is_empty());
    }
    breaks == 0 || good >= 3 * breaks
}

/// The encoding that a page states in its `<meta>` or XML declaration, within its first bytes.
fn stated_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(STATED_WITHIN_BYTES)].to_ascii_lowercase();
    let head: String = head.into_iter().map(char::from).collect();
    let in_meta = head.split("<meta").skip(1).filter_map(|rest| value_after(rest, "charset"));
    let in_xml = head.trim_start().strip_prefix("<?xml").and_then(|rest| value_after(rest, "encoding"));
    let label = in_xml.into_iter().chain(in_meta).next()?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // A page in UTF-16 could not say so in ASCII: the HTML standard reads that as UTF-8.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// What stands after `name =` before the tag ends.
fn value_after<'a>(tag_rest: &'a str, name: &str) -> Option<&'a str> {
    let tag = tag_rest.split_once('>').map_or(tag_rest, |(tag, _)| tag);
    let (_, after) = tag.split_once(name)?;
    let value = after.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    value.split(|c: char| c.is_whitespace() || "\"';/?".contains(c)).next().filter(|value| !value.is_empty())
}

/// The encoding that the letters look like.
pub(crate) fn guessed_encoding(bytes: &[u8]) -> &'static Encoding {
    let first_unusual = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let from = first_unusual.saturating_sub(64);
    let sample = &bytes[from..bytes.len().min(from + GUESS_BYTES)];
    let guess = letters_look_like(sample);
    if is_iso_8859_15(sample, guess) { ISO_8859_15 } else { guess }
}

fn letters_look_like(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether text is ISO-8859-15, which the guess never names: windows-1252 but for eight letters.
///
/// It has nothing in 0x80 to 0x9F; where windows-1252 has ¤ or a fraction between letters it has €, Œ, œ or Ÿ, and
/// with those put where windows-1252 has them, it looks like windows-1252.
fn is_iso_8859_15(bytes: &[u8], guess: &Encoding) -> bool {
    if bytes.iter().any(|b| (0x80..=0x9F).contains(b)) {
        return false;
    }
    let letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic);
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let stands_in_word = |at: usize| {
        let (before, after) = (at.checked_sub(1), Some(at + 1));
        (letter(before) || letter(after)) && !digit(before)
    };
    let mut moved = bytes.to_vec();
    let (mut signs, mut small_oe) = (0, 0);
    for (at, byte) in bytes.iter().enumerate() {
        let in_1252 = match byte {
            0xA4 => 0x80,
            0xBC if stands_in_word(at) => 0x8C,
            0xBD if stands_in_word(at) => 0x9C,
            0xBE if stands_in_word(at) => 0x9F,
            _ => continue,
        };
        moved[at] = in_1252;
        signs += 1;
        small_oe += usize::from(*byte == 0xBD);
    }
    // Slovak and Czech have letters at 0xBC and 0xBE, and no language one at 0xBD.
    signs > 0 && (guess == WINDOWS_1252 || small_oe > 0) && letters_look_like(&moved) == WINDOWS_1252
}

/// Refuses what is full of control characters.
fn check_is_text(text: &str, bytes: &[u8]) -> Result<(), Unreadable> {
    let is_control =
        |c: char| matches!(hidden_kind(c), Some(HiddenKind::Nul | HiddenKind::Control)) && c != '\r';
    let (mut controls, mut characters) = (0_usize, 0_usize);
    for c in text.chars() {
        characters += 1;
        controls += usize::from(is_control(c));
    }
    if controls < 4 || controls * 50 <= characters {
        return Ok(());
    }
    let first_at = bytes.iter().position(|b| is_control(char::from(*b))).unwrap_or_default();
    Err(Unreadable::Binary { first_at })
}

/// Refuses what is too damaged to quote from.
fn check_is_readable(decoded: &Decoded) -> Result<(), Unreadable> {
    let characters = decoded.text.chars().count();
    let unreadable = decoded.text.matches('\u{FFFD}').count();
    if unreadable * 50 <= characters || unreadable < 2 {
        return Ok(());
    }
    let first_at = decoded.text.find('\u{FFFD}').unwrap_or_default();
    Err(Unreadable::Encoding { encoding: decoded.encoding, unreadable, characters, first_at })
}

/// The note on characters that could not be read, if there are such.
pub(crate) fn unreadable_note(text: &str) -> Option<ReadNote> {
    let first_at = text.find('\u{FFFD}')?;
    Some(ReadNote::UnreadableCharacters { count: text.matches('\u{FFFD}').count(), first_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str = "Une trentaine de villageois ont été tués à l’aube, selon des sources locales. « C’était \
        affreux », a déclaré un élu ; l’armée évoque une opération menée près du marché.";
    const SPANISH: &str = "Según las autoridades, al menos doce campesinos fueron asesinados el sábado en una vereda \
        del municipio. ¿Quién disparó? La niña sobrevivió, pero su señor padre murió en el camión.";
    const SLOVAK: &str = "Podľa miestnych úradov zahynulo pri útoku najmenej dvanásť ľudí, ďalších sedem je ťažko \
        zranených. Veľa rodín ušlo.";
    const RUSSIAN: &str = "По данным местных властей, в результате обстрела погибли двенадцать человек, ещё семеро \
        ранены. Министерство обороны это отрицает.";
    const ARABIC: &str = "قالت مصادر محلية إن اثني عشر شخصا قتلوا في قصف على السوق صباح يوم الأحد وأصيب آخرون بجروح \
        ونقلوا إلى المستشفى.";

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let (bytes, _, unmappable) = encoding.encode(text);
        assert!(!unmappable, "{text}");
        bytes.into_owned()
    }

    fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big_endian { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn each_encoding_is_found_and_read() {
        let latin1 = FRENCH.replace('’', "'");
        let latin9 = "Le chœur a perdu sa sœur et un œil ; 3 000 € versés aux familles, selon le père Noël.";
        let cases: Vec<(Vec<u8>, &str, &str)> = vec![
            (FRENCH.into(), "UTF-8", FRENCH),
            (encoded(FRENCH, WINDOWS_1252), "windows-1252", FRENCH),
            (encoded(&latin1, WINDOWS_1252), "windows-1252", &latin1),
            (encoded(SPANISH, WINDOWS_1252), "windows-1252", SPANISH),
            (encoded(latin9, ISO_8859_15), "ISO-8859-15", latin9),
            (encoded(SLOVAK, encoding_rs::WINDOWS_1250), "windows-1250", SLOVAK),
            (encoded(RUSSIAN, encoding_rs::WINDOWS_1251), "windows-1251", RUSSIAN),
            (encoded(RUSSIAN, encoding_rs::KOI8_U), "KOI8-U", RUSSIAN),
            (encoded(ARABIC, encoding_rs::WINDOWS_1256), "windows-1256", ARABIC),
            (utf16(FRENCH, false), "UTF-16LE", FRENCH),
            (utf16(FRENCH, true), "UTF-16BE", FRENCH),
            (utf16(RUSSIAN, false), "UTF-16LE", RUSSIAN),
            (utf16(ARABIC, true), "UTF-16BE", ARABIC),
            ([b"\xFF\xFE".to_vec(), utf16(ARABIC, false)].concat(), "UTF-16LE", ARABIC),
            ([b"\xEF\xBB\xBF".to_vec(), SPANISH.into()].concat(), "UTF-8", SPANISH),
        ];
        for (bytes, encoding, text) in cases {
            let decoded = decode(&bytes, None).unwrap();
            assert_eq!((decoded.encoding, decoded.text.as_str()), (encoding, text));
        }
    }

    #[test]
    fn a_guess_is_noted_and_utf8_is_not() {
        let guessed = decode(&encoded(SPANISH, WINDOWS_1252), None).unwrap();
        assert_eq!(guessed.notes, [ReadNote::CharsetGuessed { encoding: "windows-1252" }]);
        assert_eq!(decode(SPANISH.as_bytes(), None).unwrap().notes, []);
    }

    #[test]
    fn a_page_states_its_encoding() {
        let page = format!(
            "<meta http-equiv='content-type' content='text/html; charset=ISO-8859-15'><p>{}",
            "sœur €"
        );
        let decoded = decode(&encoded(&page, ISO_8859_15), None).unwrap();
        assert_eq!((decoded.encoding, decoded.notes.len()), ("ISO-8859-15", 0));
        assert!(decoded.text.ends_with("sœur €"));

        let lying = "<meta charset=\"iso-8859-1\"><p>été";
        let decoded = decode(lying.as_bytes(), None).unwrap();
        assert_eq!(decoded.encoding, "UTF-8");
        assert_eq!(decoded.notes, [ReadNote::CharsetOverruled { stated: "windows-1252", used: "UTF-8" }]);
    }

    #[test]
    fn an_encoding_stated_outside_goes_first() {
        let page = format!("<meta charset=windows-1251><p>{FRENCH}");
        let decoded = decode(&encoded(&page, WINDOWS_1252), Some("ISO-8859-1")).unwrap();
        assert_eq!((decoded.encoding, decoded.text, decoded.notes), ("windows-1252", page, vec![]));
    }

    #[test]
    fn a_few_damaged_bytes_do_not_lose_the_text() {
        let mut bytes = FRENCH.repeat(3).into_bytes();
        let at = bytes.iter().position(|b| *b == b' ').unwrap();
        bytes[at] = 0xFF;
        let decoded = decode(&bytes, None).unwrap();
        assert_eq!(decoded.encoding, "UTF-8");
        let note = unreadable_note(&decoded.text).unwrap();
        assert_eq!(note, ReadNote::UnreadableCharacters { count: 1, first_at: at });
    }

    #[test]
    fn noise_is_not_text() {
        let noise: Vec<u8> = (0..4096_u32).map(|i| i.wrapping_mul(2_654_435_761).to_be_bytes()[1]).collect();
        assert!(matches!(decode(&noise, None), Err(Unreadable::Binary { .. })));
    }
}
