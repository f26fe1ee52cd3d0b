//! What every page has around it: who looks, the menu, the time bar, the banner of another time, the foot.

use samspor_core::actor::Actor;
use samspor_core::words::{Day, TenantId};
use samspor_projections::question::{Known, ReportName};

use super::look::{Look, Parts};
use super::words::{codes, dates};
use crate::http::assets;
use crate::http::problem::Problem;

/// The frame of one page; the template `base.html` shows it.
pub(crate) struct Frame {
    pub(crate) title: &'static str,
    pub(crate) sheets: [&'static str; 2],
    pub(crate) icon: &'static str,
    pub(crate) who: String,
    pub(crate) place: String,
    pub(crate) menu: Vec<MenuItem>,
    /// The page's own path, which the time bar asks again.
    pub(crate) path: String,
    /// What else the address holds, kept by the time bar.
    pub(crate) kept: Vec<(String, String)>,
    /// As a date field wants it, `YYYY-MM-DD`.
    pub(crate) valid: String,
    pub(crate) known: String,
    /// What the banner says, and the address of the same page now.
    pub(crate) banner: Option<(String, String)>,
    /// The tenants one may choose among: number, name, whether chosen.
    pub(crate) tenants: Vec<(String, String, bool)>,
    pub(crate) position: u64,
}

/// One entry of the menu.
pub(crate) struct MenuItem {
    pub(crate) to: String,
    pub(crate) label: &'static str,
    pub(crate) here: bool,
}

const MENU: [(&str, &str, ReportName); 6] = [
    ("/oversikt", "Oversikt", ReportName::Overdue),
    ("/behovsmeldinger", "Behovsmeldinger", ReportName::Inbox),
    ("/forfalt", "Forfalt", ReportName::Overdue),
    ("/uten-koordinator", "Uten koordinator", ReportName::WithoutCoordinator),
    ("/vedtak-uten-plan", "Vedtak uten plan", ReportName::GrantedWithoutActivePlan),
    ("/saksmengde", "Saksmengde", ReportName::Caseload),
];

impl Frame {
    /// The frame of a page whose questions have been asked, so that its position is known.
    pub(crate) fn of(
        look: &Look<'_>,
        title: &'static str,
        path: &str,
        parts: &Parts,
    ) -> Result<Self, Problem> {
        let menu = MENU.into_iter().filter(|(_, _, report)| look.may(*report));
        let menu = menu.map(|(to, label, _)| MenuItem { to: look.to(to, &[]), label, here: to == path });
        let kept = parts
            .iter()
            .filter(|(name, _)| !["valid", "known", "tenant", "at_least"].contains(&name.as_str()));
        let kept: Vec<(String, String)> = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        Ok(Self {
            title,
            sheets: [&assets::design_system().path, &assets::own_style().path],
            icon: &assets::icon().path,
            who: who(look)?,
            place: place(look)?,
            menu: menu.collect(),
            path: path.to_owned(),
            valid: look.valid.map(|day| day.to_string()).unwrap_or_default(),
            known: look.known.map(|known| known.until().day().to_string()).unwrap_or_default(),
            banner: banner(look, path, &kept),
            tenants: tenants(look)?,
            kept,
            position: look.position().0,
        })
    }

    /// The frame of a page for nobody in particular.
    pub(crate) fn bare(title: &'static str) -> Self {
        Self {
            title,
            sheets: [&assets::design_system().path, &assets::own_style().path],
            icon: &assets::icon().path,
            who: String::new(),
            place: String::new(),
            menu: Vec::new(),
            path: String::new(),
            kept: Vec::new(),
            valid: String::new(),
            known: String::new(),
            banner: None,
            tenants: Vec::new(),
            position: 0,
        }
    }
}

/// `Ola Hansen, koordinerende enhet`.
fn who(look: &Look<'_>) -> Result<String, Problem> {
    let role = codes::role(look.actor.role);
    let name =
        look.directory(|directory| look.actor.person.and_then(|me| directory.person_name(me).cloned()))?;
    Ok(name.map_or_else(|| role.to_owned(), |name| format!("{name}, {role}")))
}

fn place(look: &Look<'_>) -> Result<String, Problem> {
    let name = |tenant: TenantId| {
        look.directory(|directory| Some(directory.register(tenant)?.tenant.as_ref()?.name.clone()))
    };
    let Some(tenant) = look.tenant else { return Ok("Alle virksomheter".to_owned()) };
    Ok(name(tenant)?.map_or_else(|| tenant.to_string(), |name| name.to_string()))
}

fn tenants(look: &Look<'_>) -> Result<Vec<(String, String, bool)>, Problem> {
    if has_own(look.actor) {
        return Ok(Vec::new());
    }
    look.directory(|directory| {
        let named = directory
            .tenants()
            .filter_map(|(id, register)| Some((id, register.tenant.as_ref()?.name.to_string())));
        named.map(|(id, name)| (id.to_string(), name, look.tenant == Some(id))).collect()
    })
}

fn has_own(actor: &Actor) -> bool {
    use samspor_core::actor::Role;
    actor.tenant.is_some() && !matches!(actor.role, Role::Supervisor | Role::System)
}

fn banner(look: &Look<'_>, path: &str, kept: &[(String, String)]) -> Option<(String, String)> {
    let known = |known: Known| match known {
        Known::Day(day) => format!("det vi visste {}", end_of(day)),
        Known::Moment(moment) => format!("det vi visste {}", dates::moment(moment)),
    };
    let text = match (look.valid, look.known) {
        (None, None) => return None,
        (Some(valid), None) => format!("slik det var {}, med det vi vet nå", end_of(valid)),
        (Some(valid), Some(one)) => format!("slik det var {}, med {}", end_of(valid), known(one)),
        (None, Some(one)) => format!("i dag, med {}", known(one)),
    };
    let mut parts: Vec<String> =
        kept.iter().map(|(name, value)| format!("{name}={}", super::look::encoded(value))).collect();
    parts.extend(look.tenant_part().map(|tenant| format!("tenant={tenant}")));
    let now = if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) };
    Some((format!("Du ser registeret {text}. Registrering er slått av."), now))
}

fn end_of(day: Day) -> String {
    format!("{} kl. 23.59", dates::day_in_words(day))
}
