//! The pages of a dossier, read back: what they show, where their links lead, what hostile input does to them.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop where a test would")]

mod fixture;

use std::collections::{BTreeMap, BTreeSet};

use bilan_export::{Rendered, html};
use bilan_model::{
    Account, ClaimId, Confirmation, Count, Dossier, DossierIncident, Evidence, Grade, Incident,
    IncidentAccount, Outcome, Place, Profile, ReportHeader, Span, TollClaim, Victims,
};
use proptest::prelude::*;

fn pages(dossier: &Dossier) -> BTreeMap<String, String> {
    let rendered = [Rendered { toll_lines: vec!["killed: <29> to more than 30".to_owned()] }];
    html(dossier, &rendered, Vec::new())
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()))
        .collect()
}

/// The values of an attribute, in order.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let opening = format!(" {attribute}=\"");
    page.split(&opening).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The text of a report as its page shows it: marks and references taken away, markers turned back.
fn visible_text(page: &str) -> String {
    let mut text = String::new();
    for said in page.split("<p class=\"said\"").skip(1) {
        let (_, body) = said.split_once('>').unwrap();
        let mut rest = body.split("</p>").next().unwrap();
        while let Some((before, tail)) = rest.split_once('<') {
            text += &unescaped(before);
            let (tag, after) = tail.split_once('>').unwrap();
            rest = after;
            if tag.starts_with("a class=\"ref\"") {
                rest = after.split_once("</a>").unwrap().1;
            } else if tag.starts_with("span class=\"unseen\"") {
                let (marker, after) = after.split_once("</span>").unwrap();
                let code = marker.trim_start_matches("⟨U+").trim_end_matches('⟩');
                text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
                rest = after;
            }
        }
        text += &unescaped(rest);
    }
    text
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&#13;", "\r").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&amp;", "&")
}

/// A dossier of one report with toll claims at `spans`.
fn dossier_of(text: &str, spans: &[(usize, usize)], words: &str) -> Dossier {
    let report = ReportHeader {
        doc: words.to_owned(),
        language: Some(words.to_owned()),
        title: Some(words.to_owned()),
        publisher: Some(words.to_owned()),
        published: None,
    };
    let claim = |(start, len): &(usize, usize)| {
        let span = Span::new(*start, start + len).unwrap();
        TollClaim {
            id: ClaimId::toll("r", Outcome::Killed, span),
            outcome: Outcome::Killed,
            count: Count::more_than(*len as u64),
            victims: Victims::Civilians,
            victim_words: Some(words.to_owned()),
            status_contested: false,
            attributed_to: words.to_owned(),
            chain: vec![words.to_owned(), "author".to_owned()],
            hedged: true,
            confirmation: Confirmation::Disputed,
            part_of: Some(start % 7),
            quote: words.to_owned(),
            span,
            rules: Vec::new(),
            confidence: 0.5,
        }
    };
    let place = Place { name: words.to_owned(), admin: vec![words.to_owned()], country: words.to_owned() };
    let account = Account {
        id: "i1".to_owned(),
        cluster: None,
        date: None,
        place: place.clone(),
        acts: Vec::new(),
        methods: Vec::new(),
        alleged_perpetrators: Vec::new(),
        tolls: spans.iter().map(claim).collect(),
        status_claims: Vec::new(),
        responsibility_claims: Vec::new(),
        act_claims: Vec::new(),
    };
    let incident = Incident {
        id: words.to_owned(),
        place,
        date: None,
        accounts: vec![IncidentAccount { report: report.clone(), account: account.into() }],
    };
    let toll = bilan_model::Toll {
        outcome: Outcome::Killed,
        low: None,
        high: None,
        status: bilan_model::Status::Contested,
        denials: Vec::new(),
        parts: Vec::new(),
        superseded: Vec::new(),
        left_out: Vec::new(),
        reviewed: 0,
        claims: spans.len(),
    };
    Dossier {
        profile: Profile::Internal,
        case: words.to_owned(),
        made: words.to_owned(),
        language: words.to_owned(),
        checkpoint: words.to_owned(),
        incidents: vec![DossierIncident { incident, tolls: vec![toll], grade: Grade::Disputed }],
        evidence: vec![Evidence {
            report,
            text: text.to_owned(),
            reader: words.to_owned(),
            taken_in: words.to_owned(),
            original_commit: words.to_owned(),
            text_commit: words.to_owned(),
            entries: vec![(u64::MAX, words.to_owned())],
        }],
        source_labels: BTreeMap::from([(words.to_owned(), words.to_owned())]),
        code_labels: BTreeMap::from([("victims/civilians".to_owned(), words.to_owned())]),
    }
}

/// Each name once a page, each link to a page and a name that are there, nothing from outside.
fn check_links(pages: &BTreeMap<String, String>) {
    let names: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(path, page)| {
            let ids = values(page, "id");
            let once: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(ids.len(), once.len(), "a name stands twice in {path}");
            (path.as_str(), once)
        })
        .collect();
    for (path, page) in pages {
        for href in values(page, "href") {
            let (target, name) =
                href.split_once('#').map_or((href, None), |(target, name)| (target, Some(name)));
            let target = if target.is_empty() { path } else { target.trim_start_matches("../") };
            let there = names.get(target).unwrap_or_else(|| panic!("{path}: no page {href}"));
            if let Some(name) = name {
                assert!(there.contains(name), "{path}: nothing is named {href}");
            }
        }
        assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("<script"), "{path}");
        assert!(values(page, "src").is_empty(), "{path}");
    }
}

#[test]
fn every_link_of_the_sample_leads_somewhere() {
    for language in ["en", "fr"] {
        let pages = pages(&fixture::dossier(language));
        assert_eq!(pages.len(), 7);
        check_links(&pages);
    }
}

#[test]
fn every_page_is_stamped_and_says_how_much_is_reviewed() {
    let english = pages(&fixture::dossier("en"));
    for page in english.values() {
        assert_eq!(page.matches("INTERNAL — NOT FOR PUBLICATION").count(), 3);
        assert!(page.contains("7c1e0b4f2a9d43e8b6650d1f") && page.contains("2024-07-01 09:30:00 UTC"));
        assert!(page.contains(
            "3 of 20 toll claims reviewed; machine readings are proposals until a person judges them."
        ));
        assert!(page.contains("default-src 'none'") || page.contains("default-src &#39;none&#39;"));
    }
    assert!(pages(&fixture::dossier("fr"))["index.html"].contains("INTERNE — NE PAS PUBLIER"));
}

#[test]
fn the_dispute_is_said_before_any_drawing_with_who_says_what() {
    let page = &pages(&fixture::dossier("en"))["index.html"];
    let dispute = page.find("STATUS CONTESTED").unwrap();
    assert!(dispute < page.find("<figure").unwrap());
    let dispute = &page[dispute..page.find("<figure").unwrap()];
    for words in
        ["Said to be <b>civilians", "Said to be <b>combatants", "a Malian security source", "villageois"]
    {
        assert!(dispute.contains(words), "{words}");
    }
    assert!(page.contains("Several independent sources"));
    assert!(page.contains("said to be confirmed"));
    assert!(page.contains("killed: &lt;29&gt; to more than 30"));
}

#[test]
fn the_same_dossier_gives_the_same_bytes() {
    let dossier = fixture::dossier("fr");
    assert_eq!(pages(&dossier), pages(&dossier));
}

#[test]
fn the_sample_texts_stand_whole_in_their_pages() {
    let dossier = fixture::dossier("en");
    let pages = pages(&dossier);
    for (index, evidence) in dossier.evidence.iter().enumerate() {
        assert_eq!(visible_text(&pages[&format!("reports/{}.html", index + 1)]), evidence.text);
    }
}

#[test]
fn hostile_words_in_every_field_stay_words() {
    let hostile = "</title></style><script>alert(1)</script>\"'><img src=x onerror=y>\u{202e}\u{200b}\0{n}";
    let pages = pages(&dossier_of(hostile, &[(0, 4), (2, 9), (9999, 3)], hostile));
    check_links(&pages);
    for page in pages.values() {
        assert!(!page.contains("<img") && !page.contains("onerror=y>"));
        assert!(!page.contains(['\u{202e}', '\u{200b}', '\0']));
        assert_eq!(page.matches("</style>").count(), 1);
    }
    assert!(pages["index.html"].contains("words not found"));
    assert!(pages["reports/1.html"].contains("Claims whose words were not found in this text"));
}

#[test]
fn ten_thousand_claims_on_a_line_of_a_megabyte_are_laid_out() {
    let text = "mort ".repeat(200_000);
    let spans: Vec<(usize, usize)> = (0..10_000).map(|n| (n * 7, 100_000)).collect();
    let pages = pages(&dossier_of(&text, &spans, "author"));
    assert_eq!(visible_text(&pages["reports/1.html"]), text);
    assert!(pages["reports/1.html"].len() < 12_000_000, "{}", pages["reports/1.html"].len());
    assert!(pages["index.html"].len() < 20_000_000, "{}", pages["index.html"].len());
}

#[test]
fn files_of_the_caller_stand_beside_the_pages() {
    let extra = vec![("VERIFY.md".to_owned(), b"how".to_vec())];
    let files = html(&fixture::dossier("en"), &[], extra);
    assert_eq!(files.last().unwrap(), &("VERIFY.md".to_owned(), b"how".to_vec()));
    assert!(String::from_utf8_lossy(&files[0].1).contains("href=\"./VERIFY.md\""));
}

proptest! {
    #[test]
    fn any_text_under_any_spans_is_shown_whole(
        text in "([a-zé<&>\"'⟨⟩]|[\\r\\n\\t \u{202e}\u{200d}\u{a0}\u{0}]|\\PC|\u{e0041}){0,80}",
        spans in proptest::collection::vec((0usize..200, 1usize..60), 0..14),
    ) {
        let pages = pages(&dossier_of(&text, &spans, "author"));
        prop_assert_eq!(visible_text(&pages["reports/1.html"]), text);
        check_links(&pages);
    }
}
