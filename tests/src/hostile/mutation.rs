//! Mutations of saved inputs, the same for the same seed.

/// Bytes and texts at which parsers have stumbled.
const TOKENS: [&[u8]; 22] = [
    b"\n",
    b"\r\n",
    b"\n\n",
    b"\0",
    b"\xff",
    b" ",
    b"0",
    b"-1",
    b"18446744073709551616",
    b"1e9",
    b"\"",
    b"\\u0000",
    b"null",
    b"[[[[[[[[",
    b"{\"a\":",
    b"=",
    b"+",
    b"/",
    b"\xe2\x80\x94 ",
    b"..",
    b"\xc3\xa5",
    b"2026-02-30",
];
/// An input never grows beyond this.
const INPUT_BYTES_MAX: usize = 1 << 16;

/// An endless row of inputs made from saved ones.
pub struct Mutations<'a> {
    inputs: &'a [Vec<u8>],
    state: u64,
}

impl<'a> Mutations<'a> {
    /// Mutations of these inputs, by a seed.
    pub fn of(inputs: &'a [Vec<u8>], seed: u64) -> Self {
        Self { inputs, state: seed | 1 }
    }

    /// xorshift64*: no more is needed of this randomness.
    fn drawn(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.drawn() % end.max(1) as u64).unwrap_or(0)
    }

    fn changed(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        let at = self.below(bytes.len() + 1);
        let length = 1 + self.below(24);
        let end = (at + length).min(bytes.len());
        match self.below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 if at < bytes.len() => bytes[at] = self.drawn() as u8,
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => {
                let part = bytes[at..end].to_vec();
                let times = 1 + self.below(40);
                bytes.splice(at..at, part.repeat(times));
            }
            5 => {
                let other = self.below(self.inputs.len());
                let from = self.below(self.inputs[other].len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&self.inputs[other][from..]);
            }
            _ => {
                let token = TOKENS[self.below(TOKENS.len())];
                let until = if self.below(2) == 0 { at } else { end };
                bytes.splice(at..until, token.iter().copied());
            }
        }
        bytes.truncate(INPUT_BYTES_MAX);
        bytes
    }
}

impl Iterator for Mutations<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let chosen = self.below(self.inputs.len());
        let mut bytes = self.inputs.get(chosen)?.clone();
        for _ in 0..=self.below(3) {
            bytes = self.changed(bytes);
        }
        Some(bytes)
    }
}
