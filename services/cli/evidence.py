"""`kiemdinh evidence`: a folder of files sent to a school's evidence, and the list beside it."""

import hashlib
from base64 import b64encode
from pathlib import Path

import click
import requests

from libs.files.store import PIECE, digest
from libs.kernel.problems import Wire
from services.cli.api import Api, Away, Refused
from services.cli.bulk import import_, platform_options
from services.cli.console import say

LIST_ENDINGS = (".xlsx", ".csv")


@click.command()
@click.argument("school")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--list",
    "listed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Bảng kê theo mẫu 'evidence' (kiemdinh template evidence), nêu tên từng tệp.",
)
@click.option("--confirm", is_flag=True, help="Ghi bảng kê vào sổ nếu không dòng nào sai.")
@platform_options
@click.pass_context
def evidence(
    context: click.Context,
    school: str,
    folder: Path,
    listed: Path | None,
    confirm: bool,
    url: str,
    key: str,
    log: str,
) -> None:
    """Gửi mọi tệp trong một thư mục làm minh chứng của trường SCHOOL, rồi nhập bảng kê.

    Khóa là của người có vai trò ở chính trường đó. Bị cắt giữa chừng thì chạy lại: tệp đã gửi không
    bị gửi lần nữa, tệp gửi dở được gửi nốt.
    """
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.resolve() != _same(listed))
    sender = _Sender(Api(url, key), log, school)
    refused = 0
    try:
        for n, path in enumerate(files, 1):
            name = path.relative_to(folder).as_posix()
            try:
                told = sender.send(path, name)
            except Refused as problem:
                refused += 1
                say(f"[{n}/{len(files)}] {name}: KHÔNG NHẬN, {problem.detail}")
                continue
            say(f"[{n}/{len(files)}] {name}: đã nhận, {told['media_type']}")
            for warning in told["warnings"]:
                say(f"    Cảnh báo: {warning}")
    except Away as away:
        raise click.ClickException(f"Không gọi được hệ thống: {away}") from away
    if refused:
        raise click.ClickException(f"{refused} tệp không được nhận; bảng kê chưa được nhập.")
    if listed is not None:
        context.invoke(
            import_, layout="evidence", file=listed, url=url, key=key, log=log, confirm=confirm
        )


def _same(path: Path | None) -> Path | None:
    return None if path is None else path.resolve()


class _Sender:
    """Sends files to one school's evidence, each from where it stopped."""

    def __init__(self, api: Api, log: str, school: str) -> None:
        self._api = api
        self._log, self._school = log, school

    def send(self, path: Path, name: str) -> Wire:
        """Return what the platform says of a file that it has taken; raises `Refused`, `Away`."""
        sha256 = digest(path)
        # Named after what is sent: the same file again goes on with the same upload.
        said = f"{self._log} {self._school} {name} {sha256}"
        request = f"file-{hashlib.sha256(said.encode()).hexdigest()[:40]}"
        found = self._announce(name, path.stat().st_size, sha256, request)
        with path.open("rb") as file:
            while found["state"] == "receiving":
                file.seek(found["offset"])
                piece = file.read(min(found["piece"], 4 * PIECE))
                found = self._append(found, piece)
        if found["state"] != "done":
            raise Refused(422, {"code": found["code"], "detail": found["reason"]})
        return found

    def _announce(self, name: str, size: int, sha256: str, request: str) -> Wire:
        headers = {
            "Idempotency-Key": request,
            "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:",
        }
        path = f"/v1/{self._log}/evidence/{self._school}/uploads"
        answer = self._api.call("POST", path, headers, body={"name": name, "file_size": size})
        return _json(answer)

    def _append(self, found: Wire, piece: bytes) -> Wire:
        path = f"/v1/{self._log}/uploads/{found['id']}"
        headers = {
            "Content-Type": "application/partial-upload",
            "Upload-Offset": str(found["offset"]),
        }
        try:
            return _json(self._api.call("PATCH", path, headers, raw=piece))
        except Refused as refused:
            # An answer that was lost: the piece may have come all the same.
            if refused.code != "upload-offset":
                raise
            return _json(self._api.call("GET", path, {}))


def _json(answer: requests.Response) -> Wire:
    found: Wire = answer.json()
    return found
