//! `note`: what a person was told, as a report of its own.

use std::fs;
use std::io::{Read as _, stdin};
use std::path::Path;

use bilan_casework::decisions::{Consent, NoteKind};
use bilan_casework::note::{Noted, Testimony, note};
use bilan_casework::{Error, ErrorKind, Knowledge, Message, message};

use super::{env, open_to_write};
use crate::args::{ConsentArg, NoteArgs, NoteKindArg};
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;
use crate::words::short;

/// The longest note, in bytes.
const BYTES_MAX: u64 = 4 << 20;

pub(crate) fn run(
    args: &NoteArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let mut env = env(settings)?;
    let told = Testimony {
        pseudonym: args.pseudonym.clone(),
        consent: match args.consent {
            ConsentArg::Internal => Consent::Internal,
            ConsentArg::Court => Consent::Court,
            ConsentArg::Public => Consent::Public,
        },
        how: match args.how {
            NoteKindArg::Interview => NoteKind::Interview,
            NoteKindArg::PhoneCall => NoteKind::PhoneCall,
            NoteKindArg::Message => NoteKind::Message,
            NoteKindArg::Visit => NoteKind::Visit,
        },
        held: args.held,
        language: args.language.clone(),
        text: text(args)?,
    };
    let (mut case, state) = open_to_write(&args.case, args.dry_run, &env, printer)?;
    let noted = note(&mut case, &state, &told, &mut env, knowledge)?;
    if args.json {
        printer.json(&noted)?;
        return Ok(Ended::Well);
    }
    said(args, &noted, printer)
}

/// The words of a note: given, from a file, or from standard input.
fn text(args: &NoteArgs) -> Result<String, Failure> {
    if let Some(text) = &args.text {
        return Ok(text.clone());
    }
    let path = args.file.as_deref().unwrap_or(Path::new("-"));
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        stdin().lock().take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
    } else {
        let mut open = || fs::File::open(path)?.take(BYTES_MAX + 1).read_to_end(&mut bytes);
        open().map_err(|error| Error::reading(path, &error))?;
    }
    let refused = |what: Message, next: Message| {
        Failure::from(
            Error::new(ErrorKind::Usage, what).at(path.display()).safe("Nothing was written.").next(next),
        )
    };
    if bytes.len() as u64 > BYTES_MAX {
        return Err(refused(
            message!("the note is larger than 4 MiB"),
            message!("Add it as a document: bilan add CASE FILE."),
        ));
    }
    String::from_utf8(bytes).map_err(|_| {
        refused(
            message!("the note is not text in UTF-8"),
            message!("Save it as plain text in UTF-8, or add it as a document."),
        )
    })
}

fn said(args: &NoteArgs, noted: &Noted, printer: &mut Printer) -> Outcome {
    let texts = printer.texts.clone();
    let (incidents, claims) =
        (texts.counted("count.incidents", noted.incidents), texts.counted("count.claims", noted.claims));
    let values = [("report", short(&noted.report)), ("incidents", &incidents), ("claims", &claims)];
    let text =
        if noted.not_coded { texts.say("noted.uncoded", &values) } else { texts.say("noted.coded", &values) };
    if args.dry_run {
        printer.text(&texts.say("decided.would", &[("text", &text)]), "")?;
        return Ok(Ended::Well);
    }
    printer.text(&text, "")?;
    let (case, entry) = (args.case.display().to_string(), noted.entry.to_string());
    printer.verbatim(&texts.say("decided.undo", &[("case", &case), ("entry", &entry)]))?;
    Ok(Ended::Well)
}
