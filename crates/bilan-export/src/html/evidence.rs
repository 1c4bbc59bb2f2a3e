//! The evidence: each report with what the ledger holds of it, the checkpoint, how to verify.

use bilan_model::{DateInterval, Evidence};
use maud::{Markup, html};

use super::captured::{captured, captured_plain};
use super::locale::fill_text;
use super::view::{View, report_path};
use super::words;

/// Every report with its proofs.
pub(super) fn section(view: &View) -> Markup {
    let texts = &view.texts.evidence;
    html! {
        section.evidence #evidence {
            h2 { (texts.heading) }
            p.lead { (texts.lead) }
            @for (index, evidence) in view.dossier.evidence.iter().enumerate() {
                (report(view, evidence, index + 1))
            }
        }
    }
}

fn report(view: &View, evidence: &Evidence, number: usize) -> Markup {
    let texts = &view.texts.evidence;
    let missing = html! { span.missing { (view.texts.page.missing) } };
    let header = &evidence.report;
    let published =
        header.published.map(|date| html! { (words::date(&view.texts, DateInterval::day(date))) });
    let given = |value: &str| if value.is_empty() { missing.clone() } else { captured(value) };
    let rows: [(&str, Markup); 6] = [
        (&texts.publisher, view.publisher(header)),
        (&texts.published, published.unwrap_or_else(|| missing.clone())),
        (&texts.language, header.language.as_deref().map_or_else(|| missing.clone(), captured)),
        (&texts.name, html! { span.mono { (given(&header.doc)) } }),
        (&texts.reader, given(&evidence.reader)),
        (&texts.taken_in, given(&words::instant(&evidence.taken_in))),
    ];
    html! {
        section.piece id={ "report-" (number) } {
            h3 {
                span.piece-number { (fill_text(&texts.number, &[("n", &number.to_string())])) }
                " " (view.title(header))
            }
            p { a href=(report_path(number)) { (texts.read) } }
            dl {
                @for (name, value) in rows { div { dt { (name) } dd { (value) } } }
                div.wide { dt { (texts.original) } dd.mono { (given(&evidence.original_commit)) } }
                div.wide { dt { (texts.text) } dd.mono { (given(&evidence.text_commit)) } }
                div.wide { dt { (texts.entries) } dd { (entries(view, evidence)) } }
            }
        }
    }
}

/// The ledger entries that name the report.
fn entries(view: &View, evidence: &Evidence) -> Markup {
    let texts = &view.texts.evidence;
    html! {
        @if evidence.entries.is_empty() { span.missing { (texts.no_entries) } }
        @else {
            ul.entries {
                @for (seq, leaf) in &evidence.entries {
                    li {
                        span.seq { (fill_text(&texts.entry, &[("seq", &seq.to_string())])) } " "
                        span.mono { (captured(leaf)) }
                    }
                }
            }
        }
    }
}

/// The checkpoint as text, and how to check everything without bilan.
pub(super) fn checkpoint(view: &View) -> Markup {
    let texts = &view.texts.evidence;
    let checkpoint = view.dossier.checkpoint.as_str();
    html! {
        section #checkpoint {
            h2 { (texts.checkpoint) }
            @if checkpoint.is_empty() { p.missing { (texts.no_checkpoint) } }
            @else {
                p { (texts.checkpoint_lead) }
                pre.mono tabindex="0" { "\n" (captured(checkpoint)) }
            }
        }
        section #verify {
            h2 { (texts.verify) }
            p { (texts.verify_text) }
        }
    }
}

/// Files that stand beside the pages.
pub(super) fn files(view: &View, extra: &[&str]) -> Markup {
    html! {
        @if !extra.is_empty() {
            section #files {
                h2 { (view.texts.evidence.files) }
                ul { @for path in extra { li { a.mono href=(address(path)) { (captured_plain(path)) } } } }
            }
        }
    }
}

/// A relative path as an address: bytes that mean something in an address are percent-encoded.
fn address(path: &str) -> String {
    let mut out = String::from("./");
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let hex = |nibble: u8| char::from(b"0123456789ABCDEF"[usize::from(nibble)]);
            out.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_no_scheme() {
        assert_eq!(address("VERIFY.md"), "./VERIFY.md");
        assert_eq!(address("javascript:x"), "./javascript%3Ax");
    }
}
