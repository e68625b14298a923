"""`kiemdinh`, the command line; `python -m services` is the same."""

import importlib
import os
import sys
from importlib.util import find_spec
from typing import Any

import click

from libs.kernel.texts import shown

COMMANDS = {
    "demo": "services.cli.demo.command:demo",
    "serve": "services.cli.platform:serve",
    "letters": "services.cli.letters:letters",
    "import": "services.cli.bulk:import_",
    "export-table": "services.cli.bulk:export_table",
    "template": "services.cli.bulk:template",
    "evidence": "services.cli.evidence:evidence",
    "history": "services.cli.history:history",
    "replay": "services.cli.replay:command",
    "export": "services.cli.export:command",
    "verify": "services.cli.verify:command",
    "receipt": "services.cli.receipt:command",
    "whole": "services.cli.whole:command",
    "account": "services.cli.account:account",
    "parked": "services.cli.parked:parked",
    "partner": "services.cli.partner:partner",
    "vault": "services.cli.vault:vault",
    "migrate": "services.cli.migrate:migrate",
    "reorganise": "services.cli.reorganise.command:reorganise",
    "conformance": "services.cli.conformance.command:conformance",
    "golden": "services.cli.golden:golden",
}
"""Where each command stands. Imported when it is called: an image holds only what it runs."""


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        """Invoke a command; what it ends with may hold a stranger's text."""
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            fit = shown(error.message)
            if fit == error.message:
                raise
            raise click.ClickException(fit) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        here = (name for name, place in COMMANDS.items() if _found(place))
        return [*here, *sorted(super().list_commands(ctx))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if not _found(COMMANDS.get(cmd_name, "")):
            return super().get_command(ctx, cmd_name)
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


def _found(place: str) -> bool:
    return bool(place) and find_spec(place.partition(":")[0]) is not None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Kiemdinh: kiểm định chất lượng giáo dục và công nhận đạt chuẩn quốc gia."""


@main.command()
@click.argument("name")
def service(name: str) -> None:
    """Chạy một tiến trình của hệ thống phân tán (registry, gateway, console, relay, sealer...)."""
    # A fresh process: services.host must be the first to import what eventlet patches.
    os.execv(sys.executable, [sys.executable, "-m", "services.host", name])


if __name__ == "__main__":
    main(prog_name="kiemdinh")
