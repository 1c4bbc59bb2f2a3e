//! `source set`: what a person says of a source: its kind, where it stands, with whom it counts as one, for whom it speaks.

use bilan_ledger::{Act, Subject};
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::decide::{Entered, enter};
use crate::decisions::{Decision, SourceSet};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::knowledge::embedded;
use crate::state::State;
use crate::{Message, list, message};

/// A source that was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceNow {
    /// Its entry.
    #[serde(flatten)]
    pub entered: Entered,
    /// What is said of it now, all in all.
    pub source: SourceSet,
    /// Claims in the case that this source makes.
    pub claims: usize,
}

/// Sets what a source is.
///
/// # Errors
/// When no claim has this source, nothing is said, the kind is not in the codebook, or no reason is given.
pub fn set(
    case: &mut Case,
    state: &State,
    said: SourceSet,
    why: &str,
    env: &mut Env,
) -> Result<SourceNow, Error> {
    if said.kind.is_none() && said.stance.is_none() && said.group.is_none() && said.party.is_none() {
        return Err(refused("nothing is said of the source", "Give --kind, --stance, --group or --party."));
    }
    let kinds = kinds();
    if let Some(kind) = said.kind.as_ref().filter(|kind| !kinds.contains(kind)) {
        return Err(refused(
            message!("\"{kind}\" is no kind of source", kind = kind),
            message!("The codebook has: {kinds}.", kinds = kinds.join(", ")),
        ));
    }
    let wanted = said.name.to_lowercase();
    let rows = list::sources(state);
    let speaks = |row: &&list::SourceRow| {
        row.source.to_lowercase() == wanted
            || (row.source == "author"
                && row.publisher.as_ref().is_some_and(|publisher| publisher.to_lowercase() == wanted))
    };
    let claims: usize = rows.iter().filter(speaks).map(|row| row.claims).sum();
    if claims == 0 {
        return Err(not_there(
            message!("no claim in the case has the source \"{name}\"", name = said.name),
            "`bilan list CASE sources` shows the sources by their words.",
        ));
    }
    let subject = Subject::from(case.ledger().case_id());
    let entered =
        enter(case, env, Act::SourceSet, subject, Decision::SetSource(said.clone()), why, Vec::new())?;
    let known = state.clone().caught_up(case)?.picture().sources.get(&wanted).cloned();
    Ok(SourceNow { entered, source: known.unwrap_or(said), claims })
}

/// The kinds of sources of the codebook, by their codes.
pub fn kinds() -> Vec<String> {
    #[derive(Deserialize)]
    struct File {
        source: Vec<Kind>,
    }
    #[derive(Deserialize)]
    struct Kind {
        code: String,
    }
    let bytes = embedded("codebook/sources.toml").unwrap_or_default();
    let file: Option<File> = std::str::from_utf8(bytes).ok().and_then(|text| toml::from_str(text).ok());
    file.map_or(Vec::new(), |file| file.source.into_iter().map(|kind| kind.code).collect())
}

fn not_there(what: impl Into<Message>, next: impl Into<Message>) -> Error {
    Error::new(ErrorKind::Missing, what).safe("Nothing was written.").next(next)
}

fn refused(what: impl Into<Message>, next: impl Into<Message>) -> Error {
    Error::new(ErrorKind::Usage, what).safe("Nothing was written.").next(next)
}
