//! `member`: who may work on a case, and as what.

use std::path::Path;

use bilan_casework::case::id_of;
use bilan_casework::{Error, ErrorKind, Message, message};
use bilan_web::guard::members::{self, MemberError, MemberRow};
use bilan_web::guard::password::Cost;
use bilan_web::guard::register::{Register, RegisterError};
use bilan_web::guard::roles::{Role, Roles};
use bilan_web::guard::world::World;
use serde::Serialize;

use super::env;
use crate::args::{MemberArgs, MemberCommand, MemberListArgs, MemberRole, MemberRolesArgs};
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;

/// What is printed of a member who was let in or reset.
#[derive(Serialize)]
struct HandedOver<'a> {
    name: &'a str,
    password: Option<String>,
}

pub(crate) fn run(command: &MemberCommand, settings: &Settings, printer: &mut Printer) -> Outcome {
    match command {
        MemberCommand::Add(args) => add(args, settings, printer),
        MemberCommand::List(args) => list(args, settings, printer),
        MemberCommand::Role(args) => role(args, settings, printer),
        MemberCommand::Reset(args) => reset(args, settings, printer),
        MemberCommand::Remove(args) => remove(args, settings, printer),
    }
}

fn add(args: &MemberRolesArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let (register, name, roles) =
        (register(&args.member.case, settings)?, &args.member.name, roles(&args.roles));
    if args.member.dry_run {
        members::check_new(&register, name, &roles).map_err(|error| told(error, &register))?;
        return would(&args.member, printer);
    }
    let password = members::add(&register, name, roles, Cost::FULL, &World::system());
    handed_over(&args.member, "member.added", password.map_err(|error| told(error, &register))?, printer)
}

fn reset(args: &MemberArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let register = register(&args.case, settings)?;
    if args.dry_run {
        known(args, &register)?;
        return would(args, printer);
    }
    let password = members::reset(&register, &args.name, Cost::FULL, &World::system());
    handed_over(args, "member.reset", password.map_err(|error| told(error, &register))?, printer)
}

fn role(args: &MemberRolesArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let register = register(&args.member.case, settings)?;
    if args.member.dry_run {
        known(&args.member, &register)?;
        return would(&args.member, printer);
    }
    let row = members::set_roles(&register, &args.member.name, &roles(&args.roles), None);
    let row = row.map_err(|error| told(error, &register))?;
    if args.member.json {
        printer.json(&row)?;
    } else {
        printer.say("member.role", &[("name", &row.name), ("roles", &roles_told(&row, printer))], "")?;
    }
    Ok(Ended::Well)
}

fn remove(args: &MemberArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let register = register(&args.case, settings)?;
    if args.dry_run {
        known(args, &register)?;
        return would(args, printer);
    }
    members::remove(&register, &args.name, None).map_err(|error| told(error, &register))?;
    if args.json {
        printer.json(&HandedOver { name: &args.name, password: None })?;
    } else {
        printer.say("member.removed", &[("name", &args.name)], "")?;
    }
    Ok(Ended::Well)
}

fn list(args: &MemberListArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let register = register(&args.case, settings)?;
    let rows = members::list(&register).map_err(|error| told(error.into(), &register))?;
    if args.format.json {
        printer.json(&rows)?;
        return Ok(Ended::Well);
    }
    if args.format.csv {
        let cells = |row: &MemberRow| {
            let codes: Vec<&str> = row.roles.iter().map(|role| role.code()).collect();
            let seen = row.last_seen.clone().unwrap_or_default();
            vec![
                row.name.clone(),
                codes.join(" "),
                row.second_factor.to_string(),
                row.passkeys.to_string(),
                seen,
            ]
        };
        let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
        printer.csv(&["name", "roles", "second_factor", "passkeys", "last_seen"], &rows)?;
        return Ok(Ended::Well);
    }
    if rows.is_empty() {
        printer.say("member.none", &[], "")?;
    }
    for row in &rows {
        printer.say("member.row", &[("name", &row.name), ("roles", &roles_told(row, printer))], "")?;
    }
    Ok(Ended::Well)
}

/// The register of a case; nothing of the case itself is read but its id.
fn register(case: &Path, settings: &Settings) -> Result<Register, Error> {
    let (env, id) = (env(settings)?, id_of(case)?);
    Register::open(env.home(), id).map_err(|error| {
        Error::new(
            ErrorKind::Failure,
            message!("the members of this case cannot be read: {error}", error = error),
        )
        .at(env.home().display())
        .safe("Nothing was changed.")
        .next("Bring the file back from a backup of that folder.")
    })
}

fn roles(given: &[MemberRole]) -> Roles {
    let role = |role: &MemberRole| match role {
        MemberRole::Reader => Role::Reader,
        MemberRole::Coder => Role::Coder,
        MemberRole::Reviewer => Role::Reviewer,
        MemberRole::Publisher => Role::Publisher,
        MemberRole::Admin => Role::Admin,
    };
    given.iter().map(role).collect()
}

fn roles_told(row: &MemberRow, printer: &Printer) -> String {
    let name = |role: &Role| match role {
        Role::Reader => "member.role.reader",
        Role::Coder => "member.role.coder",
        Role::Reviewer => "member.role.reviewer",
        Role::Publisher => "member.role.publisher",
        Role::Admin => "member.role.admin",
    };
    row.roles.iter().map(|role| printer.texts.say(name(role), &[])).collect::<Vec<_>>().join(", ")
}

/// Prints the password, this once.
fn handed_over(args: &MemberArgs, said: &str, password: String, printer: &mut Printer) -> Outcome {
    if args.json {
        printer.json(&HandedOver { name: &args.name, password: Some(password) })?;
        return Ok(Ended::Well);
    }
    let text = printer.texts.say(said, &[("name", &args.name)]);
    printer.text(&text, "")?;
    printer.verbatim(&password)?;
    Ok(Ended::Well)
}

fn would(args: &MemberArgs, printer: &mut Printer) -> Outcome {
    if args.json {
        printer.json(&HandedOver { name: &args.name, password: None })?;
    } else {
        printer.say("member.would", &[("name", &args.name)], "")?;
    }
    Ok(Ended::Well)
}

fn known(args: &MemberArgs, register: &Register) -> Result<(), Error> {
    let known = register.read(|kept| kept.member(&args.name).is_some());
    match known {
        Ok(true) => Ok(()),
        Ok(false) => Err(told(MemberError::Unknown, register)),
        Err(error) => Err(told(error.into(), register)),
    }
}

/// Why members stay as they are, for a person.
fn told(error: MemberError, register: &Register) -> Error {
    let usage = |what: Message, next: &'static str| {
        Error::new(ErrorKind::Usage, what).safe("Nothing was changed.").next(next)
    };
    match error {
        MemberError::Name => usage(
            message!("this is not a name of a member"),
            "Use 1 to 64 letters, digits, spaces and the signs . - _ ' @, with a letter or digit first.",
        ),
        MemberError::Exists => usage(
            message!("a member of this name is there already"),
            "Choose another name, or look at `bilan member list`.",
        ),
        MemberError::Unknown => {
            usage(message!("there is no member of this name"), "Look at `bilan member list`.")
        }
        MemberError::NoRole => usage(message!("a member needs a role"), "Give one with --role."),
        MemberError::LastAdmin => {
            usage(message!("the last admin of a team stays"), "Make another member admin first.")
        }
        MemberError::Own => usage(message!("nobody changes their own roles"), "Ask another admin."),
        MemberError::Register(RegisterError::Damaged { path, why }) => Error::new(
            ErrorKind::Failure,
            message!("the members of this case cannot be read: {error}", error = why),
        )
        .at(path)
        .safe("Nothing was changed.")
        .next("Bring the file back from a backup of that folder."),
        MemberError::Register(error) => Error::new(
            ErrorKind::Failure,
            message!("the members of this case cannot be written: {error}", error = error),
        )
        .at(register.file().display())
        .safe("Nothing was changed.")
        .next("Check that the disk is connected, writable and not full, then give the same command again."),
    }
}
