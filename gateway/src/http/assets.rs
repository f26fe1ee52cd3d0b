//! The files pages load: vendored style sheets byte for byte and our own, each served for ever under the hash of its bytes.

use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::problem::Problem;
use crate::tokens::hex;

/// A file under an address that changes whenever its bytes do.
pub(crate) struct Asset {
    /// `/assets/<hash>/<name>`.
    pub(crate) path: String,
    media_type: &'static str,
    bytes: Vec<u8>,
}

macro_rules! vendored {
    ($file:literal) => {
        include_str!(concat!("../../assets/vendor/@digdir/designsystemet-css@1.22.0/dist/", $file))
    };
}

/// The parts of the design system that our pages use, by the layer they belong to in the package's own `index.css`.
const THEME: &str = vendored!("theme/designsystemet.css");
const BASE: &str = vendored!("src/base.css");
const COMPONENTS: &[&str] = &[
    vendored!("src/alert.css"),
    vendored!("src/badge.css"),
    vendored!("src/button.css"),
    vendored!("src/card.css"),
    vendored!("src/chip.css"),
    vendored!("src/details.css"),
    vendored!("src/divider.css"),
    vendored!("src/error-summary.css"),
    vendored!("src/field.css"),
    vendored!("src/fieldset.css"),
    vendored!("src/heading.css"),
    vendored!("src/input.css"),
    vendored!("src/label.css"),
    vendored!("src/link.css"),
    vendored!("src/list.css"),
    vendored!("src/pagination.css"),
    vendored!("src/paragraph.css"),
    vendored!("src/skip-link.css"),
    vendored!("src/table.css"),
    vendored!("src/tag.css"),
    vendored!("src/validation-message.css"),
];

/// The design system's style sheet: its files as they are, in the layers the package puts them in.
pub(crate) fn design_system() -> &'static Asset {
    static ASSET: OnceLock<Asset> = OnceLock::new();
    ASSET.get_or_init(|| {
        let components = COMPONENTS.concat();
        let sheet = format!(
            "@layer ds.theme,ds.base,ds.components;{THEME}@layer ds.base{{{BASE}}}@layer ds.components{{{components}}}"
        );
        asset("ds.css", "text/css; charset=utf-8", sheet.into_bytes())
    })
}

/// Our own style sheet.
pub(crate) fn own_style() -> &'static Asset {
    static ASSET: OnceLock<Asset> = OnceLock::new();
    ASSET.get_or_init(|| {
        asset("app.css", "text/css; charset=utf-8", include_bytes!("../../assets/app.css").to_vec())
    })
}

/// The mark in the browser's tab.
pub(crate) fn icon() -> &'static Asset {
    static ASSET: OnceLock<Asset> = OnceLock::new();
    ASSET.get_or_init(|| asset("icon.svg", "image/svg+xml", include_bytes!("../../assets/icon.svg").to_vec()))
}

/// `GET /assets/{hash}/{name}`.
pub(crate) async fn serve(Path((hash, name)): Path<(String, String)>) -> Response {
    let asked = format!("/assets/{hash}/{name}");
    let found = [design_system(), own_style(), icon()].into_iter().find(|asset| asset.path == asked);
    let Some(asset) = found else { return Problem::not_found().into_response() };
    let headers = [(CONTENT_TYPE, asset.media_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, asset.bytes.clone()).into_response()
}

fn asset(name: &str, media_type: &'static str, bytes: Vec<u8>) -> Asset {
    let hash = hex(&Sha256::digest(&bytes)[..8]);
    Asset { path: format!("/assets/{hash}/{name}"), media_type, bytes }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const LOCK: &str = include_str!("../../assets/vendor/vendor.lock");

    #[test]
    fn vendored_files_are_those_of_the_lock_and_no_others() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/vendor");
        let mut locked = Vec::new();
        for line in LOCK.lines().filter(|line| !line.starts_with('#')) {
            let [package, version, integrity, file, sha256] =
                line.split_whitespace().collect::<Vec<_>>().try_into().unwrap();
            assert!(integrity.starts_with("sha512-"), "{line}");
            let path = root.join(format!("{package}@{version}")).join(file);
            let bytes = std::fs::read(&path).unwrap();
            assert_eq!(hex(&Sha256::digest(&bytes)), sha256, "{file} differs from the published package");
            locked.push(path);
        }
        let mut there = files_below(&root);
        there.retain(|path| !path.ends_with("vendor.lock"));
        there.sort();
        locked.sort();
        assert_eq!(there, locked);
        assert!(there.iter().any(|path| path.ends_with("LICENSE")));
    }

    fn files_below(dir: &Path) -> Vec<std::path::PathBuf> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
        }
        files
    }

    #[test]
    fn every_asset_has_an_address_of_its_own_and_all_fit_in_a_first_page() {
        let all = [design_system(), own_style(), icon()];
        assert!(all.iter().all(|one| all.iter().filter(|other| other.path == one.path).count() == 1));
        assert!(all.iter().map(|one| one.bytes.len()).sum::<usize>() < 145_000);
    }
}
