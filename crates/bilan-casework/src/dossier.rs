//! `dossier`: incidents with their evidence as a folder of pages, and the entry that proves which folder it was.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bilan_export::Rendered;
use bilan_ledger::{Act, Content, CountKey, Draft, Role, Signer, Subject};
use bilan_model::{Dossier, DossierIncident, Evidence, Incident, Profile};
use bilan_tally::Language;
use serde::Serialize;

use crate::case::Case;
use crate::digest::sha256;
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::knowledge::{Knowledge, embedded};
use crate::labels;
use crate::show::find_incident;
use crate::state::State;
use crate::tally::tally;
use crate::{files, message};

/// Lists every other file of a dossier with its SHA-256, as `sha256sum -c` reads it.
pub const MANIFEST: &str = "manifest.sha256";

/// What was written.
#[derive(Debug, Clone, Serialize)]
pub struct Written {
    /// Incidents in it.
    pub incidents: Vec<String>,
    /// Reports in it.
    pub reports: usize,
    /// Its files, with their sizes in bytes.
    pub files: Vec<(String, usize)>,
    /// The ledger entry that commits to its manifest; `None` where nothing was written.
    pub entry: Option<u64>,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// Ids of incidents, or their first letters; none = all.
    pub incidents: &'a [String],
    /// The folder to make.
    pub target: &'a Path,
    /// Language of headings and labels.
    pub language: Language,
    /// Write nothing.
    pub dry_run: bool,
}

/// The disclosure profile of a name.
///
/// # Errors
/// Every name but `internal` is refused: nothing leaves the team before what must be withheld is.
pub fn profile(name: &str) -> Result<Profile, Error> {
    if name == "internal" {
        return Ok(Profile::Internal);
    }
    Err(Error::new(ErrorKind::Refused, message!("the profile \"{name}\" is refused: this version knows \"internal\" only", name = name))
        .safe("Nothing was written.")
        .next(
            "Use --profile internal for your own team; its pages say NOT FOR PUBLICATION, because they hold what may \
             harm witnesses and survivors.",
        ))
}

/// Writes a dossier, or says what it would hold.
///
/// # Errors
/// When an incident is not found, something is in the way, or a write fails.
pub fn dossier(
    case: &mut Case,
    state: &State,
    request: &Request<'_>,
    env: &mut Env,
    knowledge: &Knowledge,
) -> Result<Written, Error> {
    if !files::is_free(request.target) {
        return Err(Error::new(ErrorKind::Usage, "there is something here already")
            .at(request.target.display())
            .safe("Nothing was written.")
            .next("Choose a folder that does not exist yet, or is empty."));
    }
    let incidents = chosen(state, request.incidents)?;
    let (dossier, rendered) = assemble(case, state, incidents, env, knowledge, request.language)?;
    let mut pages = bilan_export::html(&dossier, &rendered, beside(case));
    let lines: Vec<String> =
        pages.iter().map(|(path, bytes)| format!("{}  {path}\n", sha256(bytes))).collect();
    let manifest = lines.concat();
    pages.push((MANIFEST.to_owned(), manifest.clone().into_bytes()));

    let mut written = Written {
        incidents: dossier.incidents.iter().map(|entry| entry.incident.id.clone()).collect(),
        reports: dossier.evidence.len(),
        files: pages.iter().map(|(path, bytes)| (path.clone(), bytes.len())).collect(),
        entry: None,
    };
    if request.dry_run {
        return Ok(written);
    }
    let staged = files::stage(request.target, &pages)?;
    let subject = Subject::Id(env.bytes());
    let draft = Draft::new(Act::Dossier, Signer::Member, subject, env.claimed_time())
        .content(Content::new(env.salt(), manifest.into_bytes()))
        .count(CountKey::Incidents, written.incidents.len() as u64)
        .count(CountKey::Reports, written.reports as u64);
    written.entry = case.append(&[draft])?.first().map(|receipt| receipt.seq);
    staged.put_in_place()?;
    Ok(written)
}

fn chosen(state: &State, ids: &[String]) -> Result<Vec<Incident>, Error> {
    let all = state.incidents();
    if all.is_empty() {
        return Err(Error::new(ErrorKind::Failure, "the case has no incident to put into a dossier")
            .safe("Nothing was written.")
            .next("Add reports first: bilan add CASE PATH..."));
    }
    if ids.is_empty() {
        return Ok(all);
    }
    let mut found: Vec<Incident> =
        ids.iter().map(|id| find_incident(all.clone(), id)).collect::<Result<_, _>>()?;
    let mut seen = BTreeSet::new();
    found.retain(|incident| seen.insert(incident.id.clone()));
    Ok(found)
}

/// The dossier, and the lines of its tolls.
fn assemble(
    case: &Case,
    state: &State,
    incidents: Vec<Incident>,
    env: &Env,
    knowledge: &Knowledge,
    language: Language,
) -> Result<(Dossier, Vec<Rendered>), Error> {
    let tallies = tally(&incidents, state.picture().basis(false), knowledge, language)?;
    let rendered = tallies.iter().map(|tally| Rendered { toll_lines: tally.lines.clone() }).collect();
    let evidence = evidence(case, state, &incidents)?;
    let mut source_labels = BTreeMap::new();
    for incident in &incidents {
        let labels = labels::of_incident(incident, knowledge, language)?;
        source_labels.extend(labels.into_iter().map(|(words, label)| (words, label.text)));
    }
    let with_tolls = |(incident, tally): (Incident, crate::tally::IncidentTally)| DossierIncident {
        incident,
        tolls: tally.tolls,
        grade: tally.grade,
    };
    let dossier = Dossier {
        profile: Profile::Internal,
        case: case.ledger().case_id().to_string(),
        made: env.now_text(),
        language: labels::code(language).to_owned(),
        checkpoint: String::from_utf8_lossy(&case.ledger().checkpoint_bytes()).into_owned(),
        incidents: incidents.into_iter().zip(tallies).map(with_tolls).collect(),
        evidence,
        source_labels,
        code_labels: knowledge.labels(labels::code(language)),
    };
    Ok((dossier, rendered))
}

/// The reports that the incidents' accounts stand in, by publication.
fn evidence(case: &Case, state: &State, incidents: &[Incident]) -> Result<Vec<Evidence>, Error> {
    let docs: BTreeSet<&str> = incidents
        .iter()
        .flat_map(|incident| &incident.accounts)
        .map(|entry| entry.report.doc.as_str())
        .collect();
    let mut evidence = Vec::new();
    for report in state.reports.iter().filter(|report| docs.contains(report.id.as_str())) {
        let Some(item) = state.item(&report.item) else { continue };
        evidence.push(Evidence {
            report: report.header(),
            text: report.read_text(case)?,
            reader: format!("{} {}", report.text.reader, report.text.reader_version),
            taken_in: item.acquisition.when.clone(),
            original_commit: item.original.map(|commit| commit.to_string()).unwrap_or_default(),
            text_commit: report.text_commit.to_string(),
            entries: report.entries.clone(),
        });
    }
    evidence.sort_by_key(|entry| (entry.report.published.is_none(), entry.report.published));
    Ok(evidence)
}

/// What stands beside the pages: how to verify, the public keys, the checkpoint.
fn beside(case: &Case) -> Vec<(String, Vec<u8>)> {
    let keys = case.ledger().verifying_keys();
    let mut extra = vec![("VERIFY.md".to_owned(), embedded("docs/VERIFY.md").unwrap_or_default().to_vec())];
    extra.extend(
        Role::ALL
            .iter()
            .map(|&role| (format!("keys/{role}.vkey"), format!("{}\n", keys.of(role)).into_bytes())),
    );
    extra.push(("checkpoint".to_owned(), case.ledger().checkpoint_bytes()));
    extra
}
