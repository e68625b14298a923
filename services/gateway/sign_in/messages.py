"""What is said to sign in and about accounts; the API document is made from these classes."""

from dataclasses import dataclass
from typing import Annotated

from libs.kernel.messages import Id, pattern, size
from services.gateway.sign_in.passwords import MOST

Person = Annotated[str, pattern(r"u:[0-9a-z_]{1,64}", "u:5f0c2a")]
Login = Annotated[str, pattern(r"[a-z0-9][a-z0-9._@-]{2,63}", "lan.nguyen")]
Password = Annotated[str, size(1, MOST)]
Code = Annotated[str, size(6, 40)]


@dataclass(frozen=True, slots=True)
class SignIn:
    """Sign in with login name and password; a second factor follows where there is one."""

    login: Annotated[str, size(1, 200)]
    password: Password


@dataclass(frozen=True, slots=True)
class ShowSecondFactor:
    """Show the second factor: a code of the app, or one of the recovery codes."""

    code: Code


@dataclass(frozen=True, slots=True)
class OfferSecondFactor:
    """Ask for a secret; to replace one that is set, with the password or a code of it."""

    proof: Annotated[str, size(0, MOST)] = ""


@dataclass(frozen=True, slots=True)
class ConfirmSecondFactor:
    """Take the offered second factor into use, with its first code."""

    code: Annotated[str, pattern(r"[0-9]{6}", "492039")]


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """Replace the password; all other sessions end."""

    current: Password
    new: Password


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """Set the first password, or a new one after a reset, with the invitation's token."""

    token: Annotated[str, size(1, 100)]
    password: Password


@dataclass(frozen=True, slots=True)
class CreateAccount:
    """Give a person a login name; the answer holds the invitation, once."""

    actor: Person
    login: Login


@dataclass(frozen=True, slots=True)
class CreateSampleAccount:
    """Give a sample person of a demonstration a login name; `title` says who that is."""

    actor: Person
    login: Login
    title: Annotated[str, size(1, 200)]


@dataclass(frozen=True, slots=True)
class LinkAccount:
    """Let who an identity provider knows by this value of its claim sign in as the person."""

    provider: Id
    value: Annotated[str, size(1, 255)]


@dataclass(frozen=True, slots=True)
class UnlinkAccount:
    """End what links the person to an identity provider."""

    provider: Id


@dataclass(frozen=True, slots=True)
class Nothing:
    """An empty object: the path says everything."""
