//! Names of the files, and spellings they share: bytes in base64, digests in hexadecimal.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samspor_core::entry::sha256_hex;

use super::Files;

pub(super) const README: &str = "README.txt";
pub(super) const REPORT: &str = "report.html";
pub(super) const CHECK: &str = "check.html";
pub(super) const EVENTS: &str = "events.jsonl";
pub(super) const LATER: &str = "later.jsonl";
pub(super) const HEAD: &str = "head.json";
pub(super) const CHECKPOINT: &str = "checkpoint";
pub(super) const TOKEN: &str = "checkpoint.tsr";
pub(super) const AUTHORITY: &str = "tsa-ca.pem";
pub(super) const POLICY: &str = "policy.txt";
pub(super) const LOG_KEY: &str = "log.vkey";
pub(super) const ACCESS_KEY: &str = "access.vkey";
pub(super) const WITNESS_KEYS: &str = "witness.vkey";
pub(super) const ACCESS: &str = "access.jsonl";
pub(super) const ACCESS_CHECKPOINT: &str = "access-checkpoint";
pub(super) const ACCESS_HEAD: &str = "access-head.json";
pub(super) const POLICIES: &str = "policies.json";
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const SUMS: &str = "SHA256SUMS";
pub(super) const VERIFY_PY: &str = "verify.py";
pub(super) const VERIFY_SH: &str = "verify.sh";

/// What the digest is over: that which follows from day, knowledge and what may be shown, in this order.
pub(super) const DIGESTED: [&str; 4] = [ACCESS, EVENTS, POLICIES, REPORT];

/// The folder with proofs about the ledger, and the one about the access log.
pub(super) const PROOFS: &str = "proofs";
pub(super) const ACCESS_PROOFS: &str = "access-proofs";

/// The file with the proof of an entry.
pub(super) fn proof_of(folder: &str, position: u64) -> String {
    format!("{folder}/{position:09}.tlog-proof")
}

/// The file with an earlier checkpoint.
pub(super) fn earlier(size: u64) -> String {
    format!("{CHECKPOINT}.{size}")
}

/// The file that proves that one checkpoint continues another.
pub(super) fn consistency(from: u64, to: u64) -> String {
    format!("consistency-{from}-{to}")
}

/// The lines that `sha256sum` prints for these files.
pub(super) fn sums<'n>(files: &Files, names: impl IntoIterator<Item = &'n str>) -> String {
    let line = |name: &'n str| {
        let bytes = files.get(name).map_or(&[][..], Vec::as_slice);
        format!("{}  {name}\n", sha256_hex(bytes))
    };
    names.into_iter().map(line).collect()
}

/// The digest of a dossier, in hexadecimal: that of the lines `sha256sum` prints for what it is over.
pub(super) fn digest_of(files: &Files) -> String {
    sha256_hex(sums(files, DIGESTED).as_bytes())
}

/// Bytes in base64 with padding.
pub(super) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes that a text in base64 means.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// So many bytes in base64.
pub(super) fn array<const N: usize>(text: &str) -> Option<[u8; N]> {
    from_base64(text)?.try_into().ok()
}

/// Hashes one a line, as consistency proofs stand in their file.
pub(super) fn hash_lines(hashes: &[[u8; 32]]) -> String {
    hashes.iter().map(|hash| to_base64(hash) + "\n").collect()
}

/// The hashes of such a file; at most as many as a proof has.
pub(super) fn hashes_in(bytes: &[u8]) -> Option<Vec<[u8; 32]>> {
    let text = std::str::from_utf8(bytes).ok()?;
    if text.is_empty() {
        return Some(Vec::new());
    }
    let lines: Vec<&str> =
        text.strip_suffix('\n')?.split('\n').take(samspor_core::tree::HASHES_MAX + 1).collect();
    if lines.len() > samspor_core::tree::HASHES_MAX {
        return None;
    }
    lines.into_iter().map(array).collect()
}

/// How the names of earlier checkpoints begin.
pub(super) fn earlier_prefix() -> &'static str {
    "checkpoint."
}

/// The SHA-256 of bytes.
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut digits = sha256_hex(bytes)
        .into_bytes()
        .into_iter()
        .map(|digit| (digit as char).to_digit(16).unwrap_or(0) as u8);
    std::array::from_fn(|_| digits.next().unwrap_or(0) << 4 | digits.next().unwrap_or(0))
}
