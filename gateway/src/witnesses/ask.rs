//! Asking one witness for its cosignature, and what its answer means.

use samspor_core::note::{
    AddCheckpoint, PolicyWitness, SIGNATURES_MAX, SignedCheckpoint, Verified, signature_lines,
};
use samspor_core::tree::NodeHash;
use samspor_core::words::Instant;
use thiserror::Error;

use super::post::{Answer, Post, Unreached};

/// The most bytes of an answer.
const ANSWER_BYTES_MAX: u64 = 16 * 1024;
/// A cosignature whose time is further from ours shows that one of the clocks is wrong: five minutes.
const SKEW_S: u64 = 300;
/// The kind of a body that tells a size.
const SIZE_TYPE: &str = "text/x.tlog.size";

/// What a witness says of a checkpoint.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Told {
    /// In this second after 1970.
    #[error("has cosigned")]
    Cosigned { at: u64 },
    /// At a time more than five minutes from ours. The cosignature counts; one clock is wrong.
    #[error("has cosigned, by a clock that is {} seconds from ours", .ours.abs_diff(*.at))]
    OffClock { at: u64, ours: u64 },
    /// It can't answer now: this holds nothing up.
    #[error("is away: {0}")]
    Away(Unreached),
    /// Its answer is not understood or not true: this holds nothing up, and the operator of one side has to look.
    #[error("gives no cosignature: {0}")]
    Wrong(String),
    /// It has seen another history than ours. Nothing more may be signed until it is known why.
    #[error("contradicts the log: {0}")]
    Contradicts(Contradiction),
}

/// What a witness has seen and we have not: a restored backup, a second server, or a forged history, here or there.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Contradiction {
    #[error(
        "witness {witness} has cosigned {seen} entries of this log, which has {ours}: an older copy was put back"
    )]
    Ahead { witness: String, seen: u64, ours: u64 },
    #[error(
        "witness {witness} has cosigned another root for {size} entries: there are two histories of this log"
    )]
    OtherRoot { witness: String, size: u64 },
    #[error(
        "witness {witness} refuses {ours} entries as no continuation of the {seen} it has cosigned: there are two histories of this log"
    )]
    NoContinuation { witness: String, seen: u64, ours: u64 },
}

/// One witness with what it said it had cosigned last.
pub(super) struct Asked<'a> {
    pub(super) witness: &'a PolicyWitness,
    pub(super) url: &'a str,
    /// The size it is believed to know; put right by its answer.
    pub(super) known: u64,
}

impl Asked<'_> {
    /// Asks for a cosignature and adds it to the checkpoint, once it is verified.
    ///
    /// `prove` gives the proof that the tree of a size continues that of a smaller one.
    pub(super) fn ask(
        &mut self,
        post: &Post,
        signed: &mut SignedCheckpoint,
        prove: &dyn Fn(u64, u64) -> Result<Vec<NodeHash>, String>,
        now: Instant,
    ) -> Told {
        let size = signed.checkpoint().size;
        // The first answer may put right which size it knows; a second such answer is not understood.
        for _ in 0..2 {
            if self.known > size {
                return Told::Contradicts(self.ahead(size));
            }
            let hashes = match prove(self.known, size) {
                Ok(hashes) => hashes,
                Err(why) => return Told::Wrong(format!("there is no proof from {} on: {why}", self.known)),
            };
            let asked = AddCheckpoint { old: self.known, hashes, checkpoint: signed.clone() };
            match post.send(&self.address(), "text/plain", asked.to_text().as_bytes(), ANSWER_BYTES_MAX) {
                Err(unreached) => return Told::Away(unreached),
                Ok(answer) if answer.status == 409 => match self.other_size(&answer, size) {
                    Ok(known) => self.known = known,
                    Err(told) => return told,
                },
                Ok(answer) => return self.read(&answer, signed, now),
            }
        }
        Told::Wrong("it names another size each time".to_owned())
    }

    fn address(&self) -> String {
        format!("{}/add-checkpoint", self.url.trim_end_matches('/'))
    }

    /// The size it knows, to ask again with.
    fn other_size(&self, answer: &Answer, ours: u64) -> Result<u64, Told> {
        let text = std::str::from_utf8(&answer.body).ok().and_then(|text| text.strip_suffix('\n'));
        let told = text.and_then(|text| text.parse::<u64>().ok().filter(|size| size.to_string() == text));
        match told.filter(|_| answer.media_type == SIZE_TYPE) {
            Some(seen) if seen > ours => {
                Err(Told::Contradicts(Contradiction::Ahead { witness: self.name(), seen, ours }))
            }
            Some(size) if size == self.known && size == ours => {
                Err(Told::Contradicts(Contradiction::OtherRoot { witness: self.name(), size }))
            }
            Some(size) if size == self.known => {
                Err(Told::Wrong(format!("it refuses size {size} and names the same")))
            }
            Some(size) => Ok(size),
            None => Err(Told::Wrong("it has a conflict and names no size".to_owned())),
        }
    }

    fn read(&mut self, answer: &Answer, signed: &mut SignedCheckpoint, now: Instant) -> Told {
        let ours = signed.checkpoint().size;
        match answer.status {
            200 => {}
            422 => {
                let seen = self.known;
                let witness = self.name();
                return Told::Contradicts(Contradiction::NoContinuation { witness, seen, ours });
            }
            403 | 404 => {
                return Told::Wrong(format!("it does not know this log or its key ({})", answer.status));
            }
            status if status >= 500 => {
                let url = self.address();
                return Told::Away(Unreached::NoAnswer {
                    url,
                    why: format!("it is out of order ({status})"),
                });
            }
            status => return Told::Wrong(format!("it answers with status {status}")),
        }
        match self.cosignature(answer, signed) {
            Err(why) => Told::Wrong(why),
            Ok((cosigned, at)) => {
                *signed = cosigned;
                self.known = ours;
                let ours = u64::try_from(now.micros().div_euclid(1_000_000)).unwrap_or(0);
                if at.abs_diff(ours) > SKEW_S { Told::OffClock { at, ours } } else { Told::Cosigned { at } }
            }
        }
    }

    /// The checkpoint with this witness's cosignature from among the lines of an answer, and when it was made.
    fn cosignature(
        &self,
        answer: &Answer,
        signed: &SignedCheckpoint,
    ) -> Result<(SignedCheckpoint, u64), String> {
        let text = std::str::from_utf8(&answer.body).map_err(|_| "its answer is not text".to_owned())?;
        let lines = signature_lines(text).map_err(|error| error.to_string())?;
        for line in lines.into_iter().take(SIGNATURES_MAX) {
            if line.name() != self.witness.key.name() || line.id() != self.witness.key.id() {
                continue;
            }
            let mut cosigned = signed.clone();
            cosigned.add(line).map_err(|error| error.to_string())?;
            let verified = cosigned.verify([&self.witness.key]).map_err(|error| error.to_string())?;
            if let [Verified { at: Some(at), .. }] = verified[..] {
                return Ok((cosigned, at));
            }
        }
        Err("its answer has no cosignature by its key".to_owned())
    }

    fn ahead(&self, ours: u64) -> Contradiction {
        Contradiction::Ahead { witness: self.name(), seen: self.known, ours }
    }

    fn name(&self) -> String {
        self.witness.name.clone()
    }
}
