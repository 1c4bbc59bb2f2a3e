//! One report: its whole text in numbered paragraphs, the cited words marked.

use bilan_model::{Evidence, Span};
use maud::{Markup, html};

use super::captured::captured;
use super::cited::{Claim, cited, line};
use super::locale::fill_text;
use super::page;
use super::segments::{Layout, Paragraph, Segment, layout};
use super::view::{View, anchor, language_tag};
use super::words;

/// The page of the report of `number`.
pub(super) fn page(view: &View, number: usize) -> Markup {
    let Some(evidence) = view.evidence(number) else { return html! {} };
    let claims = if view.number(&evidence.report.doc) == Some(number) {
        cited(view, &evidence.report.doc)
    } else {
        Vec::new()
    };
    let spans: Vec<Span> = claims.iter().map(|claim| claim.span()).collect();
    let layout = layout(&evidence.text, &spans);
    let texts = &view.texts.report;
    let heading = fill_text(&texts.heading, &[("n", &number.to_string())]);
    let title = evidence.report.title.as_deref().unwrap_or(&evidence.report.doc);
    let body = html! {
        p.back { a href={ "../index.html#report-" (number) } { "← " (view.texts.page.back) } }
        p.kicker { (heading) }
        h1 { (view.title(&evidence.report)) }
        p.byline { (byline(view, evidence)) }
        p.lead {
            (if claims.is_empty() { &texts.lead_none } else { &texts.lead }) " " (view.texts.page.unseen)
        }
        (text(view, evidence, &claims, &layout))
        (lost(view, evidence, &claims, &layout.lost))
    };
    page::page(view, &format!("{heading}: {title}"), &body)
}

/// Publisher and date of publication.
fn byline(view: &View, evidence: &Evidence) -> Markup {
    let report = &evidence.report;
    html! {
        (view.publisher(report)) " · "
        @match report.published {
            Some(date) => {
                @let day = words::date(&view.texts, bilan_model::DateInterval::day(date));
                (fill_text(&view.texts.row.published, &[("date", &day)]))
            }
            None => span.missing { (view.texts.row.no_published) },
        }
    }
}

/// The paragraphs, each with its number and the claims read from it.
fn text(view: &View, evidence: &Evidence, claims: &[Claim], layout: &Layout) -> Markup {
    let language = language_tag(evidence.report.language.as_deref());
    html! {
        @if layout.paragraphs.is_empty() {
            p.missing { (view.texts.report.empty) }
            p.said hidden { span.gap { (captured(layout.lead)) } }
        }
        div.reading {
            @for (index, paragraph) in layout.paragraphs.iter().enumerate() {
                @let n = (index + 1).to_string();
                @let label = fill_text(&view.texts.report.paragraph, &[("n", &n)]);
                div.para id={ "p" (n) } {
                    a.para-number href={ "#p" (n) } aria-label=(label) { (n) }
                    p.said lang=[language] dir="auto" {
                        @if index == 0 && !layout.lead.is_empty() { span.gap { (captured(layout.lead)) } }
                        @for segment in &paragraph.segments { (marked(claims, segment)) }
                        @if !paragraph.gap.is_empty() { span.gap { (captured(paragraph.gap)) } }
                    }
                    (notes(view, evidence, claims, paragraph, &n))
                }
            }
        }
    }
}

/// A segment: anchors of the claims that begin in it, its words, references to the claims that end with it.
fn marked(claims: &[Claim], segment: &Segment) -> Markup {
    html! {
        @if segment.depth == 0 { (captured(segment.text)) }
        @else {
            mark.deep[segment.depth > 1] {
                @for index in &segment.opens { span.anchor id={ "claim-" (anchor(claims[*index].id())) } {} }
                (captured(segment.text))
            }
        }
        @for index in &segment.closes {
            a.ref href={ "../index.html#cell-" (anchor(claims[*index].id())) } { (index + 1) }
        }
    }
}

/// The claims whose words begin in `paragraph`, each leading to its cell.
fn notes(view: &View, evidence: &Evidence, claims: &[Claim], paragraph: &Paragraph, n: &str) -> Markup {
    let mut opens = paragraph.segments.iter().flat_map(|segment| &segment.opens).peekable();
    html! {
        @if opens.peek().is_some() {
            ul.notes aria-label=(fill_text(&view.texts.report.notes, &[("n", n)])) {
                @for index in opens { (note(view, evidence, claims[*index], index + 1)) }
            }
        }
    }
}

fn note(view: &View, evidence: &Evidence, claim: Claim, number: usize) -> Markup {
    html! {
        li {
            a.note-number href={ "../index.html#cell-" (anchor(claim.id())) } { (number) }
            span { (line(view, &evidence.report, claim)) }
        }
    }
}

/// The claims whose words are not in the text.
fn lost(view: &View, evidence: &Evidence, claims: &[Claim], lost: &[usize]) -> Markup {
    html! {
        @if !lost.is_empty() {
            section.lost {
                h2 { (view.texts.report.lost) }
                p { (view.texts.report.lost_lead) }
                ul.notes { @for index in lost { (note(view, evidence, claims[*index], index + 1)) } }
            }
        }
    }
}
