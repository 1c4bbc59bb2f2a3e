//! `show`: one report, incident or claim.

use std::collections::BTreeMap;

use bilan_casework::show::{self, ShownClaim, ShownIncident, ShownReport};
use bilan_casework::{Knowledge, labels};

use super::{env, open_as_of, tally};
use crate::args::{ShowArgs, ShowKind};
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;
use crate::words::{self, short};

pub(crate) fn run(
    args: &ShowArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let (case, state) = open_as_of(&args.case, &args.as_of, &env(settings)?, printer)?;
    match args.kind {
        ShowKind::Report => {
            let shown = show::report(&case, &state, &args.id)?;
            if args.json { printer.json(&shown)? } else { report(&shown, printer)? }
        }
        ShowKind::Incident => {
            let shown = show::incident(&state, &args.id, knowledge, settings.language)?;
            let language = labels::code(settings.language);
            if args.json { printer.json(&shown)? } else { incident(&shown, printer, knowledge, language)? }
        }
        ShowKind::Claim => {
            let shown = show::claim(&case, &state, &args.id, knowledge)?;
            if args.json { printer.json(&shown)? } else { claim(&shown, printer)? }
        }
    }
    Ok(Ended::Well)
}

fn report(shown: &ShownReport, printer: &mut Printer) -> Result<(), Failure> {
    let header = &shown.header;
    let texts = printer.texts.clone();
    let or_unknown =
        |known: Option<&str>, name: &str| known.map_or_else(|| texts.say(name, &[]), str::to_owned);
    printer.heading(&or_unknown(header.title.as_deref(), "unknown/title"))?;
    let published = header.published.map(|day| day.to_string());
    let published = or_unknown(published.as_deref(), "unknown/date");
    let publisher = or_unknown(header.publisher.as_deref(), "unknown/publisher");
    let guessed = if header.language_guessed { texts.say("show.guessed", &[]) } else { String::new() };
    let language = or_unknown(header.language.as_deref(), "unknown/language");
    printer.text(&format!("{publisher}, {published} ({language}{guessed})"), "")?;
    let taken = &shown.acquisition;
    let values = [
        ("report", header.report.as_str()),
        ("from", &taken.from),
        ("when", &taken.when),
        ("member", &taken.member),
        ("device", &taken.device),
    ];
    printer.say("show.taken", &values, "  ")?;
    if let Some(by) = &shown.superseded_by {
        printer.say("show.replaced", &[("report", short(by))], "")?;
    }
    for note in &header.notes {
        printer.say("show.note", &[("note", note)], "  ")?;
    }
    printer.blank()?;
    let (text, numbered) = marked(shown);
    printer.text(&text, "")?;
    printer.blank()?;
    if numbered.is_empty() {
        printer.say("show.no_claim", &[], "")?;
    }
    let quoted = |quote: &str| texts.say("code.quote", &[("quote", quote)]);
    for (number, says, source, quote, id) in numbered {
        let source = words::source(&texts, &source, None);
        let says = texts.say("judge.claim", &[("says", &says), ("source", &source)]);
        printer.text(&format!("{number:>3}  {says}{} [{}]", quoted(&quote), short(&id)), "     ")?;
    }
    for figure in &shown.non_incident_tolls {
        printer.say("show.figure", &[("why", &figure.why), ("quote", &figure.quote)], "     ")?;
    }
    for doubt in &shown.doubts {
        let quote = doubt.quote.as_deref().map_or(String::new(), quoted);
        printer.text(&format!("  ?  {}{quote}", doubt.what), "     ")?;
    }
    printer.blank()?;
    let object = |commit: &dyn ToString| texts.say("show.object", &[("object", &commit.to_string())]);
    let entries: Vec<String> = shown.entries.iter().map(|(seq, _)| seq.to_string()).collect();
    let lines = [
        (texts.say("show.original", &[]), object(&shown.original_commit)),
        (texts.say("show.text", &[]), object(&shown.text_commit)),
        (texts.say("show.entries", &[]), entries.join(", ")),
    ];
    labelled(&lines, "", printer)
}

/// Lines of a label and what it labels, one below the other; none is broken, because a person copies them.
fn labelled(lines: &[(String, String)], indent: &str, printer: &mut Printer) -> Result<(), Failure> {
    let wide = lines.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    for (label, value) in lines {
        printer.verbatim(&format!("{indent}{label:<wide$}  {value}"))?;
    }
    Ok(())
}

type Numbered = (usize, String, String, String, String);

/// The text with the words of each claim between ⟦ and ⟧, numbered; and the claims by number. Acts are not marked.
fn marked(shown: &ShownReport) -> (String, Vec<Numbered>) {
    let claims = shown.claims.iter().filter(|(_, row)| row.kind != "act");
    let mut numbered = Vec::new();
    let mut marks: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for (at, (span, row)) in claims.enumerate() {
        marks.entry((span.start(), span.end())).or_default().push((at + 1).to_string());
        let says = format!("{} {}", row.kind, row.says.replace('_', " "));
        numbered.push((at + 1, says, row.source.clone(), row.quote.clone(), row.id.clone()));
    }
    let mut inserts: Vec<(usize, bool, usize, String)> = Vec::new();
    for ((start, end), numbers) in marks {
        inserts.push((end, false, usize::MAX - start, format!("⟧{}", numbers.join(","))));
        inserts.push((start, true, usize::MAX - end, "⟦".to_owned()));
    }
    inserts.sort();
    let mut text = String::with_capacity(shown.text.len() + 16 * inserts.len());
    let mut from = 0;
    for (at, _, _, mark) in inserts {
        text.push_str(shown.text.get(from..at).unwrap_or_default());
        text.push_str(&mark);
        from = at;
    }
    text.push_str(shown.text.get(from..).unwrap_or_default());
    (text, numbered)
}

fn incident(
    shown: &ShownIncident,
    printer: &mut Printer,
    knowledge: &Knowledge,
    language: &str,
) -> Result<(), Failure> {
    tally::incident(&shown.tally, printer, knowledge, language)?;
    for entry in &shown.accounts {
        printer.blank()?;
        let header = &entry.report;
        let unknown = printer.texts.say("unknown/publisher", &[]);
        let publisher = header.publisher.as_deref().unwrap_or(&unknown);
        let published = header.published.map_or_else(String::new, |day| format!(", {day}"));
        printer.heading(&format!("{publisher}{published} [{}]", short(&header.doc)))?;
        let account = &entry.account;
        for claim in &account.responsibility_claims {
            let source = words::source(&printer.texts, &claim.attributed_to, None);
            let stance = bilan_model::Code::code(claim.stance);
            let quote = printer.texts.say("code.quote", &[("quote", &claim.quote)]);
            printer.text(&format!("  {source} {stance} {}{quote}", claim.party), "    ")?;
        }
        for claim in &account.status_claims {
            let source = words::source(&printer.texts, &claim.attributed_to, None);
            let status = knowledge.label("statuses", bilan_model::Code::code(claim.status), language);
            let quote = printer.texts.say("code.quote", &[("quote", &claim.quote)]);
            printer.say(
                "show.status",
                &[("source", &source), ("status", &status), ("quote", &quote)],
                "    ",
            )?;
        }
        let acts: Vec<String> = account
            .acts
            .iter()
            .map(|act| knowledge.label("acts", bilan_model::Code::code(*act), language))
            .collect();
        let methods = account.methods.iter();
        let methods: Vec<String> = methods
            .map(|method| knowledge.label("methods", bilan_model::Code::code(*method), language))
            .collect();
        printer.text(&format!("  {}", [acts, methods].concat().join(", ")), "    ")?;
    }
    Ok(())
}

fn claim(shown: &ShownClaim, printer: &mut Printer) -> Result<(), Failure> {
    let row = &shown.claim;
    let source = words::source(&printer.texts, &row.source, None);
    let texts = printer.texts.clone();
    let says = format!("{} {}", row.kind, row.says.replace('_', " "));
    printer.heading(&texts.say("judge.claim", &[("says", &says), ("source", &source)]))?;
    printer.say("show.where", &[("incident", &row.incident), ("report", short(&row.report))], "")?;
    printer.blank()?;
    let [before, words, after] = &shown.context;
    printer.text(&format!("  ... {before} ⟦{words}⟧ {after} ..."), "  ")?;
    let (from, to) = (shown.span.start().to_string(), shown.span.end().to_string());
    printer.say("show.bytes", &[("from", &from), ("to", &to)], "  ")?;
    printer.blank()?;
    if shown.coder.is_empty() {
        printer.say("show.by_hand", &[], "")?;
    } else {
        printer.say("show.coder", &[("coder", &shown.coder)], "")?;
    }
    if shown.rules.is_empty() && !shown.coder.is_empty() {
        printer.say("show.no_rules", &[], "")?;
    }
    for (id, what) in &shown.rules {
        let name = if what.is_empty() { "rule/id" } else { "rule/what" };
        printer.say(name, &[("id", id), ("what", what)], "    ")?;
    }
    for (entry, what, member, why) in &shown.judgements {
        let what = texts.say(&format!("what/{what}"), &[]);
        let values =
            [("entry", entry.to_string()), ("what", what), ("member", member.clone()), ("why", why.clone())];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        printer.text(&texts.say("show.judged", &values), "  ")?;
    }
    printer.blank()?;
    let proof = &shown.proof;
    let name = if proof.holds { "proof/holds" } else { "proof/fails" };
    printer.say(name, &[("entry", &proof.entry.to_string()), ("size", &proof.size.to_string())], "")?;
    let lines = [
        (texts.say("kind/claim", &[]), row.id.clone()),
        (texts.say("show.leaf", &[]), proof.leaf.clone()),
        (texts.say("show.commit", &[]), proof.commit.clone()),
        (texts.say("show.root", &[]), proof.root.clone()),
    ];
    labelled(&lines, "  ", printer)
}
