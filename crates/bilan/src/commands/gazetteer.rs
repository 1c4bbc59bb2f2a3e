//! `gazetteer import`: an operator's own places.

use bilan_casework::Knowledge;
use bilan_casework::gazetteer::{Format, Import, Imported, import};

use super::env;
use crate::args::{GazetteerCommand, GazetteerFormat, GazetteerImportArgs};
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(command: &GazetteerCommand, settings: &Settings, printer: &mut Printer) -> Outcome {
    match command {
        GazetteerCommand::Import(args) => import_files(args, settings, printer),
    }
}

fn import_files(args: &GazetteerImportArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let env = env(settings)?;
    let asked = Import {
        files: &args.files,
        format: args.format.map(format),
        source: args.source.as_deref(),
        dry_run: args.dry_run,
    };
    let imported = import(&asked, &Knowledge::embedded(), &env, printer)?;
    if args.json {
        printer.json(&imported)?;
    } else {
        told(args, &imported, printer)?;
    }
    Ok(if imported.has_findings() { Ended::WithFindings } else { Ended::Well })
}

fn format(format: GazetteerFormat) -> Format {
    match format {
        GazetteerFormat::Geonames => Format::GeoNames,
        GazetteerFormat::Cod => Format::Cod,
        GazetteerFormat::Wikidata => Format::Wikidata,
    }
}

fn told(args: &GazetteerImportArgs, imported: &Imported, printer: &mut Printer) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    for file in &imported.files {
        let name = file.path.as_str();
        if let Some(error) = &file.failed {
            let what = error.what.in_language(printer.language);
            printer.note(&texts.say("added.note", &[("from", name), ("what", &what)]));
            continue;
        }
        let places = texts.counted("count.places", number(file.places));
        let rows = texts.counted("count.rows", number(file.rows));
        let passed = file.passed_over.to_string();
        let values = [("file", name), ("places", &places), ("rows", &rows), ("passed", &passed)];
        printer.text(&texts.say("gazetteer.file", &values), "  ")?;
        for finding in &file.findings.named {
            let line = finding.line.to_string();
            printer.note(
                &texts.say("gazetteer.line", &[("file", name), ("line", &line), ("what", &finding.what)]),
            );
        }
        if file.findings.more > 0 {
            let more = file.findings.more.to_string();
            printer.note(&texts.say("gazetteer.more", &[("file", name), ("n", &more)]));
        }
    }
    let places = texts.counted("count.places", imported.places);
    if args.dry_run {
        printer.text(&texts.say("gazetteer.would", &[("places", &places)]), "")?;
    } else {
        printer.text(&texts.say("gazetteer.done", &[("places", &places)]), "")?;
        printer.text(&texts.say("gazetteer.next", &[]), "")?;
    }
    Ok(())
}
