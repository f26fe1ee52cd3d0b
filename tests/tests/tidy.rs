//! The repository keeps its own rules: directions, sizes, names, places, dependencies, synthetic numbers.

use std::io::Write;

use samspor_tests::tidy::histories::{Comparison, compare};
use samspor_tests::tidy::tree::{Fault, File, files, root};
use samspor_tests::tidy::{dependencies, directions, docs, functions, names, numbers, places, shape};

fn repository() -> Vec<File> {
    let files = files(&root()).expect("the repository can be read");
    assert!(files.iter().any(|f| f.path == "tests/tests/tidy.rs"), "the walk finds the repository");
    files
}

fn none(faults: Vec<Fault>) {
    let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

#[test]
fn crates_use_only_what_stands_to_their_left() {
    none(directions::against(&repository()));
}

#[test]
fn the_workspace_lists_the_five_crates_and_its_lock_file_is_committed() {
    none(directions::workspace(&repository()));
}

#[test]
fn every_direct_dependency_has_its_reason() {
    none(dependencies::unexplained(&repository()));
}

#[test]
fn versions_stand_in_the_workspace_manifest() {
    none(dependencies::unpinned(&repository()));
}

#[test]
fn every_file_says_what_it_is_for() {
    none(shape::without_header(&repository()));
}

#[test]
fn files_can_be_read_in_one_go() {
    none(shape::too_long(&repository()));
}

#[test]
fn what_others_use_says_what_it_is() {
    none(docs::undocumented(&repository()));
}

#[test]
fn functions_fit_a_screen() {
    none(functions::too_long(&repository()));
}

#[test]
fn no_test_is_switched_off_and_nothing_is_left_to_do() {
    none(shape::unfinished(&repository()));
}

#[test]
fn names_say_things_not_patterns() {
    none(names::of_patterns(&repository()));
}

#[test]
fn sled_bincode_and_the_clock_have_one_place_each() {
    none(places::misplaced(&repository()));
}

#[test]
fn pure_crates_have_no_effects() {
    none(places::impure(&repository()));
}

#[test]
fn no_path_of_one_machine_is_committed() {
    none(places::machine_paths(&repository()));
}

#[test]
fn identity_numbers_are_synthetic() {
    none(numbers::of_people(&repository()));
}

#[test]
fn a_listed_exception_still_exists() {
    let files = repository();
    let exists = |path: &str| files.iter().any(|f| f.path == path);
    let gone = |path: &&str| !exists(path);
    let tables = shape::TABLES.iter().map(|(path, _)| *path);
    let listed: Vec<&str> =
        tables.chain(functions::LONGER_FUNCTIONS.iter().map(|f| f.0)).filter(gone).collect();
    assert!(listed.is_empty(), "take these off their list: {listed:?}");
}

#[test]
fn the_shipped_histories_are_the_customers() {
    let root = root();
    match compare(&root.join("../shared/histories"), &root.join("tests/histories")).unwrap() {
        Comparison::Same(count) => assert!(count > 0, "the customer's folder is empty"),
        Comparison::Different(names) => panic!("not byte for byte the customer's: {names:?}"),
        // Written past the capture of the test runner: a comparison that was not made must be seen.
        Comparison::NotThere => writeln!(
            std::io::stderr(),
            "NOT COMPARED: ../shared/histories is not beside this repository; tests/histories was taken as it is"
        )
        .unwrap(),
    }
}
