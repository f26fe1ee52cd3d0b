"""Roots and proofs of a published log, made again by PyPI pymerkle from the entries alone."""
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion

from published import Refused, checkpoint, each, entries, proofs


def check(directory):
    _, size, root, _, _ = checkpoint((directory / "checkpoint").read_text())
    tree = InmemoryTree(algorithm="sha256")
    for entry in entries(directory, size):
        tree.append_entry(entry)
    if tree.get_root(size) != root:
        raise Refused("the entries have another root")
    for index, hashes, note in proofs(directory):
        _, told, told_root, _, _ = checkpoint(note)
        leaf = tree.get_leaf(index + 1)
        made = tree.prove_inclusion(index + 1, told)
        verify_inclusion(leaf, told_root, made, index=index + 1, size=told)
        same(hashes, [one for one in made.path if one != leaf], f"proof of index {index}")
    for file in directory.glob(f"consistency-*-{size}"):
        earlier = int(file.name.split("-")[1])
        _, told, earlier_root, _, _ = checkpoint((directory / f"checkpoint.{earlier}").read_text())
        # Its proofs take the later tree apart further than RFC 6962; whether ours are right, Go is asked.
        made = tree.prove_consistency(told, size)
        verify_consistency(earlier_root, root, made, prior_size=earlier, later_size=size)


def same(ours, made, what):
    """pymerkle has the same hashes from left to right that RFC 6962 has from the leaf upwards."""
    if sorted(ours) != sorted(made):
        raise Refused(f"{what} is another")


each(check)
