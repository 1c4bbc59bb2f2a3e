//! The claims of all incidents that cite one report, in the order of their words.

use std::collections::BTreeSet;

use bilan_model::{
    Account, ActClaim, ClaimId, ReportHeader, ResponsibilityClaim, Span, Stance, StatusClaim, TollClaim,
};
use maud::{Markup, html};

use super::locale::fill;
use super::view::{View, anchor};
use super::words;

/// A claim of any kind.
#[derive(Clone, Copy)]
pub(super) enum Claim<'a> {
    Toll(&'a TollClaim),
    Status(&'a StatusClaim),
    Responsibility(&'a ResponsibilityClaim),
    Act(&'a ActClaim),
}

impl<'a> Claim<'a> {
    pub(super) fn id(self) -> &'a ClaimId {
        match self {
            Self::Toll(claim) => &claim.id,
            Self::Status(claim) => &claim.id,
            Self::Responsibility(claim) => &claim.id,
            Self::Act(claim) => &claim.id,
        }
    }

    pub(super) fn span(self) -> Span {
        match self {
            Self::Toll(claim) => claim.span,
            Self::Status(claim) => claim.span,
            Self::Responsibility(claim) => claim.span,
            Self::Act(claim) => claim.span,
        }
    }
}

/// The claims of `account` of every kind.
pub(super) fn claims(account: &Account) -> impl Iterator<Item = Claim<'_>> {
    let tolls = account.tolls.iter().map(Claim::Toll);
    let statuses = account.status_claims.iter().map(Claim::Status);
    let parties = account.responsibility_claims.iter().map(Claim::Responsibility);
    tolls.chain(statuses).chain(parties).chain(account.act_claims.iter().map(Claim::Act))
}

/// The claims that cite the report named `doc`, in order of their words; one a claim, even where two accounts hold it.
pub(super) fn cited<'a>(view: &View<'a>, doc: &str) -> Vec<Claim<'a>> {
    let accounts = view.dossier.incidents.iter().flat_map(|incident| &incident.incident.accounts);
    let mut seen = BTreeSet::new();
    let mut found: Vec<Claim<'a>> = accounts
        .filter(|entry| entry.report.doc == doc)
        .flat_map(|entry| claims(&entry.account))
        .filter(|claim| seen.insert(anchor(claim.id())))
        .collect();
    found.sort_by_key(|claim| (claim.span().start(), std::cmp::Reverse(claim.span().end())));
    found
}

/// A claim in one line: what, according to whom.
pub(super) fn line(view: &View, report: &ReportHeader, claim: Claim) -> Markup {
    let texts = &view.texts;
    match claim {
        Claim::Toll(toll) => {
            let values = [
                ("outcome", html! { (view.label(toll.outcome)) }),
                ("count", html! { b { (words::count(texts, toll.count)) } }),
                ("source", view.source_here(report, &toll.attributed_to)),
            ];
            html! { (fill(&texts.claim.outcome_according_to, &values)) (hedge(view, toll.hedged)) }
        }
        Claim::Status(status) => {
            let values = [
                ("source", view.source_here(report, &status.attributed_to)),
                ("status", html! { b { (view.label(status.status)) } }),
            ];
            html! { (fill(&texts.report.status_note, &values)) (hedge(view, status.hedged)) }
        }
        Claim::Responsibility(claim) => {
            let template = match claim.stance {
                Stance::Accuses => &texts.report.accuses_note,
                Stance::Admits => &texts.report.admits_note,
                Stance::Denies => &texts.report.denies_note,
            };
            let values = [
                ("party", html! { b { (view.party(&claim.party)) } }),
                ("source", view.source_here(report, &claim.attributed_to)),
            ];
            fill(template, &values)
        }
        Claim::Act(act) => {
            let values = [
                ("act", html! { b { (act_words(view, act)) } }),
                ("source", view.source_here(report, &act.attributed_to)),
            ];
            html! { (fill(&texts.report.act_note, &values)) (hedge(view, act.hedged)) }
        }
    }
}

/// An act with its method, where it is said.
pub(super) fn act_words(view: &View, act: &ActClaim) -> Markup {
    let words = html! { (view.label(act.act)) };
    match act.method {
        Some(method) => {
            let values = [("act", words), ("method", html! { (view.label(method)) })];
            fill(&view.texts.claim.method, &values)
        }
        None => words,
    }
}

/// ", conditional" where it is.
fn hedge(view: &View, hedged: bool) -> Markup {
    html! { @if hedged { ", " i { (view.texts.claim.conditional) } } }
}
