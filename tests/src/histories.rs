//! History files of the repository, run on a fresh ledger in memory and held against what they expect.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use samspor_core::log::{Log, MemoryLog};
use samspor_core::words::{Day, Instant};
use samspor_projections::live::Views;
use samspor_replay::history::{self, Ran};

/// Where the histories are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("histories")
}

/// The text of a file; the error says why there is none.
pub fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}

/// A fresh ledger in memory, as of the first day of 2024.
pub fn ledger() -> (Arc<dyn Log>, Views) {
    let log: Arc<dyn Log> = Arc::new(MemoryLog::counting());
    let begun = Instant::start_of(Day::of(2024, 1, 1).expect("it is a day"));
    let views = Views::open(Arc::clone(&log), begun).expect("an empty log can be read");
    (log, views)
}

/// What became of a history, named by its path below the folder without `.jsonl`; the error says why it can't be run.
pub fn checked(name: &str) -> Result<Ran, String> {
    let path = folder().join(format!("{name}.jsonl"));
    let history = history::parse(&path, &read).map_err(|error| format!("{name}: {error}"))?;
    let (log, views) = ledger();
    history::check(&history, &*log, &views).map_err(|error| format!("{name}: {error}"))
}

/// Everything a history expects is so.
pub fn holds(name: &str) {
    let failures = checked(name).map(|ran| ran.failures.iter().map(ToString::to_string).collect());
    let failures: Vec<String> = failures.unwrap_or_else(|error| vec![error]);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The names of the histories in a folder below, sorted.
pub fn names_in(below: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder().join(below)).expect("the folder is in the repository");
    let name = |file: std::io::Result<std::fs::DirEntry>| {
        let path = file.ok()?.path();
        let is_history = path.extension().is_some_and(|extension| extension == "jsonl");
        path.file_stem().filter(|_| is_history).map(|stem| stem.to_string_lossy().into_owned())
    };
    let mut names: Vec<String> = files.filter_map(name).collect();
    names.sort();
    names
}

/// One test for each history of a folder, named after it; and one that none is left out.
#[macro_export]
macro_rules! histories {
    ($folder:literal, except $except:expr; $($test:ident = $file:literal),* $(,)?) => {
        $(
            #[test]
            fn $test() {
                $crate::histories::holds(concat!($folder, "/", $file));
            }
        )*

        #[test]
        fn every_history_of_the_folder_is_asked() {
            let mut asked: Vec<&str> = vec![$($file),*];
            asked.extend::<&[&str]>(&$except);
            asked.sort_unstable();
            assert_eq!($crate::histories::names_in($folder), asked);
        }
    };
}
