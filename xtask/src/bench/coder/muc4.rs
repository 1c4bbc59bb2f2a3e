//! Records of bilan as templates of MUC-4, so that its scorer can judge them.
//!
//! A template is one incident of one type; an account that tells of dead and of abducted gives two. What the record
//! does not hold (names of victims, those unharmed, buildings and vehicles, attempts and threats) is left empty.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Figures of one event hardly go beyond; MUC-4 leaves out totals of a war, which are what stands above.
const LARGEST: u64 = 100;

/// Days back to which an event counts as news: the keys leave out what is older than two months.
const OLDEST: i64 = 62;

/// Words for fallen fighters and the ranks of those who fight, who are no victims in the keys, and for counts that say
/// nothing of whom.
const NO_TARGETS: [&str; 17] = [
    "SOLDIER",
    "TROOP",
    "SERGEANT",
    "CORPORAL",
    "PRIVATE",
    "LIEUTENANT",
    "OFFICER",
    "CASUALTIE",
    "LOSSE",
    "VICTIM",
    "DEATH",
    "DEAD",
    "WOUNDED",
    "INJURED",
    "BODIE",
    "NAME",
    "MURDER",
];

/// A document as a report for `bilan code --jsonl`, with its lines as they are broken.
pub(crate) fn report(document: &Value) -> Value {
    let mut report = json!({"doc": document["doc_id"], "language": "en", "text": document["text"]});
    if document["doc_date"].is_string() {
        report["published"] = document["doc_date"].clone();
    }
    report
}

/// The templates of a record, as one line of predictions.
pub(crate) fn prediction(document: &Value, record: &Value) -> Value {
    let text = document["text"].as_str().unwrap_or_default();
    let published = &document["doc_date"];
    let accounts = list(&record["incidents"]).filter(|account| is_news(&account["date"], published));
    let mut told = Vec::new();
    let templates: Vec<Value> =
        accounts.flat_map(|account| templates(account, text, &document["doc_date"], &mut told)).collect();
    json!({"doc_id": document["doc_id"], "templates": templates})
}

/// Whether an account is of the weeks before the report.
fn is_news(days: &Value, published: &Value) -> bool {
    let day = |value: &Value| value.as_str().and_then(day_number);
    let age = day(published).zip(day(&days["latest"])).map(|(published, latest)| published - latest);
    age.is_none_or(|age| age <= OLDEST)
}

/// About how many days a date of ISO 8601 lies behind the year 0.
fn day_number(date: &str) -> Option<i64> {
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    Some(year * 365 + month * 30 + day)
}

/// The templates of an account. A target told of before, in the same words, is the same people told of again.
fn templates(account: &Value, text: &str, published: &Value, before: &mut Vec<Value>) -> Vec<Value> {
    let words = words_of_acts(account, text);
    let mut of_type: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    // The keys know no air strike; and a bombing taken for an attack is half right, the other way round it is wrong.
    let violence = if is_bombing(account) { "BOMBING" } else { "ATTACK" };
    for toll in told(account) {
        let kind = if toll["outcome"] == "abducted" { "KIDNAPPING" } else { violence };
        let again = |victim: &Value| {
            let same = |other: &Value, key: &str| other[key] == victim[key];
            before.iter().any(|other| {
                same(other, "number")
                    && same(other, "effect")
                    && other["descriptions"][0] == victim["descriptions"][0]
            })
        };
        if let Some(victim) = victim(toll).filter(|victim| !again(victim)) {
            before.push(victim.clone());
            of_type.entry(kind).or_default().push(victim);
        }
    }
    if list(&account["acts"]).any(|act| act == "arson") {
        of_type.entry("ARSON").or_default();
    }
    let (individuals, organisations, confidence) = perpetrators(account);
    let weapons: Vec<Value> = words.iter().filter(|word| is_weapon(word)).map(|word| json!([word])).collect();
    let template = |(kind, victims): (&str, Vec<Value>)| {
        json!({
            "incident_type": kind,
            "incident_stage": "ACCOMPLISHED",
            "incident_date": date(account, published),
            "incident_location": location(account),
            "perp_individual": individuals,
            "perp_org": organisations,
            "perp_org_confidence": confidence,
            "instrument_id": if kind == "KIDNAPPING" { &[] } else { weapons.as_slice() },
            "victims": victims,
        })
    };
    of_type.into_iter().map(template).collect()
}

/// Whether bombs are what an account tells of: more often than attacks of any other kind.
fn is_bombing(account: &Value) -> bool {
    let told = |act: &str| list(&account["act_claims"]).filter(|claim| claim["act"] == act).count();
    let bombs = told("ied") + told("suicide_bombing");
    bombs > 0 && bombs >= told("armed_attack") + told("clash") + told("shelling")
}

/// The tolls that MUC-4 would fill: no combatants, nor soldiers who fell beside them or in a clash, nor whoever is not
/// said to be a civilian there (battles are no incidents in the keys, but for what they do to civilians); nothing vague,
/// and no total of a war. A number without a noun is mostly one of those.
fn told(account: &Value) -> impl Iterator<Item = &Value> {
    let tolls = || list(&account["tolls"]);
    let clash = list(&account["acts"]).any(|act| act == "clash");
    let battle = clash || tolls().any(|toll| toll["victims"] == "combatants");
    let is_vague =
        |toll: &Value| ["several", "tens", "hundreds"].iter().any(|word| toll["relation"] == *word);
    tolls().filter(move |toll| {
        let words = toll["victim_words"].as_str().map(str::to_uppercase);
        let last = words.as_deref().and_then(|words| words.split_whitespace().next_back());
        let target = last
            .map_or(toll["outcome"] == "injured", |last| !NO_TARGETS.contains(&last.trim_end_matches('S')));
        let soldiers = toll["victims"] == "security_forces";
        let fighter =
            toll["victims"] == "combatants" || (soldiers && (battle || toll["outcome"] == "abducted"));
        let unknown = clash && toll["victims"] == "unspecified";
        target
            && !fighter
            && !unknown
            && !is_vague(toll)
            && toll["value"].as_u64().is_none_or(|value| value <= LARGEST)
    })
}

/// A human target; none where the toll is of another outcome, or of nobody.
fn victim(toll: &Value) -> Option<Value> {
    let effect = match toll["outcome"].as_str()? {
        "killed" => json!("DEATH"),
        "injured" => json!("INJURY"),
        "abducted" => json!([]),
        _ => return None,
    };
    // Without words of its own a toll is of people, which is what the keys write then.
    let words = one_line(toll["victim_words"].as_str().unwrap_or("PEOPLE"));
    let mut descriptions = vec![words];
    // One person: the quote holds the name with the title.
    if let Some(quote) =
        toll["quote"].as_str().filter(|_| toll["value"] == 1 && toll["relation"] == "exactly")
    {
        push_new(&mut descriptions, one_line(quote));
    }
    Some(json!({"names": [], "descriptions": descriptions, "number": number(toll)?, "effect": effect}))
}

/// A count as MUC-4 writes it. "More than 50" is `50-` there, since the number of the text stands in the key.
fn number(toll: &Value) -> Option<Value> {
    let value = toll["value"].as_u64();
    Some(match toll["relation"].as_str()? {
        "exactly" => json!(value?),
        "about" => json!(format!("~{}", value?)),
        "at_least" | "more_than" => json!(format!("{}-", value?)),
        "at_most" | "less_than" => json!(format!("-{}", value?)),
        "between" => json!(format!("{} - {}", value?, toll["high"].as_u64()?)),
        "tens" | "hundreds" | "several" => json!("PLURAL"),
        _ => return None,
    })
}

/// The days told; without any, on or before the day of the report.
fn date(account: &Value, published: &Value) -> Value {
    match account["date"].as_object() {
        Some(days) => json!({"from": days["earliest"], "to": days["latest"]}),
        None => json!({"from": null, "to": published}),
    }
}

/// From the country inwards; without a country there is no place in MUC-4.
fn location(account: &Value) -> Value {
    let place = &account["place"];
    let Some(country) = place["country"].as_str().filter(|code| !code.is_empty()) else { return Value::Null };
    let areas = list(&place["admin"]).filter_map(Value::as_str).map(one_line).rev();
    let name = place["name"].as_str().filter(|name| !name.is_empty()).map(one_line);
    std::iter::once(country_name(country).to_owned()).chain(areas).chain(name).collect()
}

/// Who did it: people, organisations, and how surely each organisation did, by who says so.
fn perpetrators(account: &Value) -> (Vec<Value>, Vec<Value>, Vec<Value>) {
    let (mut people, mut organisations, mut confidence) = (Vec::new(), Vec::new(), Vec::new());
    for party in list(&account["alleged_perpetrators"]) {
        let mention = one_line(party["mention"].as_str().unwrap_or_default());
        let entity = json!([mention]);
        if party["name"] == "unknown" || are_people(&mention) {
            push_new(&mut people, entity.clone());
        }
        if party["name"] != "unknown" && !are_people(&mention) && !organisations.contains(&entity) {
            confidence.push(json!({"org": entity, "value": how_sure(account, &party["name"])}));
            organisations.push(entity);
        }
    }
    (people, organisations, confidence)
}

fn how_sure(account: &Value, party: &Value) -> &'static str {
    let claims: Vec<&Value> =
        list(&account["responsibility_claims"]).filter(|claim| claim["party"] == *party).collect();
    let accused_by = |by: &dyn Fn(&str) -> bool| {
        claims
            .iter()
            .any(|claim| claim["stance"] == "accuses" && claim["attributed_to"].as_str().is_some_and(by))
    };
    if claims.iter().any(|claim| claim["stance"] == "admits") {
        "CLAIMED OR ADMITTED"
    } else if claims.is_empty() || accused_by(&|source| source == "author") {
        "REPORTED AS FACT"
    } else if accused_by(&speaks_for_the_state) {
        "SUSPECTED OR ACCUSED BY AUTHORITIES"
    } else {
        "SUSPECTED OR ACCUSED"
    }
}

fn speaks_for_the_state(source: &str) -> bool {
    const STATE: [&str; 12] = [
        "POLICE",
        "MILITARY",
        "ARMY",
        "GOVERNMENT",
        "OFFICIAL",
        "MINISTER",
        "MINISTRY",
        "PRESIDENT",
        "AUTHORIT",
        "ARMED FORCES",
        "GENERAL",
        "COLONEL",
    ];
    let source = source.to_uppercase();
    STATE.iter().any(|word| source.contains(word))
}

/// Whether words name people rather than what they belong to.
fn are_people(mention: &str) -> bool {
    const PEOPLE: [&str; 13] = [
        "SOLDIER",
        "TROOP",
        "GUERRILLA",
        "TERRORIST",
        "REBEL",
        "POLICEMAN",
        "POLICEMEN",
        "COMMANDO",
        "MEMBER",
        "OFFICER",
        "MEN",
        "GUNMEN",
        "MILITANT",
    ];
    let last = mention.rsplit(' ').next().unwrap_or_default().to_uppercase();
    PEOPLE.contains(&last.trim_end_matches('S'))
}

/// The words that tell of acts and methods, each once.
fn words_of_acts(account: &Value, text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for claim in list(&account["act_claims"]) {
        let end = |at: usize| claim["span"][at].as_u64().and_then(|end| usize::try_from(end).ok());
        let said = end(0).zip(end(1)).and_then(|(start, end)| text.get(start..end));
        if let Some(said) = said {
            push_new(&mut words, one_line(said).to_uppercase());
        }
    }
    words
}

fn is_weapon(words: &str) -> bool {
    const WEAPONS: [&str; 15] = [
        "BOMB",
        "DYNAMITE",
        "EXPLOSIVE",
        "EXPLOSIVES",
        "MORTAR",
        "GRENADE",
        "ROCKET",
        "RIFLE",
        "MINE",
        "MACHINEGUN",
        "PISTOL",
        "MACHETE",
        "DEVICE",
        "GUN",
        "KNIFE",
    ];
    let last = words.rsplit(' ').next().unwrap_or_default();
    WEAPONS.contains(&last) || last.strip_suffix('S').is_some_and(|one| WEAPONS.contains(&one))
}

/// The names of countries as the keys write them; the corpus is of Latin America.
fn country_name(code: &str) -> &str {
    const NAMES: [(&str, &str); 21] = [
        ("AR", "ARGENTINA"),
        ("BO", "BOLIVIA"),
        ("BR", "BRAZIL"),
        ("CL", "CHILE"),
        ("CO", "COLOMBIA"),
        ("CR", "COSTA RICA"),
        ("CU", "CUBA"),
        ("DO", "DOMINICAN REPUBLIC"),
        ("EC", "ECUADOR"),
        ("ES", "SPAIN"),
        ("GT", "GUATEMALA"),
        ("HN", "HONDURAS"),
        ("MX", "MEXICO"),
        ("NI", "NICARAGUA"),
        ("PA", "PANAMA"),
        ("PE", "PERU"),
        ("PY", "PARAGUAY"),
        ("SV", "EL SALVADOR"),
        ("US", "UNITED STATES"),
        ("UY", "URUGUAY"),
        ("VE", "VENEZUELA"),
    ];
    NAMES.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}

fn list(value: &Value) -> std::slice::Iter<'_, Value> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "TAMBORE, 3 JAN 90 -- A CAR BOMB KILLED AT LEAST\nSIX FARMERS AND A SOLDIER.\n\nREBELS ARE BLAMED.";

    fn toll(outcome: &str, relation: &str, value: impl Into<Value>, victims: &str) -> Value {
        let value: Value = value.into();
        json!({"outcome": outcome, "relation": relation, "value": value, "high": null, "victims": victims,
            "victim_words": "FARMERS", "part_of": null})
    }

    fn document() -> Value {
        json!({"doc_id": "d", "doc_date": "1990-01-03", "text": TEXT})
    }

    fn made(account: &Value) -> Vec<Value> {
        let record = json!({"doc": "d", "incidents": [account]});
        list(&prediction(&document(), &record)["templates"]).cloned().collect()
    }

    #[test]
    fn the_text_is_shown_as_it_is_broken() {
        let report = report(&document());
        assert_eq!((report["text"].as_str(), report["published"].as_str()), (Some(TEXT), Some("1990-01-03")));
    }

    #[test]
    fn what_is_older_than_two_months_is_no_news() {
        let published = json!("1990-01-03");
        let days = |day: &str| json!({"earliest": day, "latest": day});
        assert!(is_news(&days("1989-11-16"), &published) && is_news(&Value::Null, &published));
        assert!(!is_news(&days("1989-08-18"), &published));
    }

    #[test]
    fn a_bomb_is_a_bombing_with_its_place_day_victims_and_weapon() {
        let start = TEXT.find("CAR BOMB").expect("there");
        let account = json!({
            "date": {"earliest": "1990-01-02", "latest": "1990-01-02"},
            "place": {"name": "OURO-SABE", "admin": ["KASSALA", "TAMBORE"], "country": "SV"},
            "acts": ["killing", "ied"],
            "tolls": [toll("killed", "at_least", 6, "civilians")],
            "act_claims": [{"act": "ied", "method": "ied", "span": [start, start + 8]}],
            "alleged_perpetrators": [
                {"name": "unknown", "mention": "REBELS", "attributed_to": "author"},
                {"name": "Front of Tamboré", "mention": "TAMBORE FRONT", "attributed_to": "POLICE"}],
            "responsibility_claims": [{"party": "Front of Tamboré", "stance": "accuses", "attributed_to": "POLICE"}],
        });
        let templates = made(&account);
        assert_eq!(templates.len(), 1);
        let template = &templates[0];
        assert_eq!(template["incident_type"], "BOMBING");
        assert_eq!(template["incident_date"], json!({"from": "1990-01-02", "to": "1990-01-02"}));
        assert_eq!(template["incident_location"], json!(["EL SALVADOR", "TAMBORE", "KASSALA", "OURO-SABE"]));
        assert_eq!(template["perp_individual"], json!([["REBELS"]]));
        assert_eq!(template["perp_org"], json!([["TAMBORE FRONT"]]));
        assert_eq!(template["perp_org_confidence"][0]["value"], "SUSPECTED OR ACCUSED BY AUTHORITIES");
        assert_eq!(template["instrument_id"], json!([["CAR BOMB"]]));
        let expected = json!({"names": [], "descriptions": ["FARMERS"], "number": "6-", "effect": "DEATH"});
        assert_eq!(template["victims"], json!([expected]));
    }

    #[test]
    fn dead_and_abducted_are_two_templates() {
        let account = json!({"date": null, "place": {"name": "", "admin": [], "country": ""}, "acts": ["killing"],
            "tolls": [toll("killed", "exactly", 2, "civilians"), toll("abducted", "about", 30, "men")]});
        let templates = made(&account);
        let kinds: Vec<_> = templates.iter().map(|template| &template["incident_type"]).collect();
        assert_eq!(kinds, ["ATTACK", "KIDNAPPING"]);
        assert_eq!(templates[0]["incident_date"], json!({"from": null, "to": "1990-01-03"}));
        assert_eq!(templates[0]["incident_location"], Value::Null);
        assert_eq!(templates[1]["victims"][0]["number"], "~30");
        assert_eq!(templates[1]["victims"][0]["effect"], json!([]));
    }

    #[test]
    fn fighters_totals_and_what_is_vague_are_left_out() {
        let several = toll("killed", "several", Value::Null, "civilians");
        let of = |tolls: Value| json!({"acts": [], "date": null, "place": {}, "tolls": tolls});
        let count = |tolls: Value| {
            made(&of(tolls)).iter().map(|template| list(&template["victims"]).len()).sum::<usize>()
        };
        assert_eq!(count(json!([several])), 0);
        assert_eq!(count(json!([several, toll("killed", "exactly", 3, "civilians")])), 1);
        assert_eq!(count(json!([several, toll("injured", "exactly", 3, "civilians")])), 1);
        assert_eq!(count(json!([toll("killed", "exactly", 70_000, "civilians")])), 0);
        assert_eq!(count(json!([toll("killed", "none", 0, "civilians")])), 0);
        assert_eq!(count(json!([toll("killed", "exactly", 4, "security_forces")])), 1);
        let battle = [("combatants", 9), ("security_forces", 4)];
        let battle = battle.map(|(victims, value)| toll("killed", "exactly", value, victims));
        assert_eq!(count(json!(battle)), 0);
    }

    #[test]
    fn of_a_clash_only_civilians_are_targets() {
        let of = |victims: &str| {
            let account = json!({"acts": ["clash"], "date": null, "place": {},
                "tolls": [toll("killed", "exactly", 4, victims)]});
            made(&account).len()
        };
        assert_eq!([of("security_forces"), of("unspecified"), of("civilians")], [0, 0, 1]);
    }

    #[test]
    fn a_target_told_of_again_is_no_second_template() {
        let account = |value: u64| {
            json!({"acts": [], "date": null, "place": {},
                "tolls": [toll("killed", "exactly", value, "civilians")]})
        };
        let record = json!({"doc": "d", "incidents": [account(4), account(4), account(5)]});
        assert_eq!(list(&prediction(&document(), &record)["templates"]).count(), 2);
    }

    #[test]
    fn every_relation_has_its_number() {
        let between = json!({"relation": "between", "value": 3, "high": 5});
        assert_eq!(number(&between), Some(json!("3 - 5")));
        let written = |relation: &str| number(&json!({"relation": relation, "value": 8, "high": null}));
        let expected = [
            ("exactly", json!(8)),
            ("about", json!("~8")),
            ("more_than", json!("8-")),
            ("at_most", json!("-8")),
        ];
        for (relation, number) in expected {
            assert_eq!(written(relation), Some(number));
        }
        assert_eq!(written("tens"), Some(json!("PLURAL")));
        assert_eq!(written("none"), None);
    }
}
