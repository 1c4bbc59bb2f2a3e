//! What the columns were taken for, the settings, and how to read the report.

use maud::{Markup, html};

use super::LinkageReport;
use super::drawing::{head, table};
use super::locale::Locale;
use super::visible::visible;

/// The part of the report on columns and settings.
pub(super) fn part(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    html! {
        (head("settings", &texts.settings_heading, &texts.settings_text))
        @if !report.columns.is_empty() { (columns(report, locale)) }
        @if !report.settings.is_empty() {
            h3 { (texts.settings_title) }
            pre tabindex="0" { (visible(&report.settings)) }
        }
    }
}

fn columns(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    let rows = html! {
        @for (heading, code) in &report.columns {
            tr { th scope="row" { bdi { (visible(heading)) } } td.words { (visible(locale.role(code))) } }
        }
    };
    let caption = &texts.columns_caption;
    html! { div.worded-table { (table(caption, &[&texts.column, &texts.role], &rows)) } }
}

/// How to read the report.
pub(super) fn reading(locale: &Locale) -> Markup {
    let texts = &locale.texts;
    html! {
        h2 #reading { (texts.reading_heading) }
        ul.advice {
            @for text in [
                &texts.reading_weight, &texts.reading_model, &texts.reading_look, &texts.reading_group,
                &texts.reading_names,
            ] { li { (text) } }
        }
    }
}
