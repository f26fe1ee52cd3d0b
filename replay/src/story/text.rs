//! The story as plain text: as one reads it, or step by step with what each entry changed.

use std::fmt::Write;

use samspor_core::words::Day;

use super::names::date;
use super::shut::ShutStep;
use super::state::{Change, State};
use super::steps::{Step, Story};

impl Story {
    /// The whole story, and what holds on its day.
    pub fn text(&self) -> String {
        let mut text = self.heading();
        self.each(&mut |told| {
            let _ = match told {
                Ok(step) => writeln!(text, "{}", step.text()),
                Err(shut) => writeln!(text, "{}", shut.text()),
            };
        });
        let _ = write!(text, "\nPer {}:\n{}", date(self.about.valid), self.state.text());
        text
    }

    /// The story entry by entry, each with what it changed.
    pub fn steps_text(&self) -> String {
        let mut text = self.heading();
        self.each(&mut |told| match told {
            Ok(step) => {
                let _ = writeln!(text, "{}", step.text());
                let _ = writeln!(text, "{}", changes_text(step.state_on, &step.changes));
            }
            Err(shut) => {
                let _ = writeln!(text, "{}\n", shut.text());
            }
        });
        text
    }

    /// The steps, and the entries that are shut, in log order.
    fn each(&self, tell: &mut dyn FnMut(Result<&Step, &ShutStep>)) {
        let mut shut = self.shut.iter().peekable();
        for step in &self.steps {
            while let Some(one) = shut.next_if(|one| one.position < step.position) {
                tell(Err(one));
            }
            tell(Ok(step));
        }
        shut.for_each(|one| tell(Err(one)));
    }

    fn heading(&self) -> String {
        let tenant = self.tenant_name.clone().unwrap_or_else(|| self.about.tenant.to_string());
        let known = self.about.known.day();
        let mut heading = format!(
            "Pasient {} hos {tenant}\nPer {}, slik det var kjent {}\n\n",
            self.survivor,
            date(self.about.valid),
            date(known)
        );
        if self.steps.is_empty() && self.shut.is_empty() {
            heading += "Ingen hendelser er kjent.\n";
        }
        heading
    }
}

impl Step {
    /// The step as one paragraph: what happened, who told it, how late, and what was said of it since.
    pub fn text(&self) -> String {
        let mut text = format!("{}  {}; registrert {}", date(self.on), self.text, self.recorded());
        let _ = write!(text, "\n            hendelse {}, av {}", self.position, self.by);
        if !self.deviations.is_empty() {
            let codes: Vec<&str> = self.deviations.iter().map(|deviation| deviation.code()).collect();
            let _ = write!(text, "\n            avvik: {}", codes.join(", "));
        }
        for (position, correction) in &self.corrected_by {
            let _ = write!(text, "\n            rettet i hendelse {position}: {correction}");
        }
        if let Some(position) = self.voided_by {
            let _ = write!(text, "\n            FEILFØRT, se hendelse {position}");
        }
        text
    }

    /// When it was recorded, and how long after it was received or happened.
    fn recorded(&self) -> String {
        let recorded = self.recorded_at.day();
        let days = recorded.days_since(self.received_on.unwrap_or(self.on));
        let unit = |days: i64| if days == 1 { "dag" } else { "dager" };
        match days {
            0 => date(recorded),
            1.. => format!("{} ({days} {} senere)", date(recorded), unit(days)),
            _ => format!("{} ({} {} før)", date(recorded), -days, unit(-days)),
        }
    }
}

impl State {
    /// The fields, one a line; who coordinates is always among them.
    pub fn text(&self) -> String {
        let mut text = String::new();
        if !self.0.contains_key("Koordinator") {
            text += "  Koordinator: (ingen)\n";
        }
        for (field, value) in &self.0 {
            let _ = writeln!(text, "  {field}: {value}");
        }
        text
    }
}

/// What changed, one field a line.
pub(super) fn changes_text(day: Day, changes: &[Change]) -> String {
    if changes.is_empty() {
        return format!("            per {}: uendret\n", date(day));
    }
    let mut text = String::new();
    for change in changes {
        let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "(ingen)".to_owned());
        let _ = writeln!(
            text,
            "            per {}: {}: {} → {}",
            date(day),
            change.field,
            side(&change.before),
            side(&change.after)
        );
    }
    text
}
