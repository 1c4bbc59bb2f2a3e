//! `judge`: a person's decision on a claim.

use bilan_casework::judge::{JudgedNow, Ruling as Decided, add_claim, judge};
use bilan_casework::list::claim_says;
use bilan_casework::saying::Saying;
use bilan_casework::{Error, ErrorKind, Message, message};
use bilan_model::{ClaimKind, Verdict};

use super::{decided, env, open_to_write};
use crate::args::{ClaimKindArg, JudgeArgs, Ruling, SayingArgs};
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;
use crate::words::{self, short};

pub(crate) fn run(args: &JudgeArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let mut env = env(settings)?;
    let saying = saying(&args.saying);
    check(args, &saying)?;
    let (mut case, state) = open_to_write(&args.case, args.decision.dry_run, &env, printer)?;
    let why = &args.decision.why;
    let ruling = match args.ruling {
        Ruling::Accept => Decided::Accept,
        Ruling::Reject => Decided::Reject,
        Ruling::Correct => Decided::Correct(saying.clone()),
        Ruling::Add => {
            let kind = kind(args.kind.unwrap_or(ClaimKindArg::Toll));
            let incident = args.incident.as_deref();
            let now = add_claim(&mut case, &state, &args.id, kind, incident, &saying, why, &mut env)?;
            return told(args, &now, printer);
        }
    };
    let now = judge(&mut case, &state, &args.id, ruling, why, &mut env)?;
    told(args, &now, printer)
}

/// Refuses options that the decision does not read, before anything is opened.
fn check(args: &JudgeArgs, saying: &Saying) -> Result<(), Failure> {
    let refused = |what: Message, next: Message| -> Result<(), Failure> {
        Err(Error::new(ErrorKind::Usage, what).safe("Nothing was written.").next(next).into())
    };
    match args.ruling {
        Ruling::Accept | Ruling::Reject if *saying != Saying::default() => refused(
            message!("what a claim says can be given only where it is corrected or added"),
            message!("Use correct in place of it."),
        ),
        Ruling::Add if args.kind.is_none() => refused(
            message!("the kind of the claim is missing"),
            message!("Give it with --kind toll, status, responsibility or act."),
        ),
        Ruling::Accept | Ruling::Reject | Ruling::Correct
            if args.kind.is_some() || args.incident.is_some() =>
        {
            refused(
                message!("--kind and --incident belong to a claim that is added"),
                message!("Leave them out."),
            )
        }
        Ruling::Accept | Ruling::Reject | Ruling::Correct | Ruling::Add => Ok(()),
    }
}

fn kind(kind: ClaimKindArg) -> ClaimKind {
    match kind {
        ClaimKindArg::Toll => ClaimKind::Toll,
        ClaimKindArg::Status => ClaimKind::Status,
        ClaimKindArg::Responsibility => ClaimKind::Responsibility,
        ClaimKindArg::Act => ClaimKind::Act,
    }
}

fn saying(args: &SayingArgs) -> Saying {
    Saying {
        quote: args.quote.clone(),
        at: None,
        source: args.source.clone(),
        hedged: args.hedged,
        outcome: args.outcome,
        relation: args.relation,
        value: args.value,
        high: args.high,
        victims: args.victims,
        confirmation: args.confirmation,
        part_of: args.part_of.clone(),
        status: args.status,
        party: args.party.clone(),
        stance: args.stance,
        act: args.act,
        method: args.method,
    }
}

fn told(args: &JudgeArgs, now: &JudgedNow, printer: &mut Printer) -> Outcome {
    if args.decision.json {
        printer.json(now)?;
        return Ok(Ended::Well);
    }
    let says = claim_says(&now.claim).replace('_', " ");
    let source = words::source(&printer.texts, now.claim.attributed_to(), None);
    let before = now.before.as_ref().map_or(String::new(), |claim| {
        let source = words::source(&printer.texts, claim.attributed_to(), None);
        printer
            .texts
            .say("judge.claim", &[("says", &claim_says(claim).replace('_', " ")), ("source", &source)])
    });
    let claim = printer.texts.say("judge.claim", &[("says", &says), ("source", &source)]);
    let values = [("id", short(now.claim.id().as_str())), ("claim", &claim), ("before", &before)];
    let name = match (now.added && now.before.is_none(), now.verdict) {
        (true, _) => "judged/add",
        (false, Verdict::Accept) => "judged/accept",
        (false, Verdict::Reject) => "judged/reject",
        (false, Verdict::Correct) => "judged/correct",
    };
    let text = printer.texts.say(name, &values);
    decided::told(&args.case, &args.decision, &now.entered, &text, printer)
}
