//! What is said after a decision: what was decided, and how to take it back.

use std::path::Path;

use bilan_casework::decide::Entered;

use crate::args::Decision;
use crate::print::{Ended, Outcome, Printer};

/// Says a decision, or what it would be.
pub(crate) fn told(
    case: &Path,
    decision: &Decision,
    entered: &Entered,
    text: &str,
    printer: &mut Printer,
) -> Outcome {
    if decision.dry_run {
        let text = printer.texts.say("decided.would", &[("text", text)]);
        printer.text(&text, "")?;
        return Ok(Ended::Well);
    }
    printer.text(text, "")?;
    let (case, entry) = (case.display().to_string(), entered.entry.to_string());
    let text = printer.texts.say("decided.undo", &[("case", &case), ("entry", &entry)]);
    printer.verbatim(&text)?;
    Ok(Ended::Well)
}
