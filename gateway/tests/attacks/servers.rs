//! Row 12: two servers on one ledger, by mistake.

use std::fs;

use serde_json::json;

use super::insider::published;
use super::standing::Standing;
use super::target::{Target, copy, path, says};

#[test]
fn a_second_process_on_one_ledger_is_refused_and_told_what_to_do() {
    let target = Target::new();
    let _serving = Standing::serving(&target);
    for arguments in
        [&["report", "inbox", "--valid", "2025-06-01"][..], &["serve", "--listen", "127.0.0.1:0"]]
    {
        says(&target.runs(arguments), 3, &["another process", "stop the other process, or ask it over HTTP"]);
    }
}

#[test]
fn a_second_copy_of_the_data_on_the_same_keys_is_refused() {
    let target = Target::new();
    let copied = target.beside("copied");
    copy(&target.data(), &copied);
    let _serving = Standing::serving(&target);
    let (data, keys) = (copied, target.keys());
    let second = super::target::samspor(&[
        "serve",
        "--data",
        path(&data),
        "--keys",
        path(&keys),
        "--listen",
        "127.0.0.1:0",
    ]);
    says(&second, 3, &["another process uses the key directory"]);
}

#[test]
fn a_server_whose_checkpoint_another_one_replaced_signs_nothing_more_and_ends() {
    let target = Target::new();
    // Two machines, and a network disk on which locks do not reach from the one to the other.
    let other = target.copied();
    other.grows(0);
    let token = target.runs(&["token", "--role", "System"]);
    let token = String::from_utf8(token.stdout).unwrap();
    let serving = Standing::serving(&target);
    let before = published(&target);
    fs::copy(other.keys().join("checkpoint"), target.keys().join("checkpoint")).unwrap();
    let tenant = json!({"type": "RegisterTenant", "id": "01990000-0000-7000-8000-000000000099", "data":
        {"org_number": "310000051", "name": "Sundvik kommune", "kind": "Municipality", "has_ke": true}});
    let header = format!("authorization: Bearer {}\r\ncontent-type: application/json\r\n", token.trim());
    let (status, answer) = serving.posts("/v1/commands", &header, tenant.to_string().as_bytes());
    assert_eq!(status, 200, "{answer}");
    says(
        &serving.ended(),
        3,
        &["was changed by somebody else: two servers write one ledger", "Nothing more is signed"],
    );
    assert_eq!(published(&target), before);
}
