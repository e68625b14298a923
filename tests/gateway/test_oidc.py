"""Sign-in with an identity provider: an independent one, one that lies, and one that is away."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from falcon import testing

from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings
from services.gateway.sign_in.oidc_client import MOST_BYTES, Away, Client
from services.gateway.sign_in.settings import SignInSettings
from tests.gateway.identity_provider import (
    CALLBACK,
    CLIENT,
    SECRET,
    Liar,
    NanoIdp,
    _new_key,
    free_port,
    nano_idp,
    provider,
)
from tests.gateway.installation import PUBLIC, SETTINGS, Browser, Installation, refused

pytestmark = pytest.mark.e2e

PATIENCE = timedelta(seconds=1)


@pytest.fixture(scope="module")
def idp() -> Iterator[NanoIdp]:
    with nano_idp() as running:
        yield running


@pytest.fixture
def liar() -> Iterator[Liar]:
    made = Liar()
    yield made
    made.close()


def trusting(at: Installation, issuer: str, **more: Any) -> Installation:
    """Let an installation, at the true time, trust a provider; Lan and Minh are linked to it."""
    at.clock.now = datetime.now(UTC)
    at.restart(replace(SETTINGS, providers=(provider(issuer, **more),)))
    for person in ("lan", "minh"):
        at.invited(person)
        linked = at.operator(f"/v1/accounts/{person}/link", {"provider": "so", "value": person})
        assert linked.status_code == 200, linked.text
    return at


def left(browser: Browser, return_to: str = "/") -> str:
    """Return where a browser is sent that wants to sign in with the provider."""
    answer = browser.get(f"/v1/sign-in/so?return_to={return_to}")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def back(browser: Browser, location: str) -> testing.Result:
    """Return the answer to the browser that the provider has sent back."""
    assert location.startswith(f"{CALLBACK}?")
    return browser.get(location.removeprefix(PUBLIC), Sec_Fetch_Site="cross-site")


def test_who_is_linked_signs_in(at: Installation, idp: NanoIdp) -> None:
    trusting(at, idp.issuer)
    browser = at.browser()
    shown = browser.get("/v1/sign-in").json
    assert shown == {"providers": [{"id": "so", "title": "Sở mẫu"}], "samples": None}
    answer = back(browser, idp.visit(left(browser, "/truong/hoasen"), "lan"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/truong/hoasen")
    session = browser.session
    assert (session["actor"], session["provider"]) == ("u:lan", idp.issuer)
    assert session["second_factor"] == "none"
    assert browser.get("/v1/79/count").status_code == 200
    assert set(browser.cookies) == {"__Host-kiemdinh"}
    assert at.acts("u:lan")[-1] == "signed-in"


def test_a_second_factor_at_the_provider_counts_where_the_token_says_so(
    at: Installation, idp: NanoIdp
) -> None:
    trusting(at, idp.issuer)
    for person in ("lan", "minh"):
        at.facts.grant(person, "officer", "so")
    found = {}
    for person in ("lan", "minh"):
        browser = at.browser()
        back(browser, idp.visit(left(browser), person))
        found[person] = browser.session["second_factor"]
    assert found == {"lan": "missing", "minh": "shown"}


@pytest.mark.parametrize(
    ("methods", "factor"),
    [
        (["mfa"], "shown"),
        (["pwd", "hwk"], "shown"),
        (["pwd", "sms"], "none"),
        (["pwd", "pin"], "none"),
        (["otp"], "none"),
        ("mfa", "none"),
        (None, "none"),
    ],
)
def test_two_factors_are_of_different_kinds_and_no_telephone(
    at: Installation, liar: Liar, methods: Any, factor: str
) -> None:
    trusting(at, liar.issuer)
    liar.claims = {"amr": methods}
    browser = at.browser()
    back(browser, liar.visit(left(browser)))
    assert browser.session["second_factor"] == factor


def test_a_provider_may_be_trusted_to_ask_for_two_factors(at: Installation, liar: Liar) -> None:
    trusting(at, liar.issuer, second_factor=True)
    browser = at.browser()
    back(browser, liar.visit(left(browser)))
    assert browser.session["second_factor"] == "shown"


def test_who_is_not_linked_is_not_let_in_whatever_the_mail_address(
    at: Installation, liar: Liar
) -> None:
    trusting(at, liar.issuer)
    at.operator("/v1/accounts", {"actor": "u:chi", "login": "chi@example.org"})
    liar.claims = {"sub": "stranger", "email": "chi@example.org", "email_verified": True}
    browser = at.browser()
    refused(back(browser, liar.visit(left(browser))), 403, "account-not-linked")
    refused(browser.get("/v1/session"), 401, "credentials-missing")


def test_a_link_that_was_ended_or_an_account_that_was_disabled_lets_nobody_in(
    at: Installation, liar: Liar
) -> None:
    trusting(at, liar.issuer)
    browser = at.browser()
    back(browser, liar.visit(left(browser)))
    assert at.operator("/v1/accounts/lan/unlink", {"provider": "so"}).status_code == 200
    refused(browser.get("/v1/session"), 401, "session-ended")
    refused(back(browser, liar.visit(left(browser))), 403, "account-not-linked")
    liar.claims = {"sub": "minh"}
    at.operator("/v1/accounts/minh/disable")
    refused(back(browser, liar.visit(left(browser))), 403, "account-not-linked")


def test_one_identity_is_linked_to_one_account_and_another_claim_is_another_identity(
    at: Installation, liar: Liar
) -> None:
    trusting(at, liar.issuer)
    taken = at.operator("/v1/accounts/minh/link", {"provider": "so", "value": "lan"})
    refused(taken, 409, "link-taken")
    none = at.operator("/v1/accounts/nobody/link", {"provider": "so", "value": "x"})
    refused(none, 404, "account-unknown")
    other = at.operator("/v1/accounts/minh/link", {"provider": "khac", "value": "x"})
    refused(other, 404, "provider-unknown")
    at.restart(replace(SETTINGS, providers=(provider(liar.issuer, claim="employee"),)))
    liar.claims = {"employee": "lan"}
    browser = at.browser()
    refused(back(browser, liar.visit(left(browser))), 403, "account-not-linked")
    at.operator("/v1/accounts/minh/link", {"provider": "so", "value": "lan"})
    back(browser, liar.visit(left(browser)))
    assert browser.session["actor"] == "u:minh"


def test_the_provider_is_asked_with_pkce_state_and_nonce_new_each_time(
    at: Installation, liar: Liar
) -> None:
    trusting(at, liar.issuer)
    browser, seen = at.browser(), []
    for _ in range(2):
        url = left(browser)
        back(browser, liar.visit(url))
        asked = {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
        form = liar.forms[-1]
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        assert (asked["code_challenge_method"], asked["code_challenge"]) == ("S256", challenge)
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["redirect_uri"] == form["redirect_uri"] == CALLBACK
        seen += [asked["state"], asked["nonce"], asked["code_challenge"]]
    assert len(set(seen)) == 6
    rows = at.rows("select row_to_json(r)::text from gateway.authorization_request r")
    assert rows == []


def test_a_provider_does_not_change_what_it_is_asked_by_its_description(
    at: Installation, liar: Liar
) -> None:
    trusting(at, liar.issuer)
    liar.metadata = {
        "code_challenge_method": None,
        "scope": "openid email",
        "response_type": "token",
        "prompt": "none",
        "grant_type": "password",
        "proxies": {"http": "http://127.0.0.1:9"},
    }
    browser = at.browser()
    url = left(browser)
    asked = parse_qs(urlsplit(url).query)
    assert (asked["code_challenge_method"], asked["response_type"]) == (["S256"], ["code"])
    assert (asked["scope"], "prompt" in asked) == (["openid"], False)
    assert back(browser, liar.visit(url)).status_code == 303
    assert liar.forms[-1]["grant_type"] == "authorization_code"


def test_id_and_secret_are_form_encoded_before_they_are_joined(
    at: Installation, liar: Liar
) -> None:
    trusting(at, liar.issuer)
    told = replace(provider(liar.issuer), client_id="a:b", client_secret="một+hai %")
    at.restart(replace(SETTINGS, providers=(told,)))
    liar.claims = {"aud": "a:b"}
    browser = at.browser()
    assert back(browser, liar.visit(left(browser))).status_code == 303
    sent = base64.b64decode(liar.authorizations[-1].removeprefix("Basic ")).decode()
    assert sent == "a%3Ab:m%E1%BB%99t%2Bhai%20%25"
    liar.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    at.restart(replace(SETTINGS, providers=(told,)))
    assert back(browser, liar.visit(left(browser))).status_code == 303
    form = liar.forms[-1]
    assert (form["client_id"], form["client_secret"]) == ("a:b", "một+hai %")


def test_what_the_database_holds_meanwhile_helps_nobody(at: Installation, liar: Liar) -> None:
    trusting(at, liar.issuer)
    browser = at.browser()
    url = left(browser)
    ((row,),) = at.rows("select row_to_json(r)::text from gateway.authorization_request r")
    asked = parse_qs(urlsplit(url).query)
    secrets = [asked["state"][0], asked["nonce"][0], *browser.cookies.values()]
    assert not [secret for secret in secrets if secret in row]


def test_a_state_works_once(at: Installation, idp: NanoIdp) -> None:
    trusting(at, idp.issuer)
    browser = at.browser()
    location = idp.visit(left(browser), "lan")
    held = dict(browser.cookies)
    assert back(browser, location).status_code == 303
    browser.cookies = held
    refused(back(browser, location), 401, "state-unknown")


def test_a_state_is_of_the_browser_that_left(at: Installation, idp: NanoIdp) -> None:
    trusting(at, idp.issuer)
    mine, other = at.browser(), at.browser()
    location = idp.visit(left(mine), "lan")
    left(other)
    refused(back(other, location), 401, "state-unknown")
    refused(back(at.browser(), location), 401, "state-unknown")
    refused(at.browser().get("/v1/sign-in/so/callback"), 401, "state-unknown")


def test_a_state_expires(at: Installation, idp: NanoIdp) -> None:
    trusting(at, idp.issuer)
    browser = at.browser()
    location = idp.visit(left(browser), "lan")
    at.clock.pass_(minutes=10)
    refused(back(browser, location), 401, "state-unknown")


def test_a_code_of_somebody_elses_sign_in_is_worth_nothing(at: Installation, idp: NanoIdp) -> None:
    trusting(at, idp.issuer)
    mine, other = at.browser(), at.browser()
    stolen = parse_qs(urlsplit(idp.visit(left(other), "minh")).query)["code"][0]
    own = idp.visit(left(mine), "lan")
    swapped = re.sub(r"code=[^&]+", f"code={stolen}", own)
    refused(back(mine, swapped), 401, "id-token-invalid")  # the provider misses PKCE's verifier


def test_a_code_works_once(at: Installation, idp: NanoIdp) -> None:
    trusting(at, idp.issuer)
    browser = at.browser()
    first = idp.visit(left(browser), "lan")
    assert back(browser, first).status_code == 303
    code = parse_qs(urlsplit(first).query)["code"][0]
    again = re.sub(r"code=[^&]+", f"code={code}", idp.visit(left(browser), "lan"))
    refused(back(browser, again), 401, "id-token-invalid")


def test_who_declines_is_not_let_in(at: Installation, liar: Liar) -> None:
    trusting(at, liar.issuer)
    browser = at.browser()
    location = liar.visit(left(browser)).replace("code=any", "error=access_denied")
    refused(back(browser, location), 401, "sign-in-declined")
    assert at.acts()[-1] == "sign-in-failed"


def test_an_answer_in_another_providers_name_is_refused(at: Installation, liar: Liar) -> None:
    trusting(at, liar.issuer)
    browser = at.browser()
    other = f"{liar.visit(left(browser))}&iss=https://other.example"
    refused(back(browser, other), 401, "state-unknown")
    assert back(browser, f"{liar.visit(left(browser))}&iss={liar.issuer}").status_code == 303
    liar.metadata = {"authorization_response_iss_parameter_supported": True}
    at.restart(replace(SETTINGS, providers=(provider(liar.issuer),)))
    refused(back(browser, liar.visit(left(browser))), 401, "state-unknown")


def test_a_true_token_that_has_expired_is_refused(at: Installation, idp: NanoIdp) -> None:
    trusting(at, idp.issuer)
    browser = at.browser()
    location = idp.visit(left(browser), "lan")
    at.clock.pass_(minutes=5)  # its tokens live one minute
    problem = refused(back(browser, location), 401, "id-token-invalid")
    assert problem["errors"][0]["pointer"] == "/exp"


@pytest.mark.parametrize(
    ("claims", "at_fault"),
    [
        ({"nonce": "another"}, "/nonce"),
        ({"nonce": None}, "/nonce"),
        ({"nonce": 7}, "/nonce"),
        ({"aud": "another-client"}, "/aud"),
        ({"aud": None}, "/aud"),
        ({"aud": []}, "/aud"),
        ({"aud": [CLIENT, "another-client"]}, "/azp"),
        ({"azp": "another-client"}, "/azp"),
        ({"iss": "https://other.example"}, "/iss"),
        ({"iss": None}, "/iss"),
        ({"exp": int(time.time()) - 3600}, "/exp"),
        ({"exp": None}, "/exp"),
        ({"exp": "tomorrow"}, "/exp"),
        ({"exp": True}, "/exp"),
        ({"iat": None}, "/iat"),
        ({"iat": int(time.time()) + 3600}, "/iat"),
        ({"iat": int(time.time()) - 3600}, "/iat"),
        ({"nbf": int(time.time()) + 3600}, "/nbf"),
    ],
)
def test_a_token_that_says_something_else_is_refused(
    at: Installation, liar: Liar, claims: dict[str, Any], at_fault: str
) -> None:
    trusting(at, liar.issuer)
    liar.claims = claims
    browser = at.browser()
    problem = refused(back(browser, liar.visit(left(browser))), 401, "id-token-invalid")
    assert [error["pointer"] for error in problem["errors"]] == [at_fault]
    refused(browser.get("/v1/session"), 401, "credentials-missing")


def test_a_token_with_several_audiences_names_us_as_its_party(at: Installation, liar: Liar) -> None:
    trusting(at, liar.issuer)
    liar.claims = {"aud": [CLIENT, "another-client"], "azp": CLIENT}
    browser = at.browser()
    assert back(browser, liar.visit(left(browser))).status_code == 303


@pytest.mark.parametrize("kind", ["at+jwt", "logout+jwt", "secevent+jwt"])
def test_a_token_of_another_kind_is_refused(at: Installation, liar: Liar, kind: str) -> None:
    trusting(at, liar.issuer)
    liar.header = {"typ": kind}
    browser = at.browser()
    problem = refused(back(browser, liar.visit(left(browser))), 401, "id-token-invalid")
    assert problem["errors"][0]["pointer"] == "/typ"


def _forged(liar: Liar, how: str) -> None:
    """Have the next token signed in a way that must not count."""
    public = liar.keys["one"].public_key()
    if how == "none":
        liar.algorithm, liar.signs = "none", None
    elif how == "public key as shared secret":
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

        def token() -> str:
            def part(value: Any) -> bytes:
                raw = value if isinstance(value, bytes) else json.dumps(value).encode()
                return base64.urlsafe_b64encode(raw).rstrip(b"=")

            now = int(time.time())
            claims: dict[str, Any] = {
                "iss": liar.issuer,
                "sub": "lan",
                "aud": CLIENT,
                "nonce": liar.nonce,
            }
            claims |= {"iat": now, "exp": now + 60}
            signed = part({"alg": "HS256", "kid": "one", "typ": "JWT"}) + b"." + part(claims)
            return (signed + b"." + part(hmac.digest(pem, signed, "sha256"))).decode()

        liar.token = token  # type: ignore[method-assign]
    elif how == "client secret":
        liar.algorithm, liar.signs = "HS256", "secret-of-the-client-which-is-long-enough"
    elif how == "another key":
        liar.signs = _new_key()
    elif how == "algorithm not allowed":
        liar.algorithm = "RS512"
    elif how == "a short key":
        liar.keys["short"] = liar.signs = _new_key(1024)
        liar.header = {"kid": "short"}
    elif how == "a key in the token":
        liar.signs = _new_key()
        liar.header = {"jku": "https://evil.example/jwks"}


@pytest.mark.parametrize(
    "how",
    [
        "none",
        "public key as shared secret",
        "client secret",
        "another key",
        "algorithm not allowed",
        "a short key",
        "a key in the token",
    ],
)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_token_that_the_provider_did_not_sign_is_refused(
    at: Installation, liar: Liar, how: str
) -> None:
    trusting(at, liar.issuer)
    _forged(liar, how)
    browser = at.browser()
    problem = refused(back(browser, liar.visit(left(browser))), 401, "id-token-invalid")
    assert problem["errors"][0]["pointer"] == "/signature"


@pytest.mark.parametrize("algorithm", ["RS512", "HS256"])
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_provider_does_not_choose_which_algorithms_count(
    at: Installation, liar: Liar, algorithm: str
) -> None:
    trusting(at, liar.issuer)
    liar.metadata = {"id_token_signing_alg_values_supported": [algorithm]}
    liar.algorithm = algorithm
    if algorithm == "HS256":
        liar.signs = SECRET
    browser = at.browser()
    refused(back(browser, liar.visit(left(browser))), 401, "id-token-invalid")


def test_a_new_key_under_the_id_of_the_one_before_is_learnt_at_once(
    at: Installation, liar: Liar
) -> None:
    trusting(at, liar.issuer)
    for _ in range(2):
        browser = at.browser()
        assert back(browser, liar.visit(left(browser))).status_code == 303
        liar.signs = liar.keys["one"] = _new_key()


def test_a_key_that_cannot_be_read_makes_no_other_worthless(at: Installation, liar: Liar) -> None:
    trusting(at, liar.issuer)
    known = liar.jwks()["keys"]
    strange = [{"kty": "EC", "crv": "brainpoolP256r1", "x": "AA", "y": "AA"}, {"kty": "RSA"}, 7]
    liar.jwks = lambda: {"keys": [*strange, *known]}  # type: ignore[method-assign]
    browser = at.browser()
    assert back(browser, liar.visit(left(browser))).status_code == 303


def test_a_new_key_of_the_provider_is_learnt_at_once(at: Installation, idp: NanoIdp) -> None:
    trusting(at, idp.issuer)
    for _ in range(3):
        browser = at.browser()
        assert back(browser, idp.visit(left(browser), "lan")).status_code == 303
        idp.rotate()


def test_a_key_that_the_provider_withdrew_counts_no_more_once_another_is_seen(
    at: Installation, liar: Liar
) -> None:
    trusting(at, liar.issuer)
    browser = at.browser()
    assert back(browser, liar.visit(left(browser))).status_code == 303
    old = liar.signs
    liar.keys = {"two": _new_key()}
    liar.signs, liar.header = liar.keys["two"], {"kid": "two"}
    assert back(browser, liar.visit(left(browser))).status_code == 303
    liar.signs, liar.header = old, {"kid": "one"}
    refused(back(browser, liar.visit(left(browser))), 401, "id-token-invalid")


def test_a_provider_that_is_down_is_said_to_be_away(at: Installation) -> None:
    trusting(at, f"http://127.0.0.1:{free_port()}")
    answer = at.browser().get("/v1/sign-in/so")
    refused(answer, 503, "provider-away")
    assert answer.headers["Retry-After"] == "1"


def test_a_provider_that_goes_down_meanwhile_and_comes_back(at: Installation, idp: NanoIdp) -> None:
    trusting(at, idp.issuer)
    browser = at.browser()
    location = idp.visit(left(browser), "lan")
    idp.stop()
    try:
        refused(back(browser, location), 503, "provider-away")
    finally:
        idp.start()
    assert back(browser, idp.visit(left(browser), "lan")).status_code == 303


@pytest.mark.parametrize("how", ["silent", "trickle", "trickle_head"])
def test_a_provider_that_never_ends_its_answer_is_given_up_in_time(
    at: Installation, liar: Liar, how: str
) -> None:
    trusting(at, liar.issuer)
    settings = replace(SETTINGS, providers=(provider(liar.issuer),), provider_patience=PATIENCE)
    at.restart(settings)
    browser = at.browser()
    location = liar.visit(left(browser))
    setattr(liar, how, True)
    began = time.monotonic()
    refused(back(browser, location), 503, "provider-away")
    at.restart(settings)
    refused(browser.get("/v1/sign-in/so"), 503, "provider-away")
    assert time.monotonic() - began < 2 * PATIENCE.total_seconds() + 8  # a busy machine


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://other.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "https://[so.example/jwks"},
        {"padding": "x" * MOST_BYTES},
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_as_good_as_away(
    at: Installation, liar: Liar, metadata: dict[str, Any]
) -> None:
    trusting(at, liar.issuer)
    liar.metadata = metadata
    refused(at.browser().get("/v1/sign-in/so"), 503, "provider-away")


def test_a_call_to_a_provider_ends_although_its_answer_does_not(liar: Liar) -> None:
    liar.trickle = True
    began = time.monotonic()
    with pytest.raises(Away):
        Client(provider(liar.issuer), PATIENCE.total_seconds())
    assert time.monotonic() - began < 12  # a whole answer takes twice as long


def test_a_provider_sends_nobody_elsewhere(liar: Liar) -> None:
    liar.detour = f"{liar.issuer}/elsewhere"
    with pytest.raises(Away):
        Client(provider(liar.issuer), 5)
    assert liar.visited == ["/.well-known/openid-configuration"]


def test_an_error_of_the_provider_is_no_refusal_of_the_person(at: Installation, liar: Liar) -> None:
    trusting(at, liar.issuer)
    browser = at.browser()
    for status, told in ((500, (503, "provider-away")), (400, (401, "id-token-invalid"))):
        liar.status = status
        refused(back(browser, liar.visit(left(browser))), *told)


def test_one_goes_on_within_this_installation_alone(at: Installation, liar: Liar) -> None:
    trusting(at, liar.issuer)
    for elsewhere in ("//evil.example", "https://evil.example", "/%5Cevil.example", "truong"):
        answer = at.browser().get(f"/v1/sign-in/so?return_to={elsewhere}")
        refused(answer, 400, "parameter-malformed")
    refused(at.browser().get("/v1/sign-in/khac"), 404, "provider-unknown")


def test_signing_out_says_where_to_sign_out_at_the_provider(at: Installation, idp: NanoIdp) -> None:
    trusting(at, idp.issuer)
    browser = at.browser()
    back(browser, idp.visit(left(browser), "lan"))
    farewell = urlsplit(browser.post("/v1/sign-out").json["end_session"])
    assert f"{farewell.scheme}://{farewell.netloc}" == idp.issuer
    asked = parse_qs(farewell.query)
    assert asked == {"client_id": [CLIENT], "post_logout_redirect_uri": [f"{PUBLIC}/"]}
    refused(browser.get("/v1/session"), 401, "credentials-missing")


def test_signing_out_works_while_the_provider_is_away(at: Installation, liar: Liar) -> None:
    trusting(at, liar.issuer)
    browser = at.browser()
    back(browser, liar.visit(left(browser)))
    settings = replace(SETTINGS, providers=(provider(liar.issuer),), provider_patience=PATIENCE)
    at.restart(settings)
    liar.silent = True
    assert browser.post("/v1/sign-out").json == {"end_session": None}


def read(**variables: str) -> SignInSettings:
    """Return the settings that an environment gives."""
    return SignInSettings.read(Environment(variables))


GIVEN = {
    "name": "so",
    "issuer": "https://so.example",
    "client_id": "kiemdinh",
    "client_secret": "x",
}


def test_providers_come_from_the_settings() -> None:
    told = [{**GIVEN, "claim": "employee", "algorithms": ["ES256"], "scopes": ["openid", "x"]}]
    (found,) = read(KIEMDINH_OIDC=json.dumps(told)).providers
    assert (found.name, found.title, found.claim) == ("so", "so", "employee")
    assert (found.algorithms, found.scopes) == (("ES256",), ("openid", "x"))
    assert "client_secret" not in repr(found)


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "http://so.example"},
        {"claim": "email"},
        {"algorithms": ["none"]},
        {"algorithms": ["HS256"]},
        {"algorithms": []},
        {"algorithms": "RS256"},
        {"scopes": ["profile"]},
        {"scopes": "openid"},
        {"scopes": ["openid", 1]},
        {"client_secret": ""},
        {"name": "So Giáo dục"},
        {"mail": "x"},
    ],
)
def test_a_provider_that_is_unsafe_is_refused_at_the_start(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadSettings, match="KIEMDINH_OIDC"):
        read(KIEMDINH_OIDC=json.dumps([{**GIVEN, **wrong}]))


@pytest.mark.parametrize("proxies", [{}, {"KIEMDINH_PROXIES": "0"}])
def test_an_address_of_https_has_a_proxy_in_front_that_says_who_calls(proxies: Any) -> None:
    """Else all callers would be one, whose failures delay everybody."""
    with pytest.raises(BadSettings, match="KIEMDINH_PROXIES"):
        read(KIEMDINH_PUBLIC_URL="https://kiemdinh.example", **proxies)


def test_settings_that_are_unsafe_are_refused_at_the_start() -> None:
    for name, value in (
        ("KIEMDINH_PUBLIC_URL", "http://kiemdinh.example"),
        ("KIEMDINH_PUBLIC_URL", "https://kiemdinh.example/path"),
        ("KIEMDINH_ARGON2_MEMORY", "1024"),
        ("KIEMDINH_SESSION_HOURS", "0"),
        ("KIEMDINH_SIGN_IN_SECRET", "short"),
        ("KIEMDINH_OIDC", "{}"),
        ("KIEMDINH_OIDC", json.dumps([GIVEN, GIVEN])),
    ):
        with pytest.raises(BadSettings):
            read(**{name: value})
    given = {"KIEMDINH_PUBLIC_URL": "https://Kiemdinh.example/", "KIEMDINH_PROXIES": "1"}
    assert read(**given).public_url == PUBLIC
    assert read().hashing.memory == 65536
