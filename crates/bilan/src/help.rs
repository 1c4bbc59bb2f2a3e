//! The command line with its help in the reader's language, and what is said of one that cannot be understood.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error as _;
use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::LazyLock;

use bilan_reader::visible_controls;
use bilan_tally::Language;
use clap::error::{ContextKind, Error, ErrorKind};
use clap::{Arg, Command, CommandFactory as _, FromArgMatches as _, Parser as _};
use serde::Deserialize;

use crate::args::{Cli, Global, Lang};
use crate::locale::fill;
use crate::settings::Settings;

/// The texts of help in one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    /// By the English text.
    help: BTreeMap<String, String>,
    /// What stands for a value, by the English word.
    names: BTreeMap<String, String>,
    frame: Frame,
    /// By the kind of the mistake.
    errors: BTreeMap<String, String>,
    /// Why a value is refused, by the English text.
    reasons: BTreeMap<String, String>,
}

/// What stands around.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Frame {
    template: String,
    commands: String,
    default: String,
    values: String,
    values_long: String,
    value: String,
    error: String,
    usage: String,
    more: String,
    similar: String,
}

/// Clap keeps what it is given for as long as the program runs.
static FRENCH: LazyLock<Texts> =
    LazyLock::new(|| toml::from_str(include_str!("../locale/help.fr.toml")).expect("a test reads it"));

impl Texts {
    /// The text for an English one, which stays where there is none.
    fn of(&self, english: &str) -> String {
        self.help.get(english).map_or(english, String::as_str).to_owned()
    }
}

/// The whole command line.
pub(crate) fn command(language: Language) -> Command {
    match language {
        Language::En => Cli::command(),
        Language::Fr => {
            let mut command = Cli::command();
            // Help itself, the version and the verb `help` are only made here.
            command.build();
            translated(command, &FRENCH)
        }
    }
}

/// Reads the command line; where it asks for help or is wrong, says so and gives the exit code.
pub(crate) fn parse() -> Result<Cli, ExitCode> {
    let given: Vec<OsString> = std::env::args_os().collect();
    if language(&given) == Language::En {
        return Ok(Cli::parse_from(given));
    }
    let mut command = command(Language::Fr);
    let matches = command.try_get_matches_from_mut(given);
    let cli = matches.and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    cli.map_err(|error| match error.kind() {
        kind if told_by_clap(kind) => error.exit(),
        _ => {
            eprintln!("{}", told(&error, &FRENCH));
            ExitCode::from(2)
        }
    })
}

/// The kinds that are answers, not mistakes.
fn told_by_clap(kind: ErrorKind) -> bool {
    [ErrorKind::DisplayHelp, ErrorKind::DisplayVersion, ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand]
        .contains(&kind)
}

/// The language that a command line asks for, before it is understood; else that of the system.
fn language(given: &[OsString]) -> Language {
    let mut words = given.iter().skip(1).map(|word| word.to_string_lossy());
    let mut asked = None;
    while let Some(word) = words.next().filter(|word| word != "--") {
        let value = match word.strip_prefix("--lang") {
            Some("") => words.next().map(Cow::into_owned),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        asked = match value.as_deref() {
            Some("fr") => Some(Lang::Fr),
            Some("en") => Some(Lang::En),
            Some(_) | None => asked,
        };
    }
    Settings::of(&Global { lang: asked, no_input: false }).language
}

/// A command and all below it in another language.
fn translated(command: Command, texts: &'static Texts) -> Command {
    let about = command.get_about().map(|text| texts.of(&text.to_string()));
    let long_about = command.get_long_about().map(|text| texts.of(&text.to_string()));
    let after_help = command.get_after_help().map(|text| texts.of(&text.to_string()));
    let mut command = command
        .help_template(&*texts.frame.template)
        .subcommand_help_heading(&*texts.frame.commands)
        .subcommand_value_name(texts.names.get("COMMAND").map_or("COMMAND", String::as_str))
        .mut_args(|arg| argument(arg, texts));
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(long_about) = long_about {
        command = command.long_about(long_about);
    }
    if let Some(after_help) = after_help {
        command = command.after_help(after_help);
    }
    command.mut_subcommands(|below| translated(below, texts))
}

/// An argument in another language. Its default and its values, which clap tells in English, become part of the text.
fn argument(arg: Arg, texts: &'static Texts) -> Arg {
    let names: Vec<String> =
        arg.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
    let mut help = arg.get_help().map(|text| texts.of(&text.to_string())).unwrap_or_default();
    let mut long = arg.get_long_help().map_or_else(|| help.clone(), |text| texts.of(&text.to_string()));
    if arg.get_action().takes_values() {
        let values: Vec<_> =
            arg.get_possible_values().into_iter().filter(|value| !value.is_hide_set()).collect();
        let listed: Vec<&str> = values.iter().map(clap::builder::PossibleValue::get_name).collect();
        let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if !values.is_empty() {
            help = format!("{help} {}", fill(&texts.frame.values, &[("x", &listed.join(", "))]));
            let lines = values.iter().map(|value| {
                let about = value.get_help().map(|text| texts.of(&text.to_string())).unwrap_or_default();
                let line = fill(&texts.frame.value, &[("name", value.get_name()), ("help", &about)]);
                if about.is_empty() { format!("\n- {}", value.get_name()) } else { format!("\n{line}") }
            });
            long = format!("{long}\n\n{}{}", texts.frame.values_long, lines.collect::<String>());
        }
        if !default.is_empty() {
            let told = fill(&texts.frame.default, &[("x", &default.join(" "))]);
            help = format!("{help} {told}");
            long = format!("{long}\n\n{told}");
        }
    }
    let heading = arg.get_help_heading().and_then(|heading| texts.help.get(heading));
    let mut arg = arg.hide_default_value(true).hide_possible_values(true);
    if long != help {
        arg = arg.long_help(long);
    }
    arg = arg.help(help);
    if let Some(heading) = heading {
        arg = arg.help_heading(heading.as_str());
    }
    let names: Option<Vec<&str>> =
        names.iter().map(|name| texts.names.get(name).map(String::as_str)).collect();
    if let Some(names) = names.filter(|names| !names.is_empty()) {
        arg = arg.value_names(names);
    }
    arg
}

/// What is wrong with a command line, in another language.
fn told(error: &Error, texts: &Texts) -> String {
    let about = |kind| error.get(kind).map(|found| visible_controls(&found.to_string())).unwrap_or_default();
    let value = about(ContextKind::InvalidValue);
    let why = error.source().map(|why| reason(&why.to_string(), texts)).unwrap_or_default();
    let none = error.kind() == ErrorKind::InvalidValue && value.is_empty();
    let kind = if none { "NoValue".to_owned() } else { format!("{:?}", error.kind()) };
    let values = [
        ("arg", about(ContextKind::InvalidArg)),
        ("command", about(ContextKind::InvalidSubcommand)),
        ("other", about(ContextKind::PriorArg)),
        ("value", value),
        ("why", why),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let sentence = texts.errors.get(&kind).or_else(|| texts.errors.get("Other")).cloned().unwrap_or_default();
    let mut told = fill(&texts.frame.error, &[("x", &fill(&sentence, &values))]);
    let valid = about(ContextKind::ValidValue);
    if !valid.is_empty() {
        told = format!("{told}\n  {}", fill(&texts.frame.values, &[("x", &valid)]));
    }
    for kind in [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue] {
        let similar = about(kind);
        if !similar.is_empty() {
            told = format!("{told}\n\n  {}", fill(&texts.frame.similar, &[("x", &similar)]));
        }
    }
    let usage = about(ContextKind::Usage);
    if !usage.is_empty() {
        let usage = usage.trim_start_matches("Usage:").trim_start();
        told = format!("{told}\n\n{}", fill(&texts.frame.usage, &[("x", usage)]));
    }
    format!("{told}\n\n{}", texts.frame.more)
}

/// Why a value is refused; a reason may go on behind the words that are known.
fn reason(english: &str, texts: &Texts) -> String {
    let known =
        texts.reasons.iter().find_map(|(known, told)| Some((told, english.strip_prefix(known.as_str())?)));
    known.map_or_else(|| english.to_owned(), |(told, rest)| format!("{told}{rest}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every English text of help, and every name of a value.
    fn texts_of(command: &Command, help: &mut BTreeSet<String>, names: &mut BTreeSet<String>) {
        let about = [command.get_about(), command.get_long_about(), command.get_after_help()];
        help.extend(about.into_iter().flatten().map(ToString::to_string));
        for arg in command.get_arguments() {
            help.extend(arg.get_help().into_iter().map(ToString::to_string));
            help.extend(arg.get_long_help().into_iter().map(ToString::to_string));
            help.extend(arg.get_help_heading().map(str::to_owned));
            if arg.get_action().takes_values() {
                names.extend(arg.get_value_names().into_iter().flatten().map(ToString::to_string));
                let values = arg.get_possible_values();
                help.extend(values.iter().filter_map(|value| value.get_help()).map(ToString::to_string));
            }
        }
        command.get_subcommands().for_each(|below| texts_of(below, help, names));
    }

    #[test]
    fn every_text_of_help_is_in_french_and_no_text_is_left_over() {
        let texts = &*FRENCH;
        let mut english = Cli::command();
        english.build();
        let (mut help, mut names) = (BTreeSet::new(), BTreeSet::from(["COMMAND".to_owned()]));
        texts_of(&english, &mut help, &mut names);
        let missing: Vec<&String> = help.iter().filter(|text| !texts.help.contains_key(*text)).collect();
        assert!(missing.is_empty(), "no French text for: {missing:#?}");
        let left: Vec<&String> = texts.help.keys().filter(|text| !help.contains(*text)).collect();
        assert!(left.is_empty(), "nothing says: {left:#?}");
        assert_eq!(names.iter().collect::<Vec<_>>(), texts.names.keys().collect::<Vec<_>>());
    }

    #[test]
    fn the_french_command_line_is_well_formed_and_french() {
        let mut command = command(Language::Fr);
        command.clone().debug_assert();
        let help = command.render_long_help().to_string();
        assert!(help.contains("Utilisation : bilan") && help.contains("Commandes:"), "{help}");
        let judge = command.find_subcommand_mut("judge").unwrap().render_long_help().to_string();
        assert!(judge.contains("- accept : Elle est bien lue") && judge.contains("<DOSSIER>"), "{judge}");
        for english in ["Usage", "Print help", "possible values", "Possible values", "default:"] {
            assert!(!help.contains(english) && !judge.contains(english), "{help}{judge}");
        }
    }

    /// What is said of a command line in French.
    fn said(line: &[&str]) -> String {
        let mut command = command(Language::Fr);
        let matches = command.try_get_matches_from_mut(line);
        told(&matches.unwrap_err(), &FRENCH)
    }

    #[test]
    fn mistakes_of_a_command_line_are_told_in_french() {
        let cases: [(&[&str], &str); 8] = [
            (&["bilan", "lst"], "commande inconnue : « lst »"),
            (&["bilan", "list", "c", "reports", "--jsn"], "argument inconnu : « --jsn »"),
            (&["bilan", "list", "c", "report"], "valeur refusée pour « <TYPE> » : « report »"),
            (&["bilan", "list", "c"], "il manque : <TYPE>"),
            (&["bilan", "init", "c", "--lang"], "il manque une valeur à « --lang <LANGUE> »"),
            (&["bilan", "add", "c", "p", "--published", "x"], "(écrivez un jour sous la forme 2024-05-23)"),
            (&["bilan", "undo", "c", "x", "--why", "y"], "(ce n'est pas un nombre entier)"),
            (&["bilan", "list", "c", "reports", "--json", "--csv"], "« --json » ne va pas avec « --csv »"),
        ];
        for (line, words) in cases {
            let told = said(line);
            assert!(told.starts_with("erreur : ") && told.contains(words), "{told}");
            assert!(!told.contains("Usage") && !told.contains("error"), "{told}");
        }
    }

    #[test]
    fn the_language_asked_for_is_known_before_the_line_is_understood() {
        let of = |line: &[&str]| language(&line.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(of(&["bilan", "list", "--lang", "fr", "--nonsense"]), Language::Fr);
        assert_eq!(of(&["bilan", "--lang=fr"]), Language::Fr);
        assert_eq!(of(&["bilan", "--lang=fr", "--lang", "en"]), Language::En);
    }
}
