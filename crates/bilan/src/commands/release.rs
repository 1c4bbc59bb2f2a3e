//! `release`: what is published, its approval, its withdrawal, and the releases that were made.

use std::path::Path;

use bilan_casework::Knowledge;
use bilan_casework::case::Case;
use bilan_casework::labels;
use bilan_casework::release::{
    Format, OnRelease, Past, Released, Request, approve, past, profile, release, withdraw,
};
use bilan_model::{Code as _, ReleaseState};
use bilan_tally::Language;

use super::{changes, env, open_to_read, open_to_write};
use crate::args::ReleaseArgs;
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(
    args: &ReleaseArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let mut env = env(settings)?;
    if args.list {
        let (case, _) = open_to_read(&args.case, &env)?;
        return list(&case, args.json, printer, knowledge, settings.language);
    }
    let (mut case, state) = open_to_write(&args.case, args.dry_run, &env, printer)?;
    let why = args.why.as_deref().unwrap_or_default();
    if let Some(id) = &args.approve {
        let done = approve(&mut case, id, why, &mut env)?;
        return decided(&done, "release.approved", args.json, printer);
    }
    if let Some(id) = &args.withdraw {
        let done = withdraw(&mut case, id, why, &mut env)?;
        return decided(&done, "release.withdrawn", args.json, printer);
    }
    let target = args.output.as_deref().unwrap_or(Path::new("."));
    let formats = if args.formats.is_empty() { Format::ALL.to_vec() } else { args.formats.clone() };
    let request = Request {
        profile: profile(&args.profile)?,
        state: if args.is_final { ReleaseState::Final } else { ReleaseState::Candidate },
        formats: &formats,
        target,
        language: settings.language,
        reviewed_only: args.reviewed_only,
        coarsen: args.coarsen,
        four_eyes: false,
        dry_run: args.dry_run,
    };
    let released = release(&mut case, &state, &request, &mut env, knowledge)?;
    told(&released, target, args.json, printer, knowledge, settings.language)
}

/// Says what was written, what was held back, and what changed since the release before.
pub(crate) fn told(
    released: &Released,
    target: &Path,
    json: bool,
    printer: &mut Printer,
    knowledge: &Knowledge,
    language: Language,
) -> Outcome {
    if json {
        printer.json(released)?;
        return Ok(Ended::Well);
    }
    let texts = printer.texts.clone();
    let code = labels::code(language);
    let name = if released.entry.is_some() { "release.made" } else { "release.would" };
    let values = [
        ("release", released.release.get(..10).unwrap_or_default()),
        ("profile", &knowledge.label("profiles", released.profile.code(), code)),
        ("state", &knowledge.label("release_states", released.state.code(), code)),
        ("incidents", &released.incidents.to_string()),
        ("files", &released.files.len().to_string()),
        ("folder", &target.display().to_string()),
        ("entry", &released.entry.map_or_else(String::new, |entry| entry.to_string())),
    ];
    printer.text(&texts.say(name, &values), "")?;
    printer.text(
        &texts.counted("release.withheld", usize::try_from(released.withheld.total()).unwrap_or(usize::MAX)),
        "",
    )?;
    for (reason, times) in &released.withheld.0 {
        let values = [("reason", reason.as_str()), ("times", &times.to_string())];
        printer.text(&texts.say("release.reason", &values), "  ")?;
    }
    if let Some(coarsened) = &released.coarsened {
        let risk = format!("{:.1}", coarsened.risk * 100.0);
        let values =
            [("what", coarsened.sentence.as_str()), ("k", &coarsened.k.to_string()), ("risk", &risk)];
        printer.text(&texts.say("release.coarsened", &values), "")?;
    }
    if released.previous.is_some() {
        changes::print(&released.changes, printer, knowledge, code)?;
    }
    Ok(Ended::Well)
}

fn decided(done: &OnRelease, name: &str, json: bool, printer: &mut Printer) -> Outcome {
    if json {
        printer.json(done)?;
        return Ok(Ended::Well);
    }
    let entry = done.entry.map_or_else(String::new, |entry| entry.to_string());
    let values = [("release", done.release.get(..10).unwrap_or_default()), ("entry", &entry)];
    let text = printer.texts.say(name, &values);
    printer.text(&text, "")?;
    Ok(Ended::Well)
}

fn list(
    case: &Case,
    json: bool,
    printer: &mut Printer,
    knowledge: &Knowledge,
    language: Language,
) -> Outcome {
    let Past { releases, approvals } = past(case)?;
    let code = labels::code(language);
    let texts = printer.texts.clone();
    let approved = |id: &str| {
        let by = approvals.iter().filter(|approval| approval.release == id);
        by.map(|approval| approval.member.clone()).collect::<Vec<_>>().join(", ")
    };
    if json {
        for release in &releases {
            let incidents = release.ranges.len();
            printer.json(&serde_json::json!({
                "release": release.release, "profile": release.profile, "state": release.state,
                "made": release.made, "member": release.member, "why": release.why,
                "approved_by": approved(&release.release), "ranges": incidents,
            }))?;
        }
        return Ok(Ended::Well);
    }
    let head = [
        "release.head_id",
        "release.profile",
        "release.state",
        "release.made_head",
        "release.by",
        "release.approved_head",
    ]
    .map(|name| texts.say(name, &[]));
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = releases
        .iter()
        .map(|release| {
            vec![
                release.release.get(..10).unwrap_or_default().to_owned(),
                knowledge.label("profiles", release.profile.code(), code),
                knowledge.label("release_states", release.state.code(), code),
                release.made.get(..16).unwrap_or_default().replace('T', " "),
                release.member.clone(),
                approved(&release.release),
            ]
        })
        .collect();
    if rows.is_empty() {
        printer.text(&texts.say("release.none", &[]), "")?;
    } else {
        printer.table(&head, &rows, 0)?;
    }
    Ok(Ended::Well)
}
