//! The proofs around an extract, and the files of the whole dossier.

use samspor_core::catalogue::Event;
use samspor_core::entry::Leaf;
use samspor_core::log::{Position, StreamKey};
use samspor_core::note::{SignedCheckpoint, TlogProof};
use samspor_core::patient::extract::ExtractDigest;

use super::super::form::{self, *};
use super::super::head::HeadFile;
use super::super::limits::EARLIER_MAX;
use super::super::line::{Line, to_file};
use super::super::manifest::{FORM, Manifest};
use super::super::{Files, paper};
use super::extract::Extract;
use super::lines::{Disclosure, entry_of, line_of};
use super::{NotMade, Provable, Signed, Source, Vouched};

/// A dossier: its files, and the digest that follows from day and knowledge.
#[derive(Clone, Debug)]
pub struct Dossier {
    pub files: Files,
    pub digest: ExtractDigest,
}

impl Extract {
    /// The dossier: the extract, a proof for each entry, and what vouches for them. Entries of the patient's own streams that
    /// were recorded after K are there as leaves, so that it can be seen that none is missing.
    pub fn proven(&self, source: &Source<'_>, vouched: &Vouched) -> Result<Dossier, NotMade> {
        let mut files = self.files.clone();
        let later = self.later(source, vouched.ledger.checkpoint.checkpoint().size)?;
        files.insert(LATER.to_owned(), to_file(&later));
        let mut proving = Proving { files: &mut files, log: source.ledger, folder: PROOFS };
        proving.prove(self.events.iter().chain(&later), &vouched.ledger.checkpoint)?;
        proving.head(HEAD, &vouched.ledger, self.events.iter().chain(&later))?;
        proving.earlier(vouched)?;
        let mut proving = Proving { files: &mut files, log: source.access, folder: ACCESS_PROOFS };
        proving.prove(self.access.iter(), &vouched.access.checkpoint)?;
        proving.head(ACCESS_HEAD, &vouched.access, self.access.iter())?;
        self.vouch(vouched, &mut files);
        let mut manifest = self.manifest(vouched);
        paper::add(&manifest, &mut files);
        manifest.files = Manifest::hashes(&files);
        files.insert(MANIFEST.to_owned(), manifest.to_bytes());
        let sums = form::sums(&files, files.keys().map(String::as_str));
        files.insert(SUMS.to_owned(), sums.into_bytes());
        Ok(Dossier { files, digest: self.digest })
    }

    /// The entries of the patient's own streams recorded after K; the record of this very extract is disclosed.
    fn later(&self, source: &Source<'_>, size: u64) -> Result<Vec<Line>, NotMade> {
        let opener = source.ledger.opener();
        let mut later = Vec::new();
        for patient in &self.request.references {
            for placed in source.ledger.stream(&StreamKey::Patient(self.request.tenant, *patient))? {
                if placed.recorded_at <= self.request.known || placed.position.0 > size {
                    continue;
                }
                let entry = entry_of(&opener, &placed)?;
                let says_so = |event: &Event| matches!(event, Event::AuditExtractProduced(told) if *told == self.produced());
                let is_record =
                    entry.is_some_and(|entry| entry.body.events.iter().any(|event| says_so(&event.what)));
                let disclosure = if is_record { Disclosure::First } else { Disclosure::Nothing };
                later.push(line_of(&opener, &placed, disclosure)?);
            }
        }
        later.sort_by_key(|line| line.position);
        Ok(later)
    }

    fn vouch(&self, vouched: &Vouched, files: &mut Files) {
        let mut put = |name: &str, text: String| files.insert(name.to_owned(), text.into_bytes());
        let key = vouched.ledger.key.to_vkey();
        put(CHECKPOINT, vouched.ledger.checkpoint.to_text());
        put(ACCESS_CHECKPOINT, vouched.access.checkpoint.to_text());
        put(LOG_KEY, format!("{key}\n"));
        put(ACCESS_KEY, format!("{}\n", vouched.access.key.to_vkey()));
        put(WITNESS_KEYS, vouched.witnesses.iter().map(|key| key.to_vkey() + "\n").collect());
        put(POLICY, vouched.policy.clone().unwrap_or_else(|| format!("log {key}\nquorum none\n")));
        if let Some(stamp) = &vouched.timestamp {
            files.insert(TOKEN.to_owned(), stamp.token.clone());
            files.insert(AUTHORITY.to_owned(), stamp.authority.clone());
        }
    }

    fn manifest(&self, vouched: &Vouched) -> Manifest {
        let request = &self.request;
        Manifest {
            access_origin: vouched.access.checkpoint.checkpoint().origin().to_owned(),
            basis: request.basis.clone(),
            digest: self.digest.to_string(),
            files: Default::default(),
            form: FORM.to_owned(),
            identity: request.identity,
            known: request.known,
            origin: vouched.ledger.checkpoint.checkpoint().origin().to_owned(),
            recipient: request.recipient.clone(),
            references: request.references.clone(),
            streams: self.streams.clone(),
            tenant: request.tenant,
            valid: request.valid,
        }
    }
}

/// One log whose entries are being proven.
struct Proving<'a> {
    files: &'a mut Files,
    log: &'a dyn Provable,
    folder: &'static str,
}

impl Proving<'_> {
    fn prove<'l>(
        &mut self,
        lines: impl Iterator<Item = &'l Line>,
        checkpoint: &SignedCheckpoint,
    ) -> Result<(), NotMade> {
        for line in lines {
            self.prove_at(line.position, checkpoint)?;
        }
        Ok(())
    }

    fn prove_at(&mut self, position: Position, checkpoint: &SignedCheckpoint) -> Result<(), NotMade> {
        let size = checkpoint.checkpoint().size;
        let index = position.0.checked_sub(1).filter(|index| *index < size);
        let index = index.ok_or(NotMade::NotReached { position: position.0, size })?;
        let hashes = self.log.inclusion(index, size)?;
        let proof = TlogProof { extra: None, index, hashes, checkpoint: checkpoint.clone() };
        self.files.insert(form::proof_of(self.folder, position.0), proof.to_text().into_bytes());
        Ok(())
    }

    /// Where the streams of these lines end, by the newest H entry that the checkpoint reaches.
    fn head<'l>(
        &mut self,
        name: &str,
        signed: &Signed,
        lines: impl Iterator<Item = &'l Line>,
    ) -> Result<(), NotMade> {
        let Some((placed, heads)) = &signed.heads else { return Ok(()) };
        let mut streams: Vec<[u8; 16]> = lines.filter_map(|line| Some(Leaf::read(&line.leaf)?.sid)).collect();
        streams.sort_unstable();
        streams.dedup();
        let entry = line_of(&self.log.opener(), placed, Disclosure::Nothing)?;
        self.prove_at(placed.position, &signed.checkpoint)?;
        self.files.insert(name.to_owned(), HeadFile::of(entry, heads, streams).to_bytes());
        Ok(())
    }

    /// That the checkpoint continues those the recipient has had before.
    fn earlier(&mut self, vouched: &Vouched) -> Result<(), NotMade> {
        if vouched.earlier.len() > EARLIER_MAX {
            return Err(NotMade::TooMany("earlier checkpoints"));
        }
        let now = vouched.ledger.checkpoint.checkpoint();
        for earlier in &vouched.earlier {
            let (origin, size) = (earlier.checkpoint().origin(), earlier.checkpoint().size);
            if origin != now.origin() || size > now.size {
                return Err(NotMade::NotEarlier { origin: origin.to_owned(), size });
            }
            let hashes = self.log.consistency(size, now.size)?;
            self.files.insert(form::earlier(size), earlier.to_text().into_bytes());
            self.files.insert(form::consistency(size, now.size), form::hash_lines(&hashes).into_bytes());
        }
        Ok(())
    }
}
