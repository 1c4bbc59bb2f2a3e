//! Who says that the victims were what: the dispute that no total may hide.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{DossierIncident, IncidentAccount, Status, StatusWord, TollClaim, Victims};
use maud::{Markup, html};

use super::captured::captured;
use super::cited::Claim;
use super::incident::claim_link;
use super::locale::fill;
use super::view::View;

/// What one source says of the victims, in one report.
struct Said<'a> {
    entry: &'a IncidentAccount,
    claim: Claim<'a>,
    words: &'a str,
    hedged: bool,
}

/// By what is said, then by who says it.
type Sides<'a> = BTreeMap<StatusWord, BTreeMap<String, Vec<Said<'a>>>>;

/// The statement on the status of the victims: prominent where it is contested.
pub(super) fn statement(view: &View, incident: &DossierIncident, number: usize) -> Markup {
    let texts = &view.texts.incident;
    let contested = incident.tolls.iter().any(|toll| toll.status == Status::Contested);
    let sides = sides(view, incident);
    let status = incident.tolls.first().map_or(Status::Unknown, |toll| toll.status);
    html! {
        section.status.contested[contested] aria-labelledby={ "status-" (number) } {
            @if contested {
                h3 id={ "status-" (number) } { (texts.contested) }
                p.lead { (texts.contested_lead) }
            } @else {
                h3 id={ "status-" (number) } { (texts.status_heading) }
                p.lead { (in_words(view, status)) }
            }
            div.sides {
                @for (word, sources) in &sides { (side(view, *word, sources)) }
                (denials(view, incident))
            }
        }
    }
}

fn in_words<'v>(view: &'v View, status: Status) -> &'v str {
    let texts = &view.texts.incident;
    match status {
        Status::Civilian => &texts.status_civilian,
        Status::Combatant => &texts.status_combatant,
        Status::SecurityForces => &texts.status_security_forces,
        Status::Several => &texts.status_several,
        Status::Contested => &texts.contested,
        Status::Unknown => &texts.status_unknown,
    }
}

/// Who says `word`.
fn side(view: &View, word: StatusWord, said: &BTreeMap<String, Vec<Said>>) -> Markup {
    let label = html! { b { (view.label(word)) } };
    html! {
        div.side { h4 { (fill(&view.texts.incident.says, &[("status", label)])) } (sources(view, said)) }
    }
}

/// Each source once, with its words in each report.
fn sources(view: &View, by_source: &BTreeMap<String, Vec<Said>>) -> Markup {
    html! {
        ul {
            @for said in by_source.values() {
                @if let Some(first) = said.first() {
                    li {
                        (view.source(&first.entry.report, first.source()))
                        ul.mentions { @for said in said { li { (mention(view, said)) } } }
                    }
                }
            }
        }
    }
}

/// The quoted words and their report.
fn mention(view: &View, said: &Said) -> Markup {
    html! {
        (claim_link(view, said.entry, said.claim, &view.quoted(&said.entry.report, said.words)))
        " " span.where { (report_number(view, said.entry)) }
        @if said.hedged { ", " i { (view.texts.claim.conditional) } }
    }
}

impl Said<'_> {
    fn source(&self) -> &str {
        match self.claim {
            Claim::Toll(claim) => &claim.attributed_to,
            Claim::Status(claim) => &claim.attributed_to,
            Claim::Responsibility(claim) => &claim.attributed_to,
            Claim::Act(claim) => &claim.attributed_to,
        }
    }
}

/// Everything said of the victims' status: status claims, and figures whose words carry a status not claimed beside.
fn sides<'a>(view: &View, incident: &'a DossierIncident) -> Sides<'a> {
    let mut sides = Sides::new();
    let mut add = |word: StatusWord, source: &str, said: Said<'a>| {
        let key = view.source_text(&said.entry.report, source).to_lowercase();
        sides.entry(word).or_default().entry(key).or_default().push(said);
    };
    for entry in &incident.incident.accounts {
        let mut claimed = BTreeSet::new();
        for claim in &entry.account.status_claims {
            claimed.insert((claim.status, claim.attributed_to.as_str()));
            let words = claim.words.as_str();
            let said = Said { entry, claim: Claim::Status(claim), words, hedged: claim.hedged };
            add(claim.status, &claim.attributed_to, said);
        }
        for toll in entry.account.tolls.iter().filter(|toll| !toll.count.is_none()) {
            let Some(word) = status_of(toll) else { continue };
            if claimed.insert((word, toll.attributed_to.as_str())) {
                let words = toll.victim_words.as_deref().unwrap_or(&toll.quote);
                let said = Said { entry, claim: Claim::Toll(toll), words, hedged: toll.hedged };
                add(word, &toll.attributed_to, said);
            }
        }
    }
    sides
}

fn status_of(toll: &TollClaim) -> Option<StatusWord> {
    match toll.victims {
        Victims::Civilians => Some(StatusWord::Civilians),
        Victims::Combatants => Some(StatusWord::Combatants),
        Victims::SecurityForces => Some(StatusWord::Other),
        Victims::Mixed => Some(StatusWord::Mixed),
        Victims::Children | Victims::Women | Victims::Men | Victims::Unspecified => None,
    }
}

/// Denials of deaths, beside what is said of the dead: each source once.
fn denials(view: &View, incident: &DossierIncident) -> Markup {
    let mut denied: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    for reference in incident.tolls.iter().flat_map(|toll| &toll.denials) {
        let entry = incident.incident.accounts.get(reference.account);
        let (Some(entry), Some(toll)) = (entry, incident.incident.toll(reference)) else { continue };
        let key = view.source_text(&entry.report, &toll.attributed_to).to_lowercase();
        let said = Said { entry, claim: Claim::Toll(toll), words: &toll.quote, hedged: toll.hedged };
        denied.entry(key).or_default().push(said);
    }
    html! {
        @if !denied.is_empty() {
            div.side.denied { h4 { b { (view.texts.incident.denied) } } (sources(view, &denied)) }
        }
    }
}

/// "report 4", or the report's name where the dossier does not hold it.
pub(super) fn report_number(view: &View, entry: &IncidentAccount) -> Markup {
    match view.number(&entry.report.doc) {
        Some(n) => fill(&view.texts.claim.report, &[("n", html! { (n) })]),
        None => captured(&entry.report.doc),
    }
}
