"""Private texts between gateway and service: who asks wrapped is answered wrapped."""

import json
from typing import Any

import pytest

from libs.engine.contract_files import describe, private
from libs.hosting.nameko_client import RpcBackend
from libs.hosting.nameko_host import _answer
from libs.hosting.transit import Transit, veiled
from libs.kernel.problems import Rejected, Wire
from services.registry.service import RegistryService

NAME = "Lò Thị Mẩy"
QUESTION = {"type": "GetPerson", "data": {"id": "a", "why": NAME}}
TRANSIT = Transit("secret")
CONTEXT = {"corr": "c"}


def echo(message: Wire) -> Wire:
    return {"view": message["data"]}


def test_a_wrapped_question_has_a_wrapped_answer() -> None:
    asked = TRANSIT.wrap(QUESTION)
    answered = _answer(CONTEXT, echo, asked, TRANSIT)
    assert NAME not in json.dumps([asked, answered], ensure_ascii=False)
    assert TRANSIT.unwrap(answered) == {"answer": {"view": QUESTION["data"]}}


def test_a_plain_question_has_a_plain_answer() -> None:
    assert _answer(CONTEXT, echo, QUESTION, TRANSIT) == {"answer": {"view": QUESTION["data"]}}
    assert _answer(CONTEXT, echo, QUESTION) == {"answer": {"view": QUESTION["data"]}}


def test_a_refusal_of_a_wrapped_command_says_why_as_any_other() -> None:
    def refuse(message: Wire) -> Wire:
        raise Rejected("person-erased", "Đã xóa.")

    answered = _answer(CONTEXT, refuse, TRANSIT.wrap(QUESTION), TRANSIT)
    assert answered["problem"]["kind"] == "Rejected"


def test_a_message_wrapped_for_another_is_carried_out_by_nobody() -> None:
    done: list[Any] = []
    answered = _answer(CONTEXT, done.append, Transit("other").wrap(QUESTION), TRANSIT)  # type: ignore[arg-type]
    assert (answered, done) == ({"failed": True}, [])


def test_what_names_people_is_known_from_the_contracts() -> None:
    names = private({"registry": describe(RegistryService)})
    assert {"RegisterPerson", "CorrectPerson", "GetPerson", "ListPersons"} <= names
    assert "ErasePerson" not in names
    assert "GetSchool" not in names
    backend = RpcBackend("amqp://nowhere", TRANSIT, names)
    assert veiled(backend._wrapped(QUESTION))
    assert backend._wrapped({"type": "GetSchool", "data": {}}) == {"type": "GetSchool", "data": {}}
    with pytest.raises(ValueError, match="transit key"):
        RpcBackend("amqp://nowhere", None, names)
