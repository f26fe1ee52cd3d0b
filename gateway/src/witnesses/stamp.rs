//! A time stamp, RFC 3161: what is asked of an authority, and whether an answer is about what was asked.
//!
//! Whether the authority signed it is for whoever trusts one to verify, with `openssl ts -verify` for example.

use samspor_core::words::Instant;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::der::{Elements, INTEGER, OBJECT, OCTETS, SEQUENCE, SET, TIME, WRAPPED};

/// The object identifiers, as DER has them: SHA-256, signed data, the content of a time stamp.
const SHA_256: [u8; 9] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const SIGNED: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const STAMP: [u8; 11] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];

/// A request up to the hash: SEQUENCE { INTEGER 1, SEQUENCE { SEQUENCE { SHA-256, NULL }, OCTET STRING of 32 bytes.
const BEFORE_HASH: [u8; 24] = [
    0x30, 0x43, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03,
    0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
];
/// What ends a request: BOOLEAN TRUE, that the certificate is wanted.
const CERTIFICATE_WANTED: [u8; 3] = [0x01, 0x01, 0xff];

/// Why an answer is no time stamp over what was asked.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotStamped {
    #[error("the answer is not a time stamp")]
    Form,
    #[error("the authority refuses, with status {0}")]
    Refused(u8),
    #[error("the time stamp is over something else")]
    OtherImprint,
    #[error("the time stamp answers another request")]
    OtherNonce,
}

/// A time stamp that is over what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When the authority says that it saw what was stamped.
    pub at: Instant,
}

/// The request for a time stamp over bytes; the nonce is drawn for it.
pub fn request(over: &[u8], nonce: [u8; 8]) -> Vec<u8> {
    let mut request = BEFORE_HASH.to_vec();
    request.extend_from_slice(&Sha256::digest(over));
    request.extend_from_slice(&[INTEGER, 8]);
    request.extend_from_slice(&positive(nonce));
    request.extend_from_slice(&CERTIFICATE_WANTED);
    request
}

/// The time stamp that an answer holds, if it is over these bytes and answers the request with this nonce; without a
/// nonce, any request.
pub fn stamp_of(response: &[u8], over: &[u8], nonce: Option<[u8; 8]>) -> Result<Stamp, NotStamped> {
    let mut response = Elements(response).within(SEQUENCE).ok_or(NotStamped::Form)?;
    match response.within(SEQUENCE).and_then(|mut status| status.next(INTEGER)) {
        Some([0 | 1]) => {}
        Some([status]) => return Err(NotStamped::Refused(*status)),
        Some(_) | None => return Err(NotStamped::Form),
    }
    let mut told = content(response).ok_or(NotStamped::Form)?;
    let mut imprint = told.within(SEQUENCE).ok_or(NotStamped::Form)?;
    let algorithm = imprint.within(SEQUENCE).and_then(|mut algorithm| algorithm.next(OBJECT));
    let hash = imprint.next(OCTETS);
    if algorithm != Some(&SHA_256) || hash != Some(Sha256::digest(over).as_slice()) {
        return Err(NotStamped::OtherImprint);
    }
    told.next(INTEGER).ok_or(NotStamped::Form)?;
    let at = told.next(TIME).and_then(instant_of).ok_or(NotStamped::Form)?;
    // Accuracy and ordering may stand before it.
    let answered = told.first(INTEGER);
    if nonce.is_some_and(|nonce| answered != Some(&positive(nonce))) {
        return Err(NotStamped::OtherNonce);
    }
    Ok(Stamp { at })
}

/// What a response's token says, from the imprint on.
fn content(mut response: Elements<'_>) -> Option<Elements<'_>> {
    let mut token = response.within(SEQUENCE)?;
    (token.next(OBJECT)? == SIGNED).then_some(())?;
    let mut signed = token.within(WRAPPED)?.within(SEQUENCE)?;
    signed.next(INTEGER)?;
    signed.next(SET)?;
    let mut held = signed.within(SEQUENCE)?;
    (held.next(OBJECT)? == STAMP).then_some(())?;
    let mut told = held.within(WRAPPED)?.within(OCTETS)?.within(SEQUENCE)?;
    (told.next(INTEGER)? == [1]).then_some(())?;
    told.next(OBJECT)?;
    Some(told)
}

/// `20260305120000Z`, with or without a fraction.
fn instant_of(text: &[u8]) -> Option<Instant> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let digits = text.get(..14).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))?;
    let (date, time) = digits.split_at(8);
    let (year, month, day) = (&date[..4], &date[4..6], &date[6..]);
    let (hour, minute, second) = (&time[..2], &time[2..4], &time[4..]);
    format!("{year}-{month}-{day}T{hour}:{minute}:{second}{}Z", &text[14..]).parse().ok()
}

/// The nonce as an integer of eight bytes in DER: above zero, its first byte not zero.
fn positive(mut nonce: [u8; 8]) -> [u8; 8] {
    nonce[0] = nonce[0] & 0x7f | 0x40;
    nonce
}
