//! How many tenants, units, and staff a history has: the demo's four, or as many as a load needs.

/// A tenant to be registered.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) alias: String,
    pub(super) name: String,
    pub(super) org_number: String,
    pub(super) municipality_number: Option<String>,
    /// How many of a thousand patients first come here.
    pub(super) share: i64,
    pub(super) wards: Vec<Ward>,
}

/// A unit whose staff are coordinators.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ward {
    pub(super) alias: &'static str,
    pub(super) name: &'static str,
    pub(super) service: &'static str,
    pub(super) professions: [&'static str; 2],
    pub(super) coordinators: usize,
    pub(super) eligible_staff: u32,
    pub(super) max_cases: i64,
    /// How many of a hundred patients of the tenant are taken on here.
    pub(super) weight: i64,
    pub(super) children: bool,
    /// Whether the coordinating unit lets its leader appoint.
    pub(super) delegated: bool,
}

const HOME: Ward = Ward {
    alias: "home",
    name: "Hjemmetjenesten",
    service: "home-care",
    professions: ["sykepleier", "vernepleier"],
    coordinators: 12,
    eligible_staff: 60,
    max_cases: 12,
    weight: 38,
    children: false,
    delegated: true,
};
const ERGO: Ward = Ward {
    alias: "ergo",
    name: "Ergo- og fysioterapi",
    service: "ergo-physio",
    professions: ["ergoterapeut", "fysioterapeut"],
    coordinators: 5,
    eligible_staff: 8,
    max_cases: 6,
    weight: 33,
    children: false,
    delegated: false,
};
const MENTAL: Ward = Ward {
    alias: "mental",
    name: "Psykisk helse og rus",
    service: "mental-health",
    professions: ["psykiatrisk sykepleier", "sosionom"],
    coordinators: 7,
    eligible_staff: 16,
    max_cases: 10,
    weight: 29,
    children: false,
    delegated: true,
};
const STATION: Ward = Ward {
    alias: "station",
    name: "Helsestasjonen",
    service: "health-station",
    professions: ["helsesykepleier", "vernepleier"],
    coordinators: 6,
    eligible_staff: 16,
    max_cases: 10,
    weight: 0,
    children: true,
    delegated: false,
};
const NEURO: Ward = Ward {
    alias: "neuro",
    name: "Nevrologisk avdeling",
    service: "neurology",
    professions: ["sykepleier", "sosionom"],
    coordinators: 4,
    eligible_staff: 30,
    max_cases: 12,
    weight: 60,
    children: true,
    delegated: false,
};
const REHAB: Ward = Ward {
    alias: "rehab",
    name: "Avdeling for rehabilitering",
    service: "rehabilitation",
    professions: ["sykepleier", "ergoterapeut"],
    coordinators: 4,
    eligible_staff: 24,
    max_cases: 12,
    weight: 40,
    children: true,
    delegated: false,
};

/// Three municipalities of different size and one trust: 60 coordinators.
pub(super) fn demo() -> Vec<Shape> {
    let shape = |alias: &str, name: &str, org: &str, number: Option<&str>, share, wards: &[Ward]| Shape {
        alias: alias.to_owned(),
        name: name.to_owned(),
        org_number: org.to_owned(),
        municipality_number: number.map(str::to_owned),
        share,
        wards: wards.to_vec(),
    };
    let sized = |ward: Ward, coordinators, eligible_staff| Ward {
        coordinators,
        eligible_staff,
        max_cases: 12,
        ..ward
    };
    let nesoy = [sized(HOME, 6, 20), sized(MENTAL, 4, 7), sized(STATION, 3, 6)];
    let holmdal = [sized(HOME, 6, 14), sized(STATION, 3, 4)];
    vec![
        shape("fjordvik", "Fjordvik kommune", "310000019", Some("9901"), 570, &[HOME, ERGO, MENTAL, STATION]),
        shape("nesoy", "Nesøy kommune", "310000027", Some("9902"), 240, &nesoy),
        shape("holmdal", "Holmdal kommune", "310000035", Some("9903"), 130, &holmdal),
        shape("nordkyst", "Nordkyst HF", "310000043", None, 60, &[NEURO, REHAB]),
    ]
}

/// As many municipalities as hold these patients, none with more than 7,700 (the largest there is), each with one
/// coordinator to ten patients.
pub(super) fn load(patients: u32) -> Vec<Shape> {
    const LARGEST: u32 = 7_700;
    let count = patients.div_ceil(LARGEST).max(1);
    let staff = usize::try_from(patients / count / 10).unwrap_or(0).max(8);
    let sized = |ward: Ward, tenths: usize| Ward {
        coordinators: (staff * tenths / 10).max(2),
        max_cases: 16,
        ..ward
    };
    let wards = [sized(HOME, 4), sized(ERGO, 2), sized(MENTAL, 2), sized(STATION, 2)];
    let numbers = (31_000_100..).filter_map(org_number);
    let tenant = |(index, org_number): (u32, String)| Shape {
        alias: format!("m{index}"),
        name: format!("Kommune {index}"),
        org_number,
        municipality_number: Some(format!("{}", 9_000 + index)),
        share: 1,
        wards: wards.to_vec(),
    };
    (1..=count).zip(numbers).map(tenant).collect()
}

/// An organisation number beginning with these eight digits, if its check digit exists.
fn org_number(first: u32) -> Option<String> {
    let text = first.to_string();
    let sum: u32 = text
        .bytes()
        .zip([3, 2, 7, 6, 5, 4, 3, 2])
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let check = (11 - sum % 11) % 11;
    (check < 10).then(|| format!("{text}{check}"))
}
