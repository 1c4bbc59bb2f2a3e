//! `match`: lists of persons linked without a case.

use std::path::{Path, PathBuf};

use bilan_casework::matching::{
    Blocking, ColumnRole, LinkageSettings, Matched, Outputs, Plan, Preset, Request, Waterfall, match_lists,
    plan, read_settings,
};
use serde::Serialize;

use super::env;
use crate::args::{MatchArgs, PresetArg};
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;
use crate::usage::Usage;

pub(crate) fn run(args: &MatchArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let reader = env(settings)?.reader;
    let explain = args.explain.chunks_exact(2).map(|pair| [pair[0].clone(), pair[1].clone()]).collect();
    let request = Request { files: args.lists.clone(), settings: asked(args)?, explain };
    if args.dry_run {
        let plan = plan(&request, &reader, printer)?;
        if args.json {
            printer.json(&plan)?;
        } else {
            planned(&plan, args.lists.len(), printer)?;
        }
        return Ok(Ended::Well);
    }
    let outputs = Outputs {
        clusters: args.output.as_deref().map(stream),
        pairs: args.pairs.as_deref().map(stream),
        report: args.report.as_deref().map(stream),
        language: settings.language,
    };
    let matched = match_lists(&request, &outputs, &reader, printer)?;
    if args.json {
        let Usage { seconds_cpu, peak_mb } = Usage::of_this_process();
        printer.json(&WithUsage { matched: &matched, seconds_cpu, peak_mb })?;
    } else {
        told(&matched, args, printer)?;
    }
    Ok(Ended::Well)
}

/// What linking gave, with what it took.
#[derive(Serialize)]
struct WithUsage<'a> {
    #[serde(flatten)]
    matched: &'a Matched,
    seconds_cpu: Option<f64>,
    peak_mb: Option<f64>,
}

fn asked(args: &MatchArgs) -> Result<LinkageSettings, bilan_casework::Error> {
    let mut settings = args.settings.as_deref().map(read_settings).transpose()?.unwrap_or_default();
    settings.preset = match args.preset {
        Some(PresetArg::Victims) => Some(Preset::Victims),
        Some(PresetArg::People) => Some(Preset::People),
        None => settings.preset,
    };
    settings.id = args.id.clone().or(settings.id);
    settings.list = args.list.clone().or(settings.list);
    settings.seed = args.seed.unwrap_or(settings.seed);
    Ok(settings)
}

/// The file, or standard output for `-`.
fn stream(path: &Path) -> PathBuf {
    if path == Path::new("-") { PathBuf::from("/dev/stdout") } else { path.to_owned() }
}

fn planned(plan: &Plan, files: usize, printer: &mut Printer) -> std::io::Result<()> {
    let texts = printer.texts.clone();
    let (records, lists) =
        (counted(printer, "count.records", plan.records), texts.counted("count.lists", files));
    printer.say("match.read", &[("records", &records), ("lists", &lists)], "")?;
    columns(&plan.columns, Some((&plan.id, plan.list.as_deref())), printer)?;
    blocking(&plan.blocking, printer)?;
    printer.say("match.would", &[("pairs", &plan.pairs.to_string())], "")
}

fn columns(
    columns: &[ColumnRole],
    own: Option<(&str, Option<&str>)>,
    printer: &mut Printer,
) -> std::io::Result<()> {
    let texts = printer.texts.clone();
    printer.say("match/columns", &[], "")?;
    if let Some((id, list)) = own {
        let id = if id == "row" { texts.say("match.row", &[]) } else { id.to_owned() };
        let role = texts.say("match.id", &[]);
        printer.say("match.column", &[("column", &id), ("role", &role)], "  ")?;
        if let Some(list) = list {
            let role = texts.say("match.of_list", &[]);
            printer.say("match.column", &[("column", list), ("role", &role)], "  ")?;
        }
    }
    for column in columns {
        let role = serde_json::to_value(column.role).unwrap_or_default();
        let role = texts.say(&format!("match.role/{}", role.as_str().unwrap_or_default()), &[]);
        printer.say("match.column", &[("column", &column.column), ("role", &role)], "  ")?;
    }
    Ok(())
}

fn blocking(rules: &[Blocking], printer: &mut Printer) -> std::io::Result<()> {
    let texts = printer.texts.clone();
    printer.say("match/blocking", &[], "")?;
    let is_made = rules.iter().any(|rule| rule.new_pairs.is_some());
    let mut head = vec!["match.rule", "match.rule_pairs"];
    head.extend(is_made.then_some("match.rule_new"));
    head.push("match.rule_split");
    let head: Vec<String> = head.into_iter().map(|name| texts.say(name, &[])).collect();
    let row = |rule: &Blocking| {
        let mut row = vec![rule.rule.clone(), rule.pairs.to_string()];
        row.extend(rule.new_pairs.map(|pairs| pairs.to_string()));
        row.push(rule.records_split.to_string());
        row
    };
    let rows: Vec<Vec<String>> = rules.iter().map(row).collect();
    printer.table(&head.iter().map(String::as_str).collect::<Vec<_>>(), &rows, 1)
}

fn told(matched: &Matched, args: &MatchArgs, printer: &mut Printer) -> std::io::Result<()> {
    for pair in &matched.explained {
        explained(pair, printer)?;
    }
    let (records, clusters) = (
        counted(printer, "count.records", matched.records),
        counted(printer, "count.groups", matched.clusters),
    );
    let values =
        [("records", &*records), ("clusters", &clusters), ("pairs", &matched.pairs_compared.to_string())];
    printer.say("match.done", &values, "")?;
    let [estimate, lower, upper] = [matched.persons.estimate, matched.persons.lower, matched.persons.upper]
        .map(|count| count.to_string());
    printer.say("match.persons", &[("estimate", &estimate), ("lower", &lower), ("upper", &upper)], "")?;
    printer.say("match.coverage", &[("share", &format!("{:.0}", matched.blocking_coverage * 100.0))], "")?;
    let files: Vec<String> = [&args.output, &args.pairs, &args.report]
        .into_iter()
        .flatten()
        .map(|path| path.display().to_string())
        .collect();
    if files.is_empty() {
        return Ok(());
    }
    printer.say("match.written", &[("files", &files.join(", "))], "")
}

fn explained(pair: &Waterfall, printer: &mut Printer) -> std::io::Result<()> {
    let texts = printer.texts.clone();
    let [one, other] = &pair.records;
    printer.heading(&texts.say("match.pair", &[("one", one), ("other", other)]))?;
    let head = ["match.bits", "match.step", "match.values", "match.level"].map(|name| texts.say(name, &[]));
    let bits = |bits: f64| format!("{bits:+.1}");
    let mut rows = vec![vec![bits(pair.start), texts.say("match.start", &[]), String::new(), String::new()]];
    rows.extend(pair.steps.iter().map(|step| {
        let values = step.values.join(" / ");
        let [comparison, level] = [&step.comparison, &step.level]
            .map(|text| bilan_casework::matching::in_words(text, printer.language));
        vec![bits(step.bits), comparison, values, level]
    }));
    rows.push(vec![bits(pair.bits), texts.say("match.sum", &[]), String::new(), String::new()]);
    printer.table(&head.each_ref().map(String::as_str), &rows, 2)?;
    printer.say(if pair.together { "match/together" } else { "match/apart" }, &[], "")?;
    printer.say("match.chance", &[("chance", &format!("{:.1}", pair.chance * 100.0))], "")?;
    let brought: Vec<&str> =
        pair.rules.iter().filter(|rule| rule.brings).map(|rule| rule.rule.as_str()).collect();
    if brought.is_empty() {
        let nearest = pair.rules.iter().min_by_key(|rule| rule.lacking.len());
        let lacking = nearest.map(|rule| rule.lacking.join(", ")).unwrap_or_default();
        printer.say("match.not_brought", &[("lacking", &lacking)], "")
    } else {
        printer.say("match.brought", &[("rules", &brought.join("; "))], "")
    }
}

fn counted(printer: &Printer, name: &str, count: u64) -> String {
    printer.texts.counted(name, usize::try_from(count).unwrap_or(usize::MAX))
}
