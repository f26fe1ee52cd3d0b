//! Refusals as a form shows them: what stands in the way and what would be accepted, and at which field.

/// The sentence for a refusal's code, and the field of a form it belongs to.
pub(crate) fn refusal(code: &str) -> (&'static str, &'static str) {
    match code {
        "E-FUTURE" => ("on", "Dato kan ikke være etter i dag, eller for en plan mer enn tolv måneder fram"),
        "E-ORDER" => ("on", "Dato stemmer ikke med resten: sluttdato må være lik eller etter startdato"),
        "E-DEAD" => ("on", "Dato er etter at pasienten døde: velg en dag til og med dødsdagen"),
        "E-CLOSED" => ("on", "Dato er i en tid da saken var avsluttet: åpne saken først"),
        "E-DOUBLE-PRIMARY" => (
            "person",
            "Koordinator er allerede oppnevnt denne dagen: bruk «Bytt koordinator», eller avslutt oppdraget først",
        ),
        "E-PLAN-EXISTS" => {
            ("on", "Pasienten har allerede en individuell plan: evaluer den, eller avslutt den først")
        }
        "E-CONSENT" => {
            ("on", "Det er ikke gitt samtykke til deling som gjelder denne dagen: registrer samtykket først")
        }
        "E-NOT-CURRENT" => (
            "person",
            "Koordinator som fratrer har ikke oppdraget denne dagen: se tidslinjen for hvem som har det",
        ),
        "E-ROLE" => (
            "role",
            "Rolle hører ikke til her: kommunen oppnevner koordinator og barnekoordinator, helseforetaket sin egen",
        ),
        "E-CHILD-AGE" => {
            ("role", "Rolle «barnekoordinator» gjelder til dagen pasienten fyller 18 år: velg koordinator")
        }
        "E-DELEGATION" => (
            "person",
            "Koordinator kan ikke oppnevnes av enheten uten delegert myndighet: la koordinerende enhet oppnevne",
        ),
        "E-AUTH-RESTRICTED" => ("person", "Koordinator er en pasienten har reservert seg mot: velg en annen"),
        "E-ASSESS" => (
            "outcome",
            "Utfall stemmer ikke med kriteriene: oppgi referanse til begrunnelsen, eller endre utfallet",
        ),
        "E-STANDING" => ("standing", "Fullmakt er ikke registrert: registrer fullmektigen først"),
        "E-FORWARD" => (
            "forwarded_on",
            "Dato for oversendelse mangler: en klage som ikke tas til følge, sendes Statsforvalteren",
        ),
        "E-REF" => ("person", "Valget finnes ikke lenger i registeret: last siden på nytt og velg igjen"),
        "E-FREETEXT" => {
            ("reference", "Referanse har elleve sifre på rad: personnumre skal aldri stå i en tekst")
        }
        "E-AUTH" => ("", "Du kan ikke registrere dette med den rollen du har her"),
        "E-TENANT" => ("", "Pasienten hører til en annen virksomhet enn din"),
        "E-VERSION" => {
            ("", "Saken er endret siden du åpnet den. Se hva som er nytt i tidslinjen, og send inn på nytt")
        }
        "E-DUP" => ("", "Skjemaet er allerede sendt inn med et annet innhold: fyll det ut på nytt"),
        "E-MALFORMED" => ("", "Skjemaet kunne ikke leses: se over feltene"),
        _ => ("", "Registeret godtok ikke dette"),
    }
}
