#!/usr/bin/env python3
"""Verifies a dossier of samspor (samspor-dossier/1): python3 verify.py [--key FILE] [DIRECTORY]

Needs Python 3.9 and `cryptography`. Verifies sums, signatures, that every entry and reading stands in the log, that bodies
open under the key their leaf commits to, the chains, and the list of heads. Exit code 0: sound, 1: not, 2: wrong use.
"""
import argparse
import base64
import hashlib
import hmac
import json
import re
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FILE_MAX, LINE_MAX, HASHES_MAX, ENTRIES_MAX = 128 << 20, 100_000, 63, 100_000
SHUT = re.compile(r"withheld|(?:erased|blocked) by [0-9]{1,19}")
faults = []


class Bad(Exception):
    """Something is not as it must be."""


def fault(where, what):
    faults.append(f"{where}: {what}")
    print(f"FAULT {where}: {what}")


def read(root, name):
    path = root / name
    if path.stat().st_size > FILE_MAX:
        raise Bad(f"larger than {FILE_MAX} bytes")
    return path.read_bytes()


def b64(text, length=None):
    found = base64.b64decode(text, validate=True)
    if base64.b64encode(found).decode() != text or length not in (None, len(found)):
        raise Bad("not bytes in base64, or not so many")
    return found


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def one_object(pairs):
    """A JSON object no name of which stands twice."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise Bad("a name stands twice in an object")
    return dict(pairs)


def parse(text):
    return json.loads(text, object_pairs_hook=one_object)


def spell(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def root_of(leaf, index, size, proof):
    """RFC 9162, 2.1.3.2: the root of the tree of `size` leaves in which the proof puts a leaf hash at `index`."""
    if not 0 <= index < size or len(proof) > HASHES_MAX:
        raise Bad("the proof is not of this tree")
    node, last, found = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            raise Bad("the proof is too long")
        if node & 1 or node == last:
            found = sha(b"\x01", beside, found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = sha(b"\x01", found, beside)
        node, last = node >> 1, last >> 1
    if last:
        raise Bad("the proof is too short")
    return found


def vkey(text):
    """Name and Ed25519 key of a public key `name+id+key`."""
    name, told, rest = text.strip().split("+", 2)
    both = b64(rest, 33)
    if both[0] != 1 or sha(name.encode(), b"\n", both)[:4].hex() != told:
        raise Bad("not a key of a log, or its id is another's")
    return name, both[1:]


class Log:
    """A log as its checkpoint tells it."""

    def __init__(self, root, checkpoint, key, folder, trusted):
        self.root, self.folder = root, folder
        self.note = read(root, checkpoint).decode()
        signed, _, signatures = self.note.rpartition("\n\n")
        signed += "\n"
        self.origin, size, tree = signed.split("\n")[:3]
        self.size, self.tree = int(size), b64(tree, 32)
        name, public = vkey(read(root, key).decode())
        if name != self.origin:
            raise Bad("the key's name is not the checkpoint's origin")
        lines = [line.split(" ") for line in signatures.splitlines()[:16]]
        by_log = [b64(line[2]) for line in lines if len(line) == 3 and line[:2] == ["\u2014", name]]
        ident = sha(name.encode(), b"\n\x01", public)[:4]
        signature = next((one[4:] for one in by_log if one[:4] == ident), b"")
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, signed.encode())
        except InvalidSignature:
            raise Bad("the signature is wrong")
        self.trusted = public in trusted
        if trusted and not self.trusted:
            raise Bad("signed by a key that is not the one you trust")
        who = "a key you trust" if self.trusted else "ITS OWN KEY ONLY: compare it with one from elsewhere"
        print(f"checkpoint of {self.origin}: {self.size} entries, signed by {who}")

    def holds(self, position, leaf):
        """Raises unless the leaf stands at a position, from 1."""
        text = read(self.root, f"{self.folder}/{position:09}.tlog-proof").decode()
        head, _, note = text.partition("\n\n")
        form, index, *hashes = head.split("\n")
        if form != "c2sp.org/tlog-proof@v1" or index != f"index {position - 1}":
            raise Bad("the proof is of another position")
        if note != self.note:
            raise Bad("the proof is against another checkpoint")
        proof = [b64(one, 32) for one in hashes]
        if root_of(sha(b"\x00", leaf), position - 1, self.size, proof) != self.tree:
            raise Bad("the entry is not in the log")


def expand(key, info):
    """HKDF-Expand with SHA-256, 32 bytes."""
    return hmac.new(key, info + b"\x01", hashlib.sha256).digest()


def texts(leaf, sections):
    """The text of each section, None where it is not disclosed."""
    bare = [{name: value for name, value in one.items() if name not in ("com", "ct")} for one in leaf["sec"]]
    aad = spell({**leaf, "sec": bare}).encode()
    if len(leaf["sec"]) != len(sections):
        raise Bad("not as many sections as the leaf says")
    for told, part in zip(leaf["sec"], sections):
        body, key = b64(part["body"]), part["key"]
        if SHUT.fullmatch(key):
            if body:
                raise Bad("a section is there that is said to be left out")
            yield None
            continue
        if len(body) != told["n"] or sha(body) != b64(told["ct"], 32):
            raise Bad("a body is not the one the leaf was made over")
        if key == "in clear":
            if "com" in told:
                raise Bad("a sealed section is said to be in clear")
            yield body
            continue
        secret = b64(key, 32)
        if expand(secret, b"com") != b64(told["com"], 32):
            raise Bad("the key is not the one the leaf commits to (K_com)")
        try:
            yield AESGCM(expand(secret, b"enc")).decrypt(bytes(12), body, aad).rstrip(b" ")
        except InvalidTag:
            raise Bad("the body does not open under the key the leaf commits to")


def entry(log, line):
    """Leaf, leaf hash and texts of an entry that is proven."""
    raw = b64(line["leaf"])
    leaf = parse(raw)
    if spell(leaf).encode() != raw or len(raw) > 4096:
        raise Bad("the leaf is not in its one spelling")
    log.holds(line["position"], raw)
    return leaf, sha(b"\x00", raw), list(texts(leaf, line["sections"]))


def entries(root, log, name):
    """Every entry of a file that is proven, with its position and leaf; the others are faults."""
    proven, before = [], 0
    for number, text in enumerate(read(root, name).decode().splitlines()[:ENTRIES_MAX], 1):
        where = f"{name}, line {number}"
        try:
            line = parse(text[:LINE_MAX])
            where = f"{name}, entry {line['position']}"
            if spell(line) != text or line["position"] <= before:
                raise Bad("not in its one spelling, or not in the order of the log")
            before = line["position"]
            leaf, found, said = entry(log, line)
            proven.append((line, leaf, found, said))
        except (Bad, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            fault(where, error or type(error).__name__)
    opened = sum(1 for one in proven if one[3] and one[3][0] is not None)
    print(f"{name}: {len(proven)} proven, {opened} of them disclosed")
    return proven


def erasures(proven):
    """Which entry took which key out of use."""
    taken = {}
    for line, leaf, _, said in proven:
        for told, text in zip(leaf["sec"], said):
            if leaf["k"] == "E" and "com" not in told and text is not None:
                for kid in parse(text)["erases"]:
                    taken.setdefault(kid, line["position"])
    for line, leaf, _, _ in proven:
        for told, part in zip(leaf["sec"], line["sections"]):
            if part["key"].startswith("erased by ") and taken.get(told["kid"]) != int(part["key"][10:]):
                fault(f"entry {line['position']}", "said to be erased, and no decision here erased its key")


def heads(root, log):
    """Where each stream ends, by the list of heads; None without a list."""
    if not (root / "head.json").exists():
        print("no head.json: that nothing is missing at the end can't be shown")
        return None
    told = parse(read(root, "head.json"))
    leaf, _, said = entry(log, told["entry"])
    listed = parse(said[0])["events"][0]["data"]
    at = told["entry"]["position"]
    if leaf["k"] != "H" or listed["size"] >= at:
        raise Bad("not a list of heads over the entries before it")
    ends = {}
    for place in told["streams"]:
        if (one := place.get("present")) is None:
            continue
        data = b64(one["sid"], 16) + one["sn"].to_bytes(8, "big") + b64(one["leaf"], 32)
        proof = [b64(text, 32) for text in one["hashes"]]
        found = root_of(sha(b"\x00", data), one["index"], listed["streams"], proof)
        if place["sid"] != one["sid"] or found != b64(listed["root"], 32):
            raise Bad("a head is not in the list")
        ends[one["sid"]] = (one["sn"], b64(one["leaf"], 32))
    print(f"list of heads: entry {at}; {log.size - listed['size'] - 1} entries of the whole log came after it")
    return ends


def whole(streams, proven, ends):
    """Chains from the first entry to the head."""
    for sid in streams:
        number, before, seen = 0, bytes(32), {}
        for line, leaf, found, _ in sorted(proven, key=lambda one: one[0]["position"]):
            if leaf["sid"] != sid:
                continue
            if leaf["sn"] != number + 1 or b64(leaf["prev"], 32) != before:
                fault(f"entry {line['position']}", f"entries are missing before it: number {leaf['sn']} follows {number}")
            number, before = leaf["sn"], found
            seen[number] = found
        end = (ends or {}).get(sid)
        if end and seen.get(end[0]) != end[1]:
            fault("head.json", f"stream {sid} has {end[0]} entries by the list of heads, the dossier ends with {number}")
        elif end:
            print(f"stream {sid}: whole, entries 1 to {number}")
        else:
            print(f"stream {sid}: entries 1 to {number}; the end can't be shown")


def sums(root, manifest):
    for name, told in manifest["files"].items():
        path = root / name
        if ".." in Path(name).parts or Path(name).is_absolute() or not path.is_file():
            fault(name, "missing")
        elif hashlib.sha256(read(root, name)).hexdigest() != told:
            fault(name, "not the file that manifest.json lists")
    digested = ["access.jsonl", "events.jsonl", "policies.json", "report.html"]
    lines = "".join(f"{hashlib.sha256(read(root, name)).hexdigest()}  {name}\n" for name in digested)
    if hashlib.sha256(lines.encode()).hexdigest() != manifest["digest"]:
        fault("manifest.json", "the digest is another")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--key", help="file with the log's public keys, one a line")
    arguments.add_argument("directory", nargs="?", default=Path(__file__).resolve().parent)
    given = arguments.parse_args()
    root, trusted = Path(given.directory), []
    if given.key:
        trusted = [vkey(line)[1] for line in Path(given.key).read_text().splitlines() if line.strip()]
    manifest = parse(read(root, "manifest.json"))
    sums(root, manifest)
    log = Log(root, "checkpoint", "log.vkey", "proofs", trusted)
    access = Log(root, "access-checkpoint", "access.vkey", "access-proofs", trusted)
    proven = entries(root, log, "events.jsonl") + entries(root, log, "later.jsonl")
    entries(root, access, "access.jsonl")
    erasures(proven)
    whole([stream["sid"] for stream in manifest["streams"]], proven, heads(root, log))


if __name__ == "__main__":
    try:
        main()
    except (Bad, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        fault("the dossier", error or type(error).__name__)
    print(f"NOT SOUND: {len(faults)} faults" if faults else "sound")
    sys.exit(1 if faults else 0)
