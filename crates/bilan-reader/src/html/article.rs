//! Which part of a page is the article.
//!
//! `dom_smoothie` (Mozilla's Readability) finds it by its words; on a page with little text it keeps menus, so there,
//! and wherever it gives up, the main part is read by rule: `<article>`, else `<main>`, else the body, less what is
//! named as menu, comment, advert and the like.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability, TextMode};

use crate::note::{ReadNote, WholePageWhy};

use super::parse::Page;
use super::render::{Rendered, render};
use super::words;

/// Characters of text below which the article finder keeps menus.
const MIN_ARTICLE_CHARS: usize = 500;
/// Pieces above which it would take too long.
const MAX_FINDER_PIECES: usize = 60_000;
/// Lines with figures compared with the article, at most.
const MAX_LINES_COMPARED: usize = 200;
/// Words in the `class` or `id` of what is not the article, as web sites name it.
const ASIDE_NAMES: [&str; 35] = [
    "ad",
    "ads",
    "advert",
    "advertisement",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "comentarios",
    "comment",
    "commentaires",
    "comments",
    "consent",
    "cookie",
    "cookies",
    "disqus",
    "footer",
    "gdpr",
    "menu",
    "modal",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "outbrain",
    "popup",
    "promo",
    "recommended",
    "relacionadas",
    "related",
    "share",
    "sharing",
    "sidebar",
    "social",
    "sponsor",
    "taboola",
];

/// The article of a page.
#[derive(Debug)]
pub(crate) struct Article {
    pub(crate) text: String,
    /// The title the page shows, if it does not state one.
    pub(crate) title: Option<String>,
    pub(crate) reader: &'static str,
    pub(crate) notes: Vec<ReadNote>,
}

/// Finds the article and gives its text, which may be empty.
pub(crate) fn article(page: Page) -> Article {
    let by_rule = main_part(&page.document);
    let is_large = page.document.tree.len() > MAX_FINDER_PIECES;
    let h1 = Some(words(&page.document.select("h1").first().text())).filter(|title| !title.is_empty());
    remove_named_asides(&page.document);
    let (title, found) = if is_large { (None, None) } else { find(page.document) };
    let title = title.or(h1);
    match found {
        Some(found) if found.text.chars().count() >= MIN_ARTICLE_CHARS => {
            let left_out = figure_lines_left_out(&by_rule, &found.text);
            Article { title, reader: "html-article", notes: notes(&found, left_out), text: found.text }
        }
        found => {
            let why = match &found {
                _ if is_large => WholePageWhy::Large,
                None => WholePageWhy::NotFound,
                Some(_) => WholePageWhy::Short,
            };
            let part =
                if by_rule.rendered.text.is_empty() { found.unwrap_or_default() } else { by_rule.rendered };
            let notes = notes(&part, Some(ReadNote::WholePage { why }));
            Article { title, reader: "html-page", notes, text: part.text }
        }
    }
}

/// The notes on what was rendered.
fn notes(part: &Rendered, first: Option<ReadNote>) -> Vec<ReadNote> {
    let menu =
        part.first_menu_line.clone().map(|first| ReadNote::MenuLines { count: part.menu_lines, first });
    let struck = (part.struck > 0).then_some(ReadNote::StruckWords { count: part.struck });
    first.into_iter().chain(menu).chain(struck).collect()
}

/// The title and the article that `dom_smoothie` finds. A panic in it is a page without an article, not a crash.
fn find(document: Document) -> (Option<String>, Option<Rendered>) {
    let config = Config { disable_json_ld: true, text_mode: TextMode::Formatted, ..Config::default() };
    catch_unwind(AssertUnwindSafe(move || {
        let Ok(mut finder) = Readability::with_document(document, None, Some(config)) else {
            return (None, None);
        };
        let title = Some(words(&finder.get_article_title())).filter(|title| !title.is_empty());
        let found = finder.parse().ok().and_then(|_| {
            let part = finder.doc.select_single("#readability-page-1");
            part.nodes().first().map(|root| render(*root, &|_| false))
        });
        (title, found)
    }))
    .unwrap_or_default()
}

/// The main part of a page, by rule.
struct MainPart {
    rendered: Rendered,
    /// Whether the page marks it, as `<article>` or `<main>`.
    is_marked: bool,
}

fn main_part(document: &Document) -> MainPart {
    for marked in ["article", "[itemprop~=articleBody]", "main", "[role=main]"] {
        let parts = document.select(marked);
        let [root] = parts.nodes() else { continue };
        let rendered = render(*root, &|node| is_aside(node));
        if !rendered.text.is_empty() {
            return MainPart { rendered, is_marked: true };
        }
    }
    let Some(body) = document.body() else {
        return MainPart { rendered: Rendered::default(), is_marked: false };
    };
    let rendered = render(body, &|node| is_aside(node) || node.has_name("header"));
    let rendered = if rendered.text.is_empty() { render(body, &|_| false) } else { rendered };
    MainPart { rendered, is_marked: false }
}

/// Whether the element is something beside the article, by its tag or its name.
fn is_aside(node: &NodeRef<'_>) -> bool {
    let Some(name) = node.qual_name_ref() else { return false };
    match name.local.as_ref() {
        "nav" | "footer" | "aside" | "menu" => true,
        // Some sites put the whole page into one form.
        "form" => node.find(&["p"]).is_empty(),
        _ => is_named_aside(node),
    }
}

/// Whether the element is named as something beside the article, and holds no part that the page marks as its own.
fn is_named_aside(node: &NodeRef<'_>) -> bool {
    let is_part = |node: &NodeRef<'_>| {
        ["html", "body", "main", "article", "h1", "p"].iter().any(|name| node.has_name(name))
    };
    let named =
        || ["class", "id", "role"].iter().filter_map(|name| node.attr(name)).any(|value| names_aside(&value));
    !is_part(node) && named() && node.find(&["h1"]).is_empty() && node.find(&["main"]).is_empty()
}

/// Whether one of the names has a word of [`ASIDE_NAMES`]; what follows `has`, as in `has-sidebar`, is not what it is.
fn names_aside(value: &str) -> bool {
    const STATES: [&str; 7] = ["has", "with", "no", "without", "is", "hide", "show"];
    value.split_whitespace().any(|name| {
        let name = name.to_ascii_lowercase();
        let words = name.split(|c: char| !c.is_ascii_alphanumeric());
        words.take_while(|word| !STATES.contains(word)).any(|word| ASIDE_NAMES.binary_search(&word).is_ok())
    })
}

/// Takes out what is named as beside the article: the finder takes a short sentence of a cookie bar for a part of it.
fn remove_named_asides(document: &Document) {
    let Some(body) = document.body() else { return };
    let named: Vec<NodeRef<'_>> =
        body.descendants_it().filter(|node| node.is_element() && is_named_aside(node)).collect();
    for node in named {
        node.remove_from_parent();
    }
}

/// A note on lines with figures that stand in the marked main part and not in the article found.
fn figure_lines_left_out(main: &MainPart, article: &str) -> Option<ReadNote> {
    if !main.is_marked {
        return None;
    }
    let kept: BTreeSet<String> = article.lines().map(words).collect();
    let article = words(article);
    let has_figure = |line: &&str| line.chars().any(char::is_numeric) && !is_dateline(line);
    let not_kept = |line: &&str| !kept.contains(&words(line));
    let lines = main.rendered.text.lines().filter(has_figure).filter(not_kept).take(MAX_LINES_COMPARED);
    let mut left_out = lines.filter(|line| !article.contains(&words(line)));
    let first = left_out.next()?.chars().take(100).collect();
    Some(ReadNote::FigureLinesLeftOut { count: 1 + left_out.count(), first })
}

/// Whether a short line gives a year: the line of the author and the day, on nearly every page.
fn is_dateline(line: &str) -> bool {
    let year = |digits: &str| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    line.chars().count() <= 80 && line.split(|c: char| !c.is_ascii_digit()).any(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_asides_are_whole_words() {
        assert!(ASIDE_NAMES.is_sorted());
        for value in ["comments", "site-nav", "c_related", "Cookie-Banner"] {
            assert!(names_aside(value), "{value}");
        }
        for value in [
            "commentary",
            "shared",
            "article",
            "roadside",
            "navy",
            "has-sidebar col",
            "article-with-comments",
            "",
        ] {
            assert!(!names_aside(value), "{value}");
        }
    }
}
