//! The whole command line.
#![allow(
    clippy::doc_markdown,
    rustdoc::bare_urls,
    reason = "these comments are the help that people read in a terminal"
)]

use std::path::PathBuf;

use bilan_casework::Error;
use bilan_casework::propose::{Limits, SecondReader, Wanted};
use bilan_casework::release::Format;
use bilan_casework::state::AsOf;
use bilan_model::{
    Act, Attribution, Code, Confirmation, Grade, Method, Outcome, Relation, Stance, StandardOfProof,
    StatusWord, Victims,
};
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
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
    Import(ImportArgs),
    Code(CodeArgs),
    List(ListArgs),
    Show(ShowArgs),
    Search(SearchArgs),
    Todo(TodoArgs),
    Tally(TallyArgs),
    Judge(JudgeArgs),
    Note(NoteArgs),
    #[command(subcommand)]
    Source(SourceCommand),
    #[command(subcommand)]
    Incident(IncidentCommand),
    Grade(GradeArgs),
    Match(MatchArgs),
    #[command(subcommand)]
    Place(PlaceCommand),
    #[command(subcommand)]
    Report(ReportCommand),
    Undo(UndoArgs),
    History(HistoryArgs),
    Recode(RecodeArgs),
    Method(MethodArgs),
    Release(ReleaseArgs),
    Export(ExportArgs),
    Dossier(DossierArgs),
    Verify(VerifyArgs),
    Rebuild(RebuildArgs),
    Backup(BackupArgs),
    Restore(RestoreArgs),
    Serve(ServeArgs),
    #[command(subcommand)]
    Member(MemberCommand),
    #[command(subcommand)]
    Gazetteer(GazetteerCommand),
    Completions(CompletionsArgs),
    Man(ManArgs),
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
/// Text, Markdown, web pages, JSON lines, PDF, Word and OpenDocument texts, mail, mailboxes and web archives are read;
/// tables (xlsx, ods, csv) are kept and counted. What cannot be read is preserved all the same, and said. A
/// folder that holds a reports.toml gives the reports listed there; any other folder gives all its files. Giving the
/// same folder again takes in what is new, and goes on where an interruption stopped.
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
    /// Read PDF, mail, archives and office files even where the kernel has no sandbox: it is recorded. A hostile file
    /// can then harm this computer
    #[arg(long)]
    pub(crate) allow_unsandboxed: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Link lists of persons: which records, of one list or of several, are of one person
///
/// Takes CSV, XLSX, ODS and Parquet. What the columns hold is guessed by their headings, and learned without any example
/// is what agreements weigh; --dry-run says what was guessed and how many pairs would be compared. No case is needed and
/// nothing is kept of the lists.
#[derive(Debug, Args)]
pub(crate) struct MatchArgs {
    /// The lists
    #[arg(value_name = "LIST", required = true)]
    pub(crate) lists: Vec<PathBuf>,
    /// What the lists are of; by default victims where they have a date and a place of death
    #[arg(long, value_name = "PRESET", value_enum, conflicts_with = "settings")]
    pub(crate) preset: Option<PresetArg>,
    /// Settings, a TOML file: what columns hold, rules of blocking, threshold (docs/method/persons.md)
    #[arg(long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// The column that holds the id of each record
    #[arg(long, value_name = "COLUMN")]
    pub(crate) id: Option<String>,
    /// The column that says in which list a record stands; by default each file is a list
    #[arg(long, value_name = "COLUMN")]
    pub(crate) list: Option<String>,
    /// Where to write the records with the number of their person, as CSV (rec_id, cluster_id)
    #[arg(short, long, value_name = "FILE", required_unless_present_any = ["dry_run", "explain"])]
    pub(crate) output: Option<PathBuf>,
    /// Where to write the pairs with their weights in bits, as CSV (rec_id_l, rec_id_r, score)
    #[arg(long, value_name = "FILE")]
    pub(crate) pairs: Option<PathBuf>,
    /// Where to write the report of the model, a page
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Say why two records, by their ids, are or are not one person
    #[arg(long, num_args = 2, value_names = ["A", "B"], action = clap::ArgAction::Append)]
    pub(crate) explain: Vec<String>,
    /// Seed of all chance: the same seed gives the same answer
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PresetArg {
    /// Victims of violence, with place and date of death
    Victims,
    /// Any list of people
    People,
}

/// Take a table of another data set into a case as a source: ACLED, UCDP GED, or any table whose columns you name
///
/// The file is preserved as it is; each row becomes a report of that source, with its cells as the words of its claims,
/// and is linked with the incidents of other reports. No deaths in a row are no claim. Rows that cannot be read are said
/// with line and column, and the others are imported. `bilan undo` of the entry takes all rows back.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The table: CSV with names of columns in its first line
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Whose table it is; by default what its columns tell, or `table` with --map
    #[arg(long, value_name = "KIND", value_enum)]
    pub(crate) kind: Option<ImportKindArg>,
    /// Which column holds what, as "date=Jour,place=Lieu,deaths=Morts"
    #[arg(long, value_name = "FIELD=COLUMN,...")]
    pub(crate) map: Option<String>,
    /// Who publishes it; needed for a table that is neither ACLED's nor UCDP's
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,
    /// When it was published, as 2024-05-23
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) published: Option<Date>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImportKindArg {
    /// ACLED, any layout
    Acled,
    /// UCDP Georeferenced Event Dataset, any layout
    Ucdp,
    /// Another table, with --map
    Table,
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
    #[command(flatten)]
    pub(crate) second: SecondArgs,
    /// Print JSON lines also with --explain
    #[arg(long)]
    pub(crate) json: bool,
}

/// Who reads each report a second time.
#[derive(Debug, Args)]
pub(crate) struct SecondArgs {
    /// Have a language model on this computer read each report too: the address of a server that speaks as OpenAI's,
    /// such as http://localhost:8080. What it says is kept only as far as the text bears it out, and changes no claim
    #[arg(id = "propose_with", long = "propose-with", value_name = "URL", help_heading = "A second reader")]
    pub(crate) with: Option<String>,
    /// The model to ask for, where the server has several
    #[arg(
        long = "propose-model",
        value_name = "NAME",
        requires = "propose_with",
        help_heading = "A second reader"
    )]
    pub(crate) model: Option<String>,
    /// Send reports to a server that is not on this computer, unencrypted
    #[arg(long = "propose-allow-remote", requires = "propose_with", help_heading = "A second reader")]
    pub(crate) allow_remote: bool,
}

impl SecondArgs {
    /// The reader asked for, its address looked at.
    pub(crate) fn reader(&self) -> Result<Option<SecondReader>, Error> {
        let wanted = self.with.clone().map(|url| Wanted {
            url,
            model: self.model.clone(),
            allow_remote: self.allow_remote,
            limits: Limits::default(),
        });
        wanted.map(SecondReader::new).transpose()
    }
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
    pub(crate) as_of: AsOfArg,
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
    #[command(flatten)]
    pub(crate) as_of: AsOfArg,
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

/// Find reports, claims and incidents by words, with or without accents, in French or English
///
/// Words are found in all their forms (tués finds tué), "words between quotes" as they stand, a word with - before it must
/// not occur, and a word with * behind it is a beginning.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// What to look for
    #[arg(value_name = "WORDS", required = true, allow_hyphen_values = true)]
    pub(crate) words: Vec<String>,
    /// How many to show at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// How many to pass over
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
    #[command(flatten)]
    pub(crate) format: TableFormat,
}

/// List what waits for a person, the most pressing first
#[derive(Debug, Args)]
pub(crate) struct TodoArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    #[command(flatten)]
    pub(crate) format: TableFormat,
}

/// A reason, for every decision: it is kept with it, and read by those who check the case
#[derive(Debug, Args)]
pub(crate) struct Decision {
    /// Why: those who check the case later will read it
    #[arg(long, value_name = "WORDS")]
    pub(crate) why: String,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Accept, reject or correct a claim, or add one that was missed
///
/// A machine's claim is a proposal until a person judges it. What a person judged no machine changes any more. With
/// `add`, ID is the report, and --kind and --quote say what was missed.
#[derive(Debug, Args)]
pub(crate) struct JudgeArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The claim, by the beginning of its id or its number among those of an incident (tassik#3); with `add` the report
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// What is decided
    #[arg(value_name = "DECISION", value_enum)]
    pub(crate) ruling: Ruling,
    /// With `add`: which kind of claim
    #[arg(long, value_name = "KIND", value_enum)]
    pub(crate) kind: Option<ClaimKindArg>,
    /// With `add`: of which incident, where the report tells of several
    #[arg(long, value_name = "INCIDENT")]
    pub(crate) incident: Option<String>,
    #[command(flatten)]
    pub(crate) saying: SayingArgs,
    #[command(flatten)]
    pub(crate) decision: Decision,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Ruling {
    /// It is read rightly
    Accept,
    /// It is not in the text
    Reject,
    /// It is in the text, otherwise than read
    Correct,
    /// It is in the text, and was missed
    Add,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ClaimKindArg {
    /// How many suffered what
    Toll,
    /// What the victims were
    Status,
    /// Who did it
    Responsibility,
    /// What was done
    Act,
}

/// What a claim says instead
#[derive(Debug, Args)]
pub(crate) struct SayingArgs {
    /// The words of the report that say it, exactly
    #[arg(long, value_name = "WORDS", help_heading = "What the claim says")]
    pub(crate) quote: Option<String>,
    /// Who says so, or `author`
    #[arg(long, value_name = "WORDS", help_heading = "What the claim says")]
    pub(crate) source: Option<String>,
    /// Whether it is in the conditional, or with a word of doubt
    #[arg(long, value_name = "BOOL", help_heading = "What the claim says")]
    pub(crate) hedged: Option<bool>,
    /// Toll: killed, injured, abducted, missing, displaced, detained, raped
    #[arg(long, value_name = "CODE", value_parser = code::<Outcome>, help_heading = "What the claim says")]
    pub(crate) outcome: Option<Outcome>,
    /// Toll: exactly, about, at_least, more_than, at_most, less_than, between, tens, hundreds, several, none
    #[arg(long, value_name = "CODE", value_parser = relation, help_heading = "What the claim says")]
    pub(crate) relation: Option<Relation>,
    /// Toll: the number
    #[arg(long, value_name = "N", help_heading = "What the claim says")]
    pub(crate) value: Option<u64>,
    /// Toll: the second number of a range
    #[arg(long, value_name = "N", help_heading = "What the claim says")]
    pub(crate) high: Option<u64>,
    /// Toll: civilians, combatants, security_forces, children, women, men, mixed, unspecified
    #[arg(long, value_name = "CODE", value_parser = code::<Victims>, help_heading = "What the claim says")]
    pub(crate) victims: Option<Victims>,
    /// Toll: confirmed, unconfirmed, disputed, unstated, as the report says
    #[arg(long, value_name = "CODE", value_parser = code::<Confirmation>, help_heading = "What the claim says")]
    pub(crate) confirmation: Option<Confirmation>,
    /// Toll: the claim that it is a part of, or `none`
    #[arg(long, value_name = "CLAIM", help_heading = "What the claim says")]
    pub(crate) part_of: Option<String>,
    /// Status: civilians, combatants, mixed, unarmed, armed, other
    #[arg(long, value_name = "CODE", value_parser = code::<StatusWord>, help_heading = "What the claim says")]
    pub(crate) status: Option<StatusWord>,
    /// Responsibility: the party
    #[arg(long, value_name = "NAME", help_heading = "What the claim says")]
    pub(crate) party: Option<String>,
    /// Responsibility: accuses, admits, denies
    #[arg(long, value_name = "CODE", value_parser = code::<Stance>, help_heading = "What the claim says")]
    pub(crate) stance: Option<Stance>,
    /// Act: what was done, a code of the codebook
    #[arg(long, value_name = "CODE", value_parser = code::<Act>, help_heading = "What the claim says")]
    pub(crate) act: Option<Act>,
    /// Act: how, a code of the codebook
    #[arg(long, value_name = "CODE", value_parser = code::<Method>, help_heading = "What the claim says")]
    pub(crate) method: Option<Method>,
}

/// Write down what you were told, in an interview or on the telephone: a report of its own
///
/// The source goes by a pseudonym. Never write a name or a place by which the person could be found unless the case is
/// kept where nobody else can read it.
#[derive(Debug, Args)]
pub(crate) struct NoteArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// A text file, or `-` for standard input
    #[arg(value_name = "FILE", conflicts_with = "text", required_unless_present = "text")]
    pub(crate) file: Option<PathBuf>,
    /// What was told, in place of a file
    #[arg(long, value_name = "WORDS")]
    pub(crate) text: Option<String>,
    /// The name that the source goes by here, never their own
    #[arg(long, value_name = "NAME")]
    pub(crate) pseudonym: String,
    /// What the source agreed to
    #[arg(long, value_name = "CONSENT", value_enum)]
    pub(crate) consent: ConsentArg,
    /// How it was told
    #[arg(long, value_name = "HOW", value_enum, default_value = "interview")]
    pub(crate) how: NoteKindArg,
    /// On which day it was told, as 2024-05-23
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) held: Date,
    /// Its language, as fr or en; by default what the words tell
    #[arg(long, value_name = "CODE", value_parser = language)]
    pub(crate) language: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ConsentArg {
    /// The team keeps and uses it
    Internal,
    /// A court or a mechanism may have it too
    Court,
    /// It may be published, without the name
    Public,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NoteKindArg {
    /// Face to face
    Interview,
    /// By telephone
    PhoneCall,
    /// In writing
    Message,
    /// You were there
    Visit,
}

/// Say what a source is
#[derive(Debug, Subcommand)]
pub(crate) enum SourceCommand {
    /// Set the kind of a source, where it stands, with whom it counts as one, for whom it speaks
    Set(SourceSetArgs),
}

#[derive(Debug, Args)]
pub(crate) struct SourceSetArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The source by its words, as `bilan list CASE sources` shows them, or a publisher
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Its kind, a code of the codebook
    #[arg(long, value_name = "CODE")]
    pub(crate) kind: Option<String>,
    /// Where it stands, in your words
    #[arg(long, value_name = "WORDS")]
    pub(crate) stance: Option<String>,
    /// Sources of one group count as one source
    #[arg(long, value_name = "NAME")]
    pub(crate) group: Option<String>,
    /// The party that it speaks for
    #[arg(long, value_name = "NAME")]
    pub(crate) party: Option<String>,
    #[command(flatten)]
    pub(crate) decision: Decision,
}

/// Say which reports tell of one event
#[derive(Debug, Subcommand)]
pub(crate) enum IncidentCommand {
    /// These incidents are one
    Merge(MergeArgs),
    /// What some reports tell is another event than the rest of the incident
    Split(SplitArgs),
    /// Two incidents have to do with each other
    Relate(RelateArgs),
}

#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Two or more incidents
    #[arg(value_name = "INCIDENT", num_args = 2.., required = true)]
    pub(crate) incidents: Vec<String>,
    #[command(flatten)]
    pub(crate) decision: Decision,
}

#[derive(Debug, Args)]
pub(crate) struct SplitArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The incident
    #[arg(value_name = "INCIDENT")]
    pub(crate) incident: String,
    /// Reports that tell of another event; REPORT/i2 for one account of a report
    #[arg(value_name = "REPORT", required = true)]
    pub(crate) reports: Vec<String>,
    #[command(flatten)]
    pub(crate) decision: Decision,
}

#[derive(Debug, Args)]
pub(crate) struct RelateArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The one incident
    #[arg(value_name = "INCIDENT")]
    pub(crate) one: String,
    /// The other incident
    #[arg(value_name = "OTHER")]
    pub(crate) other: String,
    /// How the one has to do with the other
    #[arg(long, value_name = "HOW", value_enum)]
    pub(crate) how: HowArg,
    #[command(flatten)]
    pub(crate) decision: Decision,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum HowArg {
    /// It is a part of the other
    PartOf,
    /// It follows from the other
    Follows,
    /// It is said to be a reprisal for the other
    Reprisal,
    /// Both belong to one operation
    SameOperation,
    /// The same persons may be counted in both
    SameVictims,
    /// In some other way, which --why says
    Other,
}

/// Say how far an incident is established: whether it happened, who did it, which standard of proof is met
#[derive(Debug, Args)]
pub(crate) struct GradeArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The incident
    #[arg(value_name = "INCIDENT")]
    pub(crate) incident: String,
    /// Whether it happened: disputed, unconfirmed, single_source, several, confirmed
    #[arg(long, value_name = "GRADE", value_parser = code::<Grade>)]
    pub(crate) happened: Option<Grade>,
    /// Who did it: unknown, single_source, several, admitted, contested
    #[arg(long, value_name = "GRADE", value_parser = code::<Attribution>)]
    pub(crate) who: Option<Attribution>,
    /// The standard of proof that is met: grounds_to_suspect, grounds_to_believe, balance_of_probabilities,
    /// clear_and_convincing, beyond_reasonable_doubt
    #[arg(long, value_name = "STANDARD", value_parser = code::<StandardOfProof>)]
    pub(crate) standard_of_proof: Option<StandardOfProof>,
    #[command(flatten)]
    pub(crate) decision: Decision,
}

/// Open the workplace of a case in a browser
///
/// One person on this computer needs no password. Any other address needs TLS and members (`bilan member add`).
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: std::net::SocketAddr,
    /// The certificate chain, PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The private key, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// The name that members type into their browsers: passkeys are bound to it
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Option<String>,
    /// Where releases and dossiers are written; beside the case where it is not given
    #[arg(long, value_name = "DIR")]
    pub(crate) publications: Option<PathBuf>,
    /// Map tiles of your own, one PMTiles file: the map shows them under the incidents, and asks nobody else
    #[arg(long, value_name = "FILE")]
    pub(crate) tiles: Option<PathBuf>,
}

/// Say where an incident was
#[derive(Debug, Subcommand)]
pub(crate) enum PlaceCommand {
    /// Set the place of an incident; it is known more exactly only with a name and a reason
    Set(PlaceSetArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PlaceSetArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The incident
    #[arg(value_name = "INCIDENT")]
    pub(crate) incident: String,
    /// The smallest named place
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// A larger area that contains it; again for more, smallest first
    #[arg(long, value_name = "NAME")]
    pub(crate) admin: Vec<String>,
    /// The country, as ML
    #[arg(long, value_name = "CODE", value_parser = country)]
    pub(crate) country: Option<String>,
    /// How exactly it is known
    #[arg(long, value_name = "HOW", value_enum)]
    pub(crate) precision: Option<PrecisionArg>,
    /// Latitude and longitude in degrees, as 18.44,1.41
    #[arg(long, value_name = "LAT,LON", value_parser = point, allow_hyphen_values = true)]
    pub(crate) at: Option<(f64, f64)>,
    #[command(flatten)]
    pub(crate) decision: Decision,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PrecisionArg {
    /// Not located
    Unknown,
    /// The country
    Country,
    /// A first- or second-level area
    Area,
    /// A town or village
    Settlement,
    /// A site in or near it
    Site,
}

/// Say what is known of a report beside its text
#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Set publication day, publisher, language or title; the report is coded again under them
    Set(ReportSetArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ReportSetArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The report
    #[arg(value_name = "REPORT")]
    pub(crate) report: String,
    /// When it was published, as 2024-05-23
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) published: Option<Date>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,
    /// Its language, as fr or en
    #[arg(long, value_name = "CODE", value_parser = language)]
    pub(crate) language: Option<String>,
    /// Its title
    #[arg(long, value_name = "WORDS")]
    pub(crate) title: Option<String>,
    #[command(flatten)]
    pub(crate) decision: Decision,
}

/// Take back what an entry did; the entry stays, and undoing can be undone
#[derive(Debug, Args)]
pub(crate) struct UndoArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The number of the entry, as `bilan history CASE` shows it
    #[arg(value_name = "ENTRY")]
    pub(crate) entry: u64,
    #[command(flatten)]
    pub(crate) decision: Decision,
}

/// Tell what was done, by whom, when and why
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Only what is about this report, claim, incident or source
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,
    /// Also what programs did
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) as_of: AsOfArg,
    #[command(flatten)]
    pub(crate) format: TableFormat,
}

/// Code again what an older version, or other packs, had coded; what people judged stays
#[derive(Debug, Args)]
pub(crate) struct RecodeArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would change, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Look at the case as it was
#[derive(Debug, Clone, Args)]
pub(crate) struct AsOfArg {
    /// As it was at the end of a day (2024-05-23, in UTC) or after an entry (its number)
    #[arg(long, value_name = "DATE|ENTRY", value_parser = as_of)]
    pub(crate) as_of: Option<AsOf>,
}

/// Print the documented toll of each incident, and the table by source
#[derive(Debug, Args)]
pub(crate) struct TallyArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// By whose rules: range, airwars, ucdp, acled, ibc, or all beside each other; without it, the range with every
    /// claim by its source
    #[arg(long, value_name = "POLICY", default_value = "documented", hide_default_value = true)]
    pub(crate) policy: String,
    /// Only the totals over all incidents, the disputed in rows of their own
    #[arg(long)]
    pub(crate) totals: bool,
    /// Only the figures that are otherwise than at the end of a day, or after an entry (its number)
    #[arg(long, value_name = "DATE|ENTRY", value_parser = as_of, conflicts_with = "totals")]
    pub(crate) changed_since: Option<AsOf>,
    /// Count only claims that a person has accepted
    #[arg(long)]
    pub(crate) reviewed_only: bool,
    #[command(flatten)]
    pub(crate) as_of: AsOfArg,
    #[command(flatten)]
    pub(crate) format: TableFormat,
}

/// Print the method statement: source kinds, collection, evaluation, corroboration, quality control
#[derive(Debug, Args)]
pub(crate) struct MethodArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Publish what a profile lets through: every format, how to count, the method, what changed
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").args(["output", "approve", "withdraw", "list"]).required(true))]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct ReleaseArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// For whom: internal, partner, court, public
    #[arg(long, value_name = "PROFILE", default_value = "internal")]
    pub(crate) profile: String,
    /// The folder to make
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Make it final: the candidate was read, a second person approved it where the case has two
    #[arg(long = "final", requires = "output")]
    pub(crate) is_final: bool,
    /// Only these formats: csv, xlsx, json, geojson, hxl, acled, ucdp, parquet; without it, all of them
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', value_parser = format)]
    pub(crate) formats: Vec<Format>,
    /// Count only claims that a person has accepted
    #[arg(long)]
    pub(crate) reviewed_only: bool,
    /// Give dates, places and traits more coarsely, as little as it takes, where somebody could be found again
    #[arg(long)]
    pub(crate) coarsen: bool,
    /// Approve a candidate that another member made
    #[arg(long, value_name = "RELEASE", requires = "why")]
    pub(crate) approve: Option<String>,
    /// Take a release back
    #[arg(long, value_name = "RELEASE", requires = "why")]
    pub(crate) withdraw: Option<String>,
    /// Show the releases of the case
    #[arg(long)]
    pub(crate) list: bool,
    /// Why, with --approve and --withdraw
    #[arg(long, value_name = "WHY")]
    pub(crate) why: Option<String>,
    /// Check everything and say what would be written, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Write the incidents in one format, as a profile lets them through
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct ExportArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// csv, xlsx, json, geojson, hxl, acled, ucdp or parquet
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub(crate) format: Format,
    /// For whom: internal, partner, court, public
    #[arg(long, value_name = "PROFILE", default_value = "internal")]
    pub(crate) profile: String,
    /// The folder to make
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// Count only claims that a person has accepted
    #[arg(long)]
    pub(crate) reviewed_only: bool,
    /// Give dates, places and traits more coarsely, as little as it takes, where somebody could be found again
    #[arg(long)]
    pub(crate) coarsen: bool,
    /// Check everything and say what would be written, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
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

/// Make the projection of a case (store.sqlite) anew from its log and vault
#[derive(Debug, Args)]
pub(crate) struct RebuildArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Copy a case to another disk, verified; again into the same folder copies only what is new
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The folder for the copy
    #[arg(value_name = "DEST")]
    pub(crate) dest: PathBuf,
    /// Also copy the secret keys: whoever has the copy can then sign in your name
    #[arg(long)]
    pub(crate) with_keys: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Bring a case back from a backup, which is verified first
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The backup
    #[arg(value_name = "SRC")]
    pub(crate) src: PathBuf,
    /// The folder to make
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// A second copy, from which what is damaged in the first is healed
    #[arg(long, value_name = "SRC2")]
    pub(crate) also: Option<PathBuf>,
    /// Accept that entries later than the backup are lost, and say why: it is recorded
    #[arg(long, value_name = "WHY")]
    pub(crate) accept_loss: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Places known by name
#[derive(Debug, Subcommand)]
pub(crate) enum GazetteerCommand {
    /// Take in places from GeoNames dumps, OCHA COD or Wikidata tables
    Import(GazetteerImportArgs),
}

#[derive(Debug, Args)]
pub(crate) struct GazetteerImportArgs {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Their format; by default what they look like
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub(crate) format: Option<GazetteerFormat>,
    /// Where they come from, with the licence: it is kept with them
    #[arg(long, value_name = "WORDS")]
    pub(crate) source: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Check the files, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GazetteerFormat {
    /// A dump of GeoNames: 19 columns between tabs
    Geonames,
    /// A table of OCHA's common operational datasets, as CSV
    Cod,
    /// A table of the Wikidata query service, as CSV
    Wikidata,
}

/// Write man pages
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder to write them into
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
}

/// Print completions for a shell
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Say who may work on a case, and as what
///
/// Members sign in when the workplace is served to others (`bilan serve`). They are kept on this computer beside the
/// keys, never in the case.
#[derive(Debug, Subcommand)]
pub(crate) enum MemberCommand {
    /// Let a member in: prints a password to hand over, which opens for seven days and only to choose another
    Add(MemberRolesArgs),
    /// List the members with their roles
    List(MemberListArgs),
    /// Give a member other roles in place of theirs
    Role(MemberRolesArgs),
    /// Give a member who lost theirs a new password to hand over; second factor, passkeys and sessions are gone
    Reset(MemberArgs),
    /// Let a member out: sessions end at once, decisions stay
    Remove(MemberArgs),
}

#[derive(Debug, Args)]
pub(crate) struct MemberRolesArgs {
    #[command(flatten)]
    pub(crate) member: MemberArgs,
    /// What the member may do; can be given several times
    #[arg(long = "role", value_name = "ROLE", value_enum, required = true)]
    pub(crate) roles: Vec<MemberRole>,
}

#[derive(Debug, Args)]
pub(crate) struct MemberArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The member's name, as it will stand with their decisions
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct MemberListArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    #[command(flatten)]
    pub(crate) format: TableFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MemberRole {
    /// Looks at everything, changes nothing
    Reader,
    /// Judges claims, adds what was missed, takes reports in
    Coder,
    /// Rules on disagreements; merges, splits, grades and places incidents; decides in bulk
    Reviewer,
    /// Publishes releases and dossiers, and approves those of others
    Publisher,
    /// Lets members in and out; reads no content of the case
    Admin,
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

/// A code of a closed list.
fn format(text: &str) -> Result<Format, String> {
    Format::from_code(text).map_err(|error| error.to_string())
}

fn code<C: Code>(text: &str) -> Result<C, String> {
    let known = || C::ALL.iter().map(|code| code.code()).collect::<Vec<_>>().join(", ");
    C::from_code(text).map_err(|_| format!("known: {}", known()))
}

fn relation(text: &str) -> Result<Relation, String> {
    serde_json::from_value(serde_json::Value::from(text)).map_err(|_| {
        "known: exactly, about, at_least, more_than, at_most, less_than, between, tens, hundreds, several, none"
            .to_owned()
    })
}

fn country(text: &str) -> Result<String, String> {
    let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_code { Ok(text.to_ascii_uppercase()) } else { Err("write two letters, as ML for Mali".to_owned()) }
}

fn point(text: &str) -> Result<(f64, f64), String> {
    let parts = text.split_once(',').and_then(|(latitude, longitude)| {
        Some((latitude.trim().parse().ok()?, longitude.trim().parse().ok()?))
    });
    parts.ok_or_else(|| "write latitude and longitude in degrees, as 18.44,1.41".to_owned())
}

fn as_of(text: &str) -> Result<AsOf, String> {
    if let Ok(entry) = text.parse() {
        return Ok(AsOf::Entry(entry));
    }
    text.parse().map(AsOf::Day).map_err(|_| "write a day as 2024-05-23, or the number of an entry".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
