//! The whole page: against the pages beside this file, with hostile texts, with nothing in it, with numbers that are
//! none.

use super::*;

const LANGUAGES: [Language; 2] = [Language::En, Language::Fr];

fn level(name: &str, same: f64, together: Option<f64>, unrelated: f64, bits: f64) -> LevelRow {
    LevelRow { name: name.to_owned(), same, together, unrelated, bits }
}

fn step(comparison: &str, level: &str, values: [&str; 2], bits: f64, rarity: f64) -> WaterfallStep {
    let (comparison, level) = (comparison.to_owned(), level.to_owned());
    WaterfallStep { comparison, level, values: values.map(str::to_owned), bits, rarity }
}

fn comparisons() -> Vec<ComparisonTable> {
    let names = [
        ("not given", 0.02, Some(0.03), 0.03, 0.0),
        ("same spelling", 0.71, Some(0.06), 0.004, 7.4),
        ("spellings of one name", 0.14, Some(0.011), 0.000_9, 7.2),
        ("sounds the same", 0.06, Some(0.008), 0.0012, 5.6),
        ("nearly the same spelling", 0.02, Some(0.009), 0.006, 1.7),
        ("given and family name exchanged", 0.008, Some(0.000_4), 0.000_002, 11.9),
        ("different", 0.042, Some(0.88), 0.958, -4.5),
    ];
    let dates = [
        ("same place, same day", 0.52, None, 0.000_01, 12.4),
        ("like place, same month, one without a day", 0.1, None, 0.000_1, 3.3),
        ("other region, other year", 0.000_05, None, 0.8, -13.9),
    ];
    let of = |(name, same, together, unrelated, bits): (&str, _, _, _, _)| {
        level(name, same, together, unrelated, bits)
    };
    vec![
        ComparisonTable { name: "place and date".to_owned(), levels: dates.map(of).to_vec() },
        ComparisonTable { name: "given name and sex".to_owned(), levels: names.map(of).to_vec() },
        ComparisonTable {
            name: "Profession".to_owned(),
            levels: vec![level("same", 0.6, None, 0.2, 1.6), level("different", 0.4, None, 0.8, -1.0)],
        },
    ]
}

fn pairs() -> Vec<Waterfall> {
    vec![
        Waterfall {
            title: "just above the threshold".to_owned(),
            records: ["a-17".to_owned(), "b-204".to_owned()],
            start: -16.5,
            steps: vec![
                step(
                    "place and date",
                    "same place, same day",
                    ["bouake 2031-04-02", "bouake 2031-04-02"],
                    12.4,
                    0.0,
                ),
                step("given name and sex", "same spelling", ["amadou m", "amadou m"], 5.3, -2.1),
                step("family name", "spellings of one name", ["cisse", "ceesay"], 4.5, 0.4),
                step("year of birth", "not given", ["1990", ""], 0.0, 0.0),
                step("Profession", "different", ["<enseignant>", "élève"], -1.0, 0.0),
            ],
            bits: 4.7,
            chance: 0.963,
            together: true,
        },
        Waterfall {
            title: String::new(),
            records: ["a-18".to_owned(), "a-19".to_owned()],
            start: -16.5,
            steps: vec![step("place and date", "other region, other year", ["", ""], -13.9, 0.0)],
            bits: -30.4,
            chance: 7e-10,
            together: false,
        },
    ]
}

/// A report with something in every part.
fn sample() -> LinkageReport {
    let rule = |rule: &str, pairs, new, split| RuleRow { rule: rule.to_owned(), pairs, new, split };
    LinkageReport {
        lists: vec![("Registre A".to_owned(), 12_410), ("Liste B".to_owned(), 8_072)],
        records: 20_482,
        groups: 15_320,
        persons: [14_890.4, 14_701.0, 15_096.0],
        columns: vec![
            ("Prénom".to_owned(), "given".to_owned()),
            ("Date".to_owned(), "death_date".to_owned()),
            ("Note".to_owned(), "ignored".to_owned()),
        ],
        rules: vec![
            rule("given + family", 41_200, 41_200, 0),
            rule("family + death_day + place", 62_077, 20_815, 7_300),
        ],
        coverage: 0.941,
        expected_pairs: 6_812.3,
        comparisons: comparisons(),
        joint: true,
        weights: vec![
            (-8.0, 120_400),
            (-7.0, 80_200),
            (-6.0, 41_000),
            (-5.0, 20_900),
            (-4.0, 9_800),
            (-3.0, 4_100),
            (-2.0, 1_500),
            (-1.0, 620),
            (0.0, 240),
            (1.0, 130),
            (2.0, 90),
            (3.0, 140),
            (4.0, 260),
            (5.0, 410),
            (6.0, 590),
            (7.0, 760),
            (8.0, 1_010),
            (9.0, 1_240),
            (10.0, 980),
            (11.0, 530),
            (12.0, 190),
            (14.0, 1),
        ],
        threshold: 0.0,
        sizes: vec![(1, 11_902), (2, 2_411), (3, 720), (4, 251), (9, 1)],
        unlinkable: vec![(-4.0, 0.004), (0.0, 0.021), (4.0, 0.06), (8.0, 0.19), (12.0, 0.55), (16.0, 0.96)],
        pairs: pairs(),
        settings: "preset = \"victims\"\nthreshold = 0.0\nseed = 1\n".to_owned(),
        program: "bilan 0.1.0".to_owned(),
    }
}

/// The page without its style, one element a line.
fn plain(page: &str) -> String {
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    format!("{before}<style></style>{after}").replace("><", ">\n<") + "\n"
}

#[test]
fn the_pages_are_those_beside_this_file() {
    for (language, expected) in
        LANGUAGES.into_iter().zip([include_str!("sample.en.html"), include_str!("sample.fr.html")])
    {
        let shown = plain(&page(&sample(), language));
        let differs = shown.lines().zip(expected.lines()).find(|(one, other)| one != other);
        assert_eq!(differs, None, "if this is meant, run the test that writes the pages");
        assert_eq!(shown.len(), expected.len());
    }
}

#[test]
#[ignore = "writes the pages that the other test reads"]
fn write_the_pages() {
    for (language, name) in LANGUAGES.into_iter().zip(["sample.en.html", "sample.fr.html"]) {
        let path = format!("{}/src/linkage/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::write(path, plain(&page(&sample(), language))).unwrap();
    }
}

#[test]
fn texts_from_outside_are_escaped_wherever_they_stand() {
    let hostile = "</title></style><script>alert(1)</script>\" onload=\"x\u{202e}{n}";
    let text = || hostile.to_owned();
    let mut report = sample();
    report.lists = vec![(text(), 1)];
    report.columns = vec![(text(), text())];
    report.rules[0].rule = text();
    report.comparisons[0].name = text();
    report.comparisons[0].levels[0].name = text();
    report.pairs[0].title = text();
    report.pairs[0].records = [text(), text()];
    report.pairs[0].steps[0] = step(hostile, hostile, [hostile, hostile], 1.0, 1.0);
    report.settings = text();
    report.program = text();
    for language in LANGUAGES {
        let page = page(&report, language);
        assert!(!page.contains("<script") && !page.contains("\" onload"), "nothing gets out of its place");
        assert!(!page.contains('\u{202e}'));
        assert_eq!(page.matches("</style>").count(), 1);
        assert_eq!(page.matches("&lt;script&gt;").count(), 19, "and nothing is left out");
    }
}

#[test]
fn an_empty_report_is_a_page() {
    for language in LANGUAGES {
        let page = page(&LinkageReport::default(), language);
        assert!(page.ends_with("</html>") && !page.contains("NaN"));
    }
}

#[test]
fn numbers_that_are_none_are_not_drawn() {
    for none in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300] {
        let mut report = sample();
        report.persons[1] = none;
        report.coverage = none;
        report.expected_pairs = none;
        report.threshold = none;
        report.weights = vec![(none, 3), (0.0, u64::MAX), (1.0, u64::MAX)];
        report.unlinkable = vec![(none, none), (0.0, none)];
        report.sizes = vec![(u64::MAX, u64::MAX), (0, 1)];
        report.comparisons[0].levels[0] = level("same", none, Some(none), none, none);
        report.pairs[0].start = none;
        report.pairs[0].steps[0].bits = none;
        report.pairs[0].bits = none;
        report.pairs[0].chance = none;
        for language in LANGUAGES {
            let page = page(&report, language);
            assert!(!page.contains("NaN") && !page.contains("\"inf") && !page.contains(">inf"), "{none}");
        }
    }
}

#[test]
fn the_page_asks_for_nothing_and_its_tables_say_what_they_are() {
    for language in LANGUAGES {
        let page = page(&sample(), language);
        assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("<script"));
        assert_eq!(page.matches("<table>").count(), page.matches("<caption>").count());
        let svgs = page.matches("role=\"img\"").count();
        assert_eq!(page.matches("<title").count(), svgs + 1, "each drawing is named");
    }
}

#[test]
fn bars_are_on_the_side_of_what_they_say() {
    let page = page(&sample(), Language::En);
    assert!(page.contains("same spelling: +7.4 bits for one person"));
    assert!(page.contains("different: \u{2212}4.5 bits against one person"));
    assert!(page.contains("of which \u{2212}2.1 bits for a common value"));
    assert!(page.contains("14,890 different people, between 14,701 and 15,096"));
}

#[test]
fn french_has_no_english_levels() {
    let page = page(&sample(), Language::Fr);
    for english in ["same spelling", "place and date", "same month", "threshold of", "different<"] {
        assert!(!page.contains(english), "{english}");
    }
    assert!(page.contains("lieu semblable, même mois, l’un sans jour"));
}
