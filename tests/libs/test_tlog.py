import itertools
import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tlog_scales import tlog as scales

from libs.proof import merkle
from libs.proof.merkle import (
    EMPTY,
    HASH,
    WIDTH,
    Frontier,
    consistency,
    edge,
    grow,
    inclusion,
    leaf_hash,
    tile_path,
    tiles_count,
    tiles_of,
    verify_consistency,
    verify_inclusion,
)

VECTORS = json.loads((Path(__file__).parent / "vectors" / "rfc6962.json").read_text())
LEAVES = [leaf_hash(n.to_bytes(2, "big")) for n in range(600)]


class Tree:
    """Tiles in a dictionary."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.tiles = grow(0, {}, leaves)

    def read(self, level: int, index: int) -> bytes:
        return self.tiles[level, index]


TREE = Tree(LEAVES)
ROOTS = [merkle.root(TREE.read, n) for n in range(len(LEAVES) + 1)]


def hexes(proof: list[str]) -> list[bytes]:
    return [bytes.fromhex(step) for step in proof]


def published() -> tuple[Tree, list[bytes]]:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
    return Tree(leaves), leaves


def test_the_roots_are_the_published_ones() -> None:
    frontier = Frontier()
    tree, leaves = published()
    assert frontier.root().hex() == VECTORS["empty"] == merkle.root(tree.read, 0).hex()
    for size, (leaf, root) in enumerate(zip(leaves, VECTORS["roots"], strict=True), 1):
        frontier.append(leaf)
        assert frontier.root().hex() == root == merkle.root(tree.read, size).hex()


@pytest.mark.parametrize("vector", VECTORS["inclusion"])
def test_the_inclusion_proofs_are_the_published_ones(vector: Mapping[str, Any]) -> None:
    tree, leaves = published()
    index, size, proof = vector["index"], vector["size"], hexes(vector["proof"])
    assert inclusion(tree.read, index, size) == proof
    root = bytes.fromhex(VECTORS["roots"][size - 1])
    assert verify_inclusion(index, size, leaves[index], proof, root)


@pytest.mark.parametrize("vector", VECTORS["consistency"])
def test_the_consistency_proofs_are_the_published_ones(
    vector: Mapping[str, Any],
) -> None:
    tree, _ = published()
    old, new, proof = vector["old"], vector["new"], hexes(vector["proof"])
    assert consistency(tree.read, old, new) == proof
    roots = [bytes.fromhex(VECTORS["roots"][size - 1]) for size in (old, new)]
    assert verify_consistency(old, new, roots[0], roots[1], proof)


@pytest.mark.parametrize("size", [*range(1, 36), 255, 256, 257, 511, 512, 513, 600])
def test_every_proof_of_a_tree_is_accepted_and_for_no_other_leaf_or_size(
    size: int,
) -> None:
    for index in range(size):
        proof = inclusion(TREE.read, index, size)
        assert verify_inclusion(index, size, LEAVES[index], proof, ROOTS[size])
        assert not verify_inclusion(index, size, LEAVES[(index + 1) % 600], proof, ROOTS[size])
        assert not verify_inclusion(index, size, LEAVES[index], [*proof, EMPTY], ROOTS[size])
        assert not verify_inclusion(size, size, LEAVES[index], proof, ROOTS[size])
        if proof:
            assert not verify_inclusion(index, size, LEAVES[index], proof[:-1], ROOTS[size])
    for old in range(size + 1):
        steps = consistency(TREE.read, old, size)
        assert verify_consistency(old, size, ROOTS[old], ROOTS[size], steps)
        assert not verify_consistency(old, size, ROOTS[old], ROOTS[size], [*steps, EMPTY])
        other = LEAVES[0] if ROOTS[old] != LEAVES[0] else LEAVES[1]
        assert not verify_consistency(old, size, other, ROOTS[size], steps)
        if old:
            assert not verify_consistency(old, size, ROOTS[old], other, steps)
        if steps:
            assert not verify_consistency(old, size, ROOTS[old], ROOTS[size], steps[:-1])


def test_no_single_bit_of_a_proof_may_change() -> None:
    for size, index in [(7, 2), (13, 12), (300, 150)]:
        proof = inclusion(TREE.read, index, size)
        steps = consistency(TREE.read, index, size)
        for step, bit in itertools.product(range(len(proof)), range(256)):
            changed = flip(proof, step, bit)
            assert not verify_inclusion(index, size, LEAVES[index], changed, ROOTS[size])
        for step, bit in itertools.product(range(len(steps)), range(256)):
            changed = flip(steps, step, bit)
            assert not verify_consistency(index, size, ROOTS[index], ROOTS[size], changed)


def flip(proof: list[bytes], step: int, bit: int) -> list[bytes]:
    changed = bytearray(proof[step])
    changed[bit // 8] ^= 1 << bit % 8
    return [*proof[:step], bytes(changed), *proof[step + 1 :]]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=6), st.data())
@settings(max_examples=60, deadline=None)
def test_a_tree_that_grows_in_any_steps_has_the_tiles_of_one_that_grew_at_once(
    steps: list[int], data: st.DataObject
) -> None:
    leaves = [leaf_hash(n.to_bytes(4, "big")) for n in range(sum(steps))]
    tiles: dict[merkle.Tile, bytes] = {}
    size = 0
    for step in steps:
        partial = {tile: tiles[tile] for tile in edge(size)}
        tiles |= grow(size, partial, leaves[size : size + step])
        size += step
    assert tiles == grow(0, {}, leaves)
    assert {tile: len(hashes) // HASH for tile, hashes in tiles.items()} == dict(tiles_of(size))
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    assert merkle.root(lambda level, index: tiles[level, index], size) == frontier.root()
    old = data.draw(st.integers(0, size))
    proof = consistency(lambda level, index: tiles[level, index], old, size)
    before = merkle.root(lambda level, index: tiles[level, index], old)
    assert verify_consistency(old, size, before, frontier.root(), proof)


def test_a_tree_of_two_levels_of_tiles_is_the_tree_of_its_leaves() -> None:
    size = WIDTH * WIDTH + 300
    leaves = [leaf_hash(n.to_bytes(4, "big")) for n in range(size)]
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    tree = Tree(leaves)
    assert max(level for level, _ in tree.tiles) == 2
    assert merkle.root(tree.read, size) == frontier.root()
    for index in (0, 255, 65_535, 65_536, size - 1):
        proof = inclusion(tree.read, index, size)
        assert verify_inclusion(index, size, leaves[index], proof, frontier.root())


def test_a_tree_does_not_grow_on_tiles_of_another_size() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        grow(3, {(0, 0): LEAVES[0]}, LEAVES[:1])
    with pytest.raises(ValueError, match="missing"):
        grow(3, {}, LEAVES[:1])


def test_tiles_have_the_paths_of_the_specification() -> None:
    assert tile_path(0, 0) == "tile/0/000"
    assert tile_path(0, 1_234_067) == "tile/0/x001/x234/067"
    assert tile_path(1, 273, 112) == "tile/1/273.p/112"
    assert tile_path(2, 1000) == "tile/2/x001/000"


def test_two_independent_implementations_agree_on_every_verdict() -> None:
    chance = random.Random(6962)
    for _ in range(400):
        size = chance.randint(2, 600)
        index, old = chance.randrange(size), chance.randint(1, size)
        proof, steps = (
            inclusion(TREE.read, index, size),
            consistency(TREE.read, old, size),
        )
        scales.InclusionProof(index, size, proof).check(LEAVES[index], ROOTS[size])
        scales.ConsistencyProof(old, size, steps).check(ROOTS[old], ROOTS[size])
        changed = flip(proof, chance.randrange(len(proof)), chance.randrange(256))
        assert not verify_inclusion(index, size, LEAVES[index], changed, ROOTS[size])
        with pytest.raises(scales.InclusionProofInvalid):
            scales.InclusionProof(index, size, changed).check(LEAVES[index], ROOTS[size])


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 600])
def test_a_frontier_takes_whole_tiles_as_it_takes_leaves(size: int) -> None:
    frontier = Frontier()
    for (level, index), width in tiles_of(size):
        if level == 0:
            tile = b"".join(LEAVES[index * WIDTH : index * WIDTH + width])
            assert frontier.extend(tile) in (b"", TREE.read(1, 0)[index * HASH :][:HASH])
    assert (frontier.size, frontier.root()) == (size, ROOTS[size])
    assert tiles_count(size) == len(list(tiles_of(size)))
