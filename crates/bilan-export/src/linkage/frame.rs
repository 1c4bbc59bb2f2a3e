//! The frame of the report and the order of its parts.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::locale::{Locale, fill};
use super::visible::visible;
use super::{Language, LinkageReport};
use super::{blocking, levels, settings, sizes, summary, unlinkable, waterfall, weights};

const STYLE: &str = concat!(include_str!("../html/dossier.css"), include_str!("report.css"));
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The whole page.
pub(super) fn page(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    let code = match locale.language {
        Language::En => "en",
        Language::Fr => "fr",
    };
    html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex, nofollow";
                meta name="color-scheme" content="light dark";
                title { (texts.title) " · " (texts.stamp) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { (texts.skip) }
                div.sheet {
                    header.stamp { p.stamp-words { strong { (texts.stamp) } } }
                    main #main tabindex="-1" { (parts(report, locale)) }
                    footer.stamp {
                        p { strong { (texts.stamp) } }
                        @if !report.program.is_empty() {
                            p { (fill(&texts.made_with, &[("program", &visible(&report.program))])) }
                        }
                        p { (texts.unseen) }
                    }
                }
            }
        }
    }
}

/// The parts of the report by id, heading and body.
fn parts(report: &LinkageReport, locale: &Locale) -> Markup {
    let texts = &locale.texts;
    let parts = [
        ("weights", &texts.weights_heading, weights::part(report, locale)),
        ("levels", &texts.levels_heading, levels::part(report, locale)),
        ("pairs", &texts.pairs_heading, waterfall::part(report, locale)),
        ("blocking", &texts.blocking_heading, blocking::part(report, locale)),
        ("unlinkable", &texts.unlinkable_heading, unlinkable::part(report, locale)),
        ("sizes", &texts.sizes_heading, sizes::part(report, locale)),
        ("settings", &texts.settings_heading, settings::part(report, locale)),
        ("reading", &texts.reading_heading, settings::reading(locale)),
    ];
    html! {
        (summary::part(report, locale))
        nav.contents aria-labelledby="contents" {
            h2 #contents { (texts.contents) }
            ol { @for (id, heading, _) in &parts { li { a href={ "#" (id) } { (heading) } } } }
        }
        @for (id, _, body) in &parts { section.part-of-report aria-labelledby=(id) { (body) } }
    }
}
