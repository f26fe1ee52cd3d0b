//! Reading the dependency tables of a Cargo.toml, as far as the tidy rules need them.

/// The names under every table of `text` whose last words are one of `tables` (`dependencies`, `dev-dependencies` …),
/// with their lines.
pub fn dependencies(text: &str, tables: &[&str]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            inside = tables.iter().any(|t| names_table(header, t));
            // `[dependencies.serde]` names one by itself.
            let (table, name) = header.rsplit_once('.').unwrap_or(("", ""));
            if tables.iter().any(|t| names_table(table, t)) {
                found.push((name.trim_matches('"').to_owned(), index + 1));
            }
        } else if let Some((key, _)) = line.split_once('=').filter(|_| inside) {
            let name = key.trim().split('.').next().unwrap_or_default().trim_matches('"');
            found.push((name.to_owned(), index + 1));
        }
    }
    found
}

/// Whether `header` is the table, by itself or for some targets only.
fn names_table(header: &str, table: &str) -> bool {
    header == table || (header.starts_with("target.") && header.ends_with(&format!(".{table}")))
}

/// The tables that bring something into a build of a crate or of its tests.
pub const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_dependency_is_read() {
        let text = "[package]\nname = \"a\"\n[dependencies]\nserde.workspace = true # why\nuuid = { version = \"1\" }\n\
                    [dev-dependencies.proptest]\nversion = \"1\"\n[target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"\n[lints]\nworkspace = true\n";
        let names: Vec<_> = dependencies(text, &TABLES).into_iter().collect();
        let expected = [("serde", 4), ("uuid", 5), ("proptest", 6), ("libc", 9)];
        assert_eq!(names, expected.map(|(n, l)| (n.to_owned(), l)).to_vec());
    }
}
