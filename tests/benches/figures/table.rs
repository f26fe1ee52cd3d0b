//! The one table: what was measured, the limit beside it, the goal, and whether it is met.

/// A row; what has no limit or goal leaves them empty.
#[derive(Default)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) measured: String,
    pub(crate) limit: String,
    pub(crate) goal: String,
    /// Whether the goal is met, if there is one.
    pub(crate) met: Option<bool>,
}

impl Row {
    /// A figure without a goal.
    pub(crate) fn of(what: impl Into<String>, measured: impl Into<String>) -> Self {
        Self { what: what.into(), measured: measured.into(), ..Self::default() }
    }

    /// The physical limit measured in the same run.
    pub(crate) fn beside(self, limit: impl Into<String>) -> Self {
        Self { limit: limit.into(), ..self }
    }

    /// The goal, and whether it is met.
    pub(crate) fn aims(self, goal: impl Into<String>, met: bool) -> Self {
        Self { goal: goal.into(), met: Some(met), ..self }
    }

    fn cells(&self) -> [String; 4] {
        let goal = match self.met {
            Some(true) => format!("{}: met", self.goal),
            Some(false) => format!("{}: MISSED", self.goal),
            None => self.goal.clone(),
        };
        [self.what.clone(), self.measured.clone(), self.limit.clone(), goal]
    }
}

/// Prints the rows as a table that a README can take over.
pub(crate) fn print(rows: &[Row]) {
    let head = ["what", "measured", "beside it, in the same run", "goal"].map(str::to_owned);
    let mut cells = vec![head];
    cells.extend(rows.iter().map(Row::cells));
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), width(3)];
    let line = |row: &[String; 4]| {
        let padded = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("| {} |", padded.collect::<Vec<_>>().join(" | "))
    };
    for (index, row) in cells.iter().enumerate() {
        println!("{}", line(row));
        if index == 0 {
            println!("|{}|", widths.map(|width| "-".repeat(width + 2)).join("|"));
        }
    }
}

/// A number with its thousands apart.
pub(crate) fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut apart = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    apart
}
