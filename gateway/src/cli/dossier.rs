//! `samspor dossier`: the audit extract of one patient, or of a sample that everybody draws alike.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use samspor_core::actor::Actor;
use samspor_core::command::Command;
use samspor_core::decision::Surroundings;
use samspor_core::directory::Directory;
use samspor_core::note::SignedCheckpoint;
use samspor_core::refusal::{IdentityFault, Refusal};
use samspor_core::submit::{SubmitError, World};
use samspor_core::words::{Code, Day, Instant, Label, PatientId, TenantId};
use samspor_projections::question::Known;
use samspor_replay::dossier::{Dossier, Extract, NotMade, Request};
use serde_json::json;
use uuid::Uuid;

use super::dossier_out::Out;
use super::dossier_sample::{Scope, drawn};
use super::failure::Failure;
use super::open::Ledgered;
use super::reads::{Reads, on_record};
use super::replay::{patient_on_stdin, tenant_of};
use super::screen::{say, tell};
use super::vouched::{Vouched, vouched_for};
use crate::clock;
use crate::dossier::Proofs;
use crate::ledger::Ledger;

/// Makes the dossier of a patient: entries with their proofs, a readable report, who has read it, a signed checkpoint
///
/// --valid is the day the file is read on, --known up to when entries count; they default to today and now. Made again for
/// the same day and knowledge, it has the same digest. That it was made is recorded in the patient's file and the access log.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("whom").required(true).args(["patient", "nin_stdin", "sample"]), before_help = "Examples:
  samspor dossier --data DIR --patient REF --out dossier --for \"Statsforvalteren i Nordland\" --basis hpl-30
  samspor dossier --data DIR --sample 20 --seed 7 --from 2025-01-01 --to 2025-06-30 --tenant 310000019 --out sample --for \"Helsetilsynet\" --basis tilsyn
  samspor verify --dossier dossier --key log.vkey")]
pub(super) struct DossierOf {
    #[command(flatten)]
    ledger: Ledgered,
    /// Reference of the patient
    #[arg(long, value_name = "REF")]
    patient: Option<PatientId>,
    /// Reads the patient's national number from standard input; it is kept nowhere
    #[arg(long)]
    nin_stdin: bool,
    /// This many cases, drawn from those opened between --from and --to
    #[arg(long, value_name = "N", requires_all = ["seed", "from", "to", "tenant"])]
    sample: Option<usize>,
    /// What the sample is drawn with: SHA-256 over seed, tenant, period, knowledge and reference, the smallest N
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// The first day a case of the sample was opened
    #[arg(long, value_name = "DATE")]
    from: Option<Day>,
    /// The last day
    #[arg(long, value_name = "DATE")]
    to: Option<Day>,
    /// Organisation number; may be left out where the patient is registered at one tenant only
    #[arg(long, value_name = "ORG-NUMBER")]
    tenant: Option<TenantId>,
    /// Directory that is made for it; of a sample, with one directory for each patient
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Who gets it
    #[arg(long = "for", value_name = "RECIPIENT")]
    recipient: Label,
    /// On what basis, as a code
    #[arg(long, value_name = "CODE")]
    basis: Code,
    /// The day the file is read on
    #[arg(long, value_name = "DATE")]
    valid: Option<Day>,
    /// Up to when entries count
    #[arg(long, value_name = "DATE|MOMENT")]
    known: Option<Known>,
    /// Discloses numbers and names of patient and staff too
    #[arg(long)]
    identity: bool,
    /// A checkpoint the recipient has had before, which the new one is shown to continue
    #[arg(long, value_name = "FILE")]
    earlier: Vec<PathBuf>,
    /// Encrypts it to this age recipient, as DIR/dossier.age: `age -d -i KEY dossier.age | tar x`
    #[arg(long, value_name = "AGE1…")]
    age_recipient: Option<String>,
    #[command(flatten)]
    vouched: Vouched,
    #[command(flatten)]
    reads: Reads,
    /// What was made as one JSON object
    #[arg(long)]
    json: bool,
}

impl DossierOf {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let out = Out::new(&self.out, self.age_recipient.as_deref())?;
        let earlier = self.earlier()?;
        let by = self.vouched.by()?;
        let ledger = vouched_for(self.ledger.open()?, by, &self.ledger.dir)?;
        let now = clock::now();
        ledger.views.catch_up(now).map_err(|error| Failure::unavailable("the views cannot follow", error))?;
        // What is recorded of the dossier itself comes after what it is made of.
        let before = Instant::from_micros(now.whole_millis().micros() - 1);
        let known = self.known.map_or(before, |known| known.until().min(before));
        let mut found = None;
        ledger.views.look(&mut |around: &dyn Surroundings| {
            found = Some(self.requests(around.directory(), &ledger, known, now));
        });
        let requests = found.ok_or_else(|| Failure::Failed("the views showed nothing".to_owned()))??;
        let proofs = Proofs::of(&ledger);
        let mut extracts = Vec::with_capacity(requests.len());
        for request in requests {
            extracts.push(self.extract(&ledger, &proofs, request, now)?);
        }
        let vouched = proofs.vouched(clock::now());
        let mut vouched =
            vouched.map_err(|error| Failure::unavailable("nothing can be signed now", error))?;
        vouched.earlier = earlier;
        for (patient, extract) in &extracts {
            let dossier = extract.proven(&proofs.source(), &vouched)?;
            let at = out.write(self.sample.map(|_| patient.to_string()), &dossier)?;
            self.told(*patient, &dossier, &at)?;
        }
        if extracts.is_empty() {
            tell("no case was opened in the period: the sample is empty");
        }
        Ok(())
    }

    fn told(&self, patient: PatientId, dossier: &Dossier, at: &std::path::Path) -> Result<(), Failure> {
        if self.json {
            return say(json!({"patient": patient, "digest": dossier.digest.to_string(), "out": at}));
        }
        say(format_args!("{}: digest {}", at.display(), dossier.digest))?;
        tell(format_args!("next: samspor verify --dossier {} --key FILE", at.display()));
        Ok(())
    }

    /// Takes the extract out, and puts on record that it is read and made, before anything of it is written.
    fn extract(
        &self,
        ledger: &Ledger,
        proofs: &Proofs<'_>,
        request: Request,
        now: Instant,
    ) -> Result<(PatientId, Extract), Failure> {
        let (tenant, valid, known) = (request.tenant, request.valid, request.known);
        let patient = request.references.first().copied().unwrap_or(PatientId(Uuid::nil()));
        let extract = Extract::of(&proofs.source(), request)?;
        let mut glance = self.reads.glance("dossier", now)?;
        glance.about(Some(tenant), Some(patient));
        glance.at(Some(valid), Some(known.into()));
        glance.reached(ledger.views.position().0);
        glance.shows(tenant, patient);
        on_record(ledger, &glance, now)?;
        let id = Uuid::from_bytes(clock::fresh_bytes()?);
        let told = json!({"type": "ProduceExtract", "id": id, "tenant": tenant, "patient": patient, "data": extract.produced()});
        let command = Command::from_json(&told.to_string(), None)
            .map_err(|error| Failure::Failed(error.to_string()))?;
        match ledger.submit(&command, &Actor::system(), now) {
            Ok(_) => Ok((patient, extract)),
            // The stream of an erased patient takes no more entries: the access log has the reading.
            Err(SubmitError::Refused(Refusal::Identity(IdentityFault::Shut(shut)))) => {
                tell(format_args!(
                    "the patient's file is closed ({shut}): that the dossier was made stands in the access log only"
                ));
                Ok((patient, extract))
            }
            Err(SubmitError::Refused(refusal)) => Err(Failure::Failed(refusal.to_string())),
            Err(error) => Err(Failure::unavailable("that the dossier was made cannot be recorded", error)),
        }
    }

    fn requests(
        &self,
        directory: &Directory,
        ledger: &Ledger,
        known: Instant,
        now: Instant,
    ) -> Result<Vec<Request>, Failure> {
        let valid = self.valid.unwrap_or(now.day());
        let directory = &directory.known_at(known);
        let (tenant, patients) = match (self.sample, self.tenant, self.seed, self.from, self.to) {
            (Some(count), Some(tenant), Some(seed), Some(from), Some(to)) => {
                let scope = Scope { tenant, from, to, known, valid };
                (tenant, drawn(ledger, directory, &scope, seed, count)?)
            }
            _ => {
                let patient = match self.patient {
                    Some(patient) => patient,
                    None => patient_on_stdin(directory)?,
                };
                (tenant_of(ledger, directory, patient, self.tenant)?, vec![patient])
            }
        };
        let request = |patient: PatientId| Request {
            tenant,
            references: directory.merged_into(directory.survivor(patient, valid), valid),
            valid,
            known,
            identity: self.identity,
            recipient: self.recipient.clone(),
            basis: self.basis.clone(),
        };
        Ok(patients.into_iter().map(request).collect())
    }

    fn earlier(&self) -> Result<Vec<SignedCheckpoint>, Failure> {
        let one = |path: &PathBuf| {
            let told =
                |error: &dyn std::fmt::Display| Failure::WrongUse(format!("{}: {error}", path.display()));
            let bytes = std::fs::read(path).map_err(|error| told(&error))?;
            SignedCheckpoint::parse(&bytes).map_err(|error| told(&error))
        };
        self.earlier.iter().map(one).collect()
    }
}

impl From<NotMade> for Failure {
    fn from(error: NotMade) -> Self {
        match error {
            NotMade::NotEarlier { .. } | NotMade::TooMany(_) => Self::WrongUse(error.to_string()),
            NotMade::Unavailable(_) | NotMade::Corrupt(_) | NotMade::NotReached { .. } => {
                Self::unavailable("the dossier cannot be made", error)
            }
        }
    }
}
