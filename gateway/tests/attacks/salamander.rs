//! One ciphertext that AES-256-GCM opens under two keys to two texts, as whoever holds both keys can make it.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;

const BLOCK: usize = 16;

/// What GCM is made of under one key: the hash key, the mask of the tag, and the key stream.
struct Parts {
    hash_key: u128,
    mask: u128,
    stream: Vec<u8>,
}

/// The cipher under a section's key (K_evt), as trust.md 2.4 has it.
pub(crate) fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    let mut enc = [0; 32];
    Hkdf::<Sha256>::from_prk(key).unwrap().expand(b"enc", &mut enc).unwrap();
    Aes256Gcm::new(&enc.into())
}

/// What AES-256-GCM alone opens a body to.
pub(crate) fn opened(key: &[u8; 32], body: &[u8], aad: &[u8]) -> Vec<u8> {
    cipher(key).decrypt(&Nonce::default(), Payload { msg: body, aad }).unwrap()
}

/// A body of so many blocks and the tag: the first block says one thing under the first key, the second another under
/// the second key, and both keys open it.
pub(crate) fn salamander(
    keys: [&[u8; 32]; 2],
    texts: [&[u8; BLOCK]; 2],
    blocks: usize,
    aad: &[u8],
) -> Vec<u8> {
    let (one, other) = (parts(keys[0], blocks), parts(keys[1], blocks));
    let mut body = vec![0; BLOCK * blocks];
    for (at, (text, parts)) in [(texts[0], &one), (texts[1], &other)].into_iter().enumerate() {
        for (offset, letter) in text.iter().enumerate() {
            body[BLOCK * at + offset] = letter ^ parts.stream[BLOCK * at + offset];
        }
    }
    // The last block is free, and both tags are linear in it.
    let square = |parts: &Parts| times(parts.hash_key, parts.hash_key);
    let differ = tag(&one, &body, aad) ^ tag(&other, &body, aad);
    let free = times(differ, inverse(square(&one) ^ square(&other)));
    body[BLOCK * (blocks - 1)..].copy_from_slice(&free.to_be_bytes());
    let tag = tag(&one, &body, aad);
    body.extend_from_slice(&tag.to_be_bytes());
    body
}

fn parts(key: &[u8; 32], blocks: usize) -> Parts {
    let sealed = |text: &[u8]| {
        let mut both = cipher(key).encrypt(&Nonce::default(), Payload { msg: text, aad: b"" }).unwrap();
        let tag = both.split_off(both.len() - BLOCK);
        (both, number(&tag))
    };
    let (_, mask) = sealed(b"");
    let (stream, _) = sealed(&vec![0; BLOCK * blocks]);
    // Sealing the key stream gives a ciphertext of zeros, and a tag in which only the lengths are hashed.
    let (_, tag) = sealed(&stream[..BLOCK]);
    Parts { hash_key: times(tag ^ mask, inverse(lengths(0, BLOCK))), mask, stream }
}

fn tag(parts: &Parts, body: &[u8], aad: &[u8]) -> u128 {
    let blocks = aad.chunks(BLOCK).chain(body.chunks(BLOCK)).map(number);
    let blocks = blocks.chain([lengths(aad.len(), body.len())]);
    blocks.fold(0, |hash, block| times(hash ^ block, parts.hash_key)) ^ parts.mask
}

fn number(bytes: &[u8]) -> u128 {
    let mut block = [0; BLOCK];
    block[..bytes.len()].copy_from_slice(bytes);
    u128::from_be_bytes(block)
}

fn lengths(aad: usize, text: usize) -> u128 {
    ((aad as u128 * 8) << 64) | (text as u128 * 8)
}

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
