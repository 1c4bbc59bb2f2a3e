//! The policy: who may call which route, how much may be sent there and how long it may take.
//!
//! One table, read by the guard on every request and by the tests that try every cell of it. What does not stand here
//! is refused to everyone.

use std::time::Duration;

use axum::http::Method;

use super::roles::{Role, Roles};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anyone who reaches the server.
    Anyone,
    /// A member who has begun to sign in, and still owes a second factor or a password of their own.
    Begun,
    /// Every member, whatever their roles.
    Member,
    /// Members with one of these roles.
    One(&'static [Role]),
}

impl Who {
    /// Whether someone with these roles, fully signed in, may call.
    pub fn allows(self, roles: &Roles) -> bool {
        match self {
            Self::Anyone | Self::Begun | Self::Member => true,
            Self::One(allowed) => allowed.iter().any(|role| roles.contains(role)),
        }
    }
}

/// What may be sent to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Nothing, or a small JSON object.
    Small,
    /// JSON with a text in it.
    Text,
    /// Files.
    Files,
}

impl Sent {
    /// The most bytes.
    pub fn most(self) -> usize {
        match self {
            Self::Small => 64 << 10,
            Self::Text => 4 << 20,
            Self::Files => 512 << 20,
        }
    }
}

/// How long a route may take until it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Looks something up, or writes a decision.
    Short,
    /// Makes files of many records, or takes files in.
    Long,
}

impl Takes {
    /// The longest time until the head of the answer.
    pub fn longest(self) -> Duration {
        match self {
            Self::Short => Duration::from_secs(30),
            Self::Long => Duration::from_mins(15),
        }
    }
}

/// One route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The method. HEAD is where GET is.
    pub method: Method,
    /// The path as the router knows it.
    pub path: &'static str,
    /// Who may call it.
    pub who: Who,
    /// What may be sent.
    pub sent: Sent,
    /// How long it may take.
    pub takes: Takes,
}

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const PATCH: Method = Method::PATCH;
const DELETE: Method = Method::DELETE;

/// Who reads the content of a case.
const LOOK: Who = Who::One(&[Role::Reader, Role::Coder, Role::Reviewer, Role::Publisher]);
/// Who works on claims.
const CODE: Who = Who::One(&[Role::Coder, Role::Reviewer]);
/// Who keeps lists of their own.
const WORK: Who = Who::One(&[Role::Coder, Role::Reviewer, Role::Publisher]);
/// Who rules where others disagree, and decides about incidents and sources.
const RULE: Who = Who::One(&[Role::Reviewer]);
/// Who answers for the whole.
const CHECK: Who = Who::One(&[Role::Reviewer, Role::Publisher]);
/// Who lets things out.
const PUBLISH: Who = Who::One(&[Role::Publisher]);
/// Who lets members in.
const ADMIN: Who = Who::One(&[Role::Admin]);

const fn row(method: Method, path: &'static str, who: Who) -> Row {
    Row { method, path, who, sent: Sent::Small, takes: Takes::Short }
}

const fn text(method: Method, path: &'static str, who: Who) -> Row {
    Row { method, path, who, sent: Sent::Text, takes: Takes::Short }
}

const fn long(method: Method, path: &'static str, who: Who) -> Row {
    Row { method, path, who, sent: Sent::Text, takes: Takes::Long }
}

const fn files(method: Method, path: &'static str, who: Who) -> Row {
    Row { method, path, who, sent: Sent::Files, takes: Takes::Long }
}

/// Every route of the API.
pub static POLICY: &[Row] = &[
    // Who one is
    row(GET, "/api/session", Who::Anyone),
    row(POST, "/api/session/login", Who::Anyone),
    row(POST, "/api/session/key", Who::Anyone),
    row(POST, "/api/session/logout", Who::Anyone),
    row(POST, "/api/session/passkey/start", Who::Anyone),
    row(POST, "/api/session/passkey/finish", Who::Anyone),
    row(POST, "/api/session/code", Who::Begun),
    row(POST, "/api/session/password", Who::Begun),
    row(POST, "/api/session/totp/start", Who::Member),
    row(POST, "/api/session/totp/confirm", Who::Member),
    row(POST, "/api/session/totp/remove", Who::Member),
    row(GET, "/api/session/passkeys", Who::Member),
    row(POST, "/api/session/passkeys/start", Who::Member),
    row(POST, "/api/session/passkeys/finish", Who::Member),
    row(DELETE, "/api/session/passkeys/{id}", Who::Member),
    // What is known without a case
    row(GET, "/api/openapi.json", Who::Anyone),
    row(GET, "/api/codebook", Who::Member),
    // The case as a whole
    row(GET, "/api/case", LOOK),
    row(GET, "/api/events", LOOK),
    row(GET, "/api/history", LOOK),
    row(GET, "/api/search", LOOK),
    row(GET, "/api/explore", LOOK),
    row(GET, "/api/tiles", LOOK),
    row(GET, "/api/totals", LOOK),
    // Review
    row(GET, "/api/queues", LOOK),
    row(POST, "/api/queues", WORK),
    row(DELETE, "/api/queues/{id}", WORK),
    row(GET, "/api/review/next", CODE),
    row(GET, "/api/claims", LOOK),
    row(GET, "/api/claims/{id}", LOOK),
    row(POST, "/api/claims/{id}/judgement", CODE),
    row(POST, "/api/reports/{id}/claims", CODE),
    long(POST, "/api/judgements", RULE),
    row(GET, "/api/undo", CODE),
    row(POST, "/api/undo", CODE),
    row(GET, "/api/agreement", RULE),
    // Reports
    row(GET, "/api/reports", LOOK),
    files(POST, "/api/reports", CODE),
    row(GET, "/api/reports/{id}", LOOK),
    row(POST, "/api/reports/{id}/restate", CODE),
    text(POST, "/api/notes", CODE),
    row(GET, "/api/jobs/{id}", LOOK),
    // Incidents
    row(GET, "/api/incidents", LOOK),
    row(GET, "/api/incidents/{id}", LOOK),
    row(POST, "/api/incidents/merge", RULE),
    row(POST, "/api/incidents/split", RULE),
    row(POST, "/api/incidents/relate", RULE),
    row(POST, "/api/incidents/{id}/place", RULE),
    row(POST, "/api/incidents/{id}/grade", RULE),
    // Sources
    row(GET, "/api/sources", LOOK),
    row(POST, "/api/sources", RULE),
    row(GET, "/api/sources/track", LOOK),
    // Evidence
    row(GET, "/api/ledger", LOOK),
    row(GET, "/api/ledger/entries", LOOK),
    row(GET, "/api/ledger/entries/{seq}", LOOK),
    row(POST, "/api/ledger/verify", CHECK),
    // What leaves the case
    row(GET, "/api/releases", LOOK),
    long(POST, "/api/releases/preview", PUBLISH),
    long(POST, "/api/releases", PUBLISH),
    row(POST, "/api/releases/{id}/approve", PUBLISH),
    row(POST, "/api/releases/{id}/withdraw", PUBLISH),
    row(GET, "/api/releases/{id}/file", LOOK),
    long(POST, "/api/dossiers", PUBLISH),
    row(GET, "/api/dossiers/{id}/file", LOOK),
    // Members
    row(GET, "/api/members", ADMIN),
    row(POST, "/api/members", ADMIN),
    row(PATCH, "/api/members/{name}", ADMIN),
    row(DELETE, "/api/members/{name}", ADMIN),
    row(POST, "/api/members/{name}/reset", ADMIN),
];

/// The row of a route, as far as there is one.
pub fn row_of(method: &Method, path: &str) -> Option<&'static Row> {
    let method = if method == Method::HEAD { &GET } else { method };
    POLICY.iter().find(|row| row.path == path && row.method == method)
}

/// The methods that a path knows, as the header `Allow` lists them.
pub fn methods_of(path: &str) -> String {
    let mut methods: Vec<&str> = Vec::new();
    for row in POLICY.iter().filter(|row| row.path == path) {
        methods.push(row.method.as_str());
        if row.method == GET {
            methods.push("HEAD");
        }
    }
    methods.join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_route_stands_twice_and_every_one_is_of_the_api() {
        let rows: BTreeSet<_> = POLICY.iter().map(|row| (row.path, row.method.as_str())).collect();
        assert_eq!(rows.len(), POLICY.len());
        assert!(POLICY.iter().all(|row| row.path.starts_with("/api/")));
    }

    #[test]
    fn what_does_not_stand_in_the_table_is_nobodys() {
        assert_eq!(row_of(&Method::POST, "/api/case"), None);
        assert_eq!(row_of(&Method::GET, "/api/nothing"), None);
        assert_eq!(row_of(&Method::OPTIONS, "/api/case"), None);
        assert_eq!(row_of(&Method::HEAD, "/api/case"), row_of(&Method::GET, "/api/case"));
        assert_eq!(methods_of("/api/reports"), "GET, HEAD, POST");
    }

    /// Routes that give or change nothing of what a case says.
    fn no_content(row: &Row) -> bool {
        let own = ["/api/session", "/api/members", "/api/openapi.json", "/api/codebook"];
        own.iter().any(|path| row.path == *path || row.path.starts_with(&format!("{path}/")))
    }

    #[test]
    fn an_admin_reads_no_content_of_a_case() {
        let admin = Roles::from([Role::Admin]);
        for row in POLICY {
            assert_eq!(row.who.allows(&admin), no_content(row), "{} {}", row.method, row.path);
        }
    }

    #[test]
    fn a_reader_changes_nothing_but_how_they_sign_in() {
        let reader = Roles::from([Role::Reader]);
        for row in POLICY.iter().filter(|row| row.method != GET && !row.path.starts_with("/api/session")) {
            assert!(!row.who.allows(&reader), "{} {}", row.method, row.path);
        }
    }

    #[test]
    fn only_what_begins_a_session_is_open_to_anyone() {
        let open: Vec<_> = POLICY.iter().filter(|row| row.who == Who::Anyone).map(|row| row.path).collect();
        assert_eq!(open.len(), 7);
        assert!(open.iter().all(|path| path.starts_with("/api/session") || *path == "/api/openapi.json"));
    }

    #[test]
    fn without_a_role_nothing_of_a_case_is_open() {
        let none = Roles::new();
        assert!(POLICY.iter().filter(|row| !no_content(row)).all(|row| !row.who.allows(&none)));
    }

    #[test]
    fn releases_are_for_publishers_alone_and_members_for_admins_alone() {
        for role in Role::ALL {
            let roles = Roles::from([role]);
            let may = |method: Method, path| row_of(&method, path).is_some_and(|row| row.who.allows(&roles));
            assert_eq!(may(POST, "/api/releases"), role == Role::Publisher);
            assert_eq!(may(POST, "/api/releases/{id}/approve"), role == Role::Publisher);
            assert_eq!(may(POST, "/api/members"), role == Role::Admin);
            assert_eq!(may(POST, "/api/incidents/merge"), role == Role::Reviewer);
            assert_eq!(may(POST, "/api/claims/{id}/judgement"), matches!(role, Role::Coder | Role::Reviewer));
        }
    }
}
