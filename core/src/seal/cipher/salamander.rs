//! The two-key ciphertext ("salamander"): AES-GCM lets whoever holds two keys make one, and the commitment finds it.

use aes_gcm::Nonce;
use aes_gcm::aead::{Aead, Payload};

use super::{EventKey, Unopened, open};

const AAD: &[u8] = b"leaf";
const BLOCKS: usize = 16;

/// Multiplication in GCM's field, blocks read as big-endian numbers.
fn times(x: u128, y: u128) -> u128 {
    let (mut product, mut shifted) = (0, y);
    for bit in (0..128).rev() {
        if x >> bit & 1 == 1 {
            product ^= shifted;
        }
        shifted = if shifted & 1 == 1 { shifted >> 1 ^ 0xe1 << 120 } else { shifted >> 1 };
    }
    product
}

/// 1/x = x^(2^128 - 2).
fn inverse(x: u128) -> u128 {
    let (mut power, mut product) = (x, 1 << 127);
    for _ in 1..128 {
        power = times(power, power);
        product = times(product, power);
    }
    product
}

fn sealed(key: &EventKey, text: &[u8], aad: &[u8]) -> (Vec<u8>, u128) {
    let mut both = key.cipher().encrypt(&Nonce::default(), Payload { msg: text, aad }).unwrap();
    let tag = both.split_off(both.len() - 16);
    (both, number(&tag))
}

fn number(bytes: &[u8]) -> u128 {
    let mut block = [0; 16];
    block[..bytes.len()].copy_from_slice(bytes);
    u128::from_be_bytes(block)
}

fn lengths(aad: usize, text: usize) -> u128 {
    ((aad as u128 * 8) << 64) | (text as u128 * 8)
}

/// What GCM is made of under one key: the hash key, the mask of the tag, and the key stream.
struct Parts {
    hash_key: u128,
    mask: u128,
    stream: Vec<u8>,
}

fn parts(key: &EventKey) -> Parts {
    let (_, mask) = sealed(key, b"", b"");
    let (stream, _) = sealed(key, &[0; 16 * BLOCKS], b"");
    // Sealing the key stream gives a ciphertext of zeros, and a tag in which only the lengths are hashed.
    let (_, tag) = sealed(key, &stream[..16], b"");
    Parts { hash_key: times(tag ^ mask, inverse(lengths(0, 16))), mask, stream }
}

fn tag(parts: &Parts, body: &[u8]) -> u128 {
    let blocks = std::iter::once(number(AAD)).chain(body.chunks(16).map(number));
    let blocks = blocks.chain([lengths(AAD.len(), body.len())]);
    blocks.fold(0, |hash, block| times(hash ^ block, parts.hash_key)) ^ parts.mask
}

/// One body that says one day under the first key, and another under the second.
fn salamander(one: &EventKey, other: &EventKey) -> Vec<u8> {
    let (first, second) = (parts(one), parts(other));
    let mut body = vec![0; 16 * BLOCKS];
    for (at, (text, stream)) in
        [(b"\"on\":\"2026-03-05", &first.stream), (b"\"on\":\"2026-04-30", &second.stream)]
            .into_iter()
            .enumerate()
    {
        for (offset, letter) in text.iter().enumerate() {
            body[16 * at + offset] = letter ^ stream[16 * at + offset];
        }
    }
    // The last block is free, and both tags are linear in it.
    let squares = times(first.hash_key, first.hash_key) ^ times(second.hash_key, second.hash_key);
    let free = times(tag(&first, &body) ^ tag(&second, &body), inverse(squares));
    body[16 * (BLOCKS - 1)..].copy_from_slice(&free.to_be_bytes());
    assert_eq!(tag(&first, &body), tag(&second, &body));
    body.extend_from_slice(&tag(&first, &body).to_be_bytes());
    body
}

#[test]
fn one_ciphertext_that_opens_under_two_keys_to_two_days_is_found_by_the_commitment() {
    let (one, other) = (EventKey::disclosed([1; 32]), EventKey::disclosed([2; 32]));
    let body = salamander(&one, &other);
    let bare =
        |key: &EventKey| key.cipher().decrypt(&Nonce::default(), Payload { msg: &body, aad: AAD }).unwrap();
    assert!(bare(&one).starts_with(b"\"on\":\"2026-03-05"), "AES-GCM alone opens it");
    assert!(bare(&other)[16..].starts_with(b"\"on\":\"2026-04-30"), "and under the other key to another day");
    assert!(open(&one, &one.commitment(), &body, AAD).is_ok());
    assert_eq!(open(&other, &one.commitment(), &body, AAD), Err(Unopened::OtherKey));
}
