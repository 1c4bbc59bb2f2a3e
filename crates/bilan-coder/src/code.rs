//! The cascade: one report in, its coding out.

use bilan_model::{Account, Coding, Doubt, NonIncidentToll, Report};

use crate::actor::{Actor, actor_at};
use crate::assemble::Assembler;
use crate::attribution::voices;
use crate::calendar::dates;
use crate::mention::{Mention, mentions};
use crate::pack::Pack;
use crate::place::places;
use crate::reading::Reading;
use crate::scene::{Scene, scenes};
use crate::topic::bar_topics;

/// Reads every claim out of a report. It never fails: what it cannot settle is among the doubts.
///
/// Order of accounts: as the text tells them. Spans are UTF-8 bytes of `report.text`.
pub fn code(report: &Report, pack: &Pack) -> Coding {
    let reading = Reading::new(report, pack);
    let voices = voices(&reading);
    let dates = dates(&reading);
    let places = places(&reading, &voices);
    let mut mentions = mentions(&reading, &voices, &dates);
    bar_topics(&reading, &mut mentions);
    let scenes = scenes(&reading, &voices, &places, &dates, &mentions);
    let publisher = publisher(report, pack);
    let assembler = Assembler { reading: &reading, voices: &voices, places: &places, mentions: &mentions, publisher };
    let mut coding = Coding::empty(&report.header.doc);
    for scene in &scenes {
        if scene.barred.is_some() {
            continue;
        }
        let account = assembler.account(scene, coding.incidents.len() + 1);
        if tells(&account) {
            doubts(&mut coding, scene, &account);
            coding.incidents.push(account);
        }
    }
    coding.non_incident_tolls = outside(&reading, &scenes, &mentions);
    coding
}

/// Whether an account has a place or a date, and a toll or a specific act.
fn tells(account: &Account) -> bool {
    let somewhere = account.date.is_some() || !account.place.name.is_empty();
    let act = account.act_claims.iter().any(|claim| claim.act != bilan_model::Act::Killing);
    somewhere && (!account.tolls.is_empty() || (act && account.date.is_some() && !account.place.name.is_empty()))
}

fn doubts(coding: &mut Coding, scene: &Scene, account: &Account) {
    let first = account.tolls.first();
    let mut doubt = |what: &str| {
        coding.doubts.push(Doubt {
            what: format!("{what}:{}", account.id),
            quote: first.map(|toll| toll.quote.clone()),
            span: first.map(|toll| toll.span),
        });
    };
    if scene.year_unknown {
        doubt("year_unknown");
    }
    if account.place.name.is_empty() {
        doubt("place_unknown");
    }
    if account.place.country.is_empty() {
        doubt("country_unknown");
    }
}

/// Figures that are no tolls of an incident, each with its reason.
fn outside(reading: &Reading<'_>, scenes: &[Scene], mentions: &[Mention]) -> Vec<NonIncidentToll> {
    let barred = |index: usize| {
        scenes.iter().find(|scene| scene.mentions.contains(&index)).and_then(|scene| scene.barred.clone())
    };
    mentions
        .iter()
        .enumerate()
        .filter(|(_, mention)| mention.is_figure())
        .filter_map(|(index, mention)| {
            let why = mention.outside.map(str::to_owned).or_else(|| barred(index))?;
            let (first, end) = mention.quote(reading);
            Some(NonIncidentToll { quote: reading.words(first, end).to_owned(), why, span: reading.span(first, end) })
        })
        .collect()
}

/// The party that published a report, where its publisher's name is one.
fn publisher(report: &Report, pack: &Pack) -> Option<Actor> {
    let name = report.header.publisher.clone()?;
    let header = bilan_model::ReportHeader { doc: String::new(), language: None, title: None, publisher: None, published: None };
    let named = Report { header, text: format!("{name}.\n{}", report.text.chars().take(400).collect::<String>()) };
    let reading = Reading::new(&named, pack);
    let country = crate::place::places(&reading, &crate::attribution::Voices::default()).country;
    let end = reading.sentences.first().map_or(0, |sentence| sentence.end);
    (0..end).find_map(|at| actor_at(&reading, at, country.as_deref())).map(|mention| mention.actor)
}
