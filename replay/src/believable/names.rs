//! Names for invented people.

use super::dice::Dice;

const FIRST: [&str; 72] = [
    "Ane", "Dina", "Lars", "Hans", "Bjarne", "Erik", "Cathrine", "Mona", "Svein", "Stine", "Kaja", "Gunnar",
    "Klara", "Arne", "Nina", "Geir", "Norunn", "Hilde", "Sigrid", "Clara", "Turid", "Ole", "Marte", "Jonas",
    "Ingvild", "Tor", "Silje", "Henrik", "Randi", "Even", "Eva", "Kristin", "Pål", "Berit", "Anders",
    "Solveig", "Magnus", "Åse", "Trond", "Ragnhild", "Øyvind", "Mari", "Sindre", "Tone", "Håkon", "Liv",
    "Espen", "Grete", "Vegard", "Oda", "Kjersti", "Nils", "Wenche", "Aslak", "Elin", "Rune", "Sunniva",
    "Morten", "Torill", "Jørgen", "Anita", "Ida", "Frode", "Synne", "Stig", "Heidi", "Kåre", "Linn", "Roar",
    "Gro", "Aud", "Leif",
];
const LAST: [&str; 48] = [
    "Solberg",
    "Hauge",
    "Lien",
    "Moen",
    "Strand",
    "Bakken",
    "Haugen",
    "Dahl",
    "Lund",
    "Eide",
    "Berge",
    "Nygård",
    "Sæther",
    "Myhre",
    "Vik",
    "Aune",
    "Brekke",
    "Fjeld",
    "Hagen",
    "Krogh",
    "Løken",
    "Nilsen",
    "Ruud",
    "Skoglund",
    "Tangen",
    "Ulven",
    "Ødegård",
    "Aas",
    "Bjerke",
    "Engen",
    "Foss",
    "Gran",
    "Holm",
    "Isaksen",
    "Jensen",
    "Kvam",
    "Larsen",
    "Mo",
    "Nes",
    "Opsahl",
    "Rød",
    "Sand",
    "Torp",
    "Vang",
    "Wold",
    "Øien",
    "Åsen",
    "Teig",
];

/// A first and a last name.
pub(super) fn full_name(dice: &mut Dice) -> String {
    format!("{} {}", dice.one_of(&FIRST), dice.one_of(&LAST))
}
