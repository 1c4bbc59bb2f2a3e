//! The first page: the incidents, the evidence, how to verify.

use maud::{Markup, html};

use super::captured::captured_plain;
use super::incident::{date, section};
use super::locale::fill_text;
use super::view::View;
use super::{Rendered, evidence, page, words};

/// The page, with `extra` files listed at its end.
pub(super) fn page(view: &View, rendered: &[Rendered], extra: &[&str]) -> Markup {
    let incidents = &view.dossier.incidents;
    let body = html! {
        p.kicker { (view.texts.page.title) }
        h1 { (heading(view)) }
        p.lead { (page::reviewed(view)) }
        (contents(view))
        @for (index, incident) in incidents.iter().enumerate() {
            (section(view, incident, rendered.get(index), index + 1))
        }
        (evidence::section(view))
        (evidence::checkpoint(view))
        (evidence::files(view, extra))
    };
    page::page(view, &window_title(view), &body)
}

/// Place and date of a single incident, else how many there are.
fn heading(view: &View) -> Markup {
    match view.dossier.incidents.as_slice() {
        [only] => html! { (view.place_words(&only.incident.place)) ", " (date(view, only)) },
        many => html! { (title_many(view, many.len())) },
    }
}

fn window_title(view: &View) -> String {
    match view.dossier.incidents.as_slice() {
        [only] => {
            let date = only.incident.date.map(|date| words::date(&view.texts, date));
            let date = date.unwrap_or_else(|| view.texts.incident.no_date.clone());
            format!("{}, {date}", captured_plain(&only.incident.place.name))
        }
        many => title_many(view, many.len()),
    }
}

fn title_many(view: &View, n: usize) -> String {
    fill_text(&view.texts.page.title_many, &[("n", &n.to_string())])
}

fn contents(view: &View) -> Markup {
    html! {
        nav.contents aria-labelledby="contents" {
            h2 #contents { (view.texts.page.contents) }
            ol {
                @for (index, incident) in view.dossier.incidents.iter().enumerate() {
                    li { a href={ "#incident-" (index + 1) } {
                        (view.place_words(&incident.incident.place)) ", " (date(view, incident))
                    } }
                }
                li { a href="#evidence" { (view.texts.evidence.heading) } }
                li { a href="#checkpoint" { (view.texts.evidence.checkpoint) } }
                li { a href="#verify" { (view.texts.evidence.verify) } }
            }
        }
    }
}
