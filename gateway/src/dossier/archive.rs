//! A dossier as one file: a plain tar (ustar), which every system unpacks, to be encrypted to its recipient.

use samspor_replay::dossier::Files;

const BLOCK: usize = 512;

/// The files under one folder, in order, with nobody's names and no times: the same files give the same bytes.
pub fn archive(folder: &str, files: &Files) -> Vec<u8> {
    let mut tar = Vec::with_capacity(files.values().map(|bytes| bytes.len() + 2 * BLOCK).sum());
    for (name, bytes) in files {
        tar.extend_from_slice(&header(&format!("{folder}/{name}"), bytes.len()));
        tar.extend_from_slice(bytes);
        tar.resize(tar.len().next_multiple_of(BLOCK), 0);
    }
    tar.resize(tar.len() + 2 * BLOCK, 0);
    tar
}

/// One file's header. Names of a dossier are far shorter than the 100 bytes that there are for them.
fn header(name: &str, size: usize) -> [u8; BLOCK] {
    let mut header = [0; BLOCK];
    let mut put = |at: usize, text: &[u8]| {
        header[at..at + text.len()].copy_from_slice(text);
    };
    put(0, &name.as_bytes()[..name.len().min(100)]);
    put(100, b"0000600\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{size:011o}\0").as_bytes());
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dossier_packs_into_whole_blocks_with_sums() {
        let files = Files::from([
            ("events.jsonl".to_owned(), b"{}\n".to_vec()),
            ("witness.vkey".to_owned(), Vec::new()),
        ]);
        let tar = archive("dossier", &files);
        assert_eq!(tar.len(), 5 * BLOCK);
        assert!(tar.starts_with(b"dossier/events.jsonl\0") && tar[257..].starts_with(b"ustar\0"));
        assert_eq!(&tar[124..136], b"00000000003\0");
        assert_eq!(&tar[BLOCK..BLOCK + 3], b"{}\n");
    }
}
