"""Everything that signing in has, right and wrong, in a process that logs as it does in service.

`python -m tests.gateway.life URI`: URI is of a database that holds an installation. The log lines,
all levels, go to standard error; every secret there was goes to standard output, as a JSON list.
"""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from libs.hosting import logging
from services.gateway.sign_in.sessions import Sessions
from tests.gateway.identity_provider import CALLBACK, SECRET, Liar, provider
from tests.gateway.installation import OPERATOR_KEY, PASSWORD, PUBLIC, SETTINGS, Installation

TYPED = "mật khẩu gõ nhầm vào ô tên"
NEW = "Một mật khẩu hoàn toàn mới"


def live(at: Installation, liar: Liar) -> set[str]:
    """Do everything that signing in has, right and wrong; return every secret there was."""
    secrets = {PASSWORD, NEW, TYPED, SECRET, OPERATOR_KEY}
    at.clock.now = datetime.now(UTC)
    at.restart(replace(SETTINGS, providers=(provider(liar.issuer),)))
    invitation = at.invited("lan")
    lan = at.browser()
    lan.post("/v1/invitation", {"token": invitation, "password": PASSWORD})
    lan.post("/v1/invitation", {"token": invitation, "password": PASSWORD})
    lan.sign_in(TYPED, PASSWORD)
    lan.sign_in("lan", TYPED)
    lan.sign_in("lan")
    secrets |= {invitation, *lan.cookies.values()}
    at.facts.grant("lan", "officer", "so")
    lan.set_up()
    assert lan.app is not None
    secrets |= {lan.app.secret, *lan.recovery, *lan.cookies.values()}
    secrets |= {code.replace("-", "") for code in lan.recovery}
    wrong = {"current": TYPED, "new": NEW}
    lan.post("/v1/session/password", wrong)
    at.clock.pass_(seconds=5)
    lan.post("/v1/session/password", {"current": PASSWORD, "new": NEW})
    secrets |= set(lan.cookies.values())
    made = lan.issue(scope=["read"], proof=NEW)
    secrets.add(made.json["key"])
    bearer = {"Authorization": f"Bearer {made.json['key']}"}
    assert at.client.simulate_get("/v1/79/count", headers=bearer).status_code == 200
    at.client.simulate_get(
        "/v1/79/count", headers={"Authorization": f"Bearer {TYPED}".encode().decode("latin-1")}
    )
    lan.post(f"/v1/keys/{made.json['id']}/end")
    at.operator("/v1/accounts/lan/link", {"provider": "so", "value": "lan"})
    for claims in ({}, {"nonce": "another"}):
        liar.claims = claims
        browser = at.browser()
        url = browser.get("/v1/sign-in/so").headers["Location"]
        asked = parse_qs(urlsplit(url).query)
        secrets |= {asked["state"][0], asked["nonce"][0], *browser.cookies.values()}
        location = liar.visit(url).replace("code=any", "code=code-of-the-provider")
        assert location.startswith(CALLBACK)
        browser.get(location.removeprefix(PUBLIC))
        secrets |= {"code-of-the-provider", liar.token(), *browser.cookies.values()}
        secrets.add(liar.forms[-1]["code_verifier"])
    secrets.add(at.operator("/v1/accounts/lan/reset").json["invitation"])
    return secrets


def meet_a_bug(at: Installation) -> None:
    """Sign in where a bug waits."""

    def broken(*_: object, **__: object) -> str:
        raise ZeroDivisionError

    Sessions.start = broken  # type: ignore[method-assign]
    at.clock.pass_(hours=25)
    token = at.operator("/v1/accounts/lan/reset").json["invitation"]
    lan = at.browser()
    lan.post("/v1/invitation", {"token": token, "password": PASSWORD})
    answer = lan.sign_in("lan")
    assert (answer.status_code, answer.json["code"]) == (500, "internal"), answer.text


if __name__ == "__main__":
    logging.configure("gateway", "DEBUG")
    liar = Liar()
    installation = Installation(sys.argv[1])
    found = live(installation, liar)
    types = sorted({event.type for event in installation.log.follow("79", 0, 1000)})
    meet_a_bug(installation)
    liar.close()
    print(json.dumps({"secrets": sorted(found), "types": types}))
