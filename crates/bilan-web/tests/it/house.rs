//! A server over a case of the samples, in a folder that vanishes, and browsers that ask it.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use bilan_casework::add::{add, gather};
use bilan_casework::desk::Desk;
use bilan_casework::env::{Clock, Random};
use bilan_casework::records::Stated;
use bilan_casework::{Env, Knowledge, Silent, init};
use bilan_web::guard::admission::{Mode, Site};
use bilan_web::guard::cookie::Cookie;
use bilan_web::guard::gate::{Peer, mount};
use bilan_web::guard::password::Cost;
use bilan_web::guard::register::{Register, RegisterError};
use bilan_web::guard::roles::Role;
use bilan_web::guard::session::{Holder, Owes};
use bilan_web::guard::world::World;
use bilan_web::guard::{Guard, Made, members};
use bilan_web::router::{api, router};
use bilan_web::tiles::Tiles;
use bilan_web::workplace::Workplace;
use jiff::Timestamp;
use serde_json::Value;
use tower::ServiceExt as _;

/// The address that the server thinks it has.
pub(crate) const HOSTED: &str = "127.0.0.1:8080";
/// More bytes than any answer has.
const ANSWER: usize = 64 << 20;

/// A clock that stands until it is moved.
#[derive(Clone)]
pub(crate) struct Hands(Arc<AtomicI64>);

impl Hands {
    /// Time goes by.
    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// Bytes that differ, the same in every run.
struct Counting(AtomicU64);

impl Random for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            let next = |n: u64| {
                Some(n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
            };
            let last = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, next).unwrap();
            *byte = last.to_be_bytes()[0];
        }
    }
}

/// A server, its case and its clock.
pub(crate) struct House {
    /// Who may do what.
    pub(crate) guard: Arc<Guard>,
    /// The case and what is shared around it.
    pub(crate) place: Workplace,
    /// All routes behind the guard.
    pub(crate) router: Router,
    /// The clock.
    pub(crate) hands: Hands,
    /// The keys that were told to who works alone.
    keys: Arc<Mutex<Vec<String>>>,
    folder: tempfile::TempDir,
}

/// The folder of the samples.
pub(crate) fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

/// The bytes of the archive of tiles that a house has: more than are read at a time.
pub(crate) fn archive() -> Vec<u8> {
    let rest = (0..200_000_u32).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]);
    b"PMTiles\x03".iter().copied().chain(rest).collect()
}

fn tiles(folder: &Path) -> Tiles {
    let path = folder.join("world.pmtiles");
    std::fs::write(&path, archive()).unwrap();
    Tiles::open(&path).unwrap().unwrap()
}

impl House {
    /// A server over the samples.
    pub(crate) fn new(mode: Mode) -> Self {
        Self::with(mode, |router| router)
    }

    /// A server over the samples, with something put on its router before the guard stands in front of it.
    pub(crate) fn with(mode: Mode, change: impl FnOnce(Router) -> Router) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        let hands = Hands(Arc::new(AtomicI64::new(1_767_268_800)));
        let env =
            |seed| Env::new(home.clone(), Box::new(hands.clone()), Box::new(Counting(AtomicU64::new(seed))));
        let knowledge = Arc::new(Knowledge::embedded());
        let mut first = env(1);
        let mut case = init::init(&folder.path().join("case"), &mut first).unwrap();
        let reports =
            gather(&[samples().join("amassine/reports"), samples().join("moura")], &Stated::default());
        add(&mut case, &reports.unwrap(), None, &mut first, &knowledge, &mut Silent).unwrap();
        drop(case);
        let desk = Desk::open(&folder.path().join("case"), env(99), knowledge).unwrap();
        let id = desk.with_case(|case| Ok(case.ledger().case_id())).unwrap();
        let keys = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&keys);
        let guard = Arc::new(Guard::new(Made {
            register: Register::open(&home, id).unwrap(),
            mode,
            site: Site::new(HOSTED.parse().unwrap(), false, None),
            trusted_types: vec!["svelte-trusted-html".to_owned()],
            case_name: "case".to_owned(),
            case_id: id.to_string(),
            alone_as: "amina".to_owned(),
            tiles: Some(tiles(folder.path())),
            world: World::new(Box::new(hands.clone()), Box::new(Counting(AtomicU64::new(7)))),
            cost: Cost::NONE,
            tell_key: Box::new(move |key| told.lock().unwrap().push(key.to_owned())),
        }));
        let publications = folder.path().join("publications");
        let place = Workplace::new(desk, Arc::clone(&guard), "case".to_owned(), publications);
        let router = mount(change(router(place.clone())), Arc::clone(&guard));
        Self { guard, place, router, hands, keys, folder }
    }

    /// The key that opens the workplace of who works alone.
    pub(crate) fn key(&self) -> String {
        self.keys.lock().unwrap().last().unwrap().clone()
    }

    /// The folder of the case, its home and its publications.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Closes the desk: the folder and the home in it.
    pub(crate) fn leave(self) -> (tempfile::TempDir, PathBuf) {
        let home = self.folder.path().join("home");
        (self.folder, home)
    }

    /// Lets a member in, with a password of their own: the password.
    pub(crate) fn member(&self, name: &str, roles: &[Role]) -> String {
        let (register, world) = (self.guard.register(), self.guard.world());
        let password =
            members::add(register, name, roles.iter().copied().collect(), Cost::NONE, world).unwrap();
        let changed = register.change(|kept| {
            kept.member_mut(name).unwrap().one_time_until = None;
            Ok::<_, RegisterError>(())
        });
        changed.unwrap();
        password
    }

    /// A browser with a fresh session.
    pub(crate) fn browser(&self, holder: Holder, owes: Owes) -> Browser {
        let opened = self.guard.register().change(|kept| {
            Ok::<_, RegisterError>(kept.sessions.open(holder, owes, None, self.guard.world()))
        });
        let cookie = format!("{}={}", Cookie::Session.name(self.guard.site()), opened.unwrap().text());
        Browser { cookie: Some(cookie), address: [10, 0, 0, 1] }
    }

    /// A browser in which a member is signed in.
    pub(crate) fn signed_in(&self, name: &str) -> Browser {
        self.browser(Holder::Member(name.to_lowercase()), Owes::Nothing)
    }

    /// A browser of who works alone.
    pub(crate) fn alone(&self) -> Browser {
        self.browser(Holder::Alone, Owes::Nothing)
    }

    /// Answers a request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let streams = request.uri().path() == "/api/events";
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = if streams && parts.status.is_success() {
            Bytes::new()
        } else {
            to_bytes(body, ANSWER).await.unwrap()
        };
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// Entries of the ledger.
    pub(crate) fn entries(&self) -> u64 {
        self.place.desk().size()
    }

    /// Waits until no job is under way.
    pub(crate) async fn settled(&self, browser: &Browser, job: &str) -> Value {
        for _ in 0..1200 {
            let told = self.send(browser.get(&format!("/api/jobs/{job}"))).await.json();
            if told["state"] != "running" {
                return told;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("{job} never ended")
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Answer {
    /// Its body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Its body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// The code of the problem that it tells.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// What a browser sends of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Browser {
    pub(crate) cookie: Option<String>,
    pub(crate) address: [u8; 4],
}

impl Browser {
    /// A page is asked for.
    pub(crate) fn get(&self, path: &str) -> Request<Body> {
        self.ask(&Method::GET, path, None)
    }

    /// A page of the workplace asks.
    pub(crate) fn ask(&self, method: &Method, path: &str, body: Option<String>) -> Request<Body> {
        let mut request = Request::builder().method(method).uri(path).header(HOST, HOSTED);
        request = request.header("sec-fetch-site", "same-origin");
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        if *method != Method::GET {
            request = request.header("x-bilan", "1").header("origin", format!("http://{HOSTED}"));
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let mut request = request.body(body.map_or_else(Body::empty, Body::from)).unwrap();
        request.extensions_mut().insert(Peer(IpAddr::from(self.address)));
        request
    }

    /// A page of the workplace sends files.
    pub(crate) fn upload(&self, path: &str, form: impl Into<Vec<u8>>) -> Request<Body> {
        let mut request = self.ask(&Method::POST, path, None);
        request.headers_mut().insert(CONTENT_TYPE, "multipart/form-data; boundary=bilan".parse().unwrap());
        *request.body_mut() = Body::from(form.into());
        request
    }
}

/// The description of every route of the server.
pub(crate) fn description(house: &House) -> Value {
    let all = api().merge(bilan_web::guard::api::routes(Arc::clone(&house.guard)));
    serde_json::to_value(all.into_openapi()).unwrap()
}
