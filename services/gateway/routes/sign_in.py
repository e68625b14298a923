"""Signing in and out, the session of who calls, its second factor and password."""

import falcon

from libs.errors import Wire
from services.gateway import openapi, reading
from services.gateway.gateway import Gateway
from services.gateway.problems import Refusal, field
from services.gateway.routes.answers import Get, Routes, accept, answer_json, instant, message
from services.gateway.sign_in.desk import Signed
from services.gateway.sign_in.messages import MESSAGES
from services.gateway.sign_in.oidc import RETURN_TO, VALID
from services.gateway.sign_in.sessions import Session

LEAVING = "_leaving"
"""Ends the name of the cookie that a browser holds while it is at an identity provider."""


def routes(gateway: Gateway) -> Routes:
    """Return the paths about signing in and out."""
    return [
        ("/v1/sign-in", _SignIn(gateway)),
        ("/v1/sign-in/{id}", _Leave(gateway)),
        ("/v1/sign-in/{id}/callback", _Arrive(gateway)),
        ("/v1/sign-out", _SignOut(gateway)),
        ("/v1/invitation", _Invitation(gateway)),
        ("/v1/session", _Session(gateway)),
        ("/v1/session/password", _Password(gateway)),
        ("/v1/session/second-factor", _SecondFactor(gateway)),
        ("/v1/session/second-factor/offer", _Offer(gateway)),
        ("/v1/session/second-factor/confirm", _Confirm(gateway)),
        ("/v1/sessions", _Sessions(gateway)),
        ("/v1/sessions/{id}/end", _End(gateway)),
    ]


class _Route:
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._desk = gateway.desk
        self._callers = gateway.callers

    def begun(self, resp: falcon.Response, signed: Signed) -> Wire:
        """Give the browser its token; return the session as it is shown."""
        self._callers.set_cookie(resp, "", signed.token)
        return self.shown(signed.session)

    def shown(self, session: Session) -> Wire:
        """Return a person's own session as it is shown to them."""
        return {
            "id": session.id,
            "actor": session.actor,
            "login": session.login,
            "provider": session.issuer,
            "second_factor": self._desk.factor(session),
            "started_at": instant(session.started_at),
            "expires_at": instant(session.expires_at),
        }


class _SignIn(_Route, Get):
    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        reading.parameters(req, {})
        providers = [{"id": p.name, "title": p.title} for p in self._desk.providers.all]
        answer_json(resp, {"providers": providers})

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        self._callers.check_own_page(req)
        self._callers.origin(req)
        asked = message(req, MESSAGES, "SignIn")
        client, old = self._callers.client(req), self._callers.session(req)
        signed = self._desk.sign_in(asked.login, asked.password, client, old)
        answer_json(resp, self.begun(resp, signed))


class _Leave(_Route, Get):
    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        accept(req, "text/html", "application/json")
        reading.segment("id", id, reading.ID)
        asked = reading.parameters(req, {"return_to": openapi.RETURN_TO_SCHEMA})
        return_to = asked.get("return_to", "/")
        if not reading.whole(RETURN_TO, return_to) or return_to.startswith("//"):
            raise field("parameter-malformed", "/return_to", "Phải là đường dẫn của hệ thống này.")
        self._desk.providers.provider(id)
        leaving = self._desk.providers.leave(
            id, self._callers.origin(req), return_to, self._callers.cookie(req, LEAVING)
        )
        seconds = int(VALID.total_seconds())
        self._callers.set_cookie(resp, LEAVING, leaving.browser, seconds)
        resp.status = 303
        resp.set_header("Location", leaving.url)


class _Arrive(_Route, Get):
    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        accept(req, "text/html", "application/json")
        reading.segment("id", id, reading.ID)
        # What a provider adds of its own is ignored (RFC 6749, 4.1.2).
        answer = {k: v for k, v in req.params.items() if isinstance(v, str)}
        client = self._callers.client(req)
        try:
            arrived = self._desk.providers.arrive(
                id, self._callers.origin(req), answer, self._callers.cookie(req, LEAVING)
            )
        except Refusal as refusal:
            self._desk.access.write("sign-in-failed", client, None)
            raise refusal
        signed = self._desk.arrive(arrived, client, self._callers.session(req))
        self.begun(resp, signed)
        self._callers.set_cookie(resp, LEAVING, "", 0)
        resp.status = 303
        resp.set_header("Location", arrived.return_to)


class _SignOut(_Route):
    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        session = self._gateway.session(req, whole=False)
        message(req, MESSAGES, "Nothing")
        self._desk.sign_out(session, self._callers.client(req))
        self._callers.set_cookie(resp, "", "", 0)
        farewell = None
        if session.issuer:
            farewell = self._desk.providers.farewell(session.issuer, self._callers.origin(req))
        answer_json(resp, {"end_session": farewell})


class _Invitation(_Route):
    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        self._callers.check_own_page(req)
        asked = message(req, MESSAGES, "AcceptInvitation")
        actor = self._desk.accept(asked.token, asked.password, self._callers.client(req))
        answer_json(resp, {"actor": actor})


class _Session(_Route, Get):
    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        session = self._gateway.session(req, whole=False)
        reading.parameters(req, {})
        answer_json(resp, self.shown(session))


class _Password(_Route):
    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        session = self._gateway.session(req)
        asked = message(req, MESSAGES, "ChangePassword")
        client = self._callers.client(req)
        signed = self._desk.change_password(session, asked.current, asked.new, client)
        answer_json(resp, self.begun(resp, signed))


class _SecondFactor(_Route):
    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        session = self._gateway.session(req, whole=False)
        asked = message(req, MESSAGES, "ShowSecondFactor")
        signed = self._desk.show_factor(session, asked.code, self._callers.client(req))
        answer_json(resp, self.begun(resp, signed))


class _Offer(_Route):
    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        session = self._gateway.session(req, whole=False)
        message(req, MESSAGES, "Nothing")
        offer = self._desk.offer_factor(session)
        answer_json(resp, {"secret": offer.secret, "uri": offer.uri})


class _Confirm(_Route):
    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        session = self._gateway.session(req, whole=False)
        asked = message(req, MESSAGES, "ConfirmSecondFactor")
        signed, codes = self._desk.confirm_factor(session, asked.code, self._callers.client(req))
        answer_json(resp, {**self.begun(resp, signed), "recovery_codes": list(codes)})


class _Sessions(_Route, Get):
    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        session = self._gateway.session(req)
        reading.parameters(req, {})
        items = [
            {
                "id": one.id,
                "this": one.id == session.id,
                "provider": one.issuer,
                "address": one.address,
                "agent": one.agent,
                "started_at": instant(one.started_at),
                "seen_at": instant(one.seen_at),
                "expires_at": instant(one.expires_at),
            }
            for one in self._desk.sessions.of(session.actor)
        ]
        answer_json(resp, {"items": items})


class _End(_Route):
    def on_post(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        accept(req, "application/json")
        session = self._gateway.session(req)
        reading.segment("id", id, reading.ID)
        message(req, MESSAGES, "Nothing")
        if not self._desk.sessions.end(session.actor, id):
            raise Refusal("session-unknown")
        self._desk.access.write("session-ended", self._callers.client(req), session.actor)
        answer_json(resp, {"id": id})
