//! Names that are known here, so that a reading sent by another process can name them and nothing else.

use encoding_rs::Encoding;
use serde::de::{Deserialize, Deserializer, Error};

/// A name out of a closed list. (An alias, since serde takes a field written `&'static str` for borrowed.)
pub(crate) type Name = &'static str;

/// The encoding of formats whose letters are not bytes of one encoding: PDF.
pub const NO_ENCODING: &str = "none";

/// Every set of rules that makes text.
const READERS: [Name; 13] = [
    "text",
    "markdown",
    "html",
    "json-lines",
    "html-article",
    "html-page",
    "pdf-oxide",
    "pdf-lopdf",
    "docx",
    "odt",
    "mail-text",
    "mail-html-article",
    "mail-html-page",
];

/// The name of an encoding, if it is one.
pub(crate) fn encoding<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
    let name = String::deserialize(deserializer)?;
    if name == NO_ENCODING {
        return Ok(NO_ENCODING);
    }
    let known = Encoding::for_label(name.as_bytes()).map(Encoding::name).filter(|known| *known == name);
    known.ok_or_else(|| D::Error::custom("an encoding that is not known"))
}

/// The name of a set of rules, if it is one.
pub(crate) fn reader<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
    let name = String::deserialize(deserializer)?;
    let known = READERS.iter().find(|known| **known == name);
    known.copied().ok_or_else(|| D::Error::custom("a reader that is not known"))
}
