//! Which identity numbers hold, what they are, and that no digit leaks.

use super::*;
use proptest::prelude::*;

const CAST: [&str; 16] = [
    "14835849849",
    "02917149979",
    "23868349840",
    "09819049758",
    "17880899899",
    "05924449863",
    "28826649943",
    "11907949887",
    "19849549955",
    "01875249815",
    "24898749904",
    "61839349814",
    "13923949903",
    "08856949843",
    "27816149768",
    "16899149843",
];

fn number(text: &str) -> NationalNumber {
    text.parse().unwrap()
}

/// The first number that begins with these six digits.
fn first_from(date: &str) -> NationalNumber {
    let first =
        (0..1000).find_map(|serial| NationalNumber::completed(digits_of(&format!("{date}{serial:03}"))?));
    number(&first.unwrap().digits())
}

#[test]
fn the_patients_of_the_cast_have_synthetic_numbers() {
    for text in CAST {
        let number = number(text);
        assert_eq!(number.digits(), text);
        assert_eq!(number.synthetic_series(), Some(SyntheticSeries::Tenor));
        assert_eq!(number.kind(), if text.starts_with('6') { NumberKind::D } else { NumberKind::Birth });
        assert!(number.accepted_in(Series::Simulated) && !number.accepted_in(Series::Real));
    }
}

#[test]
fn day_and_month_tell_kind_and_series() {
    use NumberKind::{Birth, D, Fh, Help};
    use SyntheticSeries::{Dolly, Nhn, Tenor};
    let expected = [
        ("149958", None, None),
        ("148358", Some(Birth), Some(Tenor)),
        ("319258", Some(Birth), Some(Tenor)),
        ("146858", Some(Birth), Some(Nhn)),
        ("147758", Some(Birth), Some(Nhn)),
        ("544358", Some(D), Some(Dolly)),
        ("548358", Some(D), Some(Tenor)),
        ("546858", Some(D), Some(Nhn)),
        ("144358", Some(Help), None),
        ("145258", Some(Help), None),
        ("800000", Some(Fh), None),
        ("999999", Some(Fh), None),
    ];
    for (date, kind, series) in expected {
        let Some(kind) = kind else {
            assert_eq!(format!("{date}00000").parse::<NationalNumber>(), Err(NoNationalNumber::NoSuchDate));
            continue;
        };
        let number = first_from(date);
        assert_eq!((number.kind(), number.synthetic_series()), (kind, series), "{date}");
        assert_eq!(number.accepted_in(Series::Simulated), series.is_some(), "{date}");
        assert_ne!(number.accepted_in(Series::Simulated), number.accepted_in(Series::Real), "{date}");
    }
}

#[test]
fn from_2032_the_first_check_digit_may_leave_up_to_three() {
    let classic = number("14835849849").0;
    for rest in 0..11 {
        let mut digits = classic;
        digits[9] = (classic[9] + rest) % 11;
        digits[10] = 0;
        let Some(last) = check_digit(&digits, &WEIGHTS_2).filter(|_| digits[9] < 10) else { continue };
        digits[10] = last;
        let read = NationalNumber(digits).digits().parse::<NationalNumber>();
        assert_eq!(read.is_ok(), rest <= 3, "remainder {rest}");
    }
}

#[test]
fn a_leap_day_is_a_date_if_some_century_has_it() {
    assert!(has_date(&digits_of("29820000000").unwrap()));
    assert!(has_date(&digits_of("29829600000").unwrap()));
    for text in [
        "29829700000",
        "30820000000",
        "31840000000",
        "00810000000",
        "32810000000",
        "72810000000",
        "14800000000",
        "14930000000",
    ] {
        assert_eq!(text.parse::<NationalNumber>(), Err(NoNationalNumber::NoSuchDate), "{text}");
    }
}

#[test]
fn eleven_digits_are_eleven_digits() {
    for text in
        ["", "1483584984", "148358498499", "148358 49849", " 14835849849", "1483584984x", "1483584984٣"]
    {
        assert_eq!(text.parse::<NationalNumber>(), Err(NoNationalNumber::NotElevenDigits), "{text}");
    }
}

#[test]
fn no_message_repeats_a_digit() {
    let has_digit = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    assert_eq!(format!("{:?}", number("14835849849")), "NationalNumber(…)");
    for json in [
        "\"14835849848\"",
        "14835849849",
        "-14835849849",
        "1483.5849849",
        "\"14995849849\"",
        "\"148358498490\"",
    ] {
        let error = serde_json::from_str::<NationalNumber>(json).unwrap_err().to_string();
        let (message, _) = error.split_once(" at line").unwrap();
        assert!(!has_digit(message), "{message}");
    }
    assert_eq!(serde_json::to_string(&number("14835849849")).unwrap(), "\"14835849849\"");
}

#[test]
fn a_serial_without_check_digits_makes_no_number() {
    let birth: Day = "1958-03-14".parse().unwrap();
    assert_eq!(NationalNumber::synthetic(birth, 498).unwrap().digits(), "14835849849");
    assert_eq!(NationalNumber::synthetic(birth, 1000), None);
    assert!((0..1000).any(|serial| NationalNumber::synthetic(birth, serial).is_none()));
}

proptest! {
    #[test]
    fn a_synthetic_number_is_valid_and_refused_in_production(days in 0i64..127_000, serial in 0u16..1000) {
        if let Some(number) = NationalNumber::synthetic(Day::FIRST.plus_days(days), serial) {
            prop_assert_eq!(number.digits().parse::<NationalNumber>(), Ok(number.clone()));
            prop_assert_eq!(number.kind(), NumberKind::Birth);
            prop_assert!(!number.accepted_in(Series::Real));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,12}|[0-9]{11}") {
        if let Ok(number) = text.parse::<NationalNumber>() {
            prop_assert_eq!(number.digits(), text);
        }
    }
}
