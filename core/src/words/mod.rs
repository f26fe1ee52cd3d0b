//! The words of the field: days, moments, ids, numbers, labels.

mod calendar;
mod day;
mod duration;
mod hpr;
mod ids;
mod instant;
mod label;
mod national_number;
mod org_number;
pub(crate) mod text;

pub use calendar::{Rest, holiday_name, is_public_holiday, is_working_day, moved_to_working_day, rest_on};
pub use day::{Day, NoDay};
pub use duration::{NoSpan, Span};
pub use hpr::{Hours, HprNumber, NoHprNumber};
pub use ids::{CommandId, EventId, FamilyId, PatientId, PersonId, TenantId, UnitId};
pub use instant::{Instant, NoInstant};
pub use label::{
    CODE_CHARACTERS_MAX, Code, ELEVEN_DIGITS, LABEL_CHARACTERS_MAX, Label, Party, Reference, TextError,
};
pub use national_number::{NationalNumber, NoNationalNumber, NumberKind, Series, SyntheticSeries};
pub use org_number::{NoOrgNumber, OrgNumber};
