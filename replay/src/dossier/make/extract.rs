//! What a dossier says: a function of day, knowledge and what may be shown, and so is its digest.

use std::collections::BTreeMap;

use samspor_core::access::Reading;
use samspor_core::entry::{Entry, Leaf, Opener};
use samspor_core::log::{Placed, Position, StreamKey};
use samspor_core::patient::extract::{AuditExtractProduced, ExtractDigest};
use samspor_core::words::{Code, Day, Instant, Label, PatientId, TenantId};

use super::super::content::{About, Content};
use super::super::form::{self, ACCESS, EVENTS, POLICIES, REPORT};
use super::super::limits::{ENTRIES_MAX, STREAMS_MAX};
use super::super::line::{Line, to_file};
use super::super::manifest::OwnStream;
use super::super::{Files, report};
use super::lines::{Disclosure, entry_of, line_of};
use super::relevant::{Named, Relevant};
use super::{NotMade, Source};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    pub tenant: TenantId,
    /// The references that are read as one patient on the day, the surviving one first.
    pub references: Vec<PatientId>,
    /// The day the file is read on (D).
    pub valid: Day,
    /// Entries recorded after it are not known (K).
    pub known: Instant,
    /// Whether the numbers and names of patient and staff are disclosed too.
    pub identity: bool,
    pub recipient: Label,
    /// On what basis the recipient gets it.
    pub basis: Code,
}

/// What a dossier says, before it is proven.
pub struct Extract {
    pub(super) request: Request,
    pub(super) events: Vec<Line>,
    pub(super) access: Vec<Line>,
    pub(super) streams: Vec<OwnStream>,
    /// The files the digest is over.
    pub(super) files: Files,
    pub(super) digest: ExtractDigest,
}

impl Extract {
    /// Takes out of the logs what belongs to a patient's dossier and was recorded up to K.
    pub fn of(source: &Source<'_>, request: Request) -> Result<Self, NotMade> {
        if request.references.len() > STREAMS_MAX {
            return Err(NotMade::TooMany("references"));
        }
        let mut events = BTreeMap::new();
        let mut streams = Vec::new();
        let mut named = Named::default();
        own(source, &request, &mut named, &mut |line, stream| {
            streams.extend(stream);
            events.insert(line.position, line);
        })?;
        registered(source, &request, &named, &mut |line| {
            events.insert(line.position, line);
        })?;
        let access = readings(source, &request)?;
        if events.len().max(access.len()) > ENTRIES_MAX {
            return Err(NotMade::TooMany("entries"));
        }
        let events: Vec<Line> = events.into_values().collect();
        let about = About {
            tenant: request.tenant,
            references: request.references.clone(),
            valid: request.valid,
            known: request.known,
        };
        let content = Content::of(about, &events, &access);
        let files = Files::from([
            (EVENTS.to_owned(), to_file(&events)),
            (ACCESS.to_owned(), to_file(&access)),
            (POLICIES.to_owned(), report::policies(&content)),
            (REPORT.to_owned(), report::html(&content)),
        ]);
        let digest = form::digest_of(&files).parse().expect("a SHA-256 in hexadecimal is a digest");
        Ok(Self { request, events, access, streams, files, digest })
    }

    /// The digest: the same whenever a dossier of the same day, knowledge and disclosure is made, until something in it is erased.
    pub fn digest(&self) -> ExtractDigest {
        self.digest
    }

    /// What is to be recorded of it in the patient's file before it is handed over.
    pub fn produced(&self) -> AuditExtractProduced {
        AuditExtractProduced {
            recipient: self.request.recipient.clone(),
            basis: self.request.basis.clone(),
            valid: self.request.valid,
            known: self.request.known,
            digest: self.digest,
        }
    }

    /// How many entries and readings it has.
    pub fn counts(&self) -> (usize, usize) {
        (self.events.len(), self.access.len())
    }
}

/// Where a stream's random id is first seen.
fn own_stream(patient: PatientId, placed: &Placed) -> Option<OwnStream> {
    Some(OwnStream::new(patient, &Leaf::read(&placed.record.leaf)?.sid))
}

/// The patient's own streams, each whole up to K.
fn own(
    source: &Source<'_>,
    request: &Request,
    named: &mut Named,
    take: &mut dyn FnMut(Line, Option<OwnStream>),
) -> Result<(), NotMade> {
    let opener = source.ledger.opener();
    for patient in &request.references {
        let stream = source.ledger.stream(&StreamKey::Patient(request.tenant, *patient))?;
        let mut stream_of = stream.first().and_then(|first| own_stream(*patient, first));
        for placed in stream.iter().filter(|placed| placed.recorded_at <= request.known) {
            let disclosure = match entry_of(&opener, placed)? {
                Some(entry) => {
                    named.take(&entry);
                    Disclosure::of(&entry, request.identity)
                }
                None => Disclosure::Nothing,
            };
            take(line_of(&opener, placed, disclosure)?, stream_of.take());
        }
    }
    Ok(())
}

/// The entries of the tenant's register that are about the patient.
fn registered(
    source: &Source<'_>,
    request: &Request,
    named: &Named,
    take: &mut dyn FnMut(Line),
) -> Result<(), NotMade> {
    let opener = source.ledger.opener();
    let mut relevant = Relevant::new(&request.references, named);
    for placed in source.ledger.stream(&StreamKey::Register(request.tenant))? {
        if placed.recorded_at > request.known {
            continue;
        }
        let entry: Option<Entry> = entry_of(&opener, &placed)?;
        if let Some(entry) = entry.filter(|entry| relevant.takes(entry)) {
            take(line_of(&opener, &placed, Disclosure::of(&entry, request.identity))?);
        }
    }
    Ok(())
}

/// Who has read the patient: the readings of the patient's own file, and those of lists the patient stood in.
fn readings(source: &Source<'_>, request: &Request) -> Result<Vec<Line>, NotMade> {
    let opener = source.access.opener();
    let files = request.references.iter().map(|patient| StreamKey::Patient(request.tenant, *patient));
    let streams = files.chain([StreamKey::Register(request.tenant), StreamKey::Ledger]);
    let mut lines: BTreeMap<Position, Line> = BTreeMap::new();
    for stream in streams {
        let is_own = matches!(stream, StreamKey::Patient(..));
        for placed in source.access.stream(&stream)? {
            if placed.recorded_at <= request.known
                && let Some(disclosure) = shown(&opener, &placed, request, is_own)?
            {
                lines.insert(placed.position, line_of(&opener, &placed, disclosure)?);
            }
        }
    }
    Ok(lines.into_values().collect())
}

/// How much of a reading is shown; nothing at all of one that the patient is not in.
fn shown(
    opener: &Opener<'_>,
    placed: &Placed,
    request: &Request,
    is_own: bool,
) -> Result<Option<Disclosure>, NotMade> {
    let reading = opener.first_text(placed)?.ok().and_then(|text| Reading::from_bytes(&text).ok());
    let Some(reading) = reading else { return Ok(is_own.then_some(Disclosure::Nothing)) };
    let ours = |patient: &PatientId| request.references.contains(patient);
    let is_alone = reading.patients.iter().all(ours);
    Ok(match (is_own || reading.patients.iter().any(ours), is_alone || request.identity) {
        (true, true) => Some(Disclosure::First),
        (true, false) => Some(Disclosure::Nothing),
        (false, _) => None,
    })
}
