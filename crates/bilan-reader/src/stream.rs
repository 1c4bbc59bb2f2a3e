//! Text that is decoded piece by piece, for files too large to be held as a whole.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use crate::charset::{guessed_encoding, is_utf8_or_nearly, unmarked_utf16};

/// How many bytes are looked at in one go.
const PIECE_BYTES: usize = 256 * 1024;

/// The encoding of a text: found by a first reading of its bytes, used by a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding(&'static Encoding);

impl TextEncoding {
    /// Finds the encoding, as [`decode`](crate::decode) does where nothing is stated: a byte order mark; UTF-16 by its
    /// zero bytes; UTF-8; else a guess from the letters, made where the first unusual ones stand.
    ///
    /// # Errors
    /// What reading the bytes says.
    pub fn of(mut bytes: impl Read) -> io::Result<Self> {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        let mut unusual: Option<Vec<u8>> = None;
        let mut is_utf8 = true;
        let mut is_first = true;
        loop {
            let carried = piece.len();
            let taken = bytes.by_ref().take((PIECE_BYTES - carried) as u64).read_to_end(&mut piece)?;
            if is_first {
                is_first = false;
                if let Some((encoding, _)) = Encoding::for_bom(&piece) {
                    return Ok(Self(encoding));
                }
                if let Some(encoding) = unmarked_utf16(&piece) {
                    return Ok(Self(encoding));
                }
            }
            if unusual.is_none() && !piece.is_ascii() {
                unusual = Some(piece.clone());
            }
            let (good, at_end) = match std::str::from_utf8(&piece) {
                Ok(_) => (piece.len(), false),
                Err(error) => (error.valid_up_to(), error.error_len().is_some() || taken == 0),
            };
            if at_end {
                is_utf8 = false;
                break;
            }
            if taken == 0 {
                break;
            }
            piece.drain(..good);
        }
        let unusual = unusual.unwrap_or_default();
        if is_utf8 || is_utf8_or_nearly(&unusual) {
            return Ok(Self(UTF_8));
        }
        Ok(Self(guessed_encoding(&unusual)))
    }

    /// UTF-8, which nobody has to find.
    pub fn utf8() -> Self {
        Self(UTF_8)
    }

    /// Its WHATWG name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What decodes such a text, from its beginning.
    pub fn decoder(self) -> TextDecoder {
        TextDecoder(self.0.new_decoder_with_bom_removal())
    }
}

/// Decodes a text piece by piece.
pub struct TextDecoder(Decoder);

/// Bytes that are no letters of the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotLetters;

impl std::fmt::Debug for TextDecoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("TextDecoder").field(&self.0.encoding().name()).finish()
    }
}

impl TextDecoder {
    /// Adds the text of the next bytes; `last` says that these are the last ones.
    ///
    /// # Errors
    /// [`NotLetters`], after the text that stands before them was added.
    pub fn decode(&mut self, mut bytes: &[u8], last: bool, text: &mut String) -> Result<(), NotLetters> {
        loop {
            let room = self.0.max_utf8_buffer_length_without_replacement(bytes.len());
            text.reserve(room.unwrap_or(bytes.len()));
            let (outcome, read) = self.0.decode_to_string_without_replacement(bytes, text, last);
            match outcome {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => bytes = &bytes[read..],
                DecoderResult::Malformed(..) => return Err(NotLetters),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], piece: usize) -> (&'static str, String, bool) {
        let encoding = TextEncoding::of(bytes).unwrap();
        let (mut decoder, mut text) = (encoding.decoder(), String::new());
        let good = bytes.chunks(piece).all(|some| decoder.decode(some, false, &mut text).is_ok())
            && decoder.decode(b"", true, &mut text).is_ok();
        (encoding.name(), text, good)
    }

    #[test]
    fn pieces_of_any_size_give_the_text() {
        let french = "Nom;Prénom;Âge\nDupré;Noël;34\nLefèvre;Zoé;7\n";
        let utf16: Vec<u8> = french.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(french);
        let marked = [b"\xEF\xBB\xBF", french.as_bytes()].concat();
        for piece in [1, 2, 3, 7, 1000] {
            assert_eq!(decoded(french.as_bytes(), piece), ("UTF-8", french.into(), true));
            assert_eq!(decoded(&marked, piece), ("UTF-8", french.into(), true));
            assert_eq!(decoded(&utf16, piece), ("UTF-16LE", french.into(), true));
            assert_eq!(decoded(&latin, piece), ("windows-1252", french.into(), true));
        }
    }

    #[test]
    fn letters_far_into_a_file_tell_its_encoding() {
        let mut bytes = b"name,place\n".repeat(100_000);
        bytes.extend_from_slice("Zoé,Noël\n".as_bytes());
        assert_eq!(TextEncoding::of(&bytes[..]).unwrap().name(), "UTF-8");
        let end = bytes.len();
        bytes.truncate(end - "Zoé,Noël\n".len());
        bytes.extend_from_slice(b"Zo\xE9,No\xEBl et Fran\xE7ois\n");
        assert_eq!(TextEncoding::of(&bytes[..]).unwrap().name(), "windows-1252");
    }

    #[test]
    fn a_damaged_letter_in_a_good_text_is_said() {
        let mut bytes = "é".repeat(PIECE_BYTES).into_bytes();
        bytes[PIECE_BYTES + 8] = 0xFF;
        let (name, text, good) = decoded(&bytes, 1000);
        assert_eq!((name, good), ("UTF-8", false));
        assert!(text.chars().all(|letter| letter == 'é'));
        assert_eq!(decoded(b"", 1), ("UTF-8", String::new(), true));
    }
}
