//! Packs, codebook and gazetteer: embedded in the program, or as a case's vault kept them, compiled when asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::OnceLock;

use bilan_coder::gazetteer::Tables;
use bilan_coder::{Codebook, Features, Gazetteer, Pack};
use bilan_model::{Coding, Doubt, Report};

use crate::digest::sha256;
use crate::error::{Error, ErrorKind};

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// The first line of a bundle.
const BUNDLE: &[u8] = b"bilan-knowledge/1\n";
/// The compiled gazetteer in its bundle; older bundles hold its tables as text.
const PLACES: &str = "places.gaz";

/// Version of the coder with the commit that the program was built from.
pub const CODER_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+g", env!("BILAN_GIT_COMMIT"));

/// What of the codebook codings rest on; its other files are for figures and for what leaves a case.
const CODEBOOK: [&str; 4] = ["codes.toml", "countries.toml", "parties.toml", "sources.toml"];

/// The doubt of a report whose language has no pack: it was not coded.
pub const NO_PACK: &str = "no_pack";
/// Characters that a text's language is told from by the words that packs know.
const FAMILIAR_CHARS: usize = 2000;
/// Share of a text's words that its pack must know.
const FAMILIAR_SHARE: f64 = 0.6;
/// By how much that share must exceed the next pack's.
const FAMILIAR_LEAD: f64 = 0.15;

/// The embedded file of this path, from the root of the workspace.
pub(crate) fn embedded(path: &str) -> Option<&'static [u8]> {
    embedded::FILES.iter().find(|(name, _)| *name == path).map(|(_, bytes)| *bytes)
}

/// The embedded files under a folder, with their paths from the root of the workspace.
pub(crate) fn embedded_under(folder: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let prefix = format!("{folder}/");
    embedded::FILES.iter().filter(move |(name, _)| name.starts_with(&prefix)).copied()
}

/// Files with their paths inside one kind of knowledge; the bytes that its digest is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    files: Vec<(String, Cow<'static, [u8]>)>,
}

impl Bundle {
    fn embedded(folder: &str, wanted: impl Fn(&str) -> bool) -> Self {
        let inside = |path: &'static str| path.get(folder.len() + 1..).unwrap_or_default();
        let files = embedded_under(folder)
            .filter(|(path, _)| wanted(inside(path)))
            .map(|(path, bytes)| (inside(path).to_owned(), Cow::Borrowed(bytes)));
        Self { files: files.collect() }
    }

    /// The bundle of one file.
    fn of(path: &str, bytes: Vec<u8>) -> Self {
        Self { files: vec![(path.to_owned(), Cow::Owned(bytes))] }
    }

    /// The bundle as bytes: for each file one line `path length`, then its bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = BUNDLE.to_vec();
        for (path, file) in &self.files {
            bytes.extend_from_slice(format!("{path} {}\n", file.len()).as_bytes());
            bytes.extend_from_slice(file);
        }
        bytes
    }

    /// The bundle of bytes that [`Bundle::to_bytes`] made; `None` for others.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(BUNDLE)?;
        let mut files = Vec::new();
        while !rest.is_empty() {
            let line = rest.iter().position(|byte| *byte == b'\n')?;
            let (path, length) = std::str::from_utf8(&rest[..line]).ok()?.rsplit_once(' ')?;
            let (file, next) = rest[line + 1..].split_at_checked(length.parse().ok()?)?;
            files.push((path.to_owned(), Cow::Owned(file.to_vec())));
            rest = next;
        }
        Some(Self { files })
    }

    fn file(&self, path: &str) -> Option<&Cow<'static, [u8]>> {
        self.files.iter().find(|(name, _)| name == path).map(|(_, file)| file)
    }

    /// A file as text; empty where there is none, or it is no text.
    fn text(&self, path: &str) -> &str {
        self.file(path).and_then(|file| std::str::from_utf8(file).ok()).unwrap_or_default()
    }
}

/// A bundle with its digest and what was made of it, each when first asked for.
struct Part<T> {
    bundle: Bundle,
    digest: OnceLock<String>,
    made: OnceLock<Result<T, String>>,
}

impl<T> Part<T> {
    fn new(bundle: Bundle) -> Self {
        Self { bundle, digest: OnceLock::new(), made: OnceLock::new() }
    }

    fn digest(&self) -> &str {
        self.digest.get_or_init(|| sha256(&self.bundle.to_bytes()))
    }
}

/// Everything that coding rests on beside the coder itself.
pub struct Knowledge {
    packs: BTreeMap<String, Part<Pack>>,
    codebook: Part<Codebook>,
    gazetteer: Part<Gazetteer>,
    labels: OnceLock<BTreeMap<String, BTreeMap<String, String>>>,
    /// What words mean, as far as it hangs on no incident.
    pub(crate) wording: OnceLock<crate::glossary::Wordings>,
}

impl Knowledge {
    /// What travels in the program.
    pub fn embedded() -> Self {
        let languages: Vec<&str> = embedded_under("packs")
            .filter_map(|(path, _)| path.strip_prefix("packs/")?.strip_suffix("/pack.toml"))
            .collect();
        let pack = |language: &&str| {
            let bundle = Bundle::embedded(&format!("packs/{language}"), |path| {
                !matches!(path, "examples.toml" | "swap.toml" | "times.toml" | "wording.toml")
                    && !path.starts_with("cases/")
            });
            ((*language).to_owned(), Part::new(bundle))
        };
        Self {
            packs: languages.iter().map(pack).collect(),
            codebook: Part::new(Bundle::embedded("codebook", |path| CODEBOOK.contains(&path))),
            gazetteer: Part::new(Bundle::embedded("gazetteer", |_| true)),
            labels: OnceLock::new(),
            wording: OnceLock::new(),
        }
    }

    /// What travels in the program, with the places that were imported on this computer (`home`, the folder of keys).
    ///
    /// # Errors
    /// When places were imported and cannot be read: coding without them would be coding otherwise than the day before.
    pub fn load(home: &Path) -> Result<Self, Error> {
        let embedded = Self::embedded();
        match crate::gazetteer::imported(home, &embedded)? {
            Some(bytes) => Ok(embedded.with_gazetteer(bytes)),
            None => Ok(embedded),
        }
    }

    /// The same packs and codebook with another gazetteer, the bytes of a `bilan-gazetteer/1` file.
    #[must_use]
    pub fn with_gazetteer(self, bytes: Vec<u8>) -> Self {
        let fresh = |(language, part): (String, Part<Pack>)| (language, Part::new(part.bundle));
        Self {
            packs: self.packs.into_iter().map(fresh).collect(),
            gazetteer: Part::new(Bundle::of(PLACES, bytes)),
            ..self
        }
    }

    /// The gazetteer, opened when first asked for.
    ///
    /// # Errors
    /// When its bytes are damaged.
    pub fn gazetteer(&self) -> Result<&Gazetteer, Error> {
        self.opened().map_err(|why| {
            Error::new(ErrorKind::Failure, why)
                .at("gazetteer")
                .safe("Nothing was changed.")
                .next("Import the places again (bilan gazetteer import).")
        })
    }

    fn opened(&self) -> Result<&Gazetteer, String> {
        let made = self.gazetteer.made.get_or_init(|| open(&self.gazetteer.bundle));
        made.as_ref().map_err(Clone::clone)
    }

    /// What a case's vault kept: one pack with its language, the codebook and the gazetteer.
    pub fn of_bundles(language: &str, pack: Bundle, codebook: Bundle, gazetteer: Bundle) -> Self {
        Self {
            packs: BTreeMap::from([(language.to_owned(), Part::new(pack))]),
            codebook: Part::new(codebook),
            gazetteer: Part::new(gazetteer),
            labels: OnceLock::new(),
            wording: OnceLock::new(),
        }
    }

    /// The languages that reports can be coded in, sorted.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.packs.keys().map(String::as_str)
    }

    /// The pack of a language, compiled when first asked for; `None` where there is none.
    ///
    /// # Errors
    /// When its files, or the codebook's, are not what they should be.
    pub fn pack(&self, language: &str) -> Result<Option<&Pack>, Error> {
        let Some(part) = self.packs.get(language) else { return Ok(None) };
        let made = part.made.get_or_init(|| self.compile(&part.bundle));
        made.as_ref().map(Some).map_err(|why| {
            Error::new(ErrorKind::Failure, why.clone())
                .at(format!("packs/{language}"))
                .safe("Nothing was changed.")
                .next(
                    "This is a mistake in a file that belongs to bilan: please report it with this message.",
                )
        })
    }

    /// The language of the pack that knows a short text best, where one clearly does and nobody states the language.
    pub(crate) fn familiar(&self, text: &str) -> Option<String> {
        let beginning: String = text.chars().take(FAMILIAR_CHARS).collect();
        let known = |language: &String| {
            let pack = self.pack(language).ok().flatten()?;
            Some((pack.familiarity(&beginning), language.clone()))
        };
        let mut shares: Vec<(f64, String)> = self.packs.keys().filter_map(known).collect();
        shares.sort_by(|a, b| b.0.total_cmp(&a.0));
        let second = shares.get(1).map_or(0.0, |other| other.0);
        let (best, language) = shares.into_iter().next()?;
        (best >= FAMILIAR_SHARE && best - second >= FAMILIAR_LEAD).then_some(language)
    }

    fn compile(&self, bundle: &Bundle) -> Result<Pack, String> {
        let book = &self.codebook.bundle;
        let codebook = self.codebook.made.get_or_init(|| {
            Codebook::read(book.text("countries.toml"), book.text("parties.toml"), book.text("sources.toml"))
                .map_err(|error| error.to_string())
        });
        let mut files = Vec::with_capacity(bundle.files.len());
        for (path, bytes) in &bundle.files {
            let text = std::str::from_utf8(bytes).map_err(|error| format!("{path}: no text: {error}"))?;
            files.push((path.as_str(), text));
        }
        Pack::compile(&files, codebook.clone()?, self.opened()?.clone()).map_err(|error| error.to_string())
    }

    /// SHA-256 of the bundle of a language's pack.
    pub(crate) fn pack_digest(&self, language: &str) -> Option<&str> {
        self.packs.get(language).map(Part::digest)
    }

    /// SHA-256 of the codebook's bundle.
    pub(crate) fn codebook_digest(&self) -> &str {
        self.codebook.digest()
    }

    /// SHA-256 of the gazetteer's bundle.
    pub(crate) fn gazetteer_digest(&self) -> &str {
        self.gazetteer.digest()
    }

    /// The bundle of this digest.
    pub(crate) fn bundle(&self, digest: &str) -> Option<&Bundle> {
        if digest == self.codebook.digest() {
            return Some(&self.codebook.bundle);
        }
        if digest == self.gazetteer.digest() {
            return Some(&self.gazetteer.bundle);
        }
        self.packs.values().find(|part| part.digest() == digest).map(|part| &part.bundle)
    }

    /// Codes a report in its language. Where there is no pack for it, the coding says so and holds no claim.
    ///
    /// # Errors
    /// When the pack cannot be used, or the coder stopped on this report.
    pub fn code(&self, report: &Report) -> Result<Coding, Error> {
        self.code_with_features(report).map(|(coding, _)| coding)
    }

    /// As [`Knowledge::code`], with the features by which each toll of each account got its confidence.
    ///
    /// # Errors
    /// As [`Knowledge::code`].
    pub fn code_with_features(&self, report: &Report) -> Result<(Coding, Features), Error> {
        let language = report.header.language.as_deref().unwrap_or_default();
        let Some(pack) = self.pack(language)? else {
            let mut coding = Coding::empty(&report.header.doc);
            coding.doubts.push(Doubt { what: NO_PACK.to_owned(), quote: None, span: None });
            return Ok((coding, Features::new()));
        };
        catch_unwind(AssertUnwindSafe(|| bilan_coder::code_with_features(report, pack))).map_err(|_| {
            Error::new(ErrorKind::Failure, "the coder stopped on this report")
                .at(&report.header.doc)
                .safe("Its text and its original are kept.")
                .next("This is a mistake in bilan: please report it, with the report if it may be shared.")
        })
    }

    /// A file of the codebook as text; empty where the codebook, an older one, has none.
    pub(crate) fn codebook_text(&self, path: &str) -> &str {
        self.codebook.bundle.text(path)
    }

    /// How kinds of sources read in a language, for one, by their codes.
    pub fn source_kind_labels(&self, language: &str) -> BTreeMap<String, String> {
        let file: toml::Table = toml::from_str(self.codebook_text("sources.toml")).unwrap_or_default();
        let kinds = file.get("source").and_then(toml::Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let label = |kind: &toml::Value| {
            let label = kind.get(language)?.get("one")?.as_str()?.replace("{nat}", "").replace("  ", " ");
            Some((kind.get("code")?.as_str()?.to_owned(), label.trim().to_owned()))
        };
        kinds.iter().filter_map(label).collect()
    }

    /// The label of a code in a language (`en`, `fr`), or the code itself.
    pub fn label(&self, list: &str, code: &str, language: &str) -> String {
        let labels = self.labels.get_or_init(|| code_labels(self.codebook.bundle.text("codes.toml")));
        let of_language = labels.get(language).or_else(|| labels.get("en"));
        of_language
            .and_then(|labels| labels.get(&format!("{list}/{code}")))
            .map_or(code, String::as_str)
            .to_owned()
    }

    /// Every label of a language, by `list/code`.
    pub(crate) fn labels(&self, language: &str) -> BTreeMap<String, String> {
        let labels = self.labels.get_or_init(|| code_labels(self.codebook.bundle.text("codes.toml")));
        labels.get(language).cloned().unwrap_or_default()
    }
}

impl std::fmt::Debug for Knowledge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Knowledge").field("languages", &self.packs.keys()).finish_non_exhaustive()
    }
}

/// The gazetteer of a bundle: compiled, or the tables that cases of the first version keep.
fn open(bundle: &Bundle) -> Result<Gazetteer, String> {
    let opened = match bundle.file(PLACES) {
        Some(Cow::Borrowed(bytes)) => Gazetteer::embedded(bytes),
        Some(Cow::Owned(bytes)) => Gazetteer::open(&bytes.as_slice().into()),
        None => Ok(Gazetteer::read(&Tables {
            admin1: bundle.text("admin1.tsv"),
            admin2: bundle.text("admin2.tsv"),
            places: bundle.text("places.tsv"),
            exonyms: bundle.text("exonyms.tsv"),
            sources: bundle.text("sources.tsv"),
        })),
    };
    opened.map_err(|error| error.to_string())
}

/// Labels by language, then by `list/code`.
fn code_labels(codes: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    #[derive(serde::Deserialize)]
    struct File {
        code: Vec<Entry>,
    }
    #[derive(serde::Deserialize)]
    struct Entry {
        list: String,
        code: String,
        en: Option<String>,
        fr: Option<String>,
        es: Option<String>,
    }
    let mut labels: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for entry in toml::from_str::<File>(codes).map(|file| file.code).unwrap_or_default() {
        for (language, label) in [("en", entry.en), ("fr", entry.fr), ("es", entry.es)] {
            if let Some(label) = label {
                labels
                    .entry(language.to_owned())
                    .or_default()
                    .insert(format!("{}/{}", entry.list, entry.code), label);
            }
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_travels_is_whole() {
        let knowledge = Knowledge::embedded();
        assert_eq!(knowledge.languages().collect::<Vec<_>>(), ["en", "es", "fr"]);
        for language in ["en", "es", "fr"] {
            assert!(knowledge.pack(language).unwrap().is_some());
        }
        assert_eq!(knowledge.label("outcomes", "killed", "fr"), "tués");
        assert!(embedded("docs/VERIFY.md").is_some());
        assert!(embedded("samples/amassine/reports.toml").is_some());
    }

    #[test]
    fn a_bundle_is_read_back_from_its_bytes() {
        let file = |path: &str, bytes: &[u8]| (path.to_owned(), Cow::Owned(bytes.to_vec()));
        let bundle =
            Bundle { files: vec![file("a b.toml", b"x\n1"), file("c", b""), file("d", b"\xff\0\n")] };
        assert_eq!(Bundle::from_bytes(&bundle.to_bytes()), Some(bundle.clone()));
        assert_eq!(Bundle::from_bytes(b"bilan-knowledge/1\na 9\nx"), None);
    }

    /// Cases of the first version keep the gazetteer's tables as text.
    #[test]
    fn tables_of_older_cases_are_read_as_the_compiled_gazetteer_is() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../gazetteer");
        let table = |name: &str| {
            let text = std::fs::read(root.join(name)).unwrap();
            (name.to_owned(), Cow::Owned(text))
        };
        let tables = ["admin1.tsv", "admin2.tsv", "exonyms.tsv", "places.tsv"].map(table).to_vec();
        let older = Bundle::from_bytes(&Bundle { files: tables }.to_bytes()).unwrap();
        let embedded = Knowledge::embedded();
        let (pack, codebook) = (embedded.packs["fr"].bundle.clone(), embedded.codebook.bundle.clone());
        let newer = Bundle::from_bytes(&embedded.gazetteer.bundle.to_bytes()).unwrap();
        assert_eq!(newer.files.len(), 1, "the compiled gazetteer and nothing else");
        let report = Report {
            header: bilan_model::ReportHeader {
                doc: "r".into(),
                language: Some("fr".into()),
                title: None,
                publisher: None,
                published: Some("2024-05-23".parse().unwrap()),
            },
            text: "Dix civils ont été tués le 3 mai à Gao, dans la région de Gao, selon un élu.".into(),
        };
        let coded = [older, newer].map(|gazetteer| {
            let knowledge = Knowledge::of_bundles("fr", pack.clone(), codebook.clone(), gazetteer);
            assert_eq!(knowledge.gazetteer().unwrap().len(), embedded.gazetteer().unwrap().len());
            knowledge.code(&report).unwrap()
        });
        assert_eq!(coded[0].incidents[0].place.country, "ML");
        assert_eq!(coded[0], coded[1]);
        let damaged = Bundle::of(PLACES, b"bilan-gazetteer/1\n".to_vec());
        let knowledge = Knowledge::of_bundles("fr", pack, codebook, damaged);
        assert!(knowledge.gazetteer().is_err() && knowledge.code(&report).is_err());
    }
}
