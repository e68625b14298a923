"""Sending a file in pieces: on from where the platform is, whatever answer was lost."""

from typing import Any

import pytest

from libs.kernel.problems import Wire
from services.cli.api import Api, Refused

CONTENT = bytes(range(200))


class Answer:
    """What a call is answered."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def json(self) -> Wire:
        """Return the answer's content."""
        return self._wire


class Platform(Api):
    """A platform that keeps what it is sent; of the piece at `loses` the answer is lost."""

    def __init__(self, loses: int = -1, state: str = "done") -> None:
        super().__init__("http://platform", "key")
        self.kept = b""
        self.sent: list[int] = []
        self._loses, self._state = loses, state

    def _call(self, method: str, path: str, *rest: Any, raw: bytes | None = None) -> Any:
        if method == "PATCH":
            assert raw is not None
            offset = int(rest[2]["Upload-Offset"])
            self.sent.append(offset)
            if offset != len(self.kept):
                raise Refused(409, {"code": "upload-offset"})
            self.kept += raw
            if offset == self._loses:
                raise Refused(409, {"code": "upload-offset"})
        whole = len(self.kept) == len(CONTENT)
        return Answer(
            {
                "id": "1",
                "offset": len(self.kept),
                "state": self._state if whole else "receiving",
                "position": 7 * whole,
                "code": "file-refused",
                "reason": "Không nhận.",
            }
        )

    def sends(self, **how: Any) -> int:
        """Send the file."""
        how |= {"actor": "u:a", "on": None, "command_id": "one"}
        return self.upload("79", "evidence-s", "a.pdf", CONTENT, **how)


def test_a_file_goes_in_pieces_and_its_position_comes_back() -> None:
    platform = Platform()
    assert platform.sends(piece=90) == 7
    assert (platform.kept, platform.sent) == (CONTENT, [0, 90, 180])


def test_a_later_attempt_goes_on_where_the_first_one_stopped() -> None:
    platform = Platform()
    assert platform.sends(piece=90, pieces=1) == 0
    assert platform.sends() == 7
    assert (platform.kept, platform.sent) == (CONTENT, [0, 90])


def test_a_lost_answer_is_asked_for_and_no_piece_is_kept_twice() -> None:
    platform = Platform(loses=90)
    assert platform.sends(piece=90) == 7
    assert (platform.kept, platform.sent) == (CONTENT, [0, 90, 180])


def test_a_file_that_is_refused_is_an_error_with_its_reason() -> None:
    with pytest.raises(Refused, match="file-refused: Không nhận"):
        Platform(state="refused").sends()
