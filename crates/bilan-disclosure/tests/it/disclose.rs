//! Known answers: one record under the four profiles.

use bilan_disclosure::{NoAreas, disclose};
use bilan_model::{
    Act, Count, DateInterval, Displacement, Grade, Outcome, Precision, Profile, ReleaseRecord,
    StandardOfProof, Victims, Withheld,
};
use jiff::civil::date;

use crate::sample::{amassine, areas, claim, report, rules, seed, source, toll};

fn shown(record: &ReleaseRecord, profile: Profile) -> (ReleaseRecord, Withheld) {
    disclose(record, &rules(profile), &areas(), &seed())
}

#[test]
fn internal_is_the_record_itself() {
    assert_eq!(shown(&amassine(), Profile::Internal), (amassine(), Withheld::default()));
}

#[test]
fn the_public_sees_figures_dispute_and_bodies_and_no_person() {
    let (public, withheld) = shown(&amassine(), Profile::Public);
    let text = serde_json::to_string(&public).unwrap();
    for secret in
        ["resident", "nephew", "Moussa", "report-000", "note-0003", "amassine-2024", "ersane", "18.44321"]
    {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert_eq!(public.tolls[0].low, Some(29));
    assert!(public.tolls[0].contested);
    assert_eq!(public.status, amassine().status);
    assert_eq!(public.place.place.name, "Amassine");
    assert!(matches!(public.place.displacement, Displacement::Jittered { radius_km } if radius_km <= 2.0));
    assert_eq!(public.parties.len(), 1);
    assert_eq!(
        public.sources.iter().map(|source| source.words.as_str()).collect::<Vec<_>>(),
        ["local sources", "the CSP", "a Malian security source"]
    );
    assert_eq!(public.lines, ["killed: 29 to more than 30; high end local sources; status CONTESTED"]);
    // The claim of the note is gone; the resident is not quoted, the body and the security source are.
    assert_eq!(public.claims.iter().filter(|claim| claim.quote.is_some()).count(), 2);
    assert_eq!(public.claims.len(), 3);
    assert_eq!(public.tolls[0].claims_used.len(), 4);
    for reason in
        ["witness_identity", "individual_perpetrator", "evidence_inventory", "exact_point", "report_ids"]
    {
        assert!(withheld.0.contains_key(reason), "{reason} in {withheld:?}");
    }
}

#[test]
fn a_court_sees_kinds_of_persons_and_no_names() {
    let (court, _) = shown(&amassine(), Profile::Court);
    assert_eq!(court.sources[0].words, "residents");
    assert_eq!(court.sources[3].words, "local sources");
    assert_eq!(court.parties.len(), 2);
    assert_eq!(court.reports[2].publisher, None);
    assert_eq!(court.place.point, Some(crate::sample::point(18.443, 1.413)));
    assert_eq!(court.reports[0].report, "report-0001");
}

#[test]
fn sexual_violence_is_one_figure_a_month_an_area() {
    let mut record = amassine();
    record.claims.push(claim("report-0002", Outcome::Raped, "a medical source"));
    record.tolls.push(toll(Outcome::Raped, &record.claims));
    for profile in [Profile::Partner, Profile::Court, Profile::Public] {
        let (shown, withheld) = shown(&record, profile);
        assert_eq!(shown.date, Some(DateInterval::new(date(2024, 5, 1), date(2024, 5, 31)).unwrap()));
        assert_eq!((shown.place.place.name.as_str(), shown.place.precision), ("", Precision::Area));
        assert_eq!((shown.place.point, shown.place.displacement), (None, Displacement::None));
        assert!(shown.claims.is_empty() && shown.reports.is_empty());
        let raped = shown.tolls.iter().find(|toll| toll.outcome == Outcome::Raped).unwrap();
        assert_eq!((raped.low, raped.status.len(), raped.claims_used.len()), (Some(29), 0, 0));
        assert!(!serde_json::to_string(&shown).unwrap().contains("Amassine"));
        assert!(withheld.0["sexual_violence"] > 0);
    }
    let mut by_act = amassine();
    by_act.acts.push(Act::SexualViolence);
    assert_eq!(shown(&by_act, Profile::Public).0.place.precision, Precision::Area);
}

#[test]
fn who_may_be_alive_is_not_found_by_the_record() {
    for outcome in [Outcome::Detained, Outcome::Abducted, Outcome::Missing] {
        let mut record = amassine();
        record.claims.push(claim("report-0002", outcome, "the CSP"));
        let (public, withheld) = shown(&record, Profile::Public);
        assert_eq!(public.place.place.name, "", "{outcome:?}");
        assert_eq!(public.place.point, None);
        assert!(public.claims.iter().all(|claim| claim.quote.is_none() && claim.victim_words.is_none()));
        assert!(withheld.0["living_lead"] > 0);
    }
    let mut fled = amassine();
    fled.claims.push(claim("report-0002", Outcome::Displaced, "the CSP"));
    assert_eq!(shown(&fled, Profile::Public).0.place.place.name, "");
    assert_eq!(shown(&fled, Profile::Court).0.place.place.name, "Amassine");
    for name in ["Camp de déplacés de Sévaré", "Hôpital de Gao"] {
        let mut record = amassine();
        record.place.place.name = name.to_owned();
        assert_eq!(shown(&record, Profile::Public).0.place.place.name, "", "{name}");
    }
}

#[test]
fn an_individual_is_named_only_from_the_stated_standard_of_proof_on() {
    let mut record = amassine();
    record.standard_of_proof = Some(StandardOfProof::ClearAndConvincing);
    assert_eq!(shown(&record, Profile::Public).0.parties.len(), 1);
    record.standard_of_proof = Some(StandardOfProof::BeyondReasonableDoubt);
    let (public, _) = shown(&record, Profile::Public);
    assert_eq!(public.parties[1].name, "Moussa Ag Exemple");
    assert_eq!(public.parties[1].attributed_to, "local sources");
}

#[test]
fn names_of_children_and_words_for_one_person_are_not_shown() {
    let mut record = amassine();
    record.claims[1].victims = Victims::Children;
    record.claims[1].victim_words = Some("children, among them Fatou".to_owned());
    record.claims[1].quote = Some("children, among them Fatou".to_owned());
    record.claims[2].count = Count::exactly(1);
    record.claims[2].victim_words = Some("villagers".to_owned());
    let (public, withheld) = shown(&record, Profile::Public);
    assert!(!serde_json::to_string(&public).unwrap().contains("Fatou"));
    assert_eq!((withheld.0["minor_name"], withheld.0["personal_label"]), (2, 1));
    assert!(!serde_json::to_string(&shown(&record, Profile::Partner).0).unwrap().contains("Fatou"));
}

#[test]
fn a_witness_named_in_the_words_of_another_is_found_there() {
    let mut record = amassine();
    record.claims[1].quote = Some("the nephew of the imam counted more than thirty".to_owned());
    let (public, _) = shown(&record, Profile::Public);
    assert!(!serde_json::to_string(&public).unwrap().contains("nephew"));
    record.claims[1].quote = Some("call +223 76 12 34 56, more than thirty villagers".to_owned());
    assert!(!serde_json::to_string(&shown(&record, Profile::Partner).0).unwrap().contains("223"));
}

#[test]
fn a_source_of_unknown_kind_is_nobody_and_consent_lets_a_person_be_quoted() {
    let mut record = amassine();
    record.sources.push(source("the blue shop", Some("the blue shop"), None, false));
    record.claims[0].attributed_to = "somebody who stands in no list".to_owned();
    let (public, _) = shown(&record, Profile::Public);
    let text = serde_json::to_string(&public).unwrap();
    assert!(!text.contains("blue shop") && !text.contains("stands in no list"), "{text}");

    let mut record = amassine();
    record.reports.push(report("note-0009", Some(true)));
    record.claims.push(claim("note-0009", Outcome::Killed, "a resident of the northern quarter"));
    let quotes = |profile| {
        let (record, _) = shown(&record, profile);
        record.claims.iter().filter(|claim| claim.quote.is_some()).count()
    };
    assert_eq!((quotes(Profile::Internal), quotes(Profile::Partner)), (5, 3));
}

#[test]
fn a_denial_makes_no_record_disappear() {
    let mut record = amassine();
    for (grade, left) in [(Grade::Disputed, 1), (Grade::Unconfirmed, 1), (Grade::Several, 1)] {
        record.tolls[0].grade.happened = grade;
        assert_eq!(shown(&record, Profile::Public).0.tolls.len(), left);
    }
}

#[test]
fn a_point_that_cannot_be_moved_is_not_given() {
    let (public, _) = disclose(&amassine(), &rules(Profile::Public), &NoAreas, &seed());
    assert_eq!((public.place.point, public.place.displacement), (None, Displacement::None));
    assert_eq!(public.place.place.name, "Amassine");
}

#[test]
fn formulas_and_control_signs_pass_untouched() {
    let mut record = amassine();
    let words = "=cmd|' /c calc'!a1 \u{7} \u{202e}villagers";
    record.sources[1].words = words.to_owned();
    record.claims[1].attributed_to = words.to_owned();
    assert_eq!(shown(&record, Profile::Public).0.sources[1].words, words);
    assert_eq!(shown(&record, Profile::Internal).0, record);
}
