//! Why something is overdue: what started it, which deadline held, how the day was counted.

use samspor_core::catalogue::Event;
use samspor_core::directory::Directory;
use samspor_core::fact::Fact;
use samspor_core::known::fact_of;
use samspor_core::register::policy::{Deadline, Rule};
use samspor_core::words::{Day, EventId, TenantId};

use super::words::{dates, events, rules};

/// The reason of one row, in words.
pub(crate) struct Reason {
    /// What started it, with its day.
    pub(crate) trigger: String,
    /// The deadline's value and where the number comes from.
    pub(crate) value: String,
    /// How the due day follows.
    pub(crate) sum: String,
}

/// An obligation as far as its reason needs it.
pub(crate) struct Due {
    pub(crate) rule: Rule,
    pub(crate) due: Day,
    /// The day asked about.
    pub(crate) at: Day,
}

/// The event of a tenant's register with an id, such as an absence that asks for a substitute.
pub(crate) fn register_fact(directory: &Directory, tenant: TenantId, event: EventId) -> Option<Fact> {
    let entries = directory.entries_of(tenant).iter();
    entries
        .flat_map(|entry| (0u16..).zip(&entry.body.events).map(move |(index, one)| (entry, index, one)))
        .find(|(_, _, one)| one.id == event)
        .map(|(entry, index, one)| fact_of(entry, index, one))
}

/// The reason, from the fact that started it and the deadline in force on its day.
pub(crate) fn reason(due: &Due, fact: Option<&Fact>, deadline: impl Fn(Day) -> Deadline) -> Reason {
    let Some(fact) = fact else {
        let value = value_text(due.rule, &deadline(due.due));
        return Reason {
            trigger: "Hendelsen som startet fristen, står i registeret.".to_owned(),
            value,
            sum: stated(due),
        };
    };
    let from = counted_from(due.rule, fact);
    let deadline = deadline(from);
    let what = events::name(fact.what.name());
    let position = fact.mark.place.position;
    let mut trigger = format!("{what} {} (hendelse {position}", dates::day(fact.mark.on));
    if fact.mark.recorded_on > fact.mark.on {
        trigger.push_str(&format!(", registrert {}", dates::day(fact.mark.recorded_on)));
    }
    trigger.push_str(").");
    let value = value_text(due.rule, &deadline);
    let sum = if states_its_day(due.rule) { stated(due) } else { counted(due, from, &deadline) };
    Reason { trigger, value, sum }
}

fn value_text(rule: Rule, deadline: &Deadline) -> String {
    if states_its_day(rule) {
        return "dagen er oppgitt i hendelsen selv".to_owned();
    }
    let adopted = match deadline.adopted {
        Some(mark) => format!(", vedtatt {} (hendelse {})", dates::day(mark.on), mark.place.position),
        None => ", standardverdi".to_owned(),
    };
    format!("{} ({}{adopted})", dates::span(deadline.value), rules::source(deadline.source))
}

fn counted(due: &Due, from: Day, deadline: &Deadline) -> String {
    let plain = deadline.value.after(from);
    let day = deadline.due(from);
    let sum = format!("{} + {} = {}", dates::day(from), dates::span(deadline.value), dates::day(plain));
    if day == due.due && day != plain {
        format!(
            "{sum}, som er helg eller helligdag; fristen flyttes til neste arbeidsdag, {}.",
            dates::day(day)
        )
    } else if day == due.due {
        format!(
            "{sum}. {}",
            if deadline.working_days { "Det er en arbeidsdag." } else { "Fristen flyttes ikke for helg." }
        )
    } else {
        format!(
            "{sum}. Fristen er senere satt til {}: forlenget, eller stilt i bero en tid.",
            dates::day(due.due)
        )
    }
}

fn stated(due: &Due) -> String {
    format!("Fristen er {}.", dates::day(due.due))
}

/// The day the deadline is counted from (domain.md 3.4).
fn counted_from(rule: Rule, fact: &Fact) -> Day {
    match (rule, &*fact.what) {
        (Rule::D01 | Rule::D02, Event::NeedReported(told)) => told.received_on,
        (Rule::D19, Event::MunicipalKeNotified(told)) => told.identified_on,
        _ => fact.mark.on,
    }
}

/// Rules whose day stands in what started them.
fn states_its_day(rule: Rule) -> bool {
    matches!(rule, Rule::D08Planned | Rule::D14 | Rule::D18 | Rule::D22 | Rule::D24)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(rule: Rule, day: &str) -> Due {
        let day: Day = day.parse().unwrap();
        Due { rule, due: day, at: day }
    }

    #[test]
    fn the_sum_says_how_the_day_follows() {
        let from: Day = "2026-01-31".parse().unwrap();
        let local = Rule::D01.default_deadline();
        assert_eq!(
            counted(&due(Rule::D01, "2026-02-14"), from, &local),
            "31.01.2026 + 14 dager = 14.02.2026. Fristen flyttes ikke for helg."
        );
        let law = Rule::D02.default_deadline();
        assert_eq!(
            counted(&due(Rule::D02, "2026-03-02"), from, &law),
            "31.01.2026 + 1 måned = 28.02.2026, som er helg eller helligdag; fristen flyttes til neste arbeidsdag, 02.03.2026."
        );
        assert!(counted(&due(Rule::D01, "2026-03-14"), from, &local).contains("senere satt til 14.03.2026"));
        assert_eq!(value_text(Rule::D02, &law), "1 måned (lov, standardverdi)");
    }
}
