//! Codes JSON lines from standard input with the packs of a folder.
use bilan_coder::{Codebook, Gazetteer, Pack, code};
use std::io::BufRead;
fn main() {
    let root = std::env::args().nth(1).unwrap();
    let read = |p: &str| std::fs::read_to_string(format!("{root}/{p}")).unwrap_or_default();
    let book = Codebook::read(
        &read("codebook/countries.toml"),
        &(if read("codebook/parties.toml").is_empty() {
            "party = []".into()
        } else {
            read("codebook/parties.toml")
        }),
        &read("codebook/sources.toml"),
    )
    .unwrap();
    let gaz = Gazetteer::read(
        &read("gazetteer/admin1.tsv"),
        &read("gazetteer/admin2.tsv"),
        &read("gazetteer/places.tsv"),
        &read("gazetteer/exonyms.tsv"),
    );
    let mut packs = Vec::new();
    for lang in ["fr", "en", "es"] {
        let mut files = Vec::new();
        for f in ["pack.toml", "paradigms.toml", "numerals.toml", "time.toml"] {
            files.push((f.to_string(), read(&format!("packs/{lang}/{f}"))));
        }
        let Ok(dir) = std::fs::read_dir(format!("{root}/packs/{lang}/lexicon")) else { continue };
        let mut names: Vec<_> = dir.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        for n in names {
            files.push((format!("lexicon/{n}"), read(&format!("packs/{lang}/lexicon/{n}"))));
        }
        let refs: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        match Pack::compile(&refs, book.clone(), gaz.clone()) {
            Ok(p) => packs.push(p),
            Err(e) => eprintln!("{lang}: {e}"),
        }
    }
    for line in std::io::stdin().lock().lines() {
        let report: bilan_model::Report = serde_json::from_str(&line.unwrap()).unwrap();
        let lang = report.header.language.clone().unwrap_or_default();
        let Some(pack) = packs.iter().find(|p| p.language() == lang) else { continue };
        println!("{}", serde_json::to_string(&code(&report, pack)).unwrap());
    }
}
