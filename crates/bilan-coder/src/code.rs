//! The cascade: one report in, its coding out.

use std::collections::BTreeSet;

use bilan_model::{Account, Coding, Count, Doubt, NonIncidentToll, Outcome, Report, ReportHeader, Span};

use crate::actor::{Actor, actor_at, state_at};
use crate::assemble::Assembler;
use crate::attribution::voices;
use crate::confidence::{Evidence, Features, settle};
use crate::country::Votes;
use crate::dates::dates;
use crate::lexicon::Class;
use crate::mention::{Mention, mentions};
use crate::pack::Pack;
use crate::place::places;
use crate::reading::Reading;
use crate::scene::{Scene, scenes};
use crate::source_name::fullest_names;
use crate::topic::bar_topics;

/// Reads every claim out of a report. It never fails: what it cannot settle is among the doubts.
///
/// Order of accounts: as the text tells them. Spans are UTF-8 bytes of `report.text`.
pub fn code(report: &Report, pack: &Pack) -> Coding {
    code_with_features(report, pack).0
}

/// As [`code`], with the features by which each toll got its confidence.
pub fn code_with_features(report: &Report, pack: &Pack) -> (Coding, Features) {
    let reading = Reading::new(report, pack);
    let mut publisher = publisher(&reading, None);
    let mut voices = voices(&reading, publisher.issuer);
    crate::dialogue::speakers(&reading, &mut voices);
    let mut dates = dates(&reading);
    let datelines = crate::heading::datelines(&reading, &dates);
    let told = dates.clone();
    dates.retain(|date| !datelines.iter().any(|(first, end)| (*first..*end).contains(&date.first)));
    let mut places = places(&reading, &voices, &dates, &datelines);
    if !datelines.is_empty() && places.is_nowhere() {
        // Where nothing else is named, a report was written where it happened.
        dates = told;
        places = crate::place::places(&reading, &voices, &dates, &[]);
    }
    if publisher.party.is_none() && publisher.issuer {
        // "The general staff": whose, the places of its report tell.
        publisher = self::publisher(&reading, places.country.as_deref());
    }
    let mut mentions = mentions(&reading, &voices, &dates);
    let peaceful = bar_topics(&reading, &mut mentions);
    let headers = crate::heading::headers(&reading, &dates);
    let scenes = scenes(&headers, &reading, &voices, &places, &dates, &mentions);
    let assembler = Assembler {
        reading: &reading,
        voices: &voices,
        places: &places,
        mentions: &mentions,
        names: fullest_names(&reading, &voices),
        publisher: publisher.party,
    };
    let mut coding = Coding::empty(&report.header.doc);
    let mut told = Vec::new();
    for scene in &scenes {
        if peaceful || scene.historical {
            continue;
        }
        let account = assembler.account(scene, coding.incidents.len() + 1);
        if tells(&account) && !(scene.is_period() && is_total(&account)) {
            doubts(&mut coding, scene, &account);
            coding.incidents.push(account);
            told.push(scene);
        }
    }
    let evidence = Evidence { reading: &reading, voices: &voices, places: &places, mentions: &mentions };
    let features = settle(&evidence, &told, &mut coding.incidents);
    coding.non_incident_tolls = outside(&reading, &scenes, &mentions);
    if !peaceful {
        let doubts = unplaced(&reading, &mentions, &coding);
        coding.doubts.extend(doubts);
    }
    (coding, features)
}

/// Whether an account has a place or a date, and a toll or a specific act.
fn tells(account: &Account) -> bool {
    let somewhere = account.date.is_some() || !account.place.name.is_empty();
    let act = account.act_claims.iter().any(|claim| claim.act != bilan_model::Act::Killing);
    somewhere
        && (!account.tolls.is_empty() || (act && account.date.is_some() && !account.place.name.is_empty()))
}

/// Whether an account tells figures and nothing of how: with a month and no place, the total of a period.
fn is_total(account: &Account) -> bool {
    account.act_claims.iter().all(|claim| claim.act == bilan_model::Act::Killing)
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

/// Figures that were read but belong to no account, for want of a place and a date: nothing that was read is dropped
/// without a word.
fn unplaced(reading: &Reading<'_>, mentions: &[Mention], coding: &Coding) -> Vec<Doubt> {
    let figure = |outcome: Outcome, count: Count| (outcome, count);
    let told: BTreeSet<(Outcome, Count)> = coding
        .incidents
        .iter()
        .flat_map(|account| account.tolls.iter().map(|toll| figure(toll.outcome, toll.count)))
        .collect();
    let outside: BTreeSet<Span> = coding.non_incident_tolls.iter().map(|toll| toll.span).collect();
    mentions
        .iter()
        .filter(|mention| {
            mention.is_figure() && !told.contains(&figure(mention.outcome, mention.group.count))
        })
        .map(|mention| {
            let (first, end) = mention.quote();
            (reading.words(first, end), reading.span(first, end))
        })
        .filter(|(_, span)| !outside.contains(span))
        .map(|(quote, span)| Doubt {
            what: "toll_without_incident".to_owned(),
            quote: Some(quote.to_owned()),
            span: Some(span),
        })
        .collect()
}

/// Figures that are no tolls of an incident, each with its reason.
fn outside(reading: &Reading<'_>, scenes: &[Scene], mentions: &[Mention]) -> Vec<NonIncidentToll> {
    let historical =
        |index: usize| scenes.iter().any(|scene| scene.historical && scene.mentions.contains(&index));
    mentions
        .iter()
        .enumerate()
        .filter(|(_, mention)| mention.is_figure())
        .filter_map(|(index, mention)| {
            let why = mention.outside.or(historical(index).then_some("historical"))?.to_owned();
            let (first, end) = mention.quote();
            Some(NonIncidentToll {
                quote: reading.words(first, end).to_owned(),
                why,
                span: reading.span(first, end),
                outcome: Some(mention.outcome),
                count: Some(mention.group.count),
            })
        })
        .collect()
}

/// Who published a report.
struct Publisher {
    /// The party to the conflict that its name is.
    party: Option<Actor>,
    /// Its name is that of a body that speaks for itself, not of a newspaper.
    issuer: bool,
}

/// What the publisher's name tells, with the beginning of the text for the country.
fn publisher(report: &Reading<'_>, country: Option<&str>) -> Publisher {
    let nobody = Publisher { party: None, issuer: false };
    let Some(name) = &report.report.header.publisher else { return nobody };
    let header =
        ReportHeader { doc: String::new(), language: None, title: None, publisher: None, published: None };
    let named = Report { header, text: format!("{name}.\n") };
    let reading = Reading::new(&named, report.pack);
    let end = reading.tokens.len();
    let bodies = [Class::Party, Class::Source, Class::Person, Class::Unidentified, Class::Capital];
    if !(0..end).any(|at| reading.is_any(at, &bodies)) {
        // Most publishers are newspapers, whose names tell no party: no need to look for the country.
        return nobody;
    }
    let country = country
        .map(str::to_owned)
        .or_else(|| Votes::of_publisher(&reading, report).most().map(str::to_owned));
    let party = (0..end)
        .find_map(|at| {
            actor_at(&reading, at, country.as_deref()).or_else(|| state_at(&reading, at, country.as_deref()))
        })
        .map(|mention| mention.actor);
    let sources = reading.tags_in(0, end, Class::Source);
    let media = sources.iter().any(|tag| reading.name(tag) == Some("media"));
    let issuer = !media && (party.is_some() || !sources.is_empty());
    Publisher { party, issuer }
}
