//! The openCypher Technology Compatibility Kit against the engine.
//!
//! `cargo test --release tck` reads the feature files below `OPENCYPHER_TCK` (by default
//! `../shared/tck`), runs every scenario in an open database, and holds the outcome against
//! `tests/tck/known-failures.txt`: a scenario that fails and is not named there fails the run, and
//! so does one that is named there and passes; `UPDATE_EXPECT=1` writes the list. Words behind the command narrow the scenarios to
//! those whose name contains one of them.

#![expect(clippy::print_stdout, reason = "a test harness reports on standard output")]

mod feature;
mod plain;
mod run;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, panic, thread};

use feature::Scenario;

/// The scenarios that are known to fail, one name a line.
const KNOWN: &str = "tests/tck/known-failures.txt";

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kit =
        env::var_os("OPENCYPHER_TCK").map_or_else(|| root.join("../shared/tck"), PathBuf::from);
    let wanted: Vec<String> = env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    if env::args().any(|arg| arg == "--list") {
        return ExitCode::SUCCESS;
    }
    let all = match scenarios(&kit) {
        Ok(all) if all.is_empty() => {
            println!("skipped: no feature files in {}", kit.display());
            println!("0 passed, 0 failed");
            return ExitCode::SUCCESS;
        }
        Ok(all) => all,
        Err(error) => {
            println!("{error}");
            println!("0 passed, 1 failed");
            return ExitCode::FAILURE;
        }
    };
    let all: Vec<_> = all
        .into_iter()
        .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|word| name.contains(word)))
        .collect();
    let outcomes = run_all(&kit, &all);
    if env::var_os("UPDATE_EXPECT").is_some() && wanted.iter().all(|word| word == "tck") {
        let failed = all.iter().zip(&outcomes).filter(|(_, outcome)| outcome.is_err());
        let names: Vec<&str> = failed.map(|((name, _), _)| name.as_str()).collect();
        let end = if names.is_empty() { "" } else { "\n" };
        if let Err(error) = fs::write(root.join(KNOWN), names.join("\n") + end) {
            println!("{KNOWN}: {error}");
        }
    }
    let known = fs::read_to_string(root.join(KNOWN)).unwrap_or_default();
    let known: BTreeSet<&str> = known.lines().filter(|line| !line.is_empty()).collect();
    report(&all, &outcomes, &known)
}

/// Every scenario below the folder with its name: the file, without its ending, and its own.
fn scenarios(kit: &Path) -> Result<Vec<(String, Scenario)>, String> {
    let features = kit.join("features");
    let top = if features.is_dir() { features } else { kit.to_owned() };
    let (mut files, mut open) = (Vec::new(), vec![top.clone()]);
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "feature") {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let named = file.strip_prefix(&top).unwrap_or(&file).with_extension("");
        let named = named.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        let read = feature::read(&text).map_err(|e| format!("{}: {e}", file.display()))?;
        all.extend(read.into_iter().map(|one| (format!("tck/{named} {}", one.name), one)));
    }
    Ok(all)
}

/// Runs the scenarios on every core; what each says, in their order.
fn run_all(kit: &Path, all: &[(String, Scenario)]) -> Vec<Result<(), String>> {
    let next = AtomicUsize::new(0);
    panic::set_hook(Box::new(|_| {}));
    let work = || {
        let mut done = Vec::new();
        while let Some((place, (_, scenario))) = {
            let place = next.fetch_add(1, Ordering::Relaxed);
            all.get(place).map(|one| (place, one))
        } {
            let outcome = panic::catch_unwind(|| run::run(kit, scenario));
            done.push((place, outcome.unwrap_or_else(|_| Err("the engine panicked".to_owned()))));
        }
        done
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut done: Vec<_> = thread::scope(|scope| {
        // The stack that a program's main thread has.
        let start = |_| thread::Builder::new().stack_size(8 << 20).spawn_scoped(scope, work);
        let workers: Vec<_> = (0..cores).filter_map(|n| start(n).ok()).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    let _ = panic::take_hook();
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

/// Prints the table by area and a line a failure.
fn report(
    all: &[(String, Scenario)],
    outcomes: &[Result<(), String>],
    known: &BTreeSet<&str>,
) -> ExitCode {
    let mut areas: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let (mut passed, mut failed, mut unexpected) = (0, 0, 0);
    for ((name, _), outcome) in all.iter().zip(outcomes) {
        // The folders of the file, which stands before the first space.
        let file = name.split(' ').next().unwrap_or_default();
        let folders = file.rsplit_once('/').map_or("", |(folders, _)| folders);
        let area = folders.split('/').skip(1).take(2).collect::<Vec<_>>().join("/");
        let counts = areas.entry(area).or_default();
        let is_known = known.contains(name.as_str());
        match outcome {
            Ok(()) => {
                counts.0 += 1;
                passed += 1;
                if is_known {
                    unexpected += 1;
                    println!("PASS {name}: take it off {KNOWN}");
                }
            }
            Err(reason) => {
                counts.1 += 1;
                failed += 1;
                unexpected += usize::from(!is_known);
                println!("{} {name}: {reason}", if is_known { "known" } else { "FAIL" });
            }
        }
    }
    println!("{:<48}{:>8}{:>8}", "area", "passed", "failed");
    for (area, (passed, failed)) in &areas {
        println!("{area:<48}{passed:>8}{failed:>8}");
    }
    if unexpected > 0 {
        println!("{unexpected} not as {KNOWN} says");
    }
    println!("{passed} passed, {failed} failed");
    if unexpected == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
