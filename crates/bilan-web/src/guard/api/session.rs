//! `GET /api/session`: who one is, and what is still needed. Never refused.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::guard::Guard;
use crate::guard::admission::Mode;
use crate::guard::gate::{Standing, standing};
use crate::guard::roles::Role;
use crate::guard::session::Owes;
use crate::problem::{Problem, ProblemBody};
use crate::tiles::ADDRESS;

/// How the workplace is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModeView {
    /// By one person on this computer.
    Alone,
    /// By members who sign in.
    Team,
}

/// What is needed before the workplace opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// The key of the address that bilan printed.
    Key,
    /// A name and a password, or a passkey.
    Login,
    /// A code of the application.
    SecondFactor,
    /// A password of one's own in place of the one handed over.
    Password,
}

/// The member who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Me {
    /// Their name.
    pub name: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Whether codes of an application are asked of them.
    pub second_factor: bool,
    /// How many passkeys they have.
    pub passkeys: usize,
}

/// The case that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaseName {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// Who one is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionView {
    /// How the workplace is used.
    pub mode: ModeView,
    /// Who is signed in.
    pub member: Option<Me>,
    /// What is still needed.
    pub needs: Option<Needs>,
    /// The case; told to who is signed in.
    pub case: Option<CaseName>,
    /// Languages of the texts.
    pub languages: Vec<String>,
    /// Version of bilan; told to who is signed in.
    pub version: Option<String>,
    /// Whether passkeys can be used here.
    pub passkeys: bool,
    /// Where the operator's own map tiles are, where there are some; told to who is signed in.
    pub tiles: Option<String>,
}

/// Who one is, and what is still needed.
#[utoipa::path(get, path = "/api/session", tag = "session",
    responses((status = 200, body = SessionView), (status = "default", body = ProblemBody)))]
pub(super) async fn session(
    State(guard): State<Arc<Guard>>,
    request: Request,
) -> Result<Json<SessionView>, Problem> {
    let standing = standing(&guard, &request)?;
    view(&guard, &standing).map(Json)
}

/// What is told to who stands so.
pub(super) fn view(guard: &Guard, standing: &Standing) -> Result<SessionView, Problem> {
    let (member, needs) = match standing {
        Standing::Stranger => (None, Some(if guard.mode == Mode::Alone { Needs::Key } else { Needs::Login })),
        Standing::Begun(begun) => {
            let needs = if begun.owes == Owes::Password { Needs::Password } else { Needs::SecondFactor };
            (None, Some(needs))
        }
        Standing::In(actor) => {
            let factors = guard.register.read(|kept| {
                let member = kept.member(&actor.name).filter(|_| !actor.alone);
                member.map(|member| (member.has_second_factor(), member.passkeys.len()))
            })?;
            let (second_factor, passkeys) = factors.unwrap_or((false, 0));
            let roles = actor.roles.iter().copied().collect();
            (Some(Me { name: actor.name.clone(), roles, second_factor, passkeys }), None)
        }
    };
    let inside = member.is_some();
    Ok(SessionView {
        mode: if guard.mode == Mode::Alone { ModeView::Alone } else { ModeView::Team },
        member,
        needs,
        case: inside.then(|| CaseName { id: guard.case_id.clone(), name: guard.case_name.clone() }),
        languages: vec!["en".to_owned(), "fr".to_owned()],
        version: inside.then(|| env!("CARGO_PKG_VERSION").to_owned()),
        passkeys: guard.passkeys.is_some(),
        tiles: guard.tiles.as_ref().filter(|_| inside).map(|_| ADDRESS.to_owned()),
    })
}
