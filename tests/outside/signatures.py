"""Signatures of log and witness over a checkpoint, verified by PyPI cryptography."""
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from published import Refused, checkpoint, decoded, each


def key(file, kind):
    name, told, text = file.read_text().strip().split("+", 2)
    public = decoded(text, 33)
    if public[0] != kind:
        raise Refused(f"{file.name} is another kind of key")
    key_id = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
    if key_id.hex() != told:
        raise Refused(f"{file.name} has another id")
    return name, key_id, Ed25519PublicKey.from_public_bytes(public[1:])


def check(directory):
    origin, _, _, signatures, text = checkpoint((directory / "checkpoint").read_text())
    log, log_id, log_key = key(directory / "log.vkey", 1)
    witness, witness_id, witness_key = key(directory / "witness.vkey", 4)
    if log != origin:
        raise Refused("a key of another log")
    found = {(name, bytes(sig[:4])): sig[4:] for name, sig in signatures}
    log_key.verify(found[log, log_id], text.encode())
    cosignature = found[witness, witness_id]
    at = int.from_bytes(cosignature[:8], "big")
    witness_key.verify(cosignature[8:], f"cosignature/v1\ntime {at}\n{text}".encode())


each(check)
