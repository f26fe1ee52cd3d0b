//! OpenSSL takes our time stamps and note signatures for true, and refuses them with one bit flipped.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samspor_core::note::{Checkpoint, LogKey, SignedCheckpoint};
use samspor_gateway::witnesses::{Authority, NotStamped, Post, StampsError, stamp_of};
use samspor_tests::outside::authority::TestAuthority;
use samspor_tests::outside::programs::run;

const NONCE: [u8; 8] = [0x41, 2, 3, 4, 5, 6, 7, 8];
/// What stands before the 32 bytes of an Ed25519 key in a public key's DER.
const BEFORE_KEY: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

fn tmp(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("openssl").join(name)
}

fn key() -> LogKey {
    LogKey::from_seed("ledger.simulated.invalid/samspor/2025", &[1; 32]).unwrap()
}

fn checkpoint() -> SignedCheckpoint {
    key().sign_checkpoint(Checkpoint::new(key().public().name(), 7, [7; 32]).unwrap()).unwrap()
}

fn is_content(command: &mut Command) -> bool {
    run(command).status.success()
}

#[test]
fn a_time_stamp_over_the_checkpoint_verifies_and_none_over_another() {
    let dir = tmp("stamps");
    let authority = TestAuthority::standing(&dir);
    let asked = Authority::at(&authority.url, Post::default());
    let over = checkpoint().to_text();
    let (response, stamp) = asked.stamp(over.as_bytes(), NONCE).unwrap();
    assert!(stamp.at > "2026-01-01T00:00:00Z".parse().unwrap());
    let (text, token) = (dir.join("checkpoint"), dir.join("checkpoint.tsr"));
    let verified = |over: &[u8], response: &[u8]| {
        fs::write(&text, over).unwrap();
        fs::write(&token, response).unwrap();
        let mut verify = Command::new("openssl");
        verify.args(["ts", "-verify", "-data"]).arg(&text).arg("-in").arg(&token);
        is_content(verify.arg("-CAfile").arg(authority.root()))
    };
    assert!(verified(over.as_bytes(), &response));
    let mut other = over.clone().into_bytes();
    other[50] ^= 1;
    assert!(!verified(&other, &response));
    assert_eq!(stamp_of(&response, &other, Some(NONCE)), Err(NotStamped::OtherImprint));
    for part in 1..4 {
        let mut changed = response.clone();
        let at = changed.len() * part / 4;
        changed[at] ^= 1;
        assert!(!verified(over.as_bytes(), &changed), "a bit of byte {at}");
    }
    let elsewhere = Authority::at(
        &format!("{}nowhere", authority.url.replace("127.0.0.1", "127.0.0.2")),
        Post::default(),
    );
    assert!(matches!(elsewhere.stamp(over.as_bytes(), NONCE), Err(StampsError::Unreached(_))));
}

#[test]
fn the_signature_of_the_log_is_an_ed25519_signature_over_the_checkpoints_text() {
    let dir = tmp("note");
    fs::create_dir_all(&dir).unwrap();
    let der = [&BEFORE_KEY[..], key().public().bytes()].concat();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der));
    fs::write(dir.join("log.pem"), pem).unwrap();
    let signed = checkpoint().to_text();
    let (text, line) = signed.split_once("\n\n").unwrap();
    let signature = STANDARD.decode(line.trim_end().rsplit(' ').next().unwrap()).unwrap().split_off(4);
    let verified = |text: &[u8], signature: &[u8]| {
        fs::write(dir.join("text"), text).unwrap();
        fs::write(dir.join("signature"), signature).unwrap();
        let line = "pkeyutl -verify -pubin -inkey log.pem -rawin -in text -sigfile signature";
        is_content(Command::new("openssl").args(line.split(' ')).current_dir(&dir))
    };
    let text = format!("{text}\n").into_bytes();
    assert!(verified(&text, &signature));
    let (mut other, mut forged) = (text.clone(), signature.clone());
    other[text.len() / 2] ^= 1;
    forged[40] ^= 1;
    assert!(!verified(&other, &signature) && !verified(&text, &forged));
}
