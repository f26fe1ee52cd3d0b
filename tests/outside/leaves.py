"""Leaves and sealed bodies: canonical by PyPI rfc8785, chained by SHA-256, opened by PyPI cryptography with disclosed keys."""
import hashlib
import json

import rfc8785
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from published import Refused, checkpoint, decoded, each, entries


def check(directory):
    _, size, _, _, _ = checkpoint((directory / "checkpoint").read_text())
    leaves = list(entries(directory, size))
    chained(leaves)
    lines = (directory / "events.jsonl").read_text().splitlines()
    if not lines:
        raise Refused("no events")
    for line in lines:
        event = json.loads(line)
        leaf = decoded(event["leaf"])
        if leaves[event["position"] - 1] != leaf:
            raise Refused(f"another leaf at position {event['position']}")
        opened(leaf, event)


def chained(leaves):
    """Every leaf is canonical JSON and names the one before it in its stream."""
    last = {}
    for index, leaf in enumerate(leaves):
        told = json.loads(leaf)
        if rfc8785.dumps(told) != leaf:
            raise Refused(f"leaf {index} is not canonical")
        number, before = last.get(told["sid"], (0, bytes(32)))
        if told["sn"] != number + 1 or decoded(told["prev"], 32) != before:
            raise Refused(f"leaf {index} does not follow in its stream")
        last[told["sid"]] = (told["sn"], hashlib.sha256(b"\0" + leaf).digest())


def opened(leaf, event):
    told = json.loads(leaf)
    bare = {name: value for name, value in told.items() if name != "sec"}
    bare["sec"] = [{n: v for n, v in one.items() if n not in ("com", "ct")} for one in told["sec"]]
    aad = rfc8785.dumps(bare)
    if len(told["sec"]) != len(event["sections"]):
        raise Refused("another number of sections")
    for section, given in zip(told["sec"], event["sections"]):
        if given.get("key") == "withheld" and not given["body"]:
            continue
        body = decoded(given["body"], section["n"])
        if hashlib.sha256(body).digest() != decoded(section["ct"], 32):
            raise Refused("a body that the leaf does not name")
        if "kid" not in section:
            text = body
        else:
            key = decoded(given["key"], 32)
            if expanded(key, b"com") != decoded(section["com"], 32):
                raise Refused("a key that the leaf is not committed to")
            text = AESGCM(expanded(key, b"enc")).decrypt(bytes(12), body, aad)
        read = json.loads(text)
        if "text" in given and read != given["text"]:
            raise Refused("another text")


def expanded(key, info):
    return HKDFExpand(algorithm=SHA256(), length=32, info=info).derive(key)


each(check)
