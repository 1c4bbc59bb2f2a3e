//! One incident: what, when, how many, according to whom, how well established.

use bilan_model::{DossierIncident, Grade, IncidentAccount};
use maud::{Markup, html};

use super::captured::captured;
use super::cited::Claim;
use super::locale::fill_text;
use super::view::{Place, View};
use super::{Rendered, accounts, chart, contested, words};

/// The incident of `number`, from 1.
pub(super) fn section(
    view: &View,
    incident: &DossierIncident,
    rendered: Option<&Rendered>,
    number: usize,
) -> Markup {
    html! {
        article.incident id={ "incident-" (number) } aria-labelledby={ "incident-" (number) "-heading" } {
            header {
                h2 id={ "incident-" (number) "-heading" } { (view.place_words(&incident.incident.place)) }
                p.when { (date(view, incident)) }
            }
            (toll_lines(view, incident, rendered))
            (contested::statement(view, incident, number))
            (grade(view, incident.grade))
            @for toll in &incident.tolls { (chart::figure(view, incident, toll)) }
            (accounts::section(view, incident, number))
        }
    }
}

/// The incident's date in words.
pub(super) fn date(view: &View, incident: &DossierIncident) -> Markup {
    html! {
        @match incident.incident.date {
            Some(date) => (words::date(&view.texts, date)),
            None => span.missing { (view.texts.incident.no_date) },
        }
    }
}

fn toll_lines(view: &View, incident: &DossierIncident, rendered: Option<&Rendered>) -> Markup {
    let texts = &view.texts.incident;
    let lines: &[String] = rendered.map_or(&[], |rendered| &rendered.toll_lines);
    html! {
        section.toll {
            h3 { (texts.heading_toll) }
            @for line in lines { p.toll-line { (captured(line)) } }
            @if lines.is_empty() && incident.tolls.is_empty() { p.missing { (texts.no_toll) } }
        }
    }
}

/// The grade in words, what it means, and what it does not.
fn grade(view: &View, grade: Grade) -> Markup {
    let texts = &view.texts.grade;
    let (name, meaning) = match grade {
        Grade::Confirmed => (&texts.confirmed, &texts.confirmed_meaning),
        Grade::Several => (&texts.several, &texts.several_meaning),
        Grade::SingleSource => (&texts.single_source, &texts.single_source_meaning),
        Grade::Unconfirmed => (&texts.unconfirmed, &texts.unconfirmed_meaning),
        Grade::Disputed => (&texts.disputed, &texts.disputed_meaning),
    };
    html! {
        section.grade {
            h3 { (view.texts.incident.grade_heading) }
            p { strong { (name) } ". " (meaning) }
            p.fine { (view.texts.incident.grade_scope) }
        }
    }
}

/// `shown` as a link to the words of a claim, or followed by the reason why there is none.
pub(super) fn claim_link(view: &View, entry: &IncidentAccount, claim: Claim, shown: &Markup) -> Markup {
    match view.place(&entry.report.doc, claim.id(), claim.span()) {
        Place::Found(address) => html! { a href=(address) { (shown) } },
        Place::NotFound => html! { (shown) " " span.warning { (view.texts.claim.not_found) } },
        Place::NoReport => html! { (shown) " " span.warning { (view.texts.claim.no_report) } },
    }
}

/// How many claims on the incident's outcomes a person has judged.
pub(super) fn reviewed(view: &View, reviewed: usize, claims: usize) -> String {
    let values = [("n", &*reviewed.to_string()), ("m", &*claims.to_string())];
    fill_text(&view.texts.incident.reviewed, &values)
}
