//! The house: core <- projections <- replay <- gateway <- tests, a crate uses only what stands to its left.

use super::manifest::{TABLES, dependencies};
use super::tree::{Fault, File};

/// The crates in their order, by folder; the package of `core` is `samspor-core`.
pub const CRATES: [&str; 5] = ["core", "projections", "replay", "gateway", "tests"];

const PACKAGE: &str = "samspor-";

/// Dependencies against the direction of the house.
pub fn against(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (place, folder) in CRATES.iter().enumerate() {
        let Some(file) = files.iter().find(|f| f.path == format!("{folder}/Cargo.toml")) else { continue };
        for (name, line) in dependencies(&file.text, &TABLES) {
            let Some(used) = name.strip_prefix(PACKAGE) else { continue };
            if !CRATES[..place].contains(&used) {
                faults.push(
                    file.fault(line, format!("{folder} may not use {used}: only what stands to its left")),
                );
            }
        }
    }
    faults
}

/// Crates that the manifest of the workspace lists and this order doesn't, and the lock file where it is missing.
pub fn workspace(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let root = files.iter().find(|f| f.path == "Cargo.toml");
    let members = root.and_then(|f| f.text.lines().position(|l| l.starts_with("members = ")).map(|i| (f, i)));
    if let Some((file, index)) = members {
        let line = file.text.lines().nth(index).unwrap_or_default();
        for member in line.split('"').skip(1).step_by(2).filter(|member| !CRATES.contains(member)) {
            faults.push(file.fault(index + 1, format!("{member} has no place in the order of crates")));
        }
    } else {
        faults.push(Fault {
            path: "Cargo.toml".to_owned(),
            line: 1,
            what: "no line `members = `".to_owned(),
        });
    }
    let ignored = |f: &&File| f.path == ".gitignore" && f.text.contains("Cargo.lock");
    if !files.iter().any(|f| f.path == "Cargo.lock") || files.iter().any(|f| ignored(&f)) {
        let what = "is committed: a clone builds what was tested".to_owned();
        faults.push(Fault { path: "Cargo.lock".to_owned(), line: 1, what });
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_uses_what_stands_to_its_right_is_a_fault() {
        let text = "[dependencies]\nsamspor-core.workspace = true\n[dev-dependencies]\nsamspor-replay.workspace = true\n";
        let faults = against(&[File::of("projections/Cargo.toml", text)]);
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), vec![4]);
        assert_eq!(against(&[File::of("gateway/Cargo.toml", text)]), vec![]);
        assert_eq!(against(&[File::of("core/Cargo.toml", text)]).len(), 2);
    }

    #[test]
    fn an_unknown_member_and_a_missing_lock_file_are_faults() {
        let manifest = "[workspace]\nmembers = [\"core\", \"extra\"]\n";
        assert_eq!(workspace(&[File::of("Cargo.toml", manifest)]).len(), 2);
        let fine = [File::of("Cargo.toml", "members = [\"core\"]\n"), File::of("Cargo.lock", "")];
        assert_eq!(workspace(&fine), vec![]);
    }
}
