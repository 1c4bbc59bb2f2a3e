//! The whole command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Casualty recording: who was killed, where, when, by whom, according to whom.
#[derive(Debug, Parser)]
#[command(
    name = "bilan",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    subcommand_required = true,
    max_term_width = 100,
    after_help = "Begin with `bilan demo`: it does the whole job on sample reports.\n\n\
                  Exit codes: 0 done; 1 failure; 2 wrong use; 3 finished, with findings to look at;\n\
                  4 the evidence is not what it was; 5 another process works on the case; 130 interrupted."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Language of tolls, tables and dossiers; by default that of your system
    #[arg(long, global = true, value_name = "LANGUAGE", value_enum)]
    pub(crate) lang: Option<Lang>,
    /// Never ask anything (bilan asks nothing today)
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// English
    En,
    /// French
    Fr,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(DemoArgs),
    Init(InitArgs),
    Add(AddArgs),
    Code(CodeArgs),
    List(ListArgs),
    Show(ShowArgs),
    Tally(TallyArgs),
    Dossier(DossierArgs),
    Verify(VerifyArgs),
    Completions(CompletionsArgs),
}

/// Do the whole job on sample reports: a case, its tolls by source, a dossier
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The folder to make; an earlier demonstration in it is replaced, anything else is left alone
    #[arg(long, value_name = "DIR", default_value = "bilan-demo")]
    pub(crate) dir: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Make a case: a folder with its log, its vault and its public keys
///
/// The secret keys stay outside the case, in your own data folder (~/.local/share/bilan, or where the variables
/// `BILAN_HOME` or `XDG_DATA_HOME` say). Without them nobody can add to the case: back them up.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder to make
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Keep the case encrypted (refused: this version cannot)
    #[arg(long)]
    pub(crate) encrypt: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Take reports into a case: preserve the originals, read, code and link them
///
/// Text, Markdown, web pages and JSON lines are read. What cannot be read is preserved all the same, and said. A
/// folder that holds a reports.toml gives the reports listed there; any other folder gives all its files.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Files, folders, or `-` for one document on standard input
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// When they were published, as 2024-05-23; without it a day without a year stays without a year
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) published: Option<Date>,
    /// Who published them
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,
    /// Their language, as fr or en; by default what they say, or what their letters tell
    #[arg(long, value_name = "CODE", value_parser = language)]
    pub(crate) language: Option<String>,
    /// The report of the case that this one document replaces; it stays, and leaves the tolls
    #[arg(long, value_name = "REPORT")]
    pub(crate) supersedes: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Code reports without a case: one JSON line a report, in input order
///
/// With --jsonl every line of input is {"doc","language"?,"title"?,"publisher"?,"published"?,"text"}; a bad line gives
/// {"doc","error"} in its place, and exit code 3.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own on the command line")]
pub(crate) struct CodeArgs {
    /// Files, folders, or `-` for standard input
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The input is JSON lines
    #[arg(long)]
    pub(crate) jsonl: bool,
    /// Say of each account which incident it tells of, over all reports
    #[arg(long)]
    pub(crate) link: bool,
    /// Say why: as text to read, or as a field "explain" with --jsonl or --json
    #[arg(long)]
    pub(crate) explain: bool,
    /// When they were published, as 2024-05-23
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) published: Option<Date>,
    /// Their language, as fr or en
    #[arg(long, value_name = "CODE", value_parser = language)]
    pub(crate) language: Option<String>,
    /// Print JSON lines also with --explain
    #[arg(long)]
    pub(crate) json: bool,
}

/// List what a case holds
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// What to list
    #[arg(value_name = "KIND", value_enum)]
    pub(crate) kind: ListKind,
    /// Only rows with these words in them, whatever their case
    #[arg(long, value_name = "WORDS")]
    pub(crate) filter: Option<String>,
    #[command(flatten)]
    pub(crate) format: TableFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListKind {
    /// Documents as received, and what was made of them
    Reports,
    /// Events, each told by one or more reports
    Incidents,
    /// Who says what, in which words
    Claims,
    /// Who says it
    Sources,
}

/// Show one thing of a case with all that leads back to the words and to the log
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// What it is
    #[arg(value_name = "KIND", value_enum)]
    pub(crate) kind: ShowKind,
    /// Its id, or enough of the beginning of it
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShowKind {
    /// A report with its text, the words of each claim marked
    Report,
    /// An incident with its tolls and its accounts
    Incident,
    /// A claim with the rules that read it and its proof in the log
    Claim,
}

/// Print the documented toll of each incident, and the table by source
#[derive(Debug, Args)]
pub(crate) struct TallyArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// How tolls are made
    #[arg(long, value_name = "POLICY", default_value = "documented")]
    pub(crate) policy: String,
    /// Count only claims that a person has accepted
    #[arg(long)]
    pub(crate) reviewed_only: bool,
    #[command(flatten)]
    pub(crate) format: TableFormat,
}

/// Write a dossier: pages that need no network, with everything that a court's expert needs to check them
#[derive(Debug, Args)]
pub(crate) struct DossierArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Ids of incidents, or enough of the beginning of each; without one, all
    #[arg(value_name = "INCIDENT")]
    pub(crate) incidents: Vec<String>,
    /// The folder to make
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// Who may read it: this version knows "internal" only
    #[arg(long, value_name = "PROFILE", default_value = "internal")]
    pub(crate) profile: String,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would be written, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Check every byte of a case or dossier: keys, signatures, log, vault
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The folder of a case or of a dossier
    #[arg(value_name = "CASE|DOSSIER")]
    pub(crate) folder: PathBuf,
    /// Also hold what the records say against one another: digests, texts, quotes
    #[arg(long)]
    pub(crate) read_data: bool,
    /// Also repeat every coding with the knowledge that the vault kept
    #[arg(long)]
    pub(crate) recode: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Print completions for a shell
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct TableFormat {
    /// Print JSON
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,
    /// Print a table as CSV
    #[arg(long)]
    pub(crate) csv: bool,
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day as 2024-05-23".to_owned())
}

fn language(text: &str) -> Result<String, String> {
    let is_code = matches!(text.len(), 2 | 3) && text.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_code { Ok(text.to_owned()) } else { Err("write fr for French, en for English".to_owned()) }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
