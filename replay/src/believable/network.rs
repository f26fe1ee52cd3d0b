//! Between a trust and the municipalities: notifications of a patient's need, and talks of the coordinating units.

use samspor_core::words::Day;
use serde_json::json;

use super::file::Incident;
use super::pen::Act;
use super::register::Post;
use super::scene::Scene;
use super::world::World;

impl World {
    /// The first talk of each trust with each municipality; a load has none.
    pub(super) fn open_network(&mut self, today: Day) {
        let tenants = &self.cast.tenants;
        let pairs = (0..tenants.len()).flat_map(|one| (0..tenants.len()).map(move |other| (one, other)));
        let pairs: Vec<_> =
            pairs.filter(|(one, other)| tenants[*one].trust && !tenants[*other].trust).collect();
        if self.lines_each.is_some() {
            return;
        }
        for (trust, municipality) in pairs {
            let wait = self.dice.between(20, 150);
            self.plan_post(today.plus_days(wait), Post::Contact(trust, municipality));
        }
    }

    /// Twice a year, and now and then a half-year goes by without.
    pub(super) fn ke_contact(&mut self, today: Day, trust: usize, municipality: usize) {
        let channel = self.dice.one_of(&["Phone", "Phone", "Meeting", "Network"]);
        let level = self.dice.one_of(&["System", "System", "Case"]);
        let with = self.cast.tenants[municipality].alias.clone();
        let data = json!({"with_tenant": with, "channel": channel, "level": level});
        let ke = format!("{}-ke", self.cast.tenants[trust].alias);
        self.write(today, &Act::new(ke, "RecordKeContact", data));
        let wait =
            if self.dice.chance(90) { self.dice.between(165, 190) } else { self.dice.between(300, 360) };
        self.plan_post(today.plus_days(wait), Post::Contact(trust, municipality));
    }
}

impl Scene<'_> {
    /// The trust tells the municipality's coordinating unit that the patient needs one there too.
    pub(super) fn notify(&mut self) {
        let Some(municipality) = self.municipality().filter(|_| self.file.dice.chance(80)) else { return };
        let alias = self.file.name("n");
        let with = self.world.cast.tenants[municipality].alias.clone();
        let seen = self.today.plus_days(-self.file.dice.between(0, 2));
        let mut data = json!({"municipality": with, "channel": self.file.dice.one_of(&["Plo", "Plo", "Plo", "Letter"]),
            "identified_on": seen.to_string(), "external_ref": format!("plo-{alias}")});
        if self.chance(25) {
            data["received_by_ke_on"] = json!(self.today.to_string());
        } else {
            let (least, most) = if self.chance(75) { (1, 3) } else { (5, 19) };
            self.later(least, most, Incident::Received(alias.clone(), municipality));
        }
        self.write(Act::new(self.office("ke"), "NotifyMunicipalKe", data).named(alias));
    }

    /// It may have stood at another desk first.
    pub(super) fn received(&mut self, notification: &str, municipality: usize) {
        let tenant = &self.world.cast.tenants[municipality];
        let (ke, desk) = (format!("{}-ke-unit", tenant.alias), tenant.units.first().copied());
        let first = match desk.filter(|_| self.file.dice.chance(30)) {
            Some(desk) => self.unit_alias(desk),
            None => ke,
        };
        let data = json!({"notification": notification, "received_on": self.today.to_string(), "first_received_by": first});
        self.write(Act::new(self.office("ke"), "ConfirmKeReceipt", data));
    }

    /// Where the patient lives, as far as the trust knows: the municipality with a file, else the largest.
    fn municipality(&self) -> Option<usize> {
        let tenants = &self.world.cast.tenants;
        let largest =
            || (0..tenants.len()).filter(|one| !tenants[*one].trust).max_by_key(|one| tenants[*one].share);
        self.file.home.or_else(largest)
    }
}
