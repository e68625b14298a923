"""`kiemdinh whole`: a log that was broken and has been restored takes acts again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from libs.hosting.installation import SEALER, dsn
from libs.hosting.private_postgres import NotStarted, PrivatePostgres
from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings
from libs.log.database import INFRASTRUCTURE, Database
from libs.proof.comparison import Broken, Comparison


@click.command("whole")
@click.argument("log")
@click.option(
    "--database",
    help="Cơ sở dữ liệu (libpq) của vai trò kd_sealer; mặc định là biến KIEMDINH_DATABASE cùng "
    "KIEMDINH_PASSWORD, không có thì KIEMDINH_ADMIN_DATABASE cùng KIEMDINH_SEALER_PASSWORD, như "
    "của kiemdinh migrate.",
)
@click.option(
    "--var",
    type=click.Path(path_type=Path),
    default=Path("var/serve"),
    show_default=True,
    help="Dữ liệu của nền tảng đang dừng, khi không nêu cơ sở dữ liệu nào.",
)
def command(log: str, database: str | None, var: Path) -> None:
    """So toàn bộ sổ LOG (ví dụ 79) với những gì đã ký; đúng cả thì sổ nhận việc trở lại."""
    try:
        with _opened(database, var) as db:
            count = Comparison(db).whole(log)
            with db.autocommit() as cursor:
                cursor.execute("select log.whole(%s)", (log,))
    except Broken as broken:
        where = f" Mục có chỉ số {broken.index}." if broken.index >= 0 else ""
        raise click.ClickException(
            f"Sổ {log} chưa được khôi phục.{where} {broken.said}"
        ) from broken
    except (BadSettings, NotStarted) as error:
        raise click.ClickException(str(error)) from error
    except INFRASTRUCTURE as error:
        raise click.ClickException(f"Cơ sở dữ liệu không trả lời: {error}") from error
    click.echo(f"Sổ {log} đúng là sổ đã ký: {count} mục. Sổ nhận việc trở lại.")


@contextmanager
def _opened(database: str | None, var: Path) -> Iterator[Database]:
    """Give the database that is named, by the environment too, or a stopped platform's own."""
    env = Environment()

    def named(name: str) -> bool:
        return bool({name, f"{name}_FILE"} & env.variables.keys())

    if database or named("KIEMDINH_DATABASE"):
        where = database or env.uri("KIEMDINH_DATABASE")
    elif named("KIEMDINH_ADMIN_DATABASE"):
        admin = env.uri("KIEMDINH_ADMIN_DATABASE", "KIEMDINH_POSTGRES_PASSWORD")
        where = dsn(admin, SEALER, env.secret("KIEMDINH_SEALER_PASSWORD"))
    elif (var / "postgres").is_dir():
        with PrivatePostgres(var / "postgres") as own, _pool(own.dsn) as db:
            yield db
        return
    else:
        raise BadSettings(f"Thiếu --database hoặc KIEMDINH_DATABASE; không có dữ liệu ở '{var}'.")
    with _pool(where) as db:
        yield db


@contextmanager
def _pool(where: str) -> Iterator[Database]:
    db = Database(where, "seal", 2)
    try:
        yield db
    finally:
        db.close()
