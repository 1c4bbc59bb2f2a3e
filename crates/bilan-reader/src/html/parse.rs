//! A page to a tree, within limits that every real page keeps.
//!
//! The parser is given the page a piece at a time, and the tree is measured after each: a page that grows too deep
//! or too large (unclosed formatting tags multiply at every paragraph) is dropped long before it is whole.

use std::borrow::Cow;
use std::cell::{Cell, Ref};

use dom_query::{Document, NodeId};
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

use crate::unreadable::{PageLimit, Unreadable};

/// The largest page read, in bytes of UTF-8 without its embedded pictures (8 MiB).
pub const MAX_HTML_BYTES: usize = 8 * 1024 * 1024;
/// Elements inside elements.
const MAX_DEPTH: usize = 512;
/// Elements, texts and comments.
const MAX_PIECES: usize = 1_000_000;
/// Attributes of one tag; the parser compares each with all before it.
const MAX_ATTRIBUTES: usize = 512;
/// The same, inside elements that hold no markup.
const MAX_ATTRIBUTES_IN_RAW: usize = 10_000;
/// Elements whose inside is not markup.
const RAW_ELEMENTS: [&[u8]; 8] =
    [b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes"];
/// Bytes given to the parser between two measurements.
const PIECE_BYTES: usize = 4096;
/// Base64 at least this long is an embedded file.
const MIN_EMBEDDED_BYTES: usize = 512;

/// A page as a tree that is safe to walk.
pub(crate) struct Page {
    pub(crate) document: Document,
}

/// Parses a page.
///
/// # Errors
/// [`Unreadable::PageTooLarge`], or [`Unreadable::PageRefused`] when it breaks another limit.
pub(crate) fn parse(page: &str) -> Result<Page, Unreadable> {
    let refused = |limit| Err(Unreadable::PageRefused { limit });
    if page.len() > MAX_HTML_BYTES {
        return Err(Unreadable::PageTooLarge { bytes: page.len(), limit_bytes: MAX_HTML_BYTES });
    }
    if !attributes_are_few(page) {
        return refused(PageLimit::Attributes(MAX_ATTRIBUTES));
    }
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let mut parser = parse_document(Measured::default(), options);
    for piece in pieces(page) {
        parser.process(StrTendril::from_slice(piece));
        if let Some(limit) = parser.tokenizer.sink.sink.broken_limit() {
            return refused(limit);
        }
    }
    let document = parser.finish();
    document.select("template").remove();
    Ok(Page { document })
}

/// The page cut into pieces between characters.
fn pieces(page: &str) -> impl Iterator<Item = &str> {
    let mut rest = page;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.floor_char_boundary(PIECE_BYTES);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// The page without the base64 of its embedded pictures, and how many bytes that leaves out.
pub(crate) fn without_embedded_files(page: &str) -> (Cow<'_, str>, usize) {
    let mut kept = String::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = page[at..].find(";base64,") {
        let start = at + found + ";base64,".len();
        let is_base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'%');
        let length = page.as_bytes()[start..].iter().take_while(|b| is_base64(b)).count();
        if length >= MIN_EMBEDDED_BYTES {
            kept.push_str(&page[from..start]);
            from = start + length;
        }
        at = start + length;
    }
    if from == 0 {
        return (Cow::Borrowed(page), 0);
    }
    kept.push_str(&page[from..]);
    let left_out = page.len() - kept.len();
    (Cow::Owned(kept), left_out)
}

/// Whether no tag has more than [`MAX_ATTRIBUTES`], counted generously: blanks, slashes and closing quotes in it.
///
/// Follows the page as the HTML standard does as far as it matters here: quoted values, comments, and the elements
/// whose inside is not markup. Where such an element is markup after all (`<style>` in a drawing), a looser limit
/// holds, which scripts keep. A page that outwits this costs time, never memory or safety.
fn attributes_are_few(page: &str) -> bool {
    let mut rest = page.as_bytes();
    while let Some((tag, after_tag)) = next_tag(rest) {
        if tag.attributes > MAX_ATTRIBUTES {
            return false;
        }
        rest = after_tag;
        let raw = RAW_ELEMENTS.iter().find(|name| tag.is(name));
        if let Some(name) = raw {
            let (mut inside, after_end) = split_at_end_tag(rest, name);
            while let Some((tag, after_tag)) = next_tag(inside) {
                if tag.attributes > MAX_ATTRIBUTES_IN_RAW {
                    return false;
                }
                inside = after_tag;
            }
            rest = after_end;
        }
    }
    true
}

/// A tag as it stands in the page, without its brackets.
struct RawTag<'a> {
    bytes: &'a [u8],
    attributes: usize,
}

impl RawTag<'_> {
    fn is(&self, name: &[u8]) -> bool {
        let ends_name = self.bytes.get(name.len()).is_none_or(|b| !b.is_ascii_alphanumeric());
        ends_name && self.bytes.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
    }
}

/// The next tag that is not in a comment, and what follows it.
fn next_tag(bytes: &[u8]) -> Option<(RawTag<'_>, &[u8])> {
    let mut rest = bytes;
    loop {
        let at = rest.iter().position(|b| *b == b'<')?;
        rest = &rest[at + 1..];
        if rest.starts_with(b"!--") {
            rest = after(rest, b"-->");
            continue;
        }
        let name_at = usize::from(rest.first() == Some(&b'/'));
        if rest.get(name_at).is_some_and(u8::is_ascii_alphabetic) {
            let (length, attributes) = measure_tag(rest);
            let (bytes, after_tag) = rest.split_at(length);
            return Some((RawTag { bytes, attributes }, after_tag));
        }
    }
}

/// The length of the tag that begins here, and how many attributes it may have.
fn measure_tag(bytes: &[u8]) -> (usize, usize) {
    let (mut at, mut attributes) = (0, 0);
    let mut before = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return (at, attributes),
            b'"' | b'\'' if before == b'=' => {
                let inside = &bytes[at + 1..];
                at += 1 + inside.iter().position(|b| *b == byte).unwrap_or(inside.len());
                attributes += 1;
            }
            b'/' => attributes += 1,
            _ if byte.is_ascii_whitespace() && !before.is_ascii_whitespace() => attributes += 1,
            _ => {}
        }
        // Blanks between `=` and a quote do not part them.
        if !(byte.is_ascii_whitespace() && before == b'=') {
            before = byte;
        }
        at += 1;
    }
    (bytes.len(), attributes)
}

fn after<'a>(bytes: &'a [u8], word: &[u8]) -> &'a [u8] {
    let at = bytes.windows(word.len()).position(|window| window == word);
    at.map_or(&[], |at| &bytes[at + word.len()..])
}

/// The bytes before the end tag of that name, and those from it on.
fn split_at_end_tag<'a>(bytes: &'a [u8], name: &[u8]) -> (&'a [u8], &'a [u8]) {
    let is_end = |at: &usize| {
        let tag = &bytes[*at..];
        tag.starts_with(b"</")
            && tag.get(2..2 + name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    let end = (0..bytes.len()).find(is_end).unwrap_or(bytes.len());
    bytes.split_at(end)
}

/// A document that knows where it grew last.
#[derive(Default)]
struct Measured {
    document: Document,
    newest: Cell<Option<NodeId>>,
}

impl Measured {
    fn broken_limit(&self) -> Option<PageLimit> {
        if self.document.tree.len() > MAX_PIECES {
            return Some(PageLimit::Pieces(MAX_PIECES));
        }
        let newest = self.newest.get()?;
        let depth = self.document.tree.ancestor_ids_of_it(&newest, None).take(MAX_DEPTH + 1).count();
        (depth > MAX_DEPTH).then_some(PageLimit::Depth(MAX_DEPTH))
    }
}

impl TreeSink for Measured {
    type Handle = NodeId;
    type Output = Document;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Document {
        self.document
    }

    /// Faults of markup are no business of ours, and a hostile page has millions.
    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.document.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        let id = self.document.create_element(name, attributes, flags);
        self.newest.set(Some(id));
        id
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.document.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.document.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.document.append(parent, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        self.document.append_based_on_parent_node(element, previous, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.document.append_doctype_to_document(name, public, system);
    }

    /// A template's inside hangs in the same tree, so that its depth counts; templates are removed at the end.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        self.document.same_node(one, other)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.document.append_before_sibling(sibling, child);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.document.add_attrs_if_missing(target, attributes);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.document.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.document.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.document.is_mathml_annotation_xml_integration_point(handle)
    }
}
