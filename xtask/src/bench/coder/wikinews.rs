//! Records of bilan as casualty claims of the bench of press text, where figures of accidents count too.

use serde_json::{Value, json};

/// A document as a report for `bilan code --jsonl`.
pub(crate) fn report(document: &Value) -> Value {
    json!({"doc": document["doc_id"], "language": document["lang"], "published": document["doc_date"],
        "text": document["text"]})
}

/// The claims of a record, as one line of predictions.
///
/// Figures that are no incident's (accidents, disasters) are claims here; the record holds them in
/// `non_incident_tolls`, and they are taken from there if it says of which outcome and count they are.
pub(crate) fn prediction(document: &Value, record: &Value) -> Value {
    let text = document["text"].as_str().unwrap_or_default();
    let accounts = record["incidents"].as_array().map(Vec::as_slice).unwrap_or_default();
    let others = record["non_incident_tolls"].as_array().into_iter().flatten();
    let mut claims: Vec<Value> = Vec::new();
    for (at, account) in accounts.iter().enumerate() {
        let tolls = account["tolls"].as_array().map(Vec::as_slice).unwrap_or_default();
        // Where each toll stands among the claims, for parts of a total.
        let mut place_of: Vec<Option<usize>> = Vec::new();
        for toll in tolls {
            let claim = claim(text, toll, at, &account["date"], &account["place"]["name"]);
            place_of.push(claim.is_some().then_some(claims.len()));
            claims.extend(claim);
        }
        for (toll, place) in tolls.iter().zip(&place_of) {
            let whole = toll["part_of"].as_u64().and_then(|whole| usize::try_from(whole).ok());
            if let (Some(place), Some(whole)) =
                (place, whole.and_then(|whole| place_of.get(whole).copied().flatten()))
            {
                claims[*place]["part_of"] = json!(whole);
            }
        }
    }
    let beside = others.filter_map(|toll| claim(text, toll, 0, &Value::Null, &Value::Null)).collect();
    claims.extend(said_last(beside));
    json!({"doc_id": document["doc_id"], "claims": claims})
}

/// The same figure outside incidents once, where it was said last: the record keeps each mention, also that of
/// the title, while the bench has one claim a figure, as the guidelines have it for the tolls of incidents.
fn said_last(claims: Vec<Value>) -> Vec<Value> {
    const SAME: [&str; 5] = ["category", "low", "high", "qualifier", "modality"];
    let mut kept: Vec<Value> = Vec::new();
    for claim in claims {
        // A count without a figure says too little to be the same one again.
        if claim["qualifier"] != "plural" {
            kept.retain(|before| SAME.iter().any(|key| before[key] != claim[key]));
        }
        kept.push(claim);
    }
    kept
}

fn claim(text: &str, toll: &Value, account: usize, date: &Value, place: &Value) -> Option<Value> {
    let category = toll["outcome"]
        .as_str()
        .filter(|kind| ["killed", "injured", "missing", "abducted"].contains(kind))?;
    let (low, high, qualifier) = ends(toll)?;
    let signs = |at: usize| {
        let byte = usize::try_from(toll["span"][at].as_u64()?).ok()?;
        text.get(..byte).map(|before| before.chars().count())
    };
    let source = toll["attributed_to"].as_str().filter(|source| *source != "author");
    Some(json!({
        "start": signs(0)?,
        "end": signs(1)?,
        "category": category,
        "low": low,
        "high": high,
        "qualifier": qualifier,
        "source": source,
        "modality": if toll["hedged"] == true { "conditional" } else { "asserted" },
        "event": if account == 0 { "main".to_owned() } else { format!("account {account}") },
        "date": date["earliest"],
        "place": place,
        "part_of": null,
    }))
}

/// The ends of a count; both ends of a vague one are as the bench writes them.
fn ends(toll: &Value) -> Option<(Option<u64>, Option<u64>, &'static str)> {
    let value = toll["value"].as_u64();
    Some(match toll["relation"].as_str()? {
        "exactly" => (value, value, "exact"),
        "about" => (value, value, "approx"),
        "at_least" => (value, None, "at_least"),
        "more_than" => (value.map(|value| value + 1), None, "at_least"),
        "at_most" | "less_than" => (None, value, "approx"),
        "between" => (value, toll["high"].as_u64(), "approx"),
        "tens" => (Some(20), None, "plural"),
        "hundreds" => (Some(200), None, "plural"),
        "several" => (Some(2), None, "plural"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_counted_in_signs_and_parts_find_their_total() {
        let document = json!({"doc_id": "d", "lang": "fr", "doc_date": "2012-06-22", "text": "Été : 14 morts, dont 5 gardes."});
        let toll = |relation: &str, value: u64, span: [u64; 2], part_of: Value| {
            json!({"outcome": "killed", "relation": relation, "value": value, "high": null, "span": span,
                "attributed_to": "author", "hedged": false, "part_of": part_of})
        };
        let fled = json!({"outcome": "displaced", "relation": "exactly", "value": 3, "span": [0, 1]});
        let record = json!({"incidents": [{"date": null, "place": {"name": "Kaboul"}, "tolls": [
            fled, toll("exactly", 14, [8, 16], Value::Null), toll("about", 5, [23, 31], json!(1))]}],
            "non_incident_tolls": [{"quote": "x", "why": "accident", "span": [0, 1]}]});
        let made = prediction(&document, &record);
        let claims = made["claims"].as_array().expect("claims");
        assert_eq!(claims.len(), 2);
        assert_eq!((&claims[0]["start"], &claims[0]["end"]), (&json!(6), &json!(14)));
        assert_eq!((&claims[1]["part_of"], &claims[1]["qualifier"]), (&json!(0), &json!("approx")));
        assert_eq!(report(&document)["language"], "fr");
    }

    #[test]
    fn a_figure_of_the_title_counts_once_where_it_is_said_last() {
        let document = json!({"doc_id": "d", "text": "39 morts. La crue a fait 39 morts et 4 morts."});
        let toll = |value: u64, span: [u64; 2]| {
            json!({"outcome": "killed", "relation": "exactly", "value": value,
            "attributed_to": "author", "span": span})
        };
        let record = json!({"incidents": [], "non_incident_tolls":
            [toll(39, [0, 8]), toll(39, [25, 33]), toll(4, [37, 44])]});
        let made = prediction(&document, &record);
        let claims = made["claims"].as_array().expect("claims");
        assert_eq!(claims.len(), 2);
        assert_eq!((&claims[0]["start"], &claims[1]["low"]), (&json!(25), &json!(4)));
    }

    #[test]
    fn figures_beside_incidents_count_once_the_record_tells_them() {
        let document = json!({"doc_id": "d", "text": "228 morts"});
        let toll = json!({"quote": "228 morts", "why": "accident", "span": [0, 9], "outcome": "killed",
            "relation": "exactly", "value": 228, "attributed_to": "author"});
        let made = prediction(&document, &json!({"incidents": [], "non_incident_tolls": [toll]}));
        assert_eq!(made["claims"][0]["low"], 228);
    }
}
