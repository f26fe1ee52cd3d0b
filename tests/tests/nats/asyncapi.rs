//! The document of what NATS carries, held against npm's AsyncAPI parser and against what is carried.

use std::fs;
use std::path::{Path, PathBuf};

use samspor_gateway::nats::document;
use samspor_tests::outside::programs::{node, verdicts};
use serde_json::{Value, json};

use crate::world::TMP;

fn written(name: &str, document: &Value) -> PathBuf {
    let dir = Path::new(TMP).join("asyncapi");
    fs::create_dir_all(&dir).unwrap();
    let path = dir.join(name);
    fs::write(&path, document.to_string()).unwrap();
    path
}

#[test]
fn the_document_is_one_by_the_parser_of_asyncapi_and_a_wrong_one_is_not() {
    let whole = document();
    let mut dangling = whole.clone();
    dangling["operations"]["commands"]["channel"] = json!({"$ref": "#/channels/nowhere"});
    let mut nameless = whole.clone();
    nameless["info"].as_object_mut().unwrap().remove("title");
    let files = [("whole.json", &whole), ("dangling.json", &dangling), ("nameless.json", &nameless)]
        .map(|(name, document)| written(name, document));
    let verdicts = verdicts(node(TMP, "asyncapi.js", "asyncapi-parser.js"), &files);
    assert_eq!(verdicts[0], Ok(()));
    for refused in &verdicts[1..] {
        assert!(refused.as_ref().is_err_and(|why| why.starts_with("refused: ")), "{refused:?}");
    }
}
