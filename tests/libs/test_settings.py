import stat
from pathlib import Path

import pytest

from libs.hosting.settings import (
    Environment,
    GatewaySettings,
    InstallationSettings,
    SealerSettings,
    ServiceSettings,
    VaultSettings,
)
from libs.kernel.problems import BadSettings
from libs.people.kept_secret import kept_secret

SERVICE = {
    "KIEMDINH_DATABASE": "postgresql://kd_review@db:5432/kiemdinh",
    "KIEMDINH_AMQP": "amqp://review@mq/kiemdinh",
    "KIEMDINH_PASSWORD": "a long/secret: enough",
}


def test_one_password_opens_the_database_and_the_broker() -> None:
    read = ServiceSettings.read(Environment(SERVICE))
    word = "a%20long%2Fsecret%3A%20enough"
    assert read.dsn == f"postgresql://kd_review:{word}@db:5432/kiemdinh"
    assert read.amqp_uri == f"amqp://review:{word}@mq/kiemdinh"


def test_a_setting_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file, long enough\n")
    given = {**SERVICE, "KIEMDINH_PASSWORD_FILE": str(tmp_path / "secret")}
    assert "from%20a%20file" in ServiceSettings.read(Environment(given)).dsn


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    given = {**SERVICE, "KIEMDINH_PASSWORD_FILE": str(tmp_path / "nowhere")}
    with pytest.raises(BadSettings, match="KIEMDINH_PASSWORD_FILE"):
        ServiceSettings.read(Environment(given))


@pytest.mark.parametrize("name", ["KIEMDINH_DATABASE", "KIEMDINH_AMQP", "KIEMDINH_PASSWORD"])
def test_what_is_missing_is_named(name: str) -> None:
    given = {key: value for key, value in SERVICE.items() if key != name}
    with pytest.raises(BadSettings, match=f"Thiếu biến môi trường {name}"):
        ServiceSettings.read(Environment(given))


@pytest.mark.parametrize("secret", ["demo-1", "demo-a-very-long-one-that-is-known", "short"])
def test_a_known_or_guessable_secret_is_for_demonstrations_only(secret: str) -> None:
    given = {**SERVICE, "KIEMDINH_PASSWORD": secret}
    with pytest.raises(BadSettings, match="KIEMDINH_PASSWORD là mật khẩu mẫu"):
        ServiceSettings.read(Environment(given))
    read = ServiceSettings.read(Environment({**given, "KIEMDINH_DEMO": "1"}))
    assert f":{secret}@" in read.dsn


def test_a_sample_password_inside_an_address_is_refused_too() -> None:
    given = {**SERVICE, "KIEMDINH_DATABASE": "postgresql://kd_review:demo-1@db/kiemdinh"}
    with pytest.raises(BadSettings, match="KIEMDINH_DATABASE"):
        ServiceSettings.read(Environment(given))


def test_an_address_without_a_host_is_refused() -> None:
    with pytest.raises(BadSettings, match="KIEMDINH_DATABASE phải có dạng"):
        ServiceSettings.read(Environment({**SERVICE, "KIEMDINH_DATABASE": "dbname=x"}))


def test_the_gateway_reads_its_key_and_its_provinces() -> None:
    given = {
        **SERVICE,
        "KIEMDINH_OPERATOR_KEY": "0123456789abcdef",
        "KIEMDINH_TRANSIT_KEY": "0123456789abcdef",
        "KIEMDINH_LOGS": "79 77",
    }
    read = GatewaySettings.read(Environment(given))
    assert (read.logs, read.port, read.demo) == (("79", "77"), 8080, False)
    with pytest.raises(BadSettings, match="KIEMDINH_PORT phải là số nguyên"):
        GatewaySettings.read(Environment({**given, "KIEMDINH_PORT": "http"}))


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    given = {
        **SERVICE,
        "KIEMDINH_OPERATOR_KEY": "secret-key-of-operator",
        "KIEMDINH_TRANSIT_KEY": "secret-key-of-transit",
        "KIEMDINH_VAULT": "/var/lib/kiemdinh/vault",
        "KIEMDINH_VAULT_KEY": "secret-key-of-the-vault",
        "KIEMDINH_SIGNER_TOKEN": "secret-token-of-signer",
        "KIEMDINH_SIGNER_URL": "unix:/run/signer/socket",
        "KIEMDINH_DOMAIN": "kiemdinh.example",
        "KIEMDINH_REVIEW_PASSWORD": "secret-of-the-review",
        "KIEMDINH_ADMIN_DATABASE": "postgresql://admin:secret-of-the-admin@db/kiemdinh",
    }
    env = Environment(given)
    shown = [
        repr(ServiceSettings.read(env, vaulted=True)),
        repr(GatewaySettings.read(env)),
        repr(SealerSettings.read(env)),
        repr(InstallationSettings.read(env, ("review",))),
    ]
    assert not [text for text in shown if "secret" in text]


def test_the_vault_and_its_keys_are_asked_of_the_service_that_keeps_it_alone() -> None:
    plain = ServiceSettings.read(Environment(SERVICE))
    assert (plain.vault, plain.transit_key) == (None, None)
    given = {
        **SERVICE,
        "KIEMDINH_VAULT": "/vault",
        "KIEMDINH_VAULT_KEY": "0123456789abcdef",
        "KIEMDINH_TRANSIT_KEY": "fedcba9876543210",
    }
    vaulted = ServiceSettings.read(Environment(given), vaulted=True)
    assert vaulted.vault == VaultSettings(Path("/vault"), "0123456789abcdef")
    assert vaulted.transit_key == "fedcba9876543210"
    for name in ("KIEMDINH_VAULT_KEY", "KIEMDINH_TRANSIT_KEY"):
        with pytest.raises(BadSettings, match=name):
            ServiceSettings.read(Environment({**given, name: "demo-1"}), vaulted=True)


def test_a_secret_of_our_own_is_made_once_for_this_account(tmp_path: Path) -> None:
    made = kept_secret(tmp_path / "key")
    assert len(made) == 43
    assert kept_secret(tmp_path / "key") == made
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_an_installation_has_a_password_for_each_process() -> None:
    given = {
        "KIEMDINH_ADMIN_DATABASE": "postgresql://admin:secret-of-the-admin@db/kiemdinh",
        "KIEMDINH_REVIEW_PASSWORD": "secret-of-the-review",
    }
    read = InstallationSettings.read(Environment(given), ("review",))
    assert read.passwords == {"review": "secret-of-the-review"}
    assert read.management is None
    with pytest.raises(BadSettings, match="KIEMDINH_RELAY_PASSWORD"):
        InstallationSettings.read(Environment(given), ("review", "relay"))
