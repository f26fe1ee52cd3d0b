//! Replaying the history under other deadlines: every file is read once, and read again on each day asked about.

use std::collections::BTreeSet;

use samspor_core::log::Position;
use samspor_core::register::policy::DeadlinePolicyAdopted;
use samspor_core::words::{Day, Instant, PatientId, TenantId};

use super::error::QuestionError;
use super::past::Past;
use super::views::Views;
use crate::gathered::{Gathered, Reading};
use crate::reports::what_if::{Changed, Tally};

/// What would have been overdue, and from which entries it is counted.
pub struct WhatIf {
    pub position: Position,
    /// Up to when entries count.
    pub known: Instant,
    /// By day, tenant, unit and rule; the rules of the policies only, since no others can differ.
    pub rows: Vec<Changed>,
}

impl Views {
    /// What was overdue on each of the days (D), as known now (K), and what would have been if these deadlines had been
    /// adopted too. Nothing is written; `tenant` narrows it to one.
    pub fn what_if(
        &self,
        policies: &[DeadlinePolicyAdopted],
        tenant: Option<TenantId>,
        days: &[Day],
        now: Instant,
    ) -> Result<WhatIf, QuestionError> {
        self.catch_up(now)?;
        let live = self.live();
        let known = now.max(live.newest_at);
        let past = Past::of(&live, tenant);
        drop(live);
        let mut tally = Tally::new(policies, days);
        // A reference that others are merged into may have no entries of its own.
        let survivors = past.streams().iter().flat_map(|(tenant, reference)| {
            days.iter().map(|day| (*tenant, past.directory.survivor(*reference, *day)))
        });
        for file in survivors.collect::<BTreeSet<_>>() {
            self.count_file(&past, file, known, &mut tally)?;
        }
        let rows = tally.rows(|tenant| past.directory.register(tenant));
        Ok(WhatIf { position: past.position, known, rows })
    }

    fn count_file(
        &self,
        past: &Past,
        (tenant, reference): (TenantId, PatientId),
        known: Instant,
        tally: &mut Tally<'_>,
    ) -> Result<(), QuestionError> {
        let directory = &past.directory;
        let mut read: Option<(Vec<PatientId>, Option<Gathered>)> = None;
        for day in tally.days() {
            if directory.survivor(reference, *day) != reference {
                continue;
            }
            let merged = directory.merged_into(reference, *day);
            // Only a link that begins or ends makes it another file.
            match &mut read {
                Some((same, gathered)) if *same == merged => {
                    if let Some(gathered) = gathered {
                        gathered.turn_to(*day, directory);
                    }
                }
                Some(_) | None => {
                    let at = (*day, known);
                    let gathered =
                        Gathered::read(self.log(), Reading::Once, directory, (tenant, reference), at)?;
                    read = Some((merged, gathered));
                }
            }
            let gathered = read.as_ref().and_then(|(_, gathered)| gathered.as_ref());
            if let Some(at) = gathered.and_then(|gathered| gathered.at(directory)) {
                tally.count(&at);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::actor::Actor;
    use serde_json::json;

    use super::*;
    use crate::ledger::{ane_bjarne_leif, day, municipal};
    use crate::question::ReportName;

    fn policy(rule: &str, value: &str, from: &str) -> DeadlinePolicyAdopted {
        serde_json::from_value(json!({"rule": rule, "value": value, "from": from, "source": "Local"}))
            .unwrap()
    }

    fn told(what: &WhatIf) -> Vec<(String, String, u32, u32)> {
        let row = |row: &Changed| {
            (row.month.clone(), format!("{:?}", row.rule), row.overdue, row.overdue_under_policy)
        };
        what.rows.iter().map(row).collect()
    }

    #[test]
    fn other_deadlines_change_what_was_overdue_from_their_day_on() {
        let (mut ledger, home, [ane, _], leif) = ane_bjarne_leif();
        ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        ledger.on("2025-08-01");
        let days = ["2025-02-28", "2025-03-31", "2025-05-31"].map(day);
        let asked = |policies: &[DeadlinePolicyAdopted]| {
            ledger.views.what_if(policies, None, &days, ledger.now()).unwrap()
        };
        let all = |month: &str, rule: &str, was, would| (month.to_owned(), rule.to_owned(), was, would);
        // The first contact was due on 17 February, 14 days after; under three months on 3 May.
        let laxer = asked(&[policy("D07", "P3M", "2025-01-01")]);
        assert_eq!(
            told(&laxer),
            [all("2025-02", "D07", 1, 0), all("2025-03", "D07", 1, 0), all("2025-05", "D07", 1, 1)]
        );
        assert_eq!(laxer.rows[0].difference, -1);
        assert_eq!((laxer.rows[0].unit, laxer.position), (Some(home), ledger.views.position()));
        // What was triggered before a policy's first day is as it was.
        assert_eq!(told(&asked(&[policy("D07", "P3M", "2025-02-04")]))[0], all("2025-02", "D07", 1, 1));
        // The basic course is due after three months, counted over all files.
        let trained = asked(&[policy("D17", "P1M", "2025-01-01")]);
        assert_eq!(told(&trained), [all("2025-03", "D17", 0, 1), all("2025-05", "D17", 1, 1)]);
    }

    #[test]
    fn what_was_overdue_is_what_the_report_says() {
        let (mut ledger, home, [ane, bjarne], leif) = ane_bjarne_leif();
        let (kari, twin) = (ledger.patient("1970-01-01"), ledger.patient("1960-01-01"));
        ledger.ke(kari, "AppointCoordinator", municipal(ane, home));
        ledger.on("2025-03-03");
        ledger.ke(twin, "AppointCoordinator", municipal(bjarne, home));
        ledger.on("2025-05-02");
        let linked = json!({"merged": twin, "cause": "Duplicate"});
        ledger.by(&Actor::system(), json!({"type": "LinkIdentity", "patient": leif, "data": linked}));
        ledger.on("2025-09-01");
        let days = ["2025-02-28", "2025-03-31", "2025-06-30"].map(day);
        let policies = [policy("D07", "P14D", "2025-01-01"), policy("D05", "P14D", "2025-01-01")];
        let what = ledger.views.what_if(&policies, None, &days, ledger.now()).unwrap();
        for (day, month) in days.iter().zip(["2025-02", "2025-03", "2025-06"]) {
            let rows = ledger.rows_at(ReportName::Overdue, &day.to_string(), "2025-09-01");
            let reported = rows.iter().filter(|row| row["rule"] == "D07" || row["rule"] == "D05").count();
            let counted = what.rows.iter().filter(|row| row.month == month);
            assert!(counted.clone().all(|row| row.difference == 0));
            assert_eq!(counted.map(|row| row.overdue as usize).sum::<usize>(), reported, "{month}");
            assert!(reported > 0);
        }
    }
}
