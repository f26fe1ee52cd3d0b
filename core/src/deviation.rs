//! Deviations: what was accepted although a rule says otherwise, each with the provision it touches.

use serde::{Deserialize, Serialize};

use crate::law::{self, RIGHT_TO_COORDINATOR};
use crate::register::tenant::TenantKind;
use crate::words::Day;

macro_rules! deviations {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// A rule that an accepted entry breaks (domain.md, the S codes, and the H codes of a recorded fact).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Deviation {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Deviation {
            /// The public code.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// Every deviation, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

deviations! {
    /// Somebody the patient has reserved against got a role in the file.
    AuthRestricted = "AUTH-RESTRICTED";
    /// It happened after the recorded death.
    Dead = "DEAD";
    /// It happened while the case was closed.
    Closed = "CLOSED";
    /// The outcome contradicts the criteria without a reason.
    Assess = "ASSESS";
    /// The role belongs to the other kind of tenant.
    Role = "ROLE";
    /// A child coordinator from the 18th birthday on.
    ChildAge = "CHILD-AGE";
    /// A leader appointed without authority delegated for the day.
    Delegation = "DELEGATION";
    /// A party took part that no consent covers.
    ConsentScope = "CONSENT-SCOPE";
    /// Light collaboration was opened without a consent to share.
    Consent = "CONSENT";
    /// A group was established before any consent to it.
    ConsentGroup = "CONSENT-GROUP";
    /// The giver had no standing on the day.
    ConsentGiver = "CONSENT-GIVER";
    /// Two coordinating units answer for the same patients.
    KeOverlap = "KE-OVERLAP";
    /// The patient was not heard in the assessment.
    NotHeard = "NOT-HEARD";
    /// Offered before any assessment.
    OfferBeforeAssessment = "OFFER-BEFORE-ASSESSMENT";
    /// Refused without telling of the right to complain.
    NoComplaintInfo = "NO-COMPLAINT-INFO";
    /// Refused for want of a diagnosis.
    RefusedNoDiagnosis = "REFUSED-NO-DIAGNOSIS";
    /// Refused for want of a plan decision.
    RefusedNoIp = "REFUSED-NO-IP";
    /// Refused for want of a goal of abstinence.
    RefusedNoAbstinence = "REFUSED-NO-ABSTINENCE";
    /// Refused for want of capacity.
    RefusedNoCapacity = "REFUSED-NO-CAPACITY";
    /// Appointed without a valid consent.
    NoConsent = "NO-CONSENT";
    /// A specialist coordinator who is no health personnel.
    NotHealthPersonnel = "NOT-HEALTH-PERSONNEL";
    /// Appointed without a basic course.
    Untrained = "UNTRAINED";
    /// More cases than the person's capacity.
    OverCapacity = "OVER-CAPACITY";
    /// The mandate was issued by somebody who is no leader.
    MandateByNonLeader = "MANDATE-BY-NON-LEADER";
    /// A lifelong need, and no overlap at the change.
    NoOverlapLifelong = "NO-OVERLAP-LIFELONG";
    /// A handover without a meeting.
    HandoverNoMeeting = "HANDOVER-NO-MEETING";
    /// A handover without documentation.
    HandoverNoDocs = "HANDOVER-NO-DOCS";
    /// The need persists and nobody follows.
    VacancyOpened = "VACANCY-OPENED";
    /// The substitute was not informed.
    SubNotInformed = "SUB-NOT-INFORMED";
    /// A follow-up by somebody who is neither coordinator nor substitute nor its owner.
    ByNonCoordinator = "BY-NON-COORDINATOR";
    /// Transferred out without a receiver's acceptance.
    NoReceiver = "NO-RECEIVER";
    /// A meeting was summoned, but not in writing.
    NotWritten = "NOT-WRITTEN";
    /// A meeting nobody led.
    NoChair = "NO-CHAIR";
    /// A meeting nobody wrote the minutes of.
    NoSecretary = "NO-SECRETARY";
    /// Closed with obligations still open.
    OpenObligations = "OPEN-OBLIGATIONS";
    /// A plan was granted to a patient who had declined one.
    GrantedAgainstWish = "GRANTED-AGAINST-WISH";
    /// Light collaboration became a plan that nobody had granted.
    NoPlanDecision = "NO-PLAN-DECISION";
    /// A plan stands at another tenant too.
    PlanElsewhere = "PLAN-ELSEWHERE";
    /// A plan was created without a consent to it.
    NoConsentPlan = "NO-CONSENT-PLAN";
    /// The plan does not say who is coordinator.
    NoCoordinatorNamed = "NO-COORDINATOR-NAMED";
    /// The plan does not say when it is revised.
    NoRevisionDate = "NO-REVISION-DATE";
    /// A plan was evaluated without the patient.
    WithoutPatient = "WITHOUT-PATIENT";
    /// A complaint sent after the last day; it is handled all the same.
    Late = "LATE";
    /// A complaint on a matter decided before there was a right to complain of it.
    NotComplainableAtDate = "NOT-COMPLAINABLE-AT-DATE";
    /// Somebody complained as a proxy without a power of attorney running on the day.
    Standing = "STANDING";
    /// A complaint was maintained and not forwarded.
    Forward = "FORWARD";
}

impl Deviation {
    /// The provision it touches, as a code such as `pbrl-2-5b`, in the law of the day (domain.md section 0 and 1.19).
    pub fn provision(self, kind: TenantKind, on: Day) -> &'static str {
        match self {
            Self::AuthRestricted => "pbrl-5-3",
            Self::Consent
            | Self::ConsentScope
            | Self::ConsentGroup
            | Self::ConsentGiver
            | Self::NoConsent
            | Self::NoConsentPlan => "pbrl-4-1",
            Self::NotHeard | Self::WithoutPatient => "pbrl-3-1",
            Self::GrantedAgainstWish | Self::NoPlanDecision => "pbrl-2-5",
            Self::PlanElsewhere | Self::NoCoordinatorNamed | Self::NoRevisionDate => match kind {
                TenantKind::Municipality => "hol-7-1",
                TenantKind::HealthTrust => "sphl-2-5",
            },
            Self::ChildAge => "hol-7-2a",
            Self::NoReceiver => "hol-3-1",
            Self::NotHealthPersonnel => "sphl-2-5a",
            Self::KeOverlap
            | Self::Untrained
            | Self::OverCapacity
            | Self::Delegation
            | Self::MandateByNonLeader => match kind {
                TenantKind::Municipality => "hol-7-3",
                TenantKind::HealthTrust => "sphl-2-5b",
            },
            Self::Assess
            | Self::RefusedNoDiagnosis
            | Self::RefusedNoIp
            | Self::RefusedNoAbstinence
            | Self::RefusedNoCapacity
                if law::is_in_force(RIGHT_TO_COORDINATOR, on) =>
            {
                RIGHT_TO_COORDINATOR
            }
            Self::NoComplaintInfo | Self::NotComplainableAtDate | Self::Standing => "pbrl-7-2",
            Self::Late => "pbrl-7-5",
            Self::Forward => "fvl-33",
            Self::Dead
            | Self::Closed
            | Self::Assess
            | Self::Role
            | Self::OfferBeforeAssessment
            | Self::RefusedNoDiagnosis
            | Self::RefusedNoIp
            | Self::RefusedNoAbstinence
            | Self::RefusedNoCapacity
            | Self::NoOverlapLifelong
            | Self::HandoverNoMeeting
            | Self::HandoverNoDocs
            | Self::VacancyOpened
            | Self::SubNotInformed
            | Self::ByNonCoordinator
            | Self::NotWritten
            | Self::NoChair
            | Self::NoSecretary
            | Self::OpenObligations => match kind {
                TenantKind::Municipality => "hol-7-2",
                TenantKind::HealthTrust => "sphl-2-5a",
            },
        }
    }
}
