//! Why an obligation is what it is, in bokmål: what started it, which deadline held, how the day was counted.

use samspor_core::words::{Day, Rest};
use samspor_projections::obligations::State;
use samspor_projections::reports::why::{InForce, NoWorkingDay, Step, Told, Why};

use super::words::{codes, dates, events, rules};

/// The reason of one obligation, in words.
pub(crate) struct Reason {
    /// What started it, with its day and place.
    pub(crate) trigger: String,
    /// The deadline's value, its version, and where the number comes from.
    pub(crate) value: String,
    /// How the due day follows, step by step.
    pub(crate) steps: Vec<String>,
    /// What became of it.
    pub(crate) outcome: String,
}

/// The reason in words, as of a day.
pub(crate) fn reason(why: &Why, per: Day) -> Reason {
    let stated = matches!(why.steps.first(), Some(Step::Stated { .. }));
    let value =
        if stated { "dagen er oppgitt i hendelsen selv".to_owned() } else { value_text(&why.deadline) };
    let mut steps = Vec::new();
    for (place, step) in why.steps.iter().enumerate() {
        let moved = matches!(why.steps.get(place + 1), Some(Step::MovedToWorkingDay { .. }));
        steps.push(step_text(step, why.deadline.working_days, moved));
    }
    Reason { trigger: format!("{}.", event_text(&why.trigger)), value, steps, outcome: outcome(why, per) }
}

/// The reason as lines to read on a terminal.
pub(crate) fn text(why: &Why, per: Day) -> String {
    let words = rules::rule_words(why.rule);
    let code = rules::code(why.rule);
    let Reason { trigger, value, steps, outcome } = reason(why, per);
    let version = why.duty.version.map(|version| format!(", i kraft {version}")).unwrap_or_default();
    let rule = format!(
        "Regel {code} «{}»: {value}. Plikten følger av {} ({}{version}).",
        words.name,
        rules::duty(why.duty.source),
        why.duty.source
    );
    let mut text = format!("{code} {} ({})\n", words.name, why.id);
    for (number, line) in (1..).zip([trigger, rule].into_iter().chain(steps).chain([outcome])) {
        text.push_str(&format!("  {number}. {line}\n"));
    }
    if !why.closed_by.is_empty() {
        text.push_str(&format!("  Slik lukkes den: {} ({}).\n", words.closed_by, why.closed_by.join(", ")));
    }
    text
}

fn event_text(told: &Told) -> String {
    format!(
        "{} {} (hendelse {}, registrert {} av {})",
        events::name(told.name),
        dates::day(told.on),
        told.position,
        dates::moment(told.recorded_at),
        codes::role(told.role)
    )
}

fn value_text(deadline: &InForce) -> String {
    let version = match &deadline.adopted {
        Some(adopted) => {
            let document = adopted.document_ref.as_ref().map(|one| format!(", dokument {one}"));
            format!(
                "vedtatt {} (hendelse {}), gjelder fra {}{}",
                dates::day(adopted.told.on),
                adopted.told.position,
                dates::day(adopted.from),
                document.unwrap_or_default()
            )
        }
        None => "standardverdi".to_owned(),
    };
    format!("{} ({}, {version})", dates::span(deadline.value), rules::source(deadline.source))
}

fn step_text(step: &Step, working_days: bool, is_moved: bool) -> String {
    let counted = |sign: char, from: &Day, value, to: &Day, clamped_from: &Option<u32>| {
        let mut sum = format!("{} {sign} {} = {}", dates::day(*from), dates::span(value), dates::day(*to));
        if let Some(day) = clamped_from {
            sum.push_str(&format!(", siste dag i en måned uten {day}."));
        } else {
            sum.push('.');
        }
        match (is_moved, working_days) {
            (true, _) => sum,
            (false, true) => sum + " Det er en arbeidsdag.",
            (false, false) => sum + " Fristen flyttes ikke for helg.",
        }
    };
    match step {
        Step::Counted { from, value, to, clamped_from } => counted('+', from, *value, to, clamped_from),
        Step::CountedBack { from, value, to, clamped_from } => counted('−', from, *value, to, clamped_from),
        Step::Stated { to } => format!("Fristen er {}.", dates::day(*to)),
        Step::MovedToWorkingDay { to, over, .. } => {
            let over: Vec<String> = over.iter().map(rest_text).collect();
            format!("{}: fristen flyttes til neste arbeidsdag, {}.", over.join(", "), dates::day(*to))
        }
        Step::Extended { from, to, by, reason } => {
            let reason = reason.as_ref().map(|one| format!(", begrunnelse {one}")).unwrap_or_default();
            let (from, to) = (dates::day(*from), dates::day(*to));
            format!("Fristen ble flyttet fra {from} til {to}: {}{reason}.", event_text(by))
        }
        Step::Suspended { by } => format!("Stilt i bero: {}.", event_text(by)),
        Step::Resumed { from, to, by, earliest } => {
            let which =
                if to == from { "den gamle fristen er senere og gjelder" } else { "det blir fristen" };
            let earliest = dates::day(*earliest);
            format!("Tatt opp igjen: {}. 14 dager etter er {earliest}; {which}.", event_text(by))
        }
    }
}

fn rest_text(rest: &NoWorkingDay) -> String {
    let name = match rest.reason {
        Rest::Saturday => "lørdag",
        Rest::Sunday => "søndag",
        Rest::Holiday(name) => name,
    };
    format!("{} er {name}", dates::day(rest.day))
}

fn outcome(why: &Why, per: Day) -> String {
    let (due, per) = (dates::day(why.due), dates::day(per));
    let by = |told: &Option<Told>| told.as_ref().map(event_text).unwrap_or_default();
    match why.state {
        State::Overdue => format!("Frist {due} → {} over (per {per}).", dates::days(why.days)),
        State::Pending => format!("Frist {due}; den er ikke gått ut (per {per})."),
        State::Suspended => format!("Frist {due}; den er stilt i bero (per {per})."),
        State::Met => format!("Utført innen fristen {due}: {}.", by(&why.met_by)),
        State::MetLate => {
            format!("Utført {} etter fristen {due}: {}.", dates::days(why.days), by(&why.met_by))
        }
        State::Lapsed if why.lapsed_by.is_some() => format!("Falt bort: {}.", by(&why.lapsed_by)),
        State::Lapsed => "Falt bort: har ingen pasienter lenger.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_sum_says_how_the_day_follows() {
        let counted = |from, value: &str, to, clamped_from| Step::Counted {
            from: day(from),
            value: value.parse().unwrap(),
            to: day(to),
            clamped_from,
        };
        assert_eq!(
            step_text(&counted("2026-01-31", "P14D", "2026-02-14", None), false, false),
            "31.01.2026 + 14 dager = 14.02.2026. Fristen flyttes ikke for helg."
        );
        assert_eq!(
            step_text(&counted("2026-01-31", "P1M", "2026-02-28", Some(31)), true, true),
            "31.01.2026 + 1 måned = 28.02.2026, siste dag i en måned uten 31."
        );
        let over = vec![
            NoWorkingDay { day: day("2026-05-16"), reason: Rest::Saturday },
            NoWorkingDay { day: day("2026-05-17"), reason: Rest::Holiday("17. mai") },
        ];
        let moved = Step::MovedToWorkingDay { from: day("2026-05-16"), to: day("2026-05-18"), over };
        assert_eq!(
            step_text(&moved, true, false),
            "16.05.2026 er lørdag, 17.05.2026 er 17. mai: fristen flyttes til neste arbeidsdag, 18.05.2026."
        );
    }
}
