"""A route, declared once: Falcon answers by it, and the API document is made from it.

A handler's signature declares the rest: what its `query` and `body` are made of, and what it
returns. Its name is the operation's id, its docstring's first line the summary.

    routes = Routes("keys")

    @routes("POST", "/v1/keys/{id}/end", KEEPER)
    def end_key(call: Call, body: Nothing) -> Key:
        \"""End an API key.\"""
"""

import re
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypeVar
from urllib.parse import urlencode

import falcon

from libs.engine.commands import Context
from services.gateway.auth import Caller
from services.gateway.gateway import Gateway
from services.gateway.routes.carried import JSON, POSITION_HEADER, Answer, Body, answer_of, body_of
from services.gateway.routes.parameters import (
    IDEMPOTENCY_KEY,
    LEGAL_DATE,
    MIN_POSITION,
    NO_QUERY,
    SEGMENTS,
    VERSION,
    Header,
    Query,
    Segment,
    query_of,
)
from services.gateway.routes.who import Who
from services.gateway.sign_in.access_log import Client
from services.gateway.sign_in.sessions import Session

T = TypeVar("T")
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request, as its route declares it: read, and found well-formed."""

    gateway: Gateway
    req: falcon.Request
    resp: falcon.Response
    caller: Caller
    path: Mapping[str, str]
    query: Any
    body: Any
    headers: Mapping[Header[Any], Any]

    @property
    def log(self) -> str:
        """The log that the path names."""
        return self.path["log"]

    @property
    def id(self) -> str:
        """The id in the path."""
        return self.path["id"]

    @property
    def session(self) -> Session:
        """The session of who is signed in."""
        assert self.caller.session is not None
        return self.caller.session

    @property
    def client(self) -> Client:
        """Where the request comes from."""
        return self.gateway.callers.client(self.req)

    @property
    def on(self) -> date:
        """The legal date, Vietnamese calendar."""
        return self.header(LEGAL_DATE)

    def header(self, header: Header[T]) -> T:
        """Return what a header says; raises KeyError for one that the route does not declare."""
        value: T = self.headers[header]
        return value

    def context(self, least: int = 0) -> Context:
        """Return the context that travels with the call, which waits for position `least`."""
        options = self.gateway.options
        return Context(
            command_id=self.headers.get(IDEMPOTENCY_KEY, ""),
            actor=self.caller.actor,
            on=self.on,
            corr=self.req.context.trace,
            deadline=options.clock() + options.patience,
            expected_version=self.headers.get(VERSION),
            min_position=least,
            cred=self.caller.cred,
        )

    def holds(self, position: int) -> None:
        """Tell in a header which position of the log the answer includes."""
        self.resp.set_header(POSITION_HEADER, str(position))

    def goes_on(self, **query: Any) -> None:
        """Link to the next page, which this query asks for."""
        self._link("next", query)

    def goes_back(self, **query: Any) -> None:
        """Link to the page before, which this query asks for."""
        self._link("prev", query)

    def _link(self, relation: str, query: Mapping[str, Any]) -> None:
        said = {name: _said(value) for name, value in query.items()}
        self.resp.append_link(f"{self.req.path}?{urlencode(said, safe=',')}", relation)


def _said(value: Any) -> Any:
    """Return a value as a query says it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, list | tuple) else value


@dataclass(frozen=True, slots=True)
class Route:
    """What answers a method at a path, to whom, what is read of the request and what is answered.

    `refuses` are the statuses of refusals beyond those that the declaration itself brings along.
    `admit` raises for who may not send what the body holds, before a byte of it is read.
    """

    method: Method
    path: str
    name: str
    tag: str
    summary: str
    who: Who
    handle: Callable[[Call], object]
    answers: tuple[Answer, ...]
    query: Query = NO_QUERY
    headers: tuple[Header[Any], ...] = ()
    body: Body | None = None
    refuses: tuple[int, ...] = ()
    description: str = ""
    admit: Callable[[Call], None] | None = None

    def choosing(self, parameter: str, choices: list[str]) -> "Route":
        """Return the route with the items of a query's parameter described as some of `choices`."""
        return replace(self, query=self.query.choosing(parameter, choices))

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The parts of the path that stand between braces; raises KeyError for an unknown one."""
        return tuple(SEGMENTS[name] for name in re.findall(r"{(\w+)}", self.path))

    @property
    def produces(self) -> tuple[str, ...]:
        """The media types of the answers; those of a page or a program where they have no body."""
        found = tuple(dict.fromkeys(a.media for a in self.answers if a.media))
        return found or ("text/html", JSON)

    @property
    def statuses(self) -> tuple[int, ...]:
        """The statuses of all refusals, in order."""
        found = {400, 406, 500, *self.who.refuses, *self.refuses}
        if self.segments:
            found |= {404}
        if "{log}" in self.path:
            found |= {503}
        if self.body:
            found |= {413, 415, 422}
        if MIN_POSITION in self.query.parameters or VERSION in self.headers:
            found |= {412}
        return tuple(sorted(found))


class Routes:
    """The routes of one tag, in the order in which their handlers are declared."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self._found: list[Route] = []

    def __iter__(self) -> Iterator[Route]:
        return iter(self._found)

    def __call__(
        self,
        method: Method,
        path: str,
        who: Who,
        *,
        status: int = 200,
        sends: tuple[str, ...] = (),
        answers: tuple[Answer, ...] = (),
        query: Query | None = None,
        headers: tuple[Header[Any], ...] = (),
        body: Body | None = None,
        refuses: tuple[int, ...] = (),
        description: str = "",
        admit: Callable[[Call], None] | None = None,
    ) -> Callable[[T], T]:
        """Declare the decorated function as what answers a method at a path; GET answers HEAD too.

        What it returns is answered with `status` and the headers `sends`, if `answers` do not say
        otherwise; `query` and `body` are for what no dataclass describes.
        """

        def declare(handler: T) -> T:
            function: Any = handler
            hints = typing.get_type_hints(function, include_extras=True)
            given = [name for name in ("query", "body") if name in hints]

            def handle(call: Call) -> object:
                return function(call, **{name: getattr(call, name) for name in given})

            self._found.append(
                Route(
                    method,
                    path,
                    camel(function.__name__),
                    self.tag,
                    function.__doc__.splitlines()[0],
                    who,
                    handle,
                    answers or (answer_of(hints["return"], status, sends),),
                    query or (query_of(hints["query"]) if "query" in hints else NO_QUERY),
                    headers,
                    body or (body_of(hints["body"]) if "body" in hints else None),
                    refuses,
                    description,
                    admit,
                )
            )
            return handler

        return declare


def camel(name: str) -> str:
    """Return a function's or class's name as an operation's id: `end_key`, `EndKey` as `endKey`."""
    first, *rest = name.split("_")
    return first[0].lower() + first[1:] + "".join(part.capitalize() for part in rest)
