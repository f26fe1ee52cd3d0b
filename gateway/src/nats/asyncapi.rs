//! The AsyncAPI 3.0 document of what NATS carries, from the same names that are used.

use serde_json::{Map, Value, json};

use super::asked::{ENDPOINTS, Stands};
use super::outlet::SUBJECTS;
use super::service::SUBJECT;

/// The document.
pub fn document() -> Value {
    let (mut channels, mut operations) = (Map::new(), Map::new());
    channels.insert("entries".to_owned(), entries());
    operations.insert(
        "tellEntry".to_owned(),
        json!({"action": "send", "channel": {"$ref": "#/channels/entries"},
            "summary": "Every entry of the log, at least once; the same id is the same entry. In the order of the log, but for what is told again after a failure: `sequence` says where it belongs."}),
    );
    for (name, subject, stands) in ENDPOINTS {
        let answer = format!("{name}Answer");
        channels.insert(name.to_owned(), asked(subject, stands));
        channels.insert(
            answer.clone(),
            json!({"address": null, "description": "The reply subject of the request.",
                "messages": {"answer": {"$ref": "#/components/messages/answer"},
                    "problem": {"$ref": "#/components/messages/problem"}}}),
        );
        operations.insert(
            name.to_owned(),
            json!({"action": "receive", "channel": {"$ref": format!("#/channels/{name}")},
                "reply": {"channel": {"$ref": format!("#/channels/{answer}")},
                    "address": {"location": "$message.header#/reply-to", "description": "The request's own reply subject."}}}),
        );
    }
    json!({
        "asyncapi": "3.0.0",
        "info": {"title": "Samspor over NATS", "version": env!("CARGO_PKG_VERSION"),
            "description": "Entries go out as CloudEvents 1.0 (structured); commands and questions come in as requests, with the types, errors, rights and idempotency of HTTP.",
            "license": {"name": "Apache-2.0"}},
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages(), "schemas": schemas()},
    })
}

fn entries() -> Value {
    json!({"address": SUBJECTS.replace('>', "{tenant}.{class}"),
        "parameters": {
            "tenant": {"description": "Organisation number, or `ledger` for the ledger's own stream."},
            "class": {"enum": ["coordination", "erasure", "heads", "keys", "policy"], "description": "The coarse class of the entry."}},
        "messages": {"entry": {"$ref": "#/components/messages/entry"}}})
}

fn asked(subject: &str, stands: Stands) -> Value {
    let (message, description) = match stands {
        Stands::Command => ("command", "A command, as POST /v1/commands takes it."),
        Stands::Report => ("question", "The parameters of GET /v1/reports/{name} as an object."),
        Stands::State => ("question", "`patient`, and the parameters of GET /v1/patients/{patient}."),
        Stands::History => {
            ("question", "`patient`, and the parameters of GET /v1/patients/{patient}/history.")
        }
        Stands::Why => ("question", "`id`, and the parameters of GET /v1/obligations/{id}/why."),
    };
    let mut channel = json!({"address": format!("{SUBJECT}.{}", subject.replace('*', "{name}")), "description": description,
        "messages": {"request": {"$ref": format!("#/components/messages/{message}")}}});
    if subject.contains('*') {
        channel["parameters"] = json!({"name": {"description": "The name of the report."}});
    }
    channel
}

fn messages() -> Value {
    let headers = json!({"type": "object", "properties": {
        "Authorization": {"type": "string", "description": "Bearer and a token."},
        "Idempotency-Key": {"type": "string"},
        "If-Match": {"type": "string"},
        "Samspor-Purpose": {"type": "string", "description": "Why somebody reads, as a code."}}});
    json!({
        "entry": {"name": "entry", "contentType": "application/cloudevents+json; charset=utf-8",
            "headers": {"type": "object", "properties": {"Nats-Msg-Id": {"type": "string", "description": "The event's id."}}},
            "payload": {"$ref": "#/components/schemas/CloudEvent"}},
        "command": {"name": "command", "headers": headers, "payload": {"$ref": "#/components/schemas/Command"}},
        "question": {"name": "question", "headers": headers, "payload": {"type": "object"}},
        "answer": {"name": "answer", "payload": {"type": "object"}},
        "problem": {"name": "problem", "contentType": "application/problem+json",
            "headers": {"type": "object", "properties": {
                "Nats-Service-Error": {"type": "string"},
                "Nats-Service-Error-Code": {"type": "string", "description": "The status HTTP would have."}}},
            "payload": {"$ref": "#/components/schemas/Problem"}},
    })
}

fn schemas() -> Value {
    json!({
        "CloudEvent": {"type": "object",
            "required": ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "sequence", "data"],
            "properties": {
                "specversion": {"const": "1.0"},
                "id": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "The hash of the entry's leaf."},
                "source": {"type": "string", "format": "uri-reference"},
                "type": {"type": "string", "pattern": "^no\\.samspor\\.entry\\.[a-z]+\\.1$"},
                "subject": {"type": "string", "pattern": "^[0-9a-f]{32}$", "description": "The random id of the stream."},
                "time": {"type": "string", "format": "date-time"},
                "datacontenttype": {"const": "application/json"},
                "sequence": {"type": "string", "pattern": "^[0-9]{20}$", "description": "The position; sorts as the log does."},
                "tenant": {"type": "string", "pattern": "^[0-9]{9}$"},
                "data": {"type": "object", "required": ["position", "number", "class", "leaf"], "properties": {
                    "position": {"type": "integer", "minimum": 1},
                    "number": {"type": "integer", "minimum": 1},
                    "class": {"enum": ["A", "C", "E", "H", "K", "P"]},
                    "leaf": {"type": "string", "contentEncoding": "base64"}}}}},
        "Command": {"type": "object", "required": ["type", "id"], "properties": {
            "type": {"type": "string"}, "id": {"type": "string", "format": "uuid"}}},
        "Problem": {"type": "object", "required": ["type", "title", "status", "detail", "instance"], "properties": {
            "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
            "detail": {"type": "string"}, "instance": {"type": "string"}, "code": {"type": "string"}}},
    })
}
