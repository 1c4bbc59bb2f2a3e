//! `cargo xtask bench web`: the workplace under load, on a large case, as browsers meet it.
//!
//! The load comes from this chore itself: a thread a member, one connection each that stays open. Server and members share
//! the machine. Cases are invented once and kept beside the build; what members decide stays in them.

mod http;
mod members;
mod server;
mod times;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};

use self::http::Client;
use self::members::{WORDS, at_work};
use self::server::{Server, now};
use self::times::Times;
use crate::pages;
use crate::shell::{Shell, setting};

/// What a browser is asked.
const PAINT: &str = include_str!("web/paint.mjs");

/// What the command line asks for.
struct Asked {
    reports: String,
    claims: String,
    incidents: String,
    members: u64,
    seconds: u64,
    bilan: Option<PathBuf>,
    case: Option<PathBuf>,
    map: Option<PathBuf>,
}

impl Asked {
    fn read(options: &[String]) -> Result<Self> {
        let mut asked = Self {
            reports: "100000".to_owned(),
            claims: "1000000".to_owned(),
            incidents: "50000".to_owned(),
            members: 50,
            seconds: 60,
            bilan: None,
            case: None,
            map: None,
        };
        let mut options = options.iter();
        while let Some(option) = options.next() {
            let value = options.next().with_context(|| format!("{option} needs a value"))?;
            let number = || value.parse::<u64>().with_context(|| format!("{option} needs a number"));
            match option.as_str() {
                "--reports" => asked.reports = number()?.to_string(),
                "--claims" => asked.claims = number()?.to_string(),
                "--incidents" => asked.incidents = number()?.to_string(),
                "--members" => asked.members = number()?,
                "--seconds" => asked.seconds = number()?,
                "--bilan" => asked.bilan = Some(value.into()),
                "--case" => asked.case = Some(value.into()),
                "--map" => asked.map = Some(value.into()),
                unknown => bail!("there is no option \"{unknown} {value}\""),
            }
        }
        Ok(asked)
    }
}

/// One figure with what it must be.
struct Figure {
    name: &'static str,
    value: String,
    wanted: &'static str,
    holds: Option<bool>,
}

/// Figures as they come.
#[derive(Default)]
struct Figures {
    rows: Vec<Figure>,
    json: Map<String, Value>,
}

impl Figures {
    fn add(&mut self, name: &'static str, value: String, wanted: &'static str, holds: Option<bool>) {
        let sign = match holds {
            Some(true) => "holds",
            Some(false) => "MISSED",
            None => "",
        };
        println!("{name:34} {value:44} {wanted:12} {sign}");
        self.rows.push(Figure { name, value, wanted, holds });
    }

    fn times(&mut self, name: &'static str, times: &Times, most: f64, wanted: &'static str) {
        let (middle, late) = (times.within(50), times.within(95));
        let value = format!("p50 {middle:.1}, p95 {late:.1} ms of {}", times.len());
        self.add(name, value, wanted, Some(late < most));
        self.json.insert(name.to_owned(), times.json());
    }
}

/// Measures, shows a table, and writes `target/bench/web.json`.
pub(super) fn run(shell: &Shell, target: &Path, options: &[String]) -> Result<()> {
    let asked = Asked::read(options)?;
    let built = asked.bilan.is_none();
    let tools = if built { build(shell, target)? } else { target.join("ci/examples/big_case") };
    let bilan = asked.bilan.clone().unwrap_or_else(|| target.join("ci/bilan"));
    let large = match &asked.case {
        Some(folder) => folder.clone(),
        None => made(&tools, target, &[&asked.reports, &asked.claims])?,
    };
    println!("{} (profile ci where it was built here), load {}", bilan.display(), load());
    let mut figures = Figures::default();
    let server = Server::start(&bilan, &large)?;
    let opened = server.opened;
    figures.add("open", format!("{opened:.2} s until /api/case answers"), "< 3 s", Some(opened < 3.0));
    figures.times("next claim", &next_claims(&server)?, 50.0, "< 50 ms");
    figures.times("search", &searches(&server)?, 100.0, "< 100 ms");
    under_load(&server, &asked, &mut figures)?;
    drop(server);
    let many = match &asked.map {
        Some(folder) => folder.clone(),
        None => made(&tools, target, &[&asked.incidents, "0", &asked.incidents])?,
    };
    map(shell, &bilan, &many, &mut figures)?;
    write(target, &figures)
}

/// Builds the server, with its pages where Node is there, and what invents cases; gives the latter.
fn build(shell: &Shell, target: &Path) -> Result<PathBuf> {
    match pages::in_the_way(shell) {
        None => pages::build(shell)?,
        Some(why) => println!("The pages are not built: {why}."),
    }
    let words = ["build", "--profile", "ci", "--locked", "-p", "bilan", "-p", "bilan-casework"];
    let mut cargo = shell.cargo(&[&words[..], &["--bin", "bilan", "--example", "big_case"]].concat());
    if Shell::exit_code(&mut cargo)? != 0 {
        bail!("bilan could not be built");
    }
    Ok(target.join("ci/examples/big_case"))
}

/// The folder of a case of invented events, made where it is not there yet.
fn made(tool: &Path, target: &Path, parameters: &[&str]) -> Result<PathBuf> {
    let name = parameters.join("-");
    let folder = target.join("bench-cases").join(name);
    let done = folder.join("done");
    if done.is_file() {
        return Ok(folder);
    }
    if folder.is_dir() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
    }
    println!("Making {}: this takes some minutes, once.", folder.display());
    let mut command = std::process::Command::new(tool);
    command.arg(&folder).args(parameters);
    if Shell::exit_code(&mut command)? != 0 {
        bail!("the case could not be made");
    }
    fs::write(&done, "")?;
    Ok(folder)
}

fn next_claims(server: &Server) -> Result<Times> {
    let mut client = Client::new(&server.address, &server.cookie);
    let (mut times, mut after) = (Times::default(), String::new());
    for _ in 0..200 {
        let started = now();
        let answer = client.get(&format!("/api/review/next?queue=open{after}"))?;
        times.push(started.elapsed());
        let task = answer.json()?;
        after = format!("&after={}", task["claim"]["id"].as_str().context("no claim waits")?);
    }
    Ok(times)
}

fn searches(server: &Server) -> Result<Times> {
    let mut client = Client::new(&server.address, &server.cookie);
    let mut times = Times::default();
    for round in 0..20 {
        for words in WORDS {
            let started = now();
            let answer = client.get_compressed(&format!("/api/search?q={words}&limit=20"))?;
            times.push(started.elapsed());
            if !answer.is_well() && round == 0 {
                bail!("search for {words}: {}", answer.status);
            }
        }
    }
    Ok(times)
}

fn under_load(server: &Server, asked: &Asked, figures: &mut Figures) -> Result<()> {
    // What is read once is in memory from here on.
    at_work(server, asked.members, 5)?;
    let before = server.memory();
    let met = at_work(server, asked.members, asked.seconds)?;
    let after = server.memory();
    figures.times("members, reading", &met.reads, 300.0, "< 300 ms");
    figures.times("members, deciding", &met.writes, 300.0, "< 300 ms");
    figures.add("errors", met.errors.to_string(), "0", Some(met.errors == 0));
    if let Some(error) = &met.first_error {
        println!("  the first: {error}");
    }
    if let Some((before, after)) = before.zip(after) {
        let flat = after < before + before / 4 + 64;
        figures.add("memory", format!("{before} MiB before, {after} MiB after"), "flat", Some(flat));
        figures.json.insert("memory_mib".to_owned(), json!([before, after]));
    }
    figures.json.insert("errors".to_owned(), json!(met.errors));
    Ok(())
}

/// What a browser loads, and when it has painted the map.
fn map(shell: &Shell, bilan: &Path, folder: &Path, figures: &mut Figures) -> Result<()> {
    let server = Server::start(bilan, folder)?;
    let answer = Client::new(&server.address, &server.cookie).get("/api/case")?.json()?;
    let incidents = answer["incidents"].to_string();
    let mut times = Times::default();
    let mut client = Client::new(&server.address, &server.cookie);
    for _ in 0..5 {
        let started = now();
        let answer = client.get_compressed("/api/explore")?;
        times.push(started.elapsed());
        if !answer.compressed {
            bail!("/api/explore is not compressed");
        }
    }
    figures.add("map, incidents", incidents, "50000", None);
    figures.times("map, /api/explore", &times, 1000.0, "");
    let web = shell.root().join("web");
    let Some(browser) = pages::browser().filter(|_| web.join("node_modules/playwright-core").is_dir()) else {
        println!("No browser or no Playwright in web/node_modules: the first paint is not measured.");
        return Ok(());
    };
    let (address, key) = server.next_key(Duration::from_secs(10))?;
    let script = std::env::temp_dir().join(format!("bilan-paint-{}.mjs", std::process::id()));
    fs::write(&script, PAINT)?;
    let mut node = shell.command("node", &[]);
    node.arg(&script).arg(&web).arg(browser).args([&address, &key]);
    let said = Shell::output(&mut node);
    let _ = fs::remove_file(&script);
    let said: Value = serde_json::from_str(&said?).context("the browser's figures are not JSON")?;
    let first = said["first_ms"].as_f64().context("no paint")?;
    let kb = said["pages_kb"].as_f64().context("no sizes")?;
    figures.add(
        "map, first paint",
        format!("{first:.0} ms, again {}", said["again_ms"]),
        "< 1.5 s",
        Some(first < 1500.0),
    );
    let api = said["api_kb"].as_f64().unwrap_or(0.0);
    figures.add(
        "first load, map included",
        format!("{kb:.0} kB (and {api:.0} kB of the case)"),
        "<= 900 kB",
        Some(kb <= 900.0),
    );
    figures.json.insert("paint".to_owned(), said);
    Ok(())
}

fn load() -> String {
    let said = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    said.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

fn write(target: &Path, figures: &Figures) -> Result<()> {
    let path = setting("BILAN_FIGURES").map_or_else(|| target.join("bench/web.json"), PathBuf::from);
    let rows = figures.rows.iter().map(|figure| {
        json!({ "name": figure.name, "value": figure.value, "wanted": figure.wanted, "holds": figure.holds })
    });
    let all = json!({ "figures": rows.collect::<Vec<_>>(), "times": figures.json, "load": load() });
    fs::create_dir_all(path.parent().context("no folder")?)?;
    fs::write(&path, serde_json::to_vec_pretty(&all)?)?;
    println!("{}", path.display());
    Ok(())
}
