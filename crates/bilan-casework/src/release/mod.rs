//! `release`: what is published, in every format, with what it takes to read it; its approval and its withdrawal.

mod gates;
mod method;
mod pages;
mod past;
mod publish;
mod shelf;

use std::path::Path;

pub use bilan_export::tables::Format;
use bilan_ledger::{Act, Content, CountKey, Draft, Signer, Subject};
use bilan_model::{Code as _, Profile, ReleaseState, Withheld};
use bilan_tally::Language;
use serde::Serialize;

use crate::case::Case;
use crate::change::{Change, between};
use crate::decide::reason;
use crate::digest::sha256;
use crate::dossier::MANIFEST;
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::knowledge::Knowledge;
use crate::state::State;
use crate::{files, message};

pub use gates::Finding;
pub use method::{Part, Statement, statement};
pub use past::{Approval, Past, PastRelease, past};
pub use publish::Coarsened;

/// What is asked for.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that a person sets by itself")]
pub struct Request<'a> {
    /// For whom.
    pub profile: Profile,
    /// Candidate or final.
    pub state: ReleaseState,
    /// The formats, each once.
    pub formats: &'a [Format],
    /// The folder to make.
    pub target: &'a Path,
    /// Language of labels and pages.
    pub language: Language,
    /// Count only claims that a person has accepted, corrected or entered.
    pub reviewed_only: bool,
    /// Make records coarser, as little as it takes, where persons could be found again.
    pub coarsen: bool,
    /// Ask for a second person's agreement however few have worked on the case: there is a team.
    pub four_eyes: bool,
    /// Write nothing.
    pub dry_run: bool,
}

/// What was released.
#[derive(Debug, Clone, Serialize)]
pub struct Released {
    /// Its id, 32 hex digits.
    pub release: String,
    /// For whom.
    pub profile: Profile,
    /// Candidate or final.
    pub state: ReleaseState,
    /// The release that it follows.
    pub previous: Option<String>,
    /// Records in it.
    pub incidents: usize,
    /// What was held back, by reason.
    pub withheld: Withheld,
    /// How records were made coarser, where they had to be.
    pub coarsened: Option<Coarsened>,
    /// Figures that are otherwise than in the release before.
    pub changes: Vec<Change>,
    /// Records of the release before that are not in this one.
    pub deleted: usize,
    /// Its files.
    pub files: Vec<String>,
    /// The ledger entry that commits to its manifest; `None` where nothing was written.
    pub entry: Option<u64>,
}

/// Makes a release, or says what it would hold.
///
/// # Errors
/// When a gate refuses it (exit 3: too few reviewed, an open judgement, a risk that somebody is found again, a second
/// person missing), something is in the way, or a write fails.
pub fn release(
    case: &mut Case,
    state: &State,
    request: &Request<'_>,
    env: &mut Env,
    knowledge: &Knowledge,
) -> Result<Released, Error> {
    must_be_free(request.target)?;
    let past = past(case)?;
    let method = statement(state, knowledge, request.language)?;
    gates::check(case, state, request, &past, &method, env)?;
    let publication = publish::Publication::prepare(case, state, request, &past, env, knowledge)?;
    let mut shelf = shelf::Folder::stage(request.target)?;
    let written = publication.write(&mut shelf)?;
    let before = past.last(request.profile);
    let changes = before.map(|release| between(&release.figures(), &written.figures)).unwrap_or_default();
    let deleted: Vec<String> = before.map(|release| release.gone(&written.incidents)).unwrap_or_default();
    let page = pages::Pages {
        head: &publication.head,
        method: &method,
        written: &written,
        changes: &changes,
        deleted: &deleted,
        notes: publication.notes(&written.withheld),
        coarsened: publication.coarsened.as_ref(),
        knowledge,
        language: request.language,
    };
    for (name, bytes) in page.all()? {
        shelf.put(&name, &bytes)?;
    }
    let manifest = shelf.manifest()?;
    let mut released = Released {
        release: publication.head.release.clone(),
        profile: request.profile,
        state: request.state,
        previous: publication.head.previous.clone(),
        incidents: written.incidents.len(),
        withheld: written.withheld.clone(),
        coarsened: publication.coarsened.clone(),
        changes,
        deleted: deleted.len(),
        files: shelf.names(),
        entry: None,
    };
    if request.dry_run {
        shelf.discard();
        return Ok(released);
    }
    let record = PastRelease::of(&publication, &written, &sha256(manifest.as_bytes()), env);
    let draft = Draft::new(Act::Release, Signer::Member, publication.subject, env.claimed_time())
        .content(Content::new(env.salt(), crate::records::to_json(&record)))
        .count(CountKey::Incidents, released.incidents as u64)
        .count(CountKey::Withheld, released.withheld.total());
    released.entry = case.append(&[draft])?.first().map(|receipt| receipt.seq);
    shelf.put_in_place()?;
    Ok(released)
}

/// Everything that would refuse a release, each with what to do.
///
/// # Errors
/// When the ledger or a pack is not what it was.
pub fn findings(
    case: &Case,
    state: &State,
    request: &Request<'_>,
    env: &Env,
    knowledge: &Knowledge,
) -> Result<Vec<Finding>, Error> {
    let method = statement(state, knowledge, request.language)?;
    Ok(gates::findings(state, request, &past(case)?, &method, env))
}

/// One format for one profile, with what is lost and withheld; no release, but an entry in the ledger.
///
/// # Errors
/// As [`release`].
pub fn export(
    case: &mut Case,
    state: &State,
    request: &Request<'_>,
    env: &mut Env,
    knowledge: &Knowledge,
) -> Result<Released, Error> {
    must_be_free(request.target)?;
    let past = past(case)?;
    let publication = publish::Publication::prepare(case, state, request, &past, env, knowledge)?;
    let mut shelf = shelf::Folder::stage(request.target)?;
    let written = publication.write(&mut shelf)?;
    let manifest = shelf.manifest()?;
    let mut released = Released {
        release: publication.head.release.clone(),
        profile: request.profile,
        state: request.state,
        previous: None,
        incidents: written.incidents.len(),
        withheld: written.withheld.clone(),
        coarsened: publication.coarsened.clone(),
        changes: Vec::new(),
        deleted: 0,
        files: shelf.names(),
        entry: None,
    };
    if request.dry_run {
        shelf.discard();
        return Ok(released);
    }
    let draft = Draft::new(Act::Export, Signer::Member, publication.subject, env.claimed_time())
        .content(Content::new(env.salt(), manifest.into_bytes()))
        .count(CountKey::Incidents, released.incidents as u64)
        .count(CountKey::Withheld, released.withheld.total());
    released.entry = case.append(&[draft])?.first().map(|receipt| receipt.seq);
    shelf.put_in_place()?;
    Ok(released)
}

/// A decision on a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnRelease {
    /// The release.
    pub release: String,
    /// Its entry.
    pub entry: Option<u64>,
}

/// A second person agrees that a candidate becomes final.
///
/// # Errors
/// When there is no such release, the person is the one who made it, or no reason is given.
pub fn approve(case: &mut Case, id: &str, why: &str, env: &mut Env) -> Result<OnRelease, Error> {
    let past = past(case)?;
    let release = past.one(id)?;
    if release.member == env.member {
        return Err(Error::new(ErrorKind::Refused, "who made a release cannot approve it")
            .safe("Nothing was written.")
            .next("Ask another member of the team; BILAN_MEMBER says who works."));
    }
    let approval = Approval::new(&release.release, &env.member, reason(why)?);
    let bytes = crate::records::to_json(&approval);
    append(case, Act::Approve, release.subject()?, bytes, release.release.clone(), env)
}

/// Takes a release back: its figures are no longer the team's.
///
/// # Errors
/// When there is no such release, it is withdrawn already, or no reason is given.
pub fn withdraw(case: &mut Case, id: &str, why: &str, env: &mut Env) -> Result<OnRelease, Error> {
    let past = past(case)?;
    let release = past.one(id)?;
    if release.state == ReleaseState::Withdrawn {
        return Err(Error::new(
            ErrorKind::Usage,
            message!("release {release} is withdrawn already", release = release.release),
        )
        .safe("Nothing was written."));
    }
    let withdrawn = PastRelease::withdrawn(release, &env.member, reason(why)?);
    let bytes = crate::records::to_json(&withdrawn);
    append(case, Act::Release, release.subject()?, bytes, release.release.clone(), env)
}

fn append(
    case: &mut Case,
    act: Act,
    subject: Subject,
    bytes: Vec<u8>,
    release: String,
    env: &mut Env,
) -> Result<OnRelease, Error> {
    let draft =
        Draft::new(act, Signer::Member, subject, env.claimed_time()).content(Content::new(env.salt(), bytes));
    let entry = case.append(&[draft])?.first().map(|receipt| receipt.seq);
    Ok(OnRelease { release, entry })
}

fn must_be_free(target: &Path) -> Result<(), Error> {
    if files::is_free(target) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Usage, "there is something here already")
        .at(target.display())
        .safe("Nothing was written.")
        .next("Choose a folder that does not exist yet, or is empty."))
}

/// The profile of a name.
///
/// # Errors
/// When there is none.
pub fn profile(name: &str) -> Result<Profile, Error> {
    Profile::from_code(name).map_err(|_| {
        let known = Profile::ALL.iter().map(|profile| profile.code()).collect::<Vec<_>>().join(", ");
        Error::new(ErrorKind::Usage, message!("there is no profile \"{name}\"", name = name))
            .next(message!("This version knows: {profiles}.", profiles = known))
    })
}
