//! `method`: the method statement of the case as it is.

use bilan_casework::Knowledge;
use bilan_casework::release::statement;

use super::{env, open_to_read};
use crate::args::MethodArgs;
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(
    args: &MethodArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let (_case, state) = open_to_read(&args.case, &env(settings)?)?;
    let statement = statement(&state, knowledge, settings.language)?;
    if args.json {
        printer.json(&statement)?;
        return Ok(Ended::Well);
    }
    for part in &statement.parts {
        printer.heading(&part.name)?;
        for paragraph in &part.text {
            printer.text(paragraph, "")?;
        }
        printer.blank()?;
    }
    Ok(if statement.is_whole() { Ended::Well } else { Ended::WithFindings })
}
