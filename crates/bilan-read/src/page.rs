//! Web pages and plain texts that stand inside a mail or a web archive, with the encoding stated around them.

use bilan_reader::{
    Decoded, MAX_BYTES, ReadDocument, Unreadable, decode, read_decoded_page, read_decoded_text,
};

/// What a header says of the kind of what follows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ContentType {
    /// The type, in lower case: `text/html`.
    pub(crate) essence: String,
    /// The encoding stated.
    pub(crate) charset: Option<String>,
}

impl ContentType {
    /// Takes a header apart: `text/html; charset="utf-8"`.
    pub(crate) fn parse(header: &str) -> Self {
        let mut pieces = header.split(';');
        let essence = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = pieces.find_map(|piece| {
            let (name, value) = piece.split_once('=')?;
            name.trim()
                .eq_ignore_ascii_case("charset")
                .then(|| value.trim().trim_matches(['"', '\'']).to_owned())
        });
        Self { essence, charset }
    }

    pub(crate) fn is_page(&self) -> bool {
        matches!(self.essence.as_str(), "text/html" | "application/xhtml+xml")
    }

    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.essence.as_str(), "text/plain" | "text/markdown")
    }
}

/// Decodes letters, within the size that is read at once.
///
/// # Errors
/// [`Unreadable`] when they are too many, or cannot be made out.
pub(crate) fn letters(bytes: &[u8], charset: Option<&str>) -> Result<Decoded, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge { bytes: bytes.len(), limit_bytes: MAX_BYTES });
    }
    decode(bytes, charset)
}

/// Reads a web page.
///
/// # Errors
/// [`Unreadable`] when it gives no text.
pub(crate) fn read_page(bytes: &[u8], charset: Option<&str>) -> Result<ReadDocument, Unreadable> {
    read_decoded_page(letters(bytes, charset)?)
}

/// Reads a plain text.
///
/// # Errors
/// [`Unreadable`] when it gives no text.
pub(crate) fn read_plain(bytes: &[u8], charset: Option<&str>) -> Result<ReadDocument, Unreadable> {
    read_decoded_text(letters(bytes, charset)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_taken_apart() {
        let header = ContentType::parse("Text/HTML; boundary=x; Charset=\"ISO-8859-1\"");
        assert_eq!(header, ContentType { essence: "text/html".into(), charset: Some("ISO-8859-1".into()) });
        assert!(header.is_page() && !header.is_plain());
        assert_eq!(ContentType::parse(""), ContentType::default());
    }

    #[test]
    fn the_encoding_stated_around_a_text_is_used() {
        let read =
            read_plain(b"Lieu\xA0: \xCF\xF0\xE8\xE2\xE5\xF2 \xEC\xE8\xF0", Some("windows-1251")).unwrap();
        assert_eq!((read.encoding, read.text.as_str()), ("windows-1251", "Lieu\u{A0}: Привет мир"));
    }
}
