//! `import`: a table of another data set as a source.

use std::fs;
use std::io::Read as _;

use bilan_casework::import::{DataSet, Imported, Request, import};
use bilan_casework::{Error, ErrorKind, Knowledge, message};

use super::{env, open_to_write};
use crate::args::{ImportArgs, ImportKindArg};
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;

/// The largest table that is taken in.
const BYTES_MAX: u64 = 512 << 20;

pub(crate) fn run(
    args: &ImportArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let mut env = env(settings)?;
    let request = Request {
        from: args.file.display().to_string(),
        bytes: bytes(args)?,
        set: args.kind.map(|kind| match kind {
            ImportKindArg::Acled => DataSet::Acled,
            ImportKindArg::Ucdp => DataSet::Ucdp,
            ImportKindArg::Table => DataSet::Table,
        }),
        map: args.map.clone(),
        publisher: args.publisher.clone(),
        published: args.published,
    };
    let (mut case, state) = open_to_write(&args.case, args.dry_run, &env, printer)?;
    let imported = import(&mut case, &state, &request, &mut env, knowledge, printer)?;
    if args.json {
        printer.json(&imported)?;
    } else {
        told(args, &imported, printer)?;
    }
    Ok(if imported.failed.is_empty() { Ended::Well } else { Ended::WithFindings })
}

fn bytes(args: &ImportArgs) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut open = || fs::File::open(&args.file)?.take(BYTES_MAX + 1).read_to_end(&mut bytes);
    open().map_err(|error| Error::reading(&args.file, &error))?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(Error::new(ErrorKind::Failure, message!("the table is larger than 512 MiB"))
            .at(args.file.display())
            .safe("Nothing was imported.")
            .next("Split it into smaller tables, each with the names of the columns, and import those.")
            .into());
    }
    Ok(bytes)
}

fn told(args: &ImportArgs, imported: &Imported, printer: &mut Printer) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    for row in &imported.failed {
        let line = texts.say("added.line", &[("line", &row.line.to_string())]);
        let at = if row.column.is_empty() { line } else { format!("{line}, {}", row.column) };
        let values = [("from", &*format!("{}, {at}", imported.from)), ("what", &row.what)];
        printer.note(&texts.say("added.note", &values));
    }
    let (rows, claims) =
        (texts.counted("count.rows", imported.rows), texts.counted("count.claims", imported.claims));
    let values = [("publisher", imported.publisher.as_str()), ("rows", &rows), ("claims", &claims)];
    printer.say(if args.dry_run { "imported/would" } else { "imported/done" }, &values, "")?;
    if imported.known > 0 {
        let rows = texts.counted("count.rows", imported.known);
        printer.say("imported.known", &[("rows", &rows)], "")?;
    }
    if args.dry_run || imported.rows == 0 {
        return Ok(());
    }
    let linked = texts.counted("count.rows", imported.linked);
    let incidents = texts.counted("count.incidents", imported.incidents);
    printer.say("imported.linked", &[("rows", &linked), ("incidents", &incidents)], "")?;
    let (case, entry) = (args.case.display().to_string(), imported.entry.to_string());
    printer.verbatim(&texts.say("decided.undo", &[("case", &case), ("entry", &entry)]))?;
    Ok(())
}
