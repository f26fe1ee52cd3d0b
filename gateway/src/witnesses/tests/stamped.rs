//! Time stamps: the bytes that are asked with, and answers that are believed or not, hostile ones too.

use sha2::{Digest, Sha256};

use crate::witnesses::{NotStamped, Stamp, request, stamp_of};

const OVER: &[u8] = b"a checkpoint";
const NONCE: [u8; 8] = [0x41, 2, 3, 4, 5, 6, 7, 8];
const SHA_256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut bytes = vec![tag];
    match u8::try_from(content.len()) {
        Ok(length) if length < 0x80 => bytes.push(length),
        Ok(length) => bytes.extend([0x81, length]),
        Err(_) => bytes.extend([0x82, (content.len() >> 8) as u8, content.len() as u8]),
    }
    bytes.extend(content);
    bytes
}

fn imprint(of: &[u8]) -> Vec<u8> {
    let algorithm = element(0x30, &[&element(0x06, &[SHA_256]), &element(0x05, &[])]);
    element(0x30, &[&algorithm, &element(0x04, &[&Sha256::digest(of)])])
}

/// What an authority answers; the signature, which nobody here looks at, is left out.
fn response(status: u8, over: &[u8], time: &str, nonce: &[u8]) -> Vec<u8> {
    let told = element(
        0x30,
        &[
            &element(0x02, &[&[1]]),
            &element(0x06, &[&[0x2a, 0x03, 0x04, 0x01]]),
            &imprint(over),
            &element(0x02, &[&[0x11, 0x22]]),
            &element(0x18, &[time.as_bytes()]),
            &element(0x30, &[&element(0x02, &[&[1]])]),
            &element(0x01, &[&[0xff]]),
            &element(0x02, &[nonce]),
        ],
    );
    let stamp = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];
    let held = element(0x30, &[&element(0x06, &[&stamp]), &element(0xa0, &[&element(0x04, &[&told])])]);
    let signed = element(0x30, &[&element(0x02, &[&[3]]), &element(0x31, &[]), &held, &[0x31, 0]]);
    let kind = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    let token = element(0x30, &[&element(0x06, &[&kind]), &element(0xa0, &[&signed])]);
    element(0x30, &[&element(0x30, &[&element(0x02, &[&[status]])]), &token])
}

fn right() -> Vec<u8> {
    response(0, OVER, "20260305120000Z", &NONCE)
}

#[test]
fn a_request_names_the_hash_the_nonce_and_that_the_certificate_is_wanted() {
    let version = element(0x02, &[&[1]]);
    let wanted =
        element(0x30, &[&version, &imprint(OVER), &element(0x02, &[&NONCE]), &element(0x01, &[&[0xff]])]);
    assert_eq!(request(OVER, NONCE), wanted);
    // A number below zero, or with zeros before it, would be another in DER.
    for first in [0, 0x80, 0xff] {
        let mut drawn = NONCE;
        drawn[0] = first;
        let nonce = request(OVER, drawn)[58..66].to_vec();
        assert!((0x01..=0x7f).contains(&nonce[0]) && nonce[1..] == NONCE[1..]);
    }
}

#[test]
fn a_stamp_is_over_what_was_asked_and_answers_the_request() {
    let at = "2026-03-05T12:00:00Z".parse().unwrap();
    assert_eq!(stamp_of(&right(), OVER, Some(NONCE)), Ok(Stamp { at }));
    assert_eq!(stamp_of(&right(), OVER, None), Ok(Stamp { at }));
    assert!(stamp_of(&response(1, OVER, "20260305120000.25Z", &NONCE), OVER, Some(NONCE)).is_ok());
    assert_eq!(stamp_of(&right(), b"another", Some(NONCE)), Err(NotStamped::OtherImprint));
    assert_eq!(stamp_of(&right(), OVER, Some([0x42; 8])), Err(NotStamped::OtherNonce));
    let refused = response(2, OVER, "20260305120000Z", &NONCE);
    assert_eq!(stamp_of(&refused, OVER, Some(NONCE)), Err(NotStamped::Refused(2)));
    for time in ["20260305120000", "20261305120000Z", "2026-03-05T12:0Z", "2026030512æ00Z", ""] {
        assert_eq!(stamp_of(&response(0, OVER, time, &NONCE), OVER, None), Err(NotStamped::Form), "{time}");
    }
}

#[test]
fn an_answer_that_is_cut_off_or_changed_is_refused_or_says_the_same_of_the_hash() {
    let right = right();
    for end in 0..right.len() {
        assert!(stamp_of(&right[..end], OVER, Some(NONCE)).is_err(), "{end}");
    }
    for at in 0..right.len() {
        for change in 1..=255 {
            let mut changed = right.clone();
            changed[at] ^= change;
            let _ = stamp_of(&changed, OVER, Some(NONCE));
        }
    }
    for length in [&[0x30, 0x80][..], &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], &[0x30, 0x89], &[0x30]] {
        assert_eq!(stamp_of(length, OVER, None), Err(NotStamped::Form));
    }
}
