//! Who may do what in the workplace: members, how they prove who they are, what each route allows.
//!
//! [`gate::mount`] puts the guard in front of a router, [`api::routes`] are its own routes, [`policy`] is the one table
//! of who may call what, and [`crate::actor::Actor`] is what handlers learn of the person.

pub mod admission;
pub mod alone;
pub mod api;
pub mod cookie;
pub mod cross_site;
pub mod gate;
pub mod headers;
pub mod member;
pub mod members;
pub mod passkey;
pub mod password;
pub mod policy;
pub mod register;
pub mod roles;
pub mod secret;
pub mod session;
pub mod throttle;
pub mod totp;
pub mod world;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;

use crate::problem::Problem;
use crate::tiles::Tiles;
use admission::{Mode, Site};
use alone::Launch;
use headers::Headers;
use member::TotpKey;
use passkey::Passkeys;
use password::{Cost, Passwords};
use register::{Register, RegisterError};
use throttle::Throttle;
use world::World;

/// What a guard is made of.
pub struct Made {
    /// Members, sessions and queues of the case.
    pub register: Register,
    /// Alone or a team, as [`admission::admit`] decided.
    pub mode: Mode,
    /// Where the server is reached.
    pub site: Site,
    /// Names of the trusted-types policies that the pages' scripts may make.
    pub trusted_types: Vec<String>,
    /// What the case is called.
    pub case_name: String,
    /// Its id.
    pub case_id: String,
    /// How the person who works alone is called in their decisions.
    pub alone_as: String,
    /// The operator's own map tiles.
    pub tiles: Option<Tiles>,
    /// Time and randomness.
    pub world: World,
    /// What a guess costs.
    pub cost: Cost,
    /// Told each key that opens the workplace of one person: the first, and the next one whenever one was used.
    pub tell_key: Box<dyn Fn(&str) + Send + Sync>,
}

/// The guard of one server.
pub struct Guard {
    register: Register,
    mode: Mode,
    site: Site,
    headers: Headers,
    case_name: String,
    case_id: String,
    alone_as: String,
    tiles: Option<Tiles>,
    world: World,
    passwords: Passwords,
    throttle: Mutex<Throttle>,
    launch: Option<Mutex<Launch>>,
    passkeys: Option<Mutex<Passkeys>>,
    /// Secrets of applications of which no code was shown yet, by the key of the member's name.
    enrolling: Mutex<BTreeMap<String, TotpKey>>,
    cost: Cost,
    tell_key: Box<dyn Fn(&str) + Send + Sync>,
}

impl Guard {
    /// A guard at its post. Where one person works alone, the first key is told.
    pub fn new(made: Made) -> Self {
        let Made {
            register,
            mode,
            site,
            trusted_types,
            case_name,
            case_id,
            alone_as,
            tiles,
            world,
            cost,
            tell_key,
        } = made;
        let trusted: Vec<&str> = trusted_types.iter().map(String::as_str).collect();
        let launch = (mode == Mode::Alone).then(|| {
            let (launch, key) = Launch::new(&world);
            tell_key(key.text());
            Mutex::new(launch)
        });
        let passkeys = (mode == Mode::Team).then(|| Passkeys::new(&site, &world)).flatten();
        Self {
            headers: Headers::new(site.tls, &trusted),
            passwords: Passwords::new(cost, &world),
            throttle: Mutex::new(Throttle::new(&world)),
            passkeys: passkeys.map(Mutex::new),
            enrolling: Mutex::default(),
            cost,
            register,
            mode,
            site,
            case_name,
            case_id,
            alone_as,
            tiles,
            world,
            launch,
            tell_key,
        }
    }

    /// Members, sessions and queues.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// Alone or a team.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Where the server is reached.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The operator's own map tiles.
    pub fn tiles(&self) -> Option<&Tiles> {
        self.tiles.as_ref()
    }

    /// Time and randomness.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// How many guesses at passwords were looked at since the start.
    pub fn guesses_evaluated(&self) -> u64 {
        self.passwords.evaluated()
    }

    fn throttle(&self) -> MutexGuard<'_, Throttle> {
        self.throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn passkeys(&self) -> Result<MutexGuard<'_, Passkeys>, Problem> {
        let passkeys =
            self.passkeys.as_ref().ok_or_else(|| Problem::told(StatusCode::CONFLICT, "no_passkeys"))?;
        Ok(passkeys.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("mode", &self.mode).field("site", &self.site).finish_non_exhaustive()
    }
}

impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Self {
        let damaged = matches!(error, RegisterError::Damaged { .. });
        let code = if damaged { "register_damaged" } else { "register_disk" };
        Self::told(StatusCode::INTERNAL_SERVER_ERROR, code)
    }
}

#[cfg(test)]
mod tests;
