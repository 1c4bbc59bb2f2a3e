//! XML, event by event: nesting counted, entities never looked up, document type definitions never read.

use bilan_reader::{Fault, FileKind, FileLimit, Unreadable};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// How deep elements may stand in elements.
pub(crate) const MAX_DEPTH: usize = 1_000;

/// What a walk through XML meets.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    /// An element begins; an empty one is a beginning and an end.
    Start(Element<'a>),
    /// The element of this name, without its prefix, ends.
    End(String),
    /// Words.
    Words(String),
}

/// The beginning of an element.
#[derive(Debug)]
pub(crate) struct Element<'a> {
    /// Its name without the prefix.
    pub(crate) name: String,
    start: BytesStart<'a>,
}

impl Element<'_> {
    /// Its name as it is written, with the prefix, where two formats use one name for two things.
    pub(crate) fn is(&self, written: &str) -> bool {
        self.start.name().as_ref() == written
    }

    /// An attribute by its name without the prefix, as it stands, predefined entities written out.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let found = self
            .start
            .attributes()
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == name)?;
        Some(plain(&found.value))
    }
}

/// Walks through XML.
///
/// # Errors
/// [`Unreadable::Damaged`] where it is not XML, [`Unreadable::PastLimit`] where it is too deep, and what `visit` says.
pub(crate) fn walk(
    xml: &str,
    kind: FileKind,
    mut visit: impl FnMut(Piece<'_>) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0_usize;
    loop {
        let event = reader
            .read_event()
            .map_err(|error| Unreadable::Damaged { kind, fault: Fault::structure(error) })?;
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Unreadable::PastLimit { kind, limit: FileLimit::Depth(MAX_DEPTH) });
                }
                let name = start.local_name().as_ref().to_owned();
                visit(Piece::Start(Element { name, start }))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Piece::End(end.local_name().as_ref().to_owned()))?;
            }
            Event::Text(text) => visit(Piece::Words(text.into_inner().into_owned()))?,
            Event::CData(text) => visit(Piece::Words(text.into_inner().into_owned()))?,
            Event::GeneralRef(reference) => visit(Piece::Words(entity(&reference.into_inner())))?,
            Event::Eof => return Ok(()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// What `&name;` stands for: the five entities of XML, and characters by their number. Any other is left as it is
/// written, since what it stands for would be for the file to say.
pub(crate) fn entity(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    });
    let known = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => number.and_then(char::from_u32),
    };
    known.map_or_else(|| format!("&{name};"), String::from)
}

/// Words of an attribute with its entities written out.
pub(crate) fn plain(value: &str) -> String {
    let mut pieces = value.split('&');
    let mut words = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(';') {
            Some((name, rest)) => words.push_str(&(entity(name) + rest)),
            None => words.extend(["&", piece]),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(xml: &str) -> Result<String, Unreadable> {
        let mut words = String::new();
        walk(xml, FileKind::Xml, |piece| {
            match piece {
                Piece::Words(said) => words.push_str(&said),
                Piece::Start(element) => words.extend(["<", &element.name, ">"]),
                Piece::End(name) => words.extend(["</", &name, ">"]),
            }
            Ok(())
        })?;
        Ok(words)
    }

    #[test]
    fn words_and_entities_come_out() {
        let xml = "<w:p xmlns:w='x'>a &amp; b &#233;&#xE9; <w:br/><![CDATA[<c>]]></w:p>";
        assert_eq!(words(xml).unwrap(), "<p>a & b éé <br></br><c></p>");
    }

    #[test]
    fn entities_of_the_file_are_not_looked_up() {
        let xml = "<!DOCTYPE a [<!ENTITY x \"boom\"><!ENTITY y SYSTEM \"file:///etc/passwd\">]><a>&x;&y;</a>";
        assert_eq!(words(xml).unwrap(), "<a>&x;&y;</a>");
    }

    #[test]
    fn attributes_are_found_by_name() {
        let mut found = None;
        walk("<a x:b='1 &lt; 2'/>", FileKind::Xml, |piece| {
            if let Piece::Start(element) = piece {
                found = element.attribute("b");
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(found.as_deref(), Some("1 < 2"));
    }

    #[test]
    fn what_is_too_deep_or_no_xml_is_refused() {
        let deep = "<a>".repeat(MAX_DEPTH + 1);
        assert!(matches!(words(&deep), Err(Unreadable::PastLimit { .. })));
        assert!(matches!(words("<a></b>"), Err(Unreadable::Damaged { .. })));
    }
}
