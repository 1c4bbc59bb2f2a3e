//! `demo`: shows the whole job on the samples.

use bilan_casework::Knowledge;
use bilan_casework::demo::{Demo, check, demo};
use bilan_casework::labels;

use super::{env, tally};
use crate::args::DemoArgs;
use crate::locale::fill;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(
    args: &DemoArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    if args.dry_run {
        check(&args.dir)?;
        let dir = args.dir.display().to_string();
        printer.text(&fill(&printer.texts.demo_dry.clone(), &[("dir", &dir)]), "")?;
        return Ok(Ended::Well);
    }
    let mut env = env(settings)?;
    let shown = demo(&args.dir, &mut env, knowledge, settings.language, printer)?;
    if args.json {
        printer.json(&shown)?;
    } else {
        told(&shown, printer, knowledge, labels::code(settings.language))?;
    }
    let findings = shown.added.has_findings() || !shown.verified.read_otherwise.is_empty();
    Ok(match (shown.verified.is_sound(), findings) {
        (false, _) => Ended::NotSound,
        (true, true) => Ended::WithFindings,
        (true, false) => Ended::Well,
    })
}

fn told(shown: &Demo, printer: &mut Printer, knowledge: &Knowledge, language: &str) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    printer.heading(&texts.demo_title)?;
    printer.text(&texts.demo_samples, "")?;
    for answer in &shown.answers {
        printer.blank()?;
        tally::incident(&answer.tally, printer, knowledge, language)?;
    }
    if !shown.others.is_empty() {
        printer.blank()?;
        printer.heading(&texts.demo_others)?;
        for other in &shown.others {
            tally::head(other, printer)?;
            for line in &other.lines {
                printer.text(&format!("  {line}"), "    ")?;
            }
        }
    }
    printer.blank()?;
    checked(shown, printer)?;
    let index = shown.dossier.join("index.html").display().to_string();
    printer.verbatim(&fill(&texts.demo_dossier, &[("path", &index)]))?;
    printer.blank()?;
    printer.text(&texts.demo_next, "")?;
    let case = shown.case.display();
    let claim = shown.answers.first().and_then(|answer| {
        let holder = answer.tally.rows.iter().find(|row| !row.row.holds.is_empty())?;
        Some(crate::words::short(holder.row.claim.claim.as_str()).to_owned())
    });
    let commands = [
        (format!("bilan list {case} claims"), &texts.demo_next_words),
        (format!("bilan show {case} claim {}", claim.unwrap_or_default()), &texts.demo_next_why),
        (format!("bilan verify {case} --read-data --recode"), &texts.demo_next_verify),
    ];
    for (command, why) in commands {
        printer.verbatim(&format!("  {why}"))?;
        printer.verbatim(&format!("  {command}"))?;
    }
    Ok(())
}

fn checked(shown: &Demo, printer: &mut Printer) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    let verified = &shown.verified;
    for finding in &verified.findings {
        printer.say("finding/file", &[("file", &finding.file), ("what", &finding.what)], "  ")?;
    }
    if verified.is_sound() {
        let number = |count: usize| count.to_string();
        let values = [
            ("entries", verified.entries.to_string()),
            ("objects", verified.objects.to_string()),
            ("records", number(verified.records.unwrap_or_default())),
            ("recoded", number(verified.recoded.unwrap_or_default())),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        printer.text(&fill(&texts.demo_checked, &values), "")?;
    }
    let size = verified.size.map_or(String::new(), |size| size.to_string());
    let root = verified.root.clone().unwrap_or_default();
    printer.verbatim(&fill(&texts.demo_checkpoint, &[("size", &size), ("root", &root)]))?;
    Ok(())
}
