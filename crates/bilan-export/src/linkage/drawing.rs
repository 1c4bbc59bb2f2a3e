//! What drawings of the report have in common: rows with a bar each, the scale above them, tables beside them.

use maud::{Markup, html};

use super::locale::Locale;
use super::number;
use super::scale::{Scale, percent};

/// A row that names the bits of the ticks.
pub(super) fn scale_row(locale: &Locale, scale: &Scale) -> Markup {
    html! {
        div.rung.rung-scale aria-hidden="true" {
            p.rung-name {}
            div.rung-bar { svg focusable="false" {
                @for tick in scale.ticks() {
                    text x=(percent(scale.at(tick))) y="14" text-anchor="middle" { (number::place(locale, tick)) }
                }
            } }
            p.rung-bits { (locale.texts.bits) }
        }
    }
}

/// Thin lines at the ticks, a strong one at 0.
pub(super) fn lines(scale: &Scale) -> Markup {
    html! {
        @for tick in scale.ticks() {
            @let x = percent(scale.at(tick));
            line class=(if tick == 0.0 { "axis" } else { "grid" }) x1=(x) x2=(x) y1="0" y2="100%" {}
        }
    }
}

/// A bar from one number of bits to another, in the middle of its row.
pub(super) fn bar(scale: &Scale, from: f64, to: f64, class: &str) -> Markup {
    let (from, to) = (scale.at(from), scale.at(to));
    let (left, width) = (from.min(to), (from - to).abs());
    html! { rect class=(class) x=(percent(left)) width=(percent(width)) y="50%" height="12" transform="translate(0 -6)" {} }
}

/// What a number of bits says, as a class: for one person, against it.
pub(super) fn side(bits: f64) -> &'static str {
    if bits < 0.0 { "against" } else { "for" }
}

/// A table that is folded away beside its drawing.
pub(super) fn folded(locale: &Locale, table: &Markup) -> Markup {
    html! { details { summary { (locale.texts.table) } (table) } }
}

/// A table that scrolls by itself where it is too wide.
pub(super) fn table(caption: &str, head: &[&str], body: &Markup) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) }
                thead { tr { @for (at, words) in head.iter().enumerate() { th scope="col" .figure[at > 0] { (words) } } } }
                tbody { (body) }
            }
        }
    }
}

/// A heading with an id, and the text under it.
pub(super) fn head(id: &str, heading: &str, lead: &str) -> Markup {
    html! { h2 id=(id) { (heading) } p { (lead) } }
}

/// What is shown where there is nothing to draw.
pub(super) fn nothing(locale: &Locale) -> Markup {
    html! { p.missing { (locale.texts.nothing) } }
}
