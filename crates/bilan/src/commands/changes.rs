//! Figures that changed, before and after, as a table.

use bilan_casework::Knowledge;
use bilan_casework::change::{Change, Figure};
use bilan_model::{Code as _, Outcome as Harm};

use crate::locale::Texts;
use crate::print::{Failure, Printer};

/// At most this many rows are printed; `--json` has them all.
const SHOWN_MAX: usize = 40;

/// Prints what changed, or that nothing did.
pub(crate) fn print(
    changes: &[Change],
    printer: &mut Printer,
    knowledge: &Knowledge,
    language: &str,
) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    if changes.is_empty() {
        printer.text(&texts.say("change.none", &[]), "")?;
        return Ok(());
    }
    printer.text(&texts.counted("change.figures", changes.len()), "")?;
    let head = ["change.incident", "policy.outcome", "policy.policy", "change.before", "change.after"]
        .map(|name| texts.say(name, &[]));
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let row = |change: &Change| {
        vec![
            change.incident.clone(),
            knowledge.label(Harm::LIST, change.outcome.code(), language),
            knowledge.label("policies", change.policy.code(), language),
            figure(change.before.as_ref(), &texts),
            figure(change.after.as_ref(), &texts),
        ]
    };
    let rows: Vec<Vec<String>> = changes.iter().take(SHOWN_MAX).map(row).collect();
    printer.table(&head, &rows, 0)?;
    if changes.len() > SHOWN_MAX {
        printer.text(&texts.counted("change.more", changes.len() - SHOWN_MAX), "")?;
    }
    Ok(())
}

fn figure(figure: Option<&Figure>, texts: &Texts) -> String {
    let Some(figure) = figure else { return texts.say("change.no_figure", &[]) };
    let number = |value: Option<u64>| value.map_or_else(|| "–".to_owned(), |value| value.to_string());
    let plus = if figure.high_open { "+" } else { "" };
    let mut text = match (figure.low, figure.high) {
        (low, high) if low == high => format!("{}{plus}", number(low)),
        (low, high) => format!("{}–{}{plus}", number(low), number(high)),
    };
    if let Some(best) = figure.best.filter(|_| figure.low != figure.high) {
        text += &texts.say("change.best", &[("best", &best.to_string())]);
    }
    if figure.contested {
        text += &texts.say("change.contested", &[]);
    }
    text + &texts.counted("change.claims", figure.claims)
}
