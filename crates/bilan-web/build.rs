//! Says which pages are embedded: those built in `web/dist`, else one that says how to build them.

use std::path::Path;

fn main() {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let here = Path::new(&here);
    let built = here.join("../../web/dist");
    let notice = here.join("pages");
    // A folder that is not there would make every build a new one; an empty one is watched like any other.
    if here.join("../../web").is_dir() {
        let _ = std::fs::create_dir_all(&built);
    }
    let pages = if built.join("index.html").is_file() { built } else { notice };
    println!("cargo::rustc-env=BILAN_PAGES={}", pages.display());
    println!("cargo::rerun-if-changed=../../web/dist");
    println!("cargo::rerun-if-changed=pages");
}
