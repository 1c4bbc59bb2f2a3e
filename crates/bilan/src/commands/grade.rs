//! `grade`: how far an incident is established, as a person says.

use bilan_casework::Knowledge;
use bilan_casework::grade::{GradedNow, Said, set};
use bilan_casework::labels;
use bilan_model::{Code as _, Grading, StandardOfProof};

use super::{decided, env, open_to_write};
use crate::args::GradeArgs;
use crate::locale::Texts;
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(
    args: &GradeArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let mut env = env(settings)?;
    let (mut case, state) = open_to_write(&args.case, args.decision.dry_run, &env, printer)?;
    let said = Said { happened: args.happened, who: args.who, standard_of_proof: args.standard_of_proof };
    let now = set(&mut case, &state, &args.incident, said, &args.decision.why, &mut env)?;
    if args.decision.json {
        printer.json(&now)?;
        return Ok(Ended::Well);
    }
    let text = sentence(&now, &printer.texts, knowledge, labels::code(settings.language));
    decided::told(&args.case, &args.decision, &now.entered, &text, printer)
}

fn sentence(now: &GradedNow, texts: &Texts, knowledge: &Knowledge, language: &str) -> String {
    let said = |grading: Grading| {
        let happened = knowledge.label("grades", grading.happened.code(), language);
        let who = knowledge.label("attributions", grading.who.code(), language);
        texts.say("policy.grades", &[("happened", &happened), ("who", &who)])
    };
    let values = [("incident", now.incident.as_str()), ("now", &said(now.now)), ("rule", &said(now.by_rule))];
    let mut text = texts.say("graded.now", &values);
    if let Some(standard) = now.standard_of_proof {
        let standard = knowledge.label(StandardOfProof::LIST, standard.code(), language);
        text.push(' ');
        text.push_str(&texts.say("graded.standard", &[("standard", &standard)]));
    }
    text
}
