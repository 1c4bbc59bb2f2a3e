//! What a page says about itself: JSON-LD first, then `<meta>`, then the tags it shows.

use dom_query::{Document, NodeRef};
use jiff::civil::Date;
use serde_json::Value;

use crate::dates;
use crate::note::ReadNote;

use super::words;

/// Objects of JSON-LD looked at.
const MAX_OBJECTS: usize = 10_000;
/// Characters of a title, name or byline that are kept.
const MAX_FIELD_CHARS: usize = 500;

/// Names of `<meta>` in order of preference; what stands before is believed first.
const TITLE_NAMES: [&str; 5] = ["og:title", "dc.title", "dcterms.title", "parsely-title", "twitter:title"];
const PUBLISHER_NAMES: [&str; 4] = ["og:site_name", "dc.publisher", "publisher", "application-name"];
const BYLINE_NAMES: [&str; 5] =
    ["author", "dc.creator", "dcterms.creator", "parsely-author", "article:author"];
const DATE_NAMES: [&str; 14] = [
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "sailthru.date",
    "publish-date",
    "publication_date",
    "pubdate",
    "pub-date",
    "date",
];

/// What a page says about itself.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) title: Option<String>,
    pub(crate) byline: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) published: Option<Date>,
    pub(crate) language: Option<String>,
    pub(crate) notes: Vec<ReadNote>,
}

/// Reads what the page says about itself.
pub(crate) fn metadata(document: &Document) -> Metadata {
    let json = JsonLd::of(document);
    let meta = meta_values(document);
    let first = |names: &[&str]| {
        names.iter().find_map(|name| meta.iter().find(|(key, _)| key == name)).map(|(_, value)| value.clone())
    };
    let mut said = Metadata {
        title: json.title.or_else(|| first(&TITLE_NAMES)).and_then(|value| clean(&value)),
        byline: json
            .byline
            .or_else(|| first(&BYLINE_NAMES))
            .and_then(|value| clean(&value))
            .filter(|name| !name.contains("://")),
        publisher: json.publisher.or_else(|| first(&PUBLISHER_NAMES)).and_then(|value| clean(&value)),
        language: stated_language(document).or(json.language),
        ..Metadata::default()
    };
    let stated =
        json.published.into_iter().chain(all_values(&meta, &DATE_NAMES)).chain(marked_dates(document));
    take_date(stated.collect(), document, &mut said);
    said
}

/// Takes the first date that is one; notes those that are none, and the first that is another day.
fn take_date(stated: Vec<String>, document: &Document, said: &mut Metadata) {
    for written in stated {
        match (dates::day(&written), said.published) {
            (Some(day), None) => said.published = Some(day),
            (Some(day), Some(used)) if day != used => {
                said.notes.push(ReadNote::DatesDisagree { used: used.to_string(), other: day.to_string() });
                return;
            }
            (None, None) => {
                said.notes.push(ReadNote::DateNotUnderstood { value: written.chars().take(100).collect() });
            }
            (Some(_) | None, Some(_)) => {}
        }
    }
    if said.published.is_none() {
        said.published = first_time_stamp(document);
        said.notes.extend(said.published.map(|day| ReadNote::DateFromTimeStamp { used: day.to_string() }));
    }
}

/// Every `<meta>` with a name and words, in the order of the page; names in lower case.
fn meta_values(document: &Document) -> Vec<(String, String)> {
    let names = |node: &NodeRef<'_>| {
        node.attr("property").or_else(|| node.attr("name")).or_else(|| node.attr("itemprop"))
    };
    document
        .select("meta")
        .nodes()
        .iter()
        .filter_map(|node| {
            Some((names(node)?.trim().to_lowercase(), node.attr("content")?.trim().to_owned()))
        })
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

fn all_values(meta: &[(String, String)], names: &[&str]) -> Vec<String> {
    let named = |name: &&str| meta.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    names.iter().filter_map(named).collect()
}

/// Dates that the page marks as the day of publication where it shows them.
fn marked_dates(document: &Document) -> Vec<String> {
    let marked = document.select("[itemprop~=datePublished]:not(meta), time[pubdate]");
    marked
        .nodes()
        .iter()
        .take(4)
        .map(|node| node.attr("datetime").or_else(|| node.attr("content")).unwrap_or_else(|| node.text()))
        .map(|written| written.trim().to_owned())
        .filter(|written| !written.is_empty())
        .collect()
}

/// The day of the first `<time>` of the main part.
fn first_time_stamp(document: &Document) -> Option<Date> {
    let times = document.select("article time[datetime], main time[datetime]");
    times.nodes().iter().find_map(|node| dates::day(&node.attr("datetime")?))
}

fn stated_language(document: &Document) -> Option<String> {
    let root = document.select("html");
    let attribute = root.attr("lang").or_else(|| root.attr("xml:lang"))?;
    Some(attribute.trim().to_owned()).filter(|tag| !tag.is_empty())
}

/// One line of words, character references resolved; `None` when nothing is left.
fn clean(value: &str) -> Option<String> {
    let value: String = value.chars().take(MAX_FIELD_CHARS).collect();
    // Many sites write `&#039;` in JSON-LD, or escape twice.
    let value = if value.contains('&') {
        Document::fragment(value.replace('<', "&lt;")).text().to_string()
    } else {
        value
    };
    Some(words(&value)).filter(|value| !value.is_empty())
}

/// What the page's JSON-LD says about the article.
#[derive(Debug, Default)]
struct JsonLd {
    title: Option<String>,
    byline: Option<String>,
    publisher: Option<String>,
    published: Option<String>,
    language: Option<String>,
}

impl JsonLd {
    fn of(document: &Document) -> JsonLd {
        let scripts = document.select("script[type='application/ld+json']");
        let blocks: Vec<Value> =
            scripts.nodes().iter().filter_map(|node| parse_block(&node.text())).collect();
        let objects = objects(&blocks);
        let Some(article) = objects.iter().find(|object| is_article(object)) else {
            return JsonLd::default();
        };
        let words_of = |key: &str| article.get(key).and_then(Value::as_str).map(str::to_owned);
        JsonLd {
            title: words_of("headline").or_else(|| words_of("name")),
            byline: article.get("author").and_then(|author| names(author, &objects)),
            publisher: article.get("publisher").and_then(|publisher| names(publisher, &objects)),
            published: words_of("datePublished"),
            language: words_of("inLanguage"),
        }
    }
}

fn parse_block(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
    let text = text.trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let text = text.trim_end_matches("//]]>").trim_end_matches("]]>");
    serde_json::from_str(text.trim().trim_end_matches(';')).ok()
}

/// The objects of all blocks, those of their arrays and graphs among them, in the order of the page.
fn objects(blocks: &[Value]) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut waiting: Vec<&Value> = blocks.iter().rev().collect();
    while let Some(value) = waiting.pop() {
        if found.len() >= MAX_OBJECTS {
            break;
        }
        if let Some(items) = value.as_array() {
            waiting.extend(items.iter().rev());
        } else if value.is_object() {
            found.push(value);
            waiting.extend(value.get("@graph"));
            waiting.extend(value.get("mainEntity"));
        }
    }
    found
}

/// Whether its type is an article of schema.org.
fn is_article(object: &Value) -> bool {
    let is_article = |kind: &Value| {
        kind.as_str().is_some_and(|kind| {
            kind.ends_with("Article")
                || kind.ends_with("BlogPosting")
                || kind.ends_with("Posting")
                || kind.ends_with("Report")
        })
    };
    match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_article),
        Some(kind) => is_article(kind),
        None => false,
    }
}

/// The names of one or several persons or organisations, given as words, as objects, or by their `@id`.
fn names(value: &Value, objects: &[&Value]) -> Option<String> {
    let each = value.as_array().map_or_else(|| vec![value], |items| items.iter().take(20).collect());
    let found: Vec<&str> = each.into_iter().filter_map(|one| name(one, objects)).collect();
    (!found.is_empty()).then(|| found.join(", "))
}

fn name<'a>(value: &'a Value, objects: &[&'a Value]) -> Option<&'a str> {
    let named = |object: &'a Value| object.get("name").and_then(Value::as_str);
    let referred = || {
        let id = value.get("@id")?;
        objects.iter().filter(|object| object.get("@id") == Some(id)).find_map(|object| named(object))
    };
    value.as_str().or_else(|| named(value)).or_else(referred).filter(|name| !name.trim().is_empty())
}
