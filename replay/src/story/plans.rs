//! The sentences about individual plans and light collaboration.

use samspor_core::patient::light::{LightCollaborationConverted, LightCollaborationOpened};
use samspor_core::patient::plan::{
    ContentItem, Instrument, PlanCreated, PlanEvaluated, PlanStatus, PlanStatusChanged, StartedBy,
};
use samspor_core::patient::plan_decision::{PlanDecisionMade, PlanOutcome};
use samspor_core::words::{Day, EventId};

use super::names::date;
use super::wording;

pub(super) fn decided(told: &PlanDecisionMade) -> String {
    let form = wording::decision_form(told.decision_form);
    match told.outcome {
        PlanOutcome::Granted => format!("Individuell plan innvilget ({form})"),
        PlanOutcome::Refused => {
            let informed = told.complaint_info_given == Some(true);
            let complaint = if informed { "" } else { ", uten opplysning om klagerett" };
            format!("Individuell plan avslått ({form}){complaint}")
        }
    }
}

pub(super) fn light(told: &LightCollaborationOpened) -> String {
    format!("Enkelt samspill opprettet i {}", instrument(told.tool.into()))
}

pub(super) fn converted(told: &LightCollaborationConverted, entry: &dyn Fn(EventId) -> String) -> String {
    let from = entry(told.collaboration);
    format!("Enkelt samspill i {from} konvertert til individuell plan{}", revision(told.next_revision_on))
}

pub(super) fn created(told: &PlanCreated) -> String {
    let by = match told.started_by {
        StartedBy::Municipality => "",
        StartedBy::HealthTrust => ", påbegynt i helseforetaket",
    };
    let (kept, items) = (instrument(told.instrument), content(&told.content));
    format!("Individuell plan opprettet i {kept} ({items}){by}{}", revision(told.next_revision_on))
}

pub(super) fn evaluated(told: &PlanEvaluated) -> String {
    let with = if told.with_patient { "sammen med pasienten" } else { "uten pasienten" };
    let items = told.content.as_ref().map(|items| format!(" ({})", content(items))).unwrap_or_default();
    format!("Individuell plan evaluert {with}{items}{}", revision(told.next_revision_on))
}

pub(super) fn status(told: &PlanStatusChanged) -> &'static str {
    match told.status {
        PlanStatus::Active => "Individuell plan tatt opp igjen",
        PlanStatus::Paused => "Individuell plan satt på pause",
    }
}

/// In what a plan is kept, after «i».
pub(super) fn instrument(instrument: Instrument) -> &'static str {
    match instrument {
        Instrument::DipsSamspill => "DIPS Samspill",
        Instrument::Sampro => "Sampro",
        Instrument::Acos => "ACOS IP",
        Instrument::Paper => "papir",
        Instrument::Other => "et annet verktøy",
    }
}

/// Which of the regulation's nine items a plan has.
fn content(items: &[ContentItem]) -> String {
    let mut letters: Vec<String> = items.iter().map(|item| format!("{item:?}").to_lowercase()).collect();
    letters.sort();
    letters.dedup();
    match letters.len() {
        0 => "ingen punkter".to_owned(),
        9 => "punkt a–i".to_owned(),
        _ => format!("punkt {}", wording::listed(&letters)),
    }
}

fn revision(on: Option<Day>) -> String {
    on.map(|day| format!(", ny gjennomgang {}", date(day))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_tells_which_items_it_has() {
        assert_eq!(content(&[ContentItem::C, ContentItem::A, ContentItem::A]), "punkt a og c");
        assert_eq!(content(&[]), "ingen punkter");
        let all = "ABCDEFGHI".chars().map(|letter| format!("\"{letter}\""));
        let all: Vec<ContentItem> = all.map(|text| serde_json::from_str(&text).unwrap()).collect();
        assert_eq!(content(&all), "punkt a–i");
    }
}
