//! `show`: one report, incident or claim.

use std::collections::BTreeMap;

use bilan_casework::show::{self, ShownClaim, ShownIncident, ShownReport};
use bilan_casework::{Knowledge, labels};

use super::{env, open, tally};
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
    let (case, state) = open(&args.case, &env(settings)?, printer)?;
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
    printer.heading(header.title.as_deref().unwrap_or("(no title)"))?;
    let published = header.published.map_or_else(|| "date not known".to_owned(), |day| day.to_string());
    let publisher = header.publisher.as_deref().unwrap_or("publisher not known");
    let guessed = if header.language_guessed { ", guessed" } else { "" };
    let language = header.language.as_deref().unwrap_or("language not known");
    printer.text(&format!("{publisher}, {published} ({language}{guessed})"), "")?;
    let taken = &shown.acquisition;
    printer.text(
        &format!(
            "report {} from {}, taken in {} (member: {}; device: {})",
            header.report, taken.from, taken.when, taken.member, taken.device
        ),
        "  ",
    )?;
    if let Some(by) = &shown.superseded_by {
        printer.text(&format!("replaced by report {}", short(by)), "")?;
    }
    for note in &header.notes {
        printer.text(&format!("note: {note}"), "  ")?;
    }
    printer.blank()?;
    let (text, numbered) = marked(shown);
    printer.text(&text, "")?;
    printer.blank()?;
    if numbered.is_empty() {
        printer.text("No claim was read in this text.", "")?;
    }
    for (number, says, source, quote, id) in numbered {
        let source = words::source(&printer.texts, &source, None);
        printer.text(&format!("{number:>3}  {says}, says {source}: “{quote}” [{}]", short(&id)), "     ")?;
    }
    for figure in &shown.non_incident_tolls {
        printer
            .text(&format!("  -  not a toll of an incident ({}): “{}”", figure.why, figure.quote), "     ")?;
    }
    for doubt in &shown.doubts {
        let quote = doubt.quote.as_ref().map_or(String::new(), |quote| format!(": “{quote}”"));
        printer.text(&format!("  ?  {}{quote}", doubt.what), "     ")?;
    }
    printer.blank()?;
    printer.verbatim(&format!("original  vault object {}", shown.original_commit))?;
    printer.verbatim(&format!("text      vault object {}", shown.text_commit))?;
    let entries: Vec<String> = shown.entries.iter().map(|(seq, _)| seq.to_string()).collect();
    printer.verbatim(&format!("entries   {}", entries.join(", ")))?;
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
        let publisher = header.publisher.as_deref().unwrap_or("publisher not known");
        let published = header.published.map_or_else(String::new, |day| format!(", {day}"));
        printer.heading(&format!("{publisher}{published} [{}]", short(&header.doc)))?;
        let account = &entry.account;
        for claim in &account.responsibility_claims {
            let source = words::source(&printer.texts, &claim.attributed_to, None);
            let stance = bilan_model::Code::code(claim.stance);
            printer.text(&format!("  {source} {stance} {}: “{}”", claim.party, claim.quote), "    ")?;
        }
        for claim in &account.status_claims {
            let source = words::source(&printer.texts, &claim.attributed_to, None);
            let status = knowledge.label("statuses", bilan_model::Code::code(claim.status), language);
            printer.text(&format!("  {source}: {status}: “{}”", claim.quote), "    ")?;
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
    printer.heading(&format!("{} {}, says {source}", row.kind, row.says.replace('_', " ")))?;
    printer.text(&format!("incident {}, report {}", row.incident, short(&row.report)), "")?;
    printer.blank()?;
    let [before, words, after] = &shown.context;
    printer.text(&format!("  ... {before} ⟦{words}⟧ {after} ..."), "  ")?;
    printer.text(&format!("  bytes {} to {} of the text", shown.span.start(), shown.span.end()), "  ")?;
    printer.blank()?;
    printer.text(&format!("Read by coder {} with these rules:", shown.coder), "")?;
    if shown.rules.is_empty() {
        printer.text("  (this kind of claim does not name its rules yet)", "")?;
    }
    for (id, what) in &shown.rules {
        let what = if what.is_empty() { String::new() } else { format!(": {what}") };
        printer.text(&format!("  {id}{what}"), "    ")?;
    }
    printer.blank()?;
    let proof = &shown.proof;
    let holds = if proof.holds { "is in the log" } else { "is NOT shown to be in the log" };
    printer.text(&format!("Proof: entry {} {holds} of {} entries.", proof.entry, proof.size), "")?;
    for (name, hash) in
        [("claim ", &row.id), ("leaf  ", &proof.leaf), ("commit", &proof.commit), ("root  ", &proof.root)]
    {
        printer.verbatim(&format!("  {name}  {hash}"))?;
    }
    Ok(())
}
