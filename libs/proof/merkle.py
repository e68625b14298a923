"""The RFC 6962 tree over a log: its frontier, its tiles, its proofs and how to check them.

A leaf is `libs.log.entry.leaf_hash` of an entry; its index is the entry's position minus one. Tiles
are those of C2SP tlog-tiles: 256 consecutive hashes of tree level 0, 8, 16, ..., the last one of a
level partial. A wider partial tile begins with the narrower one, so an earlier tile is a prefix.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from libs.log.entry import leaf_hash

__all__ = [
    "EMPTY",
    "HASH",
    "LEVELS",
    "WIDTH",
    "Frontier",
    "ReadTile",
    "Tile",
    "consistency",
    "edge",
    "grow",
    "inclusion",
    "leaf_hash",
    "node_hash",
    "perfect",
    "root",
    "stands",
    "tile_path",
    "tiles_count",
    "tiles_of",
    "verify_consistency",
    "verify_inclusion",
]

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""
HASH = 32
"""Bytes of a hash."""
WIDTH = 256
"""Hashes in a full tile, of tree height 8."""
LEVELS = 8
"""Levels of tiles of the largest tree, 2**63 leaves."""

Tile = tuple[int, int]
"""Level (0 for leaf hashes, 1 for what stands 8 above, ...) and index within the level."""
ReadTile = Callable[[int, int], bytes]
"""Gives the hashes of the tile at (level, index), at least as many as the tree asked about has."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree of which only the perfect subtrees of the right edge are kept."""

    __slots__ = ("_peaks", "size")

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        n = self.size
        while n & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            n >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def extend(self, leaves: bytes) -> bytes:
        """Add the leaf hashes of a tile, the last one perhaps partial; return the root over them.

        Raises ValueError unless all tiles before it were full.
        """
        if self.size % WIDTH:
            raise ValueError(f"a tile does not begin at leaf {self.size}")
        if len(leaves) == WIDTH * HASH:
            found = leaf = perfect(leaves)
            n = self.size >> 8
            while n & 1:
                leaf = node_hash(self._peaks.pop(), leaf)
                n >>= 1
            self._peaks.append(leaf)
            self.size += WIDTH
            return found
        for at in range(0, len(leaves), HASH):
            self.append(leaves[at : at + HASH])
        return b""

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self._peaks:
            return EMPTY
        found = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            found = node_hash(peak, found)
        return found


def edge(size: int) -> list[Tile]:
    """Return the partial tiles of a tree of `size` leaves: all that growing it asks for."""
    found: list[Tile] = []
    level = 0
    while size:
        if size % WIDTH:
            found.append((level, size // WIDTH))
        size //= WIDTH
        level += 1
    return found


def tiles_of(size: int, levels: int = LEVELS) -> Iterable[tuple[Tile, int]]:
    """Return every tile of the lowest levels of a tree of `size` leaves, from below, and its width
    in hashes, 1 to 256."""
    for level in range(levels):
        for index in range((size + WIDTH - 1) // WIDTH):
            yield (level, index), min(WIDTH, size - index * WIDTH)
        size //= WIDTH


def tiles_count(size: int, levels: int = LEVELS) -> int:
    """Return how many tiles `tiles_of` gives."""
    return sum(((size >> 8 * level) + WIDTH - 1) // WIDTH for level in range(levels))


def grow(size: int, partial: Mapping[Tile, bytes], leaves: Iterable[bytes]) -> dict[Tile, bytes]:
    """Return the tiles, new or longer, that `leaves` bring to a tree of `size` leaves.

    `partial` holds the tiles that `edge(size)` names. Raises ValueError if one has another width.
    """
    open_tiles: dict[int, bytearray] = {}
    counts: dict[int, int] = {}
    for (level, index), hashes in partial.items():
        if len(hashes) != ((size >> 8 * level) - index * WIDTH) * HASH:
            raise ValueError(f"tile {level}/{index} does not fit a tree of {size} leaves")
        open_tiles[level] = bytearray(hashes)
    changed: dict[Tile, bytes] = {}

    def push(level: int, node: bytes) -> None:
        count = counts.setdefault(level, size >> 8 * level)
        tile = open_tiles.setdefault(level, bytearray())
        if len(tile) != count % WIDTH * HASH:
            raise ValueError(f"the partial tile of level {level} is missing")
        tile += node
        counts[level] = count + 1
        if len(tile) == WIDTH * HASH:
            changed[level, count // WIDTH] = bytes(tile)
            push(level + 1, perfect(bytes(tile)))
            tile.clear()

    for leaf in leaves:
        push(0, leaf)
    for level, count in counts.items():
        if open_tiles[level]:
            changed[level, count // WIDTH] = bytes(open_tiles[level])
    return changed


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Return the path of a tile in C2SP tlog-tiles, such as "tile/0/x001/067.p/12"."""
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = re.findall("...", digits)
    name = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{name}" + (f".p/{width}" if width < WIDTH else "")


def perfect(hashes: bytes) -> bytes:
    """Return the root over 1, 2, 4, ... or 256 hashes, put together."""
    nodes = [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]
    while len(nodes) > 1:
        nodes = [node_hash(nodes[at], nodes[at + 1]) for at in range(0, len(nodes), 2)]
    return nodes[0]


def _subtree(read: ReadTile, low: int, high: int) -> bytes:
    """Return the RFC 6962 hash over the leaves `low` to `high - 1`."""
    count = high - low
    if count == 0:
        return EMPTY
    height = count.bit_length() - 1
    if count == 1 << height and low % count == 0:
        level, rest = divmod(height, 8)
        width = 1 << rest
        start = (low >> height) * width
        tile = read(level, start // WIDTH)
        at = start % WIDTH * HASH
        hashes = tile[at : at + width * HASH]
        if len(hashes) != width * HASH:
            raise ValueError(f"tile {level}/{start // WIDTH} is too short")
        return perfect(hashes)
    middle = low + _split(count)
    return node_hash(_subtree(read, low, middle), _subtree(read, middle, high))


def _split(count: int) -> int:
    """Return the largest power of two below `count`, which is at least 2."""
    return 1 << ((count - 1).bit_length() - 1)


def root(read: ReadTile, size: int) -> bytes:
    """Return the root of the first `size` leaves; ValueError if a tile is too short for it."""
    return _subtree(read, 0, size)


def stands(read: ReadTile, size: int, index: int) -> bool:
    """Return whether a tile of leaves is the one that the tiles above it say.

    A partial one, and the partial ones above, are what `root` is made of: those are not asked.
    """
    level = 0
    while (index + 1) * WIDTH <= size >> 8 * level:
        hashes, at = read(level, index), index % WIDTH * HASH
        level, index = level + 1, index // WIDTH
        whole = perfect(hashes) if len(hashes) == WIDTH * HASH else b""
        if read(level, index)[at : at + HASH] != whole:
            return False
    return True


def inclusion(read: ReadTile, index: int, size: int) -> list[bytes]:
    """Return the proof that leaf `index` is in the tree of `size` leaves, from the leaf upwards."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size} leaves")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_subtree(read, middle, high))
            high = middle
        else:
            path.append(_subtree(read, low, middle))
            low = middle
    return path[::-1]


def consistency(read: ReadTile, old: int, new: int) -> list[bytes]:
    """Return the proof that the tree of `old` leaves is the beginning of the one of `new`.

    Empty from 0 and between equal sizes, as C2SP tlog-witness has it.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} leaves is not the beginning of one of {new}")
    if old in (0, new):
        return []
    path: list[bytes] = []
    low, high = 0, new
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_subtree(read, middle, high))
            high = middle
        else:
            path.append(_subtree(read, low, middle))
            low = middle
    if low:
        path.append(_subtree(read, low, high))
    return path[::-1]


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], expected: bytes
) -> bool:
    """Return whether `proof` shows `leaf` at `index` under `expected`. RFC 9162, 2.1.3.2."""
    if not 0 <= index < size or any(len(step) != HASH for step in proof):
        return False
    first, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = node_hash(step, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, step)
        first, last = first >> 1, last >> 1
    return last == 0 and found == expected


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Return whether `proof` shows that the tree only grew. RFC 9162, 2.1.4.2."""
    if not 0 <= old <= new or any(len(step) != HASH for step in proof):
        return False
    if old == new:
        return not proof and old_root == new_root and (old > 0 or old_root == EMPTY)
    if old == 0:
        return not proof and old_root == EMPTY
    steps = list(proof)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old_found = new_found = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old_found, new_found = (
                node_hash(step, old_found),
                node_hash(step, new_found),
            )
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            new_found = node_hash(new_found, step)
        first, last = first >> 1, last >> 1
    return last == 0 and old_found == old_root and new_found == new_root
