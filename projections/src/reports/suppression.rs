//! Small cells: what an answer that leaves the tenant says of figures about few persons (domain.md 3.3).
//!
//! A cell of 1 to 4 persons is hidden; an empty one is not. Where the sum of the cells is known too, a hidden cell could be
//! had by subtraction: then more cells are hidden, the smallest first, until at least two are and they hold at least five
//! persons together, or none is left. A sum over tenants is itself hidden where that would not hold of the tenants' cells.
//! An answer shows a hidden figure, and what is computed from it, as absent, and names the fields in `hidden`. Each answer
//! stands by itself: whoever publishes several of overlapping groups has to see to it that they give nothing away together.
//! Reports that name patients or staff do not leave the tenant in this way at all.

use std::collections::BTreeSet;

use samspor_core::words::PatientId;
use serde::Serialize;
use serde_json::{Map, Value};

use super::distribution::ServiceShare;
use super::leader;
use super::measures::Measured;
use super::national::National;
use super::row::rows;
use crate::question::ReportName;
use crate::seen::{Seen, SeenTenant};

/// The fewest persons of a cell that is shown, beside none at all.
const SHOWN_MIN: u64 = 5;

/// A figure about persons as readers outside the tenant see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    Shown(u64),
    Hidden,
}

impl Count {
    /// One cell by itself.
    pub fn of(persons: u64) -> Self {
        if (1..SHOWN_MIN).contains(&persons) { Self::Hidden } else { Self::Shown(persons) }
    }

    fn is_hidden(self) -> bool {
        self == Self::Hidden
    }
}

/// Cells whose sum is known: as many hidden as it takes that none can be had from the others.
pub fn of_known_sum(persons: &[u64]) -> Vec<Count> {
    hidden_until(persons, |cells| is_safe(persons, cells))
}

/// Cells of which a patient may be in several, whose sum is known: the patients behind what is hidden are counted once.
fn of_known_union(patients: &[&BTreeSet<PatientId>]) -> Vec<Count> {
    let persons: Vec<u64> = patients.iter().map(|one| one.len() as u64).collect();
    hidden_until(&persons, |cells| {
        let hidden = || patients.iter().zip(cells).filter(|(_, cell)| cell.is_hidden());
        let union: BTreeSet<&PatientId> = hidden().flat_map(|(patients, _)| patients.iter()).collect();
        hidden().count() == 0 || (hidden().count() >= 2 && union.len() as u64 >= SHOWN_MIN)
    })
}

/// Hides small cells, and then the smallest of the others one by one until it is safe or none is left.
fn hidden_until(persons: &[u64], is_safe: impl Fn(&[Count]) -> bool) -> Vec<Count> {
    let mut cells: Vec<Count> = persons.iter().copied().map(Count::of).collect();
    while !is_safe(&cells) {
        let shown = persons.iter().enumerate().filter(|(place, _)| !cells[*place].is_hidden());
        match shown.min_by_key(|(place, persons)| (**persons, *place)) {
            Some((place, _)) => cells[place] = Count::Hidden,
            None => break,
        }
    }
    cells
}

/// The sum of cells that are shown one by one elsewhere, each hidden or not.
pub fn sum_of(persons: &[u64]) -> Count {
    let cells: Vec<Count> = persons.iter().copied().map(Count::of).collect();
    let sum = Count::of(persons.iter().sum());
    if is_safe(persons, &cells) { sum } else { Count::Hidden }
}

/// Whether what is hidden can't be had by subtraction: nothing, or two cells and five persons at least.
fn is_safe(persons: &[u64], cells: &[Count]) -> bool {
    let hidden: Vec<u64> =
        persons.iter().zip(cells).filter(|(_, cell)| cell.is_hidden()).map(|(persons, _)| *persons).collect();
    hidden.is_empty() || (hidden.len() >= 2 && hidden.iter().sum::<u64>() >= SHOWN_MIN)
}

/// The fields of a report as they leave the tenant; none of a report that names patients or staff.
pub(crate) fn fields(seen: &Seen<'_>) -> Option<Map<String, Value>> {
    match seen.question.report {
        ReportName::National => Some(national(seen)),
        ReportName::Distribution => Some(list(distribution(&rows::<ServiceShare>(seen)))),
        ReportName::Measures => Some(list(measures(&rows::<Measured>(seen)))),
        ReportName::LeaderReport => leader::outside(seen),
        _ => None,
    }
}

/// Whether a report is of figures only, and so has a form for readers outside the tenant.
pub fn leaves_the_tenant(report: ReportName) -> bool {
    matches!(
        report,
        ReportName::National | ReportName::Distribution | ReportName::Measures | ReportName::LeaderReport
    )
}

/// One of the figures.
type Figure = fn(&National) -> usize;

/// Of one tenant the figure itself; of several their sum, as long as it gives none of them away.
fn national(seen: &Seen<'_>) -> Map<String, Value> {
    let of_tenant = |tenant: &SeenTenant<'_>| {
        let alone = SeenTenant { patients: tenant.patients.clone(), ..*tenant };
        National::of(&Seen { tenants: vec![alone], ..*seen })
    };
    let tenants: Vec<National> = seen.tenants.iter().map(of_tenant).collect();
    let all = National::of(seen);
    let mut fields = Map::new();
    let mut hidden: Vec<&str> = Vec::new();
    let figures: [(&'static str, Figure); 3] = [
        ("plans", |one| one.plans),
        ("coordinators", |one| one.coordinators),
        ("child_coordinators", |one| one.child_coordinators),
    ];
    for (name, figure) in figures {
        let cells: Vec<u64> = tenants.iter().map(|one| figure(one) as u64).collect();
        let cell = if cells.len() > 1 { sum_of(&cells) } else { Count::of(figure(&all) as u64) };
        match cell {
            Count::Shown(_) => drop(fields.insert(name.to_owned(), figure(&all).into())),
            Count::Hidden => hidden.push(name),
        }
    }
    named(&mut fields, &hidden);
    fields
}

/// The shares tell how many primaries there are in all, so the sum of a tenant's cells is known.
pub(super) fn distribution(rows: &[ServiceShare]) -> Vec<Value> {
    let mut told = Vec::new();
    for of_tenant in rows.chunk_by(|one, next| one.tenant == next.tenant) {
        let persons: Vec<u64> = of_tenant.iter().map(|one| one.primary.into()).collect();
        for (row, cell) in of_tenant.iter().zip(of_known_sum(&persons)) {
            told.push(without(row, cell, &["primary", "share", "index"]));
        }
    }
    told
}

/// Each measure by itself; where it is cut, the parts have the sum that stands beside them, and the times that are in no part
/// are one more cell that could be had from it.
pub(super) fn measures(rows: &[Measured]) -> Vec<Value> {
    let mut told = Vec::new();
    for of_measure in rows.chunk_by(|one, next| (one.tenant, one.measure) == (next.tenant, next.measure)) {
        let (whole, parts): (Vec<_>, Vec<_>) = of_measure.iter().partition(|row| row.by.is_none());
        let rest = whole.iter().map(|row| &row.in_no_part).filter(|rest| !rest.is_empty());
        let patients: Vec<_> = parts.iter().map(|row| &row.persons).chain(rest).collect();
        let of_whole = whole.iter().map(|row| (*row, Count::of(row.persons.len() as u64)));
        let of_parts = parts.iter().copied().zip(of_known_union(&patients));
        let row = |(row, cell): (&Measured, Count)| without(row, cell, &["n", "median", "p90"]);
        told.extend(of_whole.chain(of_parts).map(row));
    }
    told
}

/// The row without the fields that would tell a hidden figure.
pub(super) fn without<T: Serialize>(row: &T, cell: Count, figures: &[&str]) -> Value {
    let mut told = serde_json::to_value(row).expect("rows have string keys and finite numbers");
    if let (Count::Hidden, Value::Object(fields)) = (cell, &mut told) {
        fields.retain(|name, _| !figures.contains(&name.as_str()));
        named(fields, figures);
    }
    told
}

fn named(fields: &mut Map<String, Value>, hidden: &[&str]) {
    if !hidden.is_empty() {
        fields.insert("hidden".to_owned(), hidden.to_vec().into());
    }
}

fn list(rows: Vec<Value>) -> Map<String, Value> {
    Map::from_iter([("rows".to_owned(), Value::Array(rows))])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ledger::{Ledger, municipal};
    use crate::question::Question;

    const H: Count = Count::Hidden;

    fn patients(numbers: std::ops::Range<u128>) -> BTreeSet<PatientId> {
        numbers.map(|number| format!("00000000-0000-7000-8000-{number:012}").parse().unwrap()).collect()
    }

    fn of(by: Option<&str>, persons: BTreeSet<PatientId>, in_no_part: BTreeSet<PatientId>) -> Measured {
        Measured {
            tenant: "310000019".parse().unwrap(),
            patient: None,
            measure: crate::contribution::Measure::ReceivedToAppointed,
            by: by.map(str::to_owned),
            n: persons.len(),
            persons,
            in_no_part,
            median: 1.0,
            p90: 1,
        }
    }

    /// Whether each row tells how many it is of.
    fn tells(rows: &[Measured]) -> Vec<bool> {
        measures(rows).iter().map(|row| row.get("n").is_some()).collect()
    }

    #[test]
    fn a_part_of_a_measure_can_not_be_had_from_the_whole_beside_it() {
        let none = || patients(0..0);
        let whole = |rest| of(None, patients(0..23), rest);
        let gp = || of(Some("Gp"), patients(0..3), none());
        let school = || of(Some("School"), patients(3..23), none());
        assert_eq!(tells(&[whole(none()), gp(), school()]), [true, false, false]);
        let many = of(Some("Gp"), patients(0..9), none());
        assert_eq!(tells(&[whole(none()), many, of(Some("School"), patients(9..23), none())]), [true; 3]);
        // Few who are in no part are a cell too.
        assert_eq!(tells(&[whole(patients(20..23)), of(Some("Gp"), patients(0..20), none())]), [true, false]);
        // The same three in two parts are three.
        let again = of(Some("Kin"), patients(0..3), none());
        assert_eq!(tells(&[whole(none()), gp(), again, school()]), [true, false, false, false]);
    }

    fn shown(persons: u64) -> Count {
        Count::Shown(persons)
    }

    #[test]
    fn cells_of_one_to_four_persons_are_hidden_and_empty_ones_are_not() {
        let cells: Vec<Count> = (0..=5).map(Count::of).collect();
        assert_eq!(cells, [shown(0), H, H, H, H, shown(5)]);
    }

    #[test]
    fn one_hidden_cell_takes_the_smallest_other_with_it() {
        assert_eq!(of_known_sum(&[3, 20, 7]), [H, shown(20), H]);
        assert_eq!(of_known_sum(&[12, 20, 7]), [shown(12), shown(20), shown(7)]);
        assert_eq!(of_known_sum(&[3, 4, 20]), [H, H, shown(20)]);
    }

    #[test]
    fn two_hidden_cells_of_one_person_each_are_not_hidden_enough() {
        assert_eq!(of_known_sum(&[1, 1, 20, 9]), [H, H, shown(20), H]);
        assert_eq!(of_known_sum(&[2, 0, 0]), [H, H, H]);
    }

    #[test]
    fn a_sum_over_tenants_gives_no_tenant_away() {
        assert_eq!(sum_of(&[30, 12]), shown(42));
        assert_eq!(sum_of(&[30, 3]), H);
        assert_eq!(sum_of(&[30, 3, 4]), shown(37));
        assert_eq!(sum_of(&[1, 2]), H);
    }

    #[test]
    fn t33_figures_that_leave_the_tenant_leave_small_cells_behind() {
        let mut ledger = Ledger::new();
        let (home, ergo) = (ledger.unit("home-care", 60), ledger.unit("ergo-physio", 8));
        let (ane, bjarne) = (ledger.person("Ane", home), ledger.person("Bjarne", ergo));
        for number in 0..9 {
            let patient = ledger.patient("1960-01-01");
            let (person, unit) = if number < 3 { (bjarne, ergo) } else { (ane, home) };
            ledger.ke(patient, "AppointCoordinator", municipal(person, unit));
        }
        let inside = ledger.rows(ReportName::Distribution);
        assert_eq!(inside[0]["primary"], 3);
        let outside = Question { outside: true, ..Question::new(ReportName::Distribution) };
        let rows = crate::ledger::rows(&ledger.ask(&outside));
        let figures = serde_json::json!(["primary", "share", "index"]);
        for row in &rows {
            assert_eq!((row.get("primary"), row.get("share"), row.get("index")), (None, None, None));
            assert_eq!(row["hidden"], figures);
        }
        let national = ledger.ask(&Question { outside: true, ..Question::new(ReportName::National) });
        assert_eq!((&national["coordinators"], &national["plans"]), (&9.into(), &0.into()));
        let named = Question { outside: true, ..Question::new(ReportName::Coordinators) };
        assert!(ledger.views.answer(&named, ledger.now()).is_err());
    }

    proptest! {
        #[test]
        fn no_hidden_cell_can_be_had_from_the_sum(persons in prop::collection::vec(0u64..30, 1..8)) {
            let cells = of_known_sum(&persons);
            for (persons, cell) in persons.iter().zip(&cells) {
                prop_assert!(*cell == Count::Hidden || *cell == Count::Shown(*persons));
                prop_assert!(!(1..5).contains(persons) || cell.is_hidden());
            }
            prop_assert!(is_safe(&persons, &cells) || cells.iter().all(|cell| cell.is_hidden()));
        }
    }
}
