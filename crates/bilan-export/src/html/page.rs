//! The frame of every page: stamp, case, time, how much is reviewed.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::captured::{captured, captured_plain};
use super::locale::fill_text;
use super::view::View;
use super::words::instant;

const STYLE: &str = include_str!("dossier.css");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// A page: `title` for the window, `body` for `<main>`.
pub(super) fn page(view: &View, title: &str, body: &Markup) -> Markup {
    let texts = &view.texts.page;
    html! {
        (DOCTYPE)
        html lang=(view.language()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex, nofollow";
                meta name="color-scheme" content="light dark";
                title { (captured_plain(title)) " · " (texts.stamp) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { (texts.skip) }
                div.sheet {
                    header.stamp { p.stamp-words { strong { (texts.stamp) } } p.stamp-case { (identity(view)) } }
                    main #main tabindex="-1" { (body) }
                    footer.stamp {
                        p { strong { (texts.stamp) } " · " (identity(view)) }
                        p { (reviewed(view)) }
                    }
                }
            }
        }
    }
}

/// The case and the time the dossier was made.
fn identity(view: &View) -> Markup {
    let texts = &view.texts.page;
    html! {
        (texts.case) " " span.mono { (captured(&view.dossier.case)) } " · "
        span.nowrap { (texts.made) " " (captured(&instant(&view.dossier.made))) }
    }
}

/// "n of m toll claims reviewed; machine readings are proposals until a person judges them".
pub(super) fn reviewed(view: &View) -> Markup {
    let (n, m) = view.reviewed();
    let texts = &view.texts.page;
    html! {
        (fill_text(&texts.reviewed, &[("n", &n.to_string()), ("m", &m.to_string())]))
        @if view.language() == "fr" { "\u{a0}" } "; " (texts.proposals) "."
    }
}
