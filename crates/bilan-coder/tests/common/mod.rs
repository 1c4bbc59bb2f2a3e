//! Packs as their folders hold them, the sample reports, and the examples of the packs.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![allow(dead_code, reason = "each test file is a crate of its own and uses its part")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use bilan_coder::gazetteer::Tables;
use bilan_coder::{Codebook, Gazetteer, Pack, code};
use bilan_model::{Coding, Report, ReportHeader};
use serde::Deserialize;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Names in a folder that end with `ending`, in order.
fn names(folder: &str, ending: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(ending))
        .collect();
    names.sort();
    names
}

/// As [`names`]; none where there is no such folder.
fn names_if_any(folder: &str, ending: &str) -> Vec<String> {
    if root().join(folder).is_dir() { names(folder, ending) } else { Vec::new() }
}

/// Every pack of the workspace, compiled once a test file.
pub(crate) fn packs() -> &'static BTreeMap<String, Pack> {
    static PACKS: OnceLock<BTreeMap<String, Pack>> = OnceLock::new();
    PACKS.get_or_init(compiled)
}

/// Every pack of the workspace by its language, compiled anew.
pub(crate) fn compiled() -> BTreeMap<String, Pack> {
    let codebook = Codebook::read(
        &read("codebook/countries.toml"),
        &read("codebook/parties.toml"),
        &read("codebook/sources.toml"),
    )
    .unwrap();
    let gazetteer = gazetteer();
    let folders = names("packs", "").into_iter().filter(|name| root().join("packs").join(name).is_dir());
    let pack = |language: String| {
        let pack = compile(&language, codebook.clone(), gazetteer.clone());
        (language, pack)
    };
    folders.map(pack).collect()
}

/// The gazetteer that travels in the program.
pub(crate) fn gazetteer() -> Gazetteer {
    Gazetteer::read(&Tables {
        admin1: &read("gazetteer/admin1.tsv"),
        admin2: &read("gazetteer/admin2.tsv"),
        places: &read("gazetteer/places.tsv"),
        exonyms: &read("gazetteer/exonyms.tsv"),
        sources: &read("gazetteer/sources.tsv"),
    })
}

fn compile(language: &str, codebook: Codebook, gazetteer: Gazetteer) -> Pack {
    let folder = format!("packs/{language}");
    let lexicon = names(&format!("{folder}/lexicon"), ".toml");
    let paths =
        names(&folder, ".toml").into_iter().chain(lexicon.iter().map(|name| format!("lexicon/{name}")));
    let files: Vec<(String, String)> =
        paths.map(|path| (path.clone(), read(&format!("{folder}/{path}")))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Pack::compile(&files, codebook, gazetteer).unwrap_or_else(|error| panic!("{folder}: {error}"))
}

/// A report of one language, with its day of publication where it has one.
pub(crate) fn report(language: &str, published: Option<&str>, text: &str) -> Report {
    let header = ReportHeader {
        doc: "r".to_owned(),
        language: Some(language.to_owned()),
        title: None,
        publisher: None,
        published: published.map(|day| day.parse().unwrap()),
    };
    Report { header, text: text.to_owned() }
}

/// Codes a report with the pack of its language.
pub(crate) fn code_report(report: &Report) -> Coding {
    let language = report.header.language.as_deref().unwrap();
    code(report, &packs()[language])
}

/// A short text of a pack with what must be read from it, kind by kind; a kind that is left out is not looked at.
/// `packs/README.md` has the grammar of each kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Example {
    pub(crate) what: String,
    pub(crate) text: String,
    pub(crate) published: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) tolls: Option<Vec<String>>,
    pub(crate) status: Option<Vec<String>>,
    pub(crate) responsibility: Option<Vec<String>>,
    pub(crate) acts: Option<Vec<String>>,
    pub(crate) dates: Option<Vec<String>>,
    pub(crate) places: Option<Vec<String>>,
    pub(crate) incidents: Option<usize>,
    pub(crate) contested: Option<bool>,
    /// Why the coder cannot read it yet.
    pub(crate) gap: Option<String>,
}

#[derive(Deserialize)]
struct ExampleFile {
    example: Vec<Example>,
}

/// The examples of a pack, those of `examples.toml` first, then the files of `cases/`, a phenomenon a file.
pub(crate) fn examples(language: &str) -> Vec<Example> {
    let cases = format!("packs/{language}/cases");
    let cases = names_if_any(&cases, ".toml").into_iter().map(|name| format!("{cases}/{name}"));
    let paths = std::iter::once(format!("packs/{language}/examples.toml")).chain(cases);
    paths
        .flat_map(|path| {
            let file = toml::from_str::<ExampleFile>(&read(&path));
            file.unwrap_or_else(|error| panic!("{path}: {error}")).example
        })
        .collect()
}

/// Names that take each other's place: `a[i]` for `b[i]` and back.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Pair {
    pub(crate) what: String,
    /// `same` or `across`.
    pub(crate) kind: String,
    pub(crate) a: Vec<String>,
    pub(crate) b: Vec<String>,
    /// What a swap across kinds may lawfully change.
    #[serde(default)]
    pub(crate) may_change: Vec<String>,
    /// Sentences that hold names of `a`.
    #[serde(default)]
    pub(crate) texts: Vec<String>,
}

#[derive(Deserialize)]
struct PairFile {
    pair: Vec<Pair>,
}

/// The pairs of a pack's `swap.toml`.
pub(crate) fn pairs(language: &str) -> Vec<Pair> {
    let file: PairFile = toml::from_str(&read(&format!("packs/{language}/swap.toml"))).unwrap();
    file.pair
}

#[derive(Deserialize)]
struct CaseFile {
    report: Vec<SampleEntry>,
}

#[derive(Deserialize)]
struct SampleEntry {
    file: String,
    publisher: Option<String>,
    published: Option<String>,
    language: String,
}

/// The sample reports as they lie in the folders (the reader's work is not done: marks of HTML and headers stay in
/// the text), then the hostile ones.
pub(crate) fn samples() -> Vec<Report> {
    let mut reports = Vec::new();
    for case in ["amassine", "moura"] {
        let listed: CaseFile = toml::from_str(&read(&format!("samples/{case}/reports.toml"))).unwrap();
        for entry in listed.report {
            let text = lossy(&format!("samples/{case}/{}", entry.file));
            let text = match serde_json::from_str::<serde_json::Value>(&text) {
                Ok(line) => line["text"].as_str().unwrap().to_owned(),
                Err(_) => text,
            };
            let mut sample = report(&entry.language, entry.published.as_deref(), &text);
            sample.header.doc = format!("{case}/{}", entry.file);
            sample.header.publisher = entry.publisher;
            reports.push(sample);
        }
    }
    for name in
        names("samples/bad", "").into_iter().filter(|name| name.contains('.') && !name.starts_with('.'))
    {
        let mut sample = report("fr", Some("2024-03-05"), &lossy(&format!("samples/bad/{name}")));
        sample.header.doc = format!("bad/{name}");
        reports.push(sample);
    }
    reports
}

fn lossy(path: &str) -> String {
    String::from_utf8_lossy(&fs::read(root().join(path)).unwrap()).into_owned()
}

/// The development reports of the bench as the coder may see them, without their annotation; none where `BILAN_BENCH`
/// does not name the bench.
#[expect(clippy::disallowed_methods, reason = "tests find the bench by its environment variable")]
pub(crate) fn development_reports() -> &'static [Report] {
    static REPORTS: OnceLock<Vec<Report>> = OnceLock::new();
    REPORTS.get_or_init(|| {
        let Ok(bench) = std::env::var("BILAN_BENCH") else { return Vec::new() };
        let folder = Path::new(&bench).join("reports/dev");
        let mut files: Vec<PathBuf> =
            fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        files
            .iter()
            .map(|file| shown(&serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()))
            .collect()
    })
}

/// A report of the bench without its annotation: what the coder may see.
pub(crate) fn shown(annotated: &serde_json::Value) -> Report {
    let mut shown = serde_json::json!({});
    for field in ["doc", "language", "title", "publisher", "published", "text"] {
        shown[field] = annotated[field].clone();
    }
    serde_json::from_value(shown).unwrap()
}
