//! `demo`: the whole job on the embedded samples, in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};

use bilan_ledger::CaseId;
use bilan_tally::Language;
use serde::{Deserialize, Serialize};

use crate::Progress;
use crate::add::{Additions, add, gather};
use crate::case::Case;
use crate::dossier::{Request, Written, dossier};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::files::{is_free, write_durably};
use crate::init::init;
use crate::knowledge::{Knowledge, embedded, embedded_under};
use crate::records::Stated;
use crate::state::State;
use crate::tally::{IncidentTally, tally};
use crate::verify::{Options, Verified, verify};

/// The file that says that a folder is a demonstration, and may be replaced by the next.
const MARK: &str = "bilan-demo.toml";
/// The sample cases.
const SAMPLES: [&str; 2] = ["amassine", "moura"];

#[derive(Serialize, Deserialize)]
struct Mark {
    format: String,
    case: String,
}

/// What the demonstration did.
#[derive(Debug, Clone, Serialize)]
pub struct Demo {
    /// The folder of the case.
    pub case: PathBuf,
    /// The folder of the dossier.
    pub dossier: PathBuf,
    /// The samples as files.
    pub samples: PathBuf,
    /// What was added.
    pub added: Additions,
    /// The incident of each sample case, with the question that the case asks.
    pub answers: Vec<Answer>,
    /// Every other incident.
    pub others: Vec<IncidentTally>,
    /// What was verified.
    pub verified: Verified,
    /// What was written as a dossier.
    pub written: Written,
}

/// A sample case's question with the incident that answers it.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// The sample case's name.
    pub name: String,
    /// The question.
    pub question: String,
    /// What the reports tell.
    pub tally: IncidentTally,
}

/// Refuses a folder that is in the way and no earlier demonstration.
///
/// # Errors
/// When something else is there.
pub fn check(folder: &Path) -> Result<(), Error> {
    if is_free(folder) || earlier(folder).is_some() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Usage, "there is something here that no demonstration made")
        .at(folder.display())
        .safe("Nothing was changed.")
        .next("Give another folder: bilan demo --dir DIR"))
}

/// The case of an earlier demonstration in a folder.
fn earlier(folder: &Path) -> Option<CaseId> {
    let mark: Mark = toml::from_str(&fs::read_to_string(folder.join(MARK)).ok()?).ok()?;
    let only_ours = fs::read_dir(folder)
        .ok()?
        .flatten()
        .all(|entry| [MARK, "case", "samples", "dossier"].iter().any(|name| entry.file_name() == *name));
    CaseId::from_hex(&mark.case).filter(|_| mark.format == "bilan-demo/1" && only_ours)
}

/// Removes an earlier demonstration and the keys of its case.
fn clear(folder: &Path, env: &Env) -> Result<(), Error> {
    let Some(case) = earlier(folder) else { return Ok(()) };
    fs::remove_dir_all(folder).map_err(|error| Error::writing(folder, &error))?;
    let keys = env.home().join("cases").join(case.to_string());
    if keys.is_dir() {
        fs::remove_dir_all(&keys).map_err(|error| Error::writing(&keys, &error))?;
    }
    Ok(())
}

/// Makes a case of the samples, and shows what comes out.
///
/// # Errors
/// When something is in the way or a step fails.
pub fn demo(
    folder: &Path,
    env: &mut Env,
    knowledge: &Knowledge,
    language: Language,
    progress: &mut dyn Progress,
) -> Result<Demo, Error> {
    check(folder)?;
    clear(folder, env)?;
    let (case_folder, samples, target) =
        (folder.join("case"), folder.join("samples"), folder.join("dossier"));
    unpack(&samples)?;
    let mut case = init(&case_folder, env)?;
    mark(folder, &case)?;
    let folders: Vec<PathBuf> = SAMPLES.iter().map(|name| samples.join(name)).collect();
    let inputs = gather(&folders, &Stated::default())?;
    let added = add(&mut case, &inputs, None, env, knowledge, progress)?;

    let state = State::read(&case)?;
    let incidents = state.incidents();
    let tallies = tally(&incidents, state.picture().basis(false), knowledge, language)?;
    let (answers, others) = answers(tallies);
    let request = Request { incidents: &[], target: &target, language, dry_run: false };
    let written = dossier(&mut case, &state, &request, env, knowledge)?;
    drop(case);
    let options = Options { read_data: true, recode: true };
    let verified = verify(&case_folder, options, env, knowledge, progress)?;
    Ok(Demo { case: case_folder, dossier: target, samples, added, answers, others, verified, written })
}

/// The samples as files, as a person would have them.
fn unpack(samples: &Path) -> Result<(), Error> {
    for (path, bytes) in
        SAMPLES.iter().flat_map(|name| embedded_under(&format!("samples/{name}")).collect::<Vec<_>>())
    {
        let inside = path.strip_prefix("samples/").unwrap_or(path);
        if inside.contains("/expected/") {
            continue;
        }
        let target = samples.join(inside);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|error| Error::writing(parent, &error))?;
        }
        write_durably(&target, bytes)?;
    }
    Ok(())
}

fn mark(folder: &Path, case: &Case) -> Result<(), Error> {
    let mark = Mark { format: "bilan-demo/1".to_owned(), case: case.ledger().case_id().to_string() };
    let text = toml::to_string(&mark).expect("two strings always serialise");
    let head = "# Made by `bilan demo`, which replaces this whole folder when it runs again.\n";
    write_durably(&folder.join(MARK), format!("{head}{text}").as_bytes())
}

/// For each sample case the incident that it is about: at its place, told by most reports.
fn answers(mut tallies: Vec<IncidentTally>) -> (Vec<Answer>, Vec<IncidentTally>) {
    #[derive(Deserialize)]
    struct Listing {
        case: About,
    }
    #[derive(Deserialize)]
    struct About {
        name: String,
        question: String,
        incident: String,
    }
    let mut answers = Vec::new();
    for sample in SAMPLES {
        let text = embedded(&format!("samples/{sample}/reports.toml")).unwrap_or_default();
        let Ok(listing) = toml::from_str::<Listing>(&String::from_utf8_lossy(text)) else { continue };
        let about = listing.case;
        let here = tallies.iter().enumerate().filter(|(_, tally)| tally.place.name == about.incident);
        if let Some((at, _)) = here.max_by_key(|(_, tally)| tally.reports) {
            answers.push(Answer { name: about.name, question: about.question, tally: tallies.remove(at) });
        }
    }
    (answers, tallies)
}
