//! Questions: which report, about whom, at which (valid, known).

use std::fmt;
use std::str::FromStr;

use samspor_core::words::{Day, Instant, NoInstant, PatientId, PersonId, TenantId, UnitId};
use serde::{Serialize, Serializer};
use thiserror::Error;

macro_rules! report_names {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// A report of the contract (interface.md 5).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ReportName {
            $($(#[$doc])* $name,)*
        }

        impl ReportName {
            /// Every report, in the order of the contract.
            pub const ALL: &[Self] = &[$(Self::$name),*];
        }

        impl fmt::Display for ReportName {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$name => $text,)*
                })
            }
        }

        impl FromStr for ReportName {
            type Err = UnknownReport;

            fn from_str(text: &str) -> Result<Self, UnknownReport> {
                match text {
                    $($text => Ok(Self::$name),)*
                    _ => Err(UnknownReport),
                }
            }
        }
    };
}

report_names! {
    /// P02: who coordinates.
    Coordinators = "coordinators";
    /// P04.
    Overdue = "overdue";
    /// P04, all of them.
    Obligations = "obligations";
    Warnings = "warnings";
    /// P01.
    Inbox = "inbox";
    /// P03.
    Caseload = "caseload";
    /// P05.
    Distribution = "distribution";
    /// P06.
    WithoutCoordinator = "without-coordinator";
    /// P07.
    CoordinatorWithoutPlan = "coordinator-without-plan";
    /// P08.
    GrantedWithoutActivePlan = "granted-without-active-plan";
    /// P08: the plans somebody works with.
    ActivePlans = "active-plans";
    /// P09.
    Measures = "measures";
    /// P10.
    Vacancies = "vacancies";
    /// P11.
    Continuity = "continuity";
    /// P12.
    Consents = "consents";
    /// P13.
    Groups = "groups";
    /// P14.
    Competence = "competence";
    /// P17.
    Complaints = "complaints";
    /// P15.
    TrustNotifications = "trust-notifications";
    /// P16.
    KeNetwork = "ke-network";
    /// P19.
    Deviations = "deviations";
    /// P20.
    LateRegistrations = "late-registrations";
    /// P21.
    National = "national";
    /// Decisions to erase, which stay visible for ever (trust.md 3, row 24).
    Erasures = "erasures";
    /// P22: from the access log, which is no part of the ledger.
    AccessLog = "access-log";
    /// P18.
    History = "history";
    /// P02: the whole file.
    State = "state";
    /// P23.
    MyPage = "my-page";
    /// P24.
    LeaderReport = "leader-report";
    Diff = "diff";
    PatientsOf = "patients-of";
}

/// By what `measures` are cut (P09), so that unequal treatment shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cut {
    /// Who reported the need: `Gp`, or `SpecialistHealth/overlege` where the profession is told.
    Reporter,
    /// The patient's age on the day counting begins: `0-17`, `18-66`, `67+`.
    AgeGroup,
    /// The service of the unit that took the patient on.
    Service,
}

impl FromStr for Cut {
    type Err = UnknownCut;

    fn from_str(text: &str) -> Result<Self, UnknownCut> {
        match text {
            "Reporter" => Ok(Self::Reporter),
            "AgeGroup" => Ok(Self::AgeGroup),
            "Service" => Ok(Self::Service),
            _ => Err(UnknownCut),
        }
    }
}

/// Measures are cut by nothing of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not Reporter, AgeGroup or Service")]
pub struct UnknownCut;

impl ReportName {
    /// Whether its figures are of the whole tenant, whoever is asked about.
    pub fn counts_whole_tenants(self) -> bool {
        matches!(self, Self::Caseload | Self::Distribution | Self::Competence | Self::LeaderReport)
    }
}

/// No report has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no report has this name")]
pub struct UnknownReport;

/// Up to when entries count (K): a date means the end of that day in Oslo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Day(Day),
    Moment(Instant),
}

impl Known {
    /// The last moment whose entries count.
    pub fn until(self) -> Instant {
        match self {
            Self::Day(day) => Instant::end_of(day),
            Self::Moment(moment) => moment,
        }
    }
}

impl From<Day> for Known {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}

impl From<Instant> for Known {
    fn from(moment: Instant) -> Self {
        Self::Moment(moment)
    }
}

impl FromStr for Known {
    type Err = NoInstant;

    fn from_str(text: &str) -> Result<Self, NoInstant> {
        text.parse().map(Self::Day).or_else(|_| text.parse().map(Self::Moment))
    }
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Moment(moment) => moment.fmt(f),
        }
    }
}

impl Serialize for Known {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One question; what is absent is not asked about, and `valid` and `known` default to today and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub report: ReportName,
    pub tenant: Option<TenantId>,
    pub patient: Option<PatientId>,
    pub unit: Option<UnitId>,
    pub person: Option<PersonId>,
    pub valid: Option<Day>,
    pub known: Option<Known>,
    /// For `patients-of`: the first day.
    pub from: Option<Day>,
    /// For `patients-of`: the day after the last.
    pub to: Option<Day>,
    /// For `diff`: the other day; `valid` where absent.
    pub valid2: Option<Day>,
    /// For `diff`: the other knowledge; `known` where absent.
    pub known2: Option<Known>,
    /// For readers outside the tenant: figures only, and small cells hidden.
    pub outside: bool,
    /// For `measures`: what they are cut by, in rows beside the whole.
    pub by: Option<Cut>,
    /// For `history`: the values as first recorded, and voided events too.
    pub include_corrected: bool,
}

impl Question {
    /// A report about everybody, today and now.
    pub fn new(report: ReportName) -> Self {
        Self {
            report,
            tenant: None,
            patient: None,
            unit: None,
            person: None,
            valid: None,
            known: None,
            from: None,
            to: None,
            valid2: None,
            known2: None,
            outside: false,
            by: None,
            include_corrected: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_report_reads_back_by_its_name() {
        for name in ReportName::ALL {
            assert_eq!(name.to_string().parse(), Ok(*name));
        }
        assert_eq!("Overdue".parse::<ReportName>(), Err(UnknownReport));
    }

    #[test]
    fn a_date_as_known_means_the_end_of_the_day_in_oslo() {
        let known: Known = "2025-06-30".parse().unwrap();
        assert_eq!(known.until().to_string(), "2025-06-30T21:59:59.999999Z");
        let known: Known = "2025-06-30T12:00:00+02:00".parse().unwrap();
        assert_eq!(known.until().to_string(), "2025-06-30T10:00:00.000000Z");
        assert!("yesterday".parse::<Known>().is_err());
    }
}
