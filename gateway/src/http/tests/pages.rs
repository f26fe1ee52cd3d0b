//! Pages: what they show to whom, what they never show, their headers, and forms sent.

use axum::body::Body;
use axum::http::Request;
use samspor_core::actor::Role;

use super::fixture::Gate;

const PAGES: [&str; 9] = [
    "/oversikt",
    "/forfalt",
    "/saksmengde",
    "/behovsmeldinger",
    "/uten-koordinator",
    "/vedtak-uten-plan",
    "/samtykker",
    "/etterregistrert",
    "/slettinger",
];

fn no_identity(text: &str) {
    for number in ["14835849849", "02917149979", "Ærlig", "Øyvind"] {
        assert!(!text.contains(number), "{number} in {text}");
    }
}

#[tokio::test]
async fn every_page_renders_in_bokmål_without_identities_or_markup_from_labels() {
    let gate = Gate::new();
    let patient = format!("/pasient/{}", gate.id("oyvind"));
    let coordinator = format!("/koordinator/{}", gate.id("ane"));
    for path in PAGES.into_iter().chain([patient.as_str(), coordinator.as_str()]) {
        let got = gate.get(path, &gate.ke()).await;
        assert_eq!(got.status, 200, "{path}: {}", got.text);
        assert!(
            got.text.contains("<html lang=\"nb\"") && got.text.contains("Kaja, koordinerende enhet"),
            "{path}"
        );
        assert!(
            !got.text.contains("<script") && !got.text.contains("style=\"") && !got.text.contains("onclick")
        );
        assert_eq!(got.header("cache-control"), "no-store");
        no_identity(&got.text);
    }
    let inbox = gate.get("/behovsmeldinger", &gate.ke()).await.text;
    assert!(inbox.contains("Ø.Æ.Å. f. 1948"), "{inbox}");
    assert!(inbox.contains("&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62;"), "{inbox}");
    assert!(inbox.contains("05.04.2025") && inbox.contains("96 dager"));
}

#[tokio::test]
async fn an_overdue_row_unfolds_its_reason() {
    let gate = Gate::new();
    let text = gate.get("/forfalt?rule=D08", &gate.ke()).await.text;
    for words in [
        "Jevnlig oppfølging",
        "Oppfølging gjennomført 03.04.2025",
        "3 måneder (lokal frist, standardverdi)",
        "03.04.2025 + 3 måneder = 03.07.2025",
        "7 dager",
        "Slik lukkes den",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("Vurdere melding om behov</strong>"));
    let none = gate.get("/forfalt?over=9000", &gate.ke()).await.text;
    assert!(none.contains("Ingen forfalte oppfølginger med dette filteret."));
}

#[tokio::test]
async fn a_patients_page_tells_everything_that_happened() {
    let gate = Gate::new();
    let text = gate.get(&format!("/pasient/{}", gate.id("birger")), &gate.ke()).await.text;
    for words in [
        "Koordinator oppnevnt",
        "Ane, koordinator i kommunen, siden 24.03.2025",
        "Etterregistrert 30 dager senere",
        "<svg role=\"img\" class=\"timeline\"",
        "gitt 14.03.2025",
        "<ol class=\"history\">",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[tokio::test]
async fn the_same_address_gives_the_same_page_whatever_is_written_later() {
    let gate = Gate::new();
    let asked = "valid=2025-04-30&known=2025-04-30";
    let patient = format!("/pasient/{}", gate.id("birger"));
    let mut before = Vec::new();
    for path in PAGES.into_iter().chain([patient.as_str()]) {
        before.push(gate.get(&format!("{path}?{asked}"), &gate.ke()).await.text);
    }
    let body = format!(
        r#"{{"type": "RecordPlanWish", "id": "01970000-0000-7000-8000-000000000009", "tenant": "310000019", "patient": "{}", "on": "2025-04-01", "data": {{"wish": "Wants"}}}}"#,
        gate.id("birger")
    );
    assert_eq!(gate.command(&gate.ke(), &body, &[]).await.status, 200);
    for (path, before) in PAGES.into_iter().chain([patient.as_str()]).zip(before) {
        assert_eq!(gate.get(&format!("{path}?{asked}"), &gate.ke()).await.text, before, "{path}");
        assert!(before.contains("Du ser registeret slik det var onsdag 30. april 2025"), "{before}");
        assert!(!before.contains("<form method=\"post\" action=\"/pasient"), "{path}");
    }
}

#[tokio::test]
async fn every_role_finds_pages_to_work_with_and_no_others() {
    let gate = Gate::new();
    let birger = format!("/pasient/{}", gate.id("birger"));
    let oyvind = format!("/pasient/{}", gate.id("oyvind"));
    for (role, person) in [(Role::UnitLeader, "lars"), (Role::Coordinator, "ane"), (Role::Supervisor, "")] {
        let token = gate.token(role, person);
        for path in ["/oversikt", "/forfalt", "/saksmengde", &birger] {
            let got = gate.get(path, &token).await;
            assert_eq!(got.status, 200, "{role:?} {path}: {}", got.text);
            no_identity(&got.text);
        }
        assert_eq!(gate.get("/behovsmeldinger", &token).await.status, 403, "{role:?}");
    }
    assert_eq!(gate.get(&oyvind, &gate.token(Role::Coordinator, "ane")).await.status, 403);
    assert_eq!(gate.get(&birger, &gate.token(Role::Patient, "birger")).await.status, 200);
    assert_eq!(gate.get("/oversikt", &gate.token(Role::Patient, "birger")).await.header("location"), birger);
    assert_eq!(gate.get("/oversikt", "").await.header("location"), "/logg-inn");
}

#[tokio::test]
async fn a_form_registers_and_leads_back_to_the_page() {
    let gate = Gate::new();
    let (ane, page) = (gate.token(Role::Coordinator, "ane"), format!("/pasient/{}", gate.id("birger")));
    let fields =
        [("id", "01970000-0000-7000-8000-00000000000a"), ("on", "2025-07-09"), ("journal_ref", "j-1")];
    let sent = gate.form(&format!("{page}/oppfolging"), &ane, &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let head = gate.ledger.log.head();
    assert_eq!(sent.header("location"), format!("{page}?at_least={head}&gjort=oppfolging"));
    let text = gate.get(sent.header("location"), &ane).await.text;
    assert!(text.contains("Oppfølgingen er registrert.") && text.contains("09.07.2025"), "{text}");
    assert!(!text.contains("Oppnevn koordinator</summary>"));
}

#[tokio::test]
async fn a_form_with_faults_comes_back_with_what_to_put_right() {
    let gate = Gate::new();
    let (ke, page) = (gate.ke(), format!("/pasient/{}", gate.id("birger")));
    let head = gate.ledger.log.head();
    let empty =
        gate.form(&format!("{page}/oppnevn"), &ke, &[("id", "01970000-0000-7000-8000-00000000000b")]).await;
    assert_eq!(empty.status, 422);
    for words in
        ["Rett opp 3 feil", "href=\"#oppnevn-person\"", "Koordinator må fylles ut", "aria-invalid=\"true\""]
    {
        assert!(empty.text.contains(words), "{words}: {}", empty.text);
    }
    let dina = gate.id("dina");
    let fields = [
        ("id", "01970000-0000-7000-8000-00000000000c"),
        ("person", dina),
        ("role", "Municipal"),
        ("on", "2025-07-09"),
    ];
    let second = gate.form(&format!("{page}/oppnevn"), &ke, &fields).await;
    assert_eq!(second.status, 422);
    assert!(
        second.text.contains("bruk «Bytt koordinator»") && second.text.contains("E-DOUBLE-PRIMARY"),
        "{}",
        second.text
    );
    assert!(second.text.contains(&format!("<option value=\"{dina}\" selected>")));
    let future = [("id", "01970000-0000-7000-8000-00000000000d"), ("on", "2025-08-09")];
    let late = gate.form(&format!("{page}/oppfolging"), &gate.token(Role::Coordinator, "ane"), &future).await;
    assert!(
        late.text.contains("href=\"#oppfolging-on\"") && late.text.contains("Dato kan ikke være etter i dag")
    );
    assert_eq!(gate.ledger.log.head(), head);
}

#[tokio::test]
async fn every_answer_protects_the_browser_and_forms_of_other_sites_are_refused() {
    let gate = Gate::new();
    for path in ["/oversikt", "/v1/reports/overdue", "/nothing", "/logg-inn"] {
        let got = gate.get(path, &gate.ke()).await;
        let policy = got.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"));
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
        assert_eq!(got.header("referrer-policy"), "no-referrer");
        assert_eq!(got.header("x-content-type-options"), "nosniff");
        assert_eq!(got.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(got.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(got.header("cache-control"), "no-store");
    }
    let request = Request::post(format!("/pasient/{}/oppfolging", gate.id("birger")))
        .header("cookie", format!("samspor={}", gate.ke()))
        .header("sec-fetch-site", "cross-site")
        .body(Body::empty());
    gate.send(request.unwrap()).await.is_problem(403, "");
}

#[tokio::test]
async fn signing_in_leaves_no_token_in_the_address() {
    let gate = Gate::new();
    let token = gate.ke();
    let got = gate.get(&format!("/logg-inn?token={token}"), "").await;
    assert_eq!((got.status.as_u16(), got.header("location")), (303, "/oversikt"));
    assert_eq!(got.header("set-cookie"), format!("samspor={token}; HttpOnly; SameSite=Strict; Path=/"));
    let request = Request::get("/oversikt").header("cookie", format!("samspor={token}")).body(Body::empty());
    assert_eq!(gate.send(request.unwrap()).await.status, 200);
    assert_eq!(gate.get("/logg-inn?token=00.00", "").await.status, 401);
    let style = crate::http::assets::own_style().path.clone();
    let got = gate.get(&style, "").await;
    assert_eq!(got.header("cache-control"), "public, max-age=31536000, immutable");
}
