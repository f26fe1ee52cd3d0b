"""Reading a published log: bundles of entries, proofs, checkpoints. Nothing here is taken on trust."""
import base64
import pathlib
import sys


class Refused(Exception):
    """What is wrong with a published log."""


def path_of(index, width):
    parts = [f"{index % 1000:03}"]
    while index := index // 1000:
        parts.insert(0, f"x{index % 1000:03}")
    return "/".join(parts) + (f".p/{width}" if width < 256 else "")


def decoded(text, length=None):
    read = base64.b64decode(text, validate=True)
    if base64.b64encode(read).decode() != text or (length is not None and len(read) != length):
        raise Refused(f"not base64 of the right length: {text}")
    return read


def checkpoint(text):
    """Origin, size, root, and the signature lines as (name, bytes)."""
    body, _, signatures = text.rpartition("\n\n")
    origin, size, root = body.split("\n")[:3]
    lines = [line.split(" ") for line in signatures.splitlines()]
    if not lines or any(len(line) != 3 or line[0] != "\u2014" for line in lines):
        raise Refused("a note without signatures")
    return origin, int(size), decoded(root, 32), [(name, decoded(sig)) for _, name, sig in lines], body + "\n"


def entries(directory, size):
    """The leaves in order, from the bundles."""
    for index in range(0, size, 256):
        path = path_of(index // 256, min(size - index, 256))
        rest = (directory / "tile/entries" / path).read_bytes()
        for _ in range(min(size - index, 256)):
            end = 2 + int.from_bytes(rest[:2], "big")
            if len(rest) < end:
                raise Refused(f"bundle {index // 256} is cut off")
            yield rest[2:end]
            rest = rest[end:]
        if rest:
            raise Refused(f"bundle {index // 256} is too long")


def proofs(directory):
    """Index, hashes and the checkpoint's text of each proof file."""
    files = sorted((directory / "proofs").glob("*.tlog-proof"))
    if not files:
        raise Refused("no proofs")
    for file in files:
        head, _, note = file.read_text().partition("\n\n")
        header, index, *hashes = head.split("\n")
        if header != "c2sp.org/tlog-proof@v1":
            raise Refused(f"{file.name} is no proof")
        yield int(index.removeprefix("index ")), [decoded(one, 32) for one in hashes], note


def each(check):
    """Checks every directory of the command line; one line of verdict each."""
    for name in sys.argv[1:]:
        try:
            check(pathlib.Path(name))
            print(f"{name}: ok")
        except Exception as refused:  # whatever a changed file makes a library say
            print(f"{name}: refused: {type(refused).__name__}: {refused}")
