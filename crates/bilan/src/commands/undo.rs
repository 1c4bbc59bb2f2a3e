//! `undo`: an earlier entry counts no more.

use bilan_casework::Knowledge;
use bilan_casework::labels;
use bilan_casework::undo::undo;

use super::{decided, env, open_to_write};
use crate::args::UndoArgs;
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(
    args: &UndoArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let mut env = env(settings)?;
    let (mut case, state) = open_to_write(&args.case, args.decision.dry_run, &env, printer)?;
    let now = undo(&mut case, &state, args.entry, &args.decision.why, &mut env, knowledge)?;
    if args.decision.json {
        printer.json(&now)?;
        return Ok(Ended::Well);
    }
    let texts = printer.texts.clone();
    let what = texts.say(&format!("what/{}", now.what), &[]);
    let mut text = texts.say("undone.entry", &[("entry", &now.undone.to_string()), ("what", &what)]);
    if now.recoded > 0 {
        text.push(' ');
        text.push_str(&texts.counted("undone.recoded", now.recoded));
    }
    let ended = decided::told(&args.case, &args.decision, &now.entered, &text, printer)?;
    super::changes::print(&now.changes, printer, knowledge, labels::code(settings.language))?;
    Ok(ended)
}
