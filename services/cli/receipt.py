"""`kiemdinh receipt`: check that an act is in the signed log, by its receipt alone."""

import sys
from pathlib import Path

import click

from libs.proof.receipts import Receipt
from libs.proof.signed_notes import BadNote, Policy
from services.cli.verify import shown


@click.command("receipt")
@click.argument("proof", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--leaf",
    required=True,
    help="Mã băm lá mà câu trả lời của lệnh đã nêu (Kiemdinh-Leaf), 64 chữ số thập lục phân.",
)
@click.option(
    "--policy",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp khóa tin cậy (C2SP tlog-policy) lấy từ nguồn tin cậy.",
)
def command(proof: Path, leaf: str, policy: Path) -> None:
    """Kiểm tra biên nhận PROOF (C2SP tlog-proof); mã thoát 0 khi đạt, 1 khi không."""
    try:
        receipt = Receipt.parse(proof.read_bytes())
        signed = receipt.check(bytes.fromhex(leaf), Policy.parse(policy.read_bytes()))
    except (BadNote, ValueError) as error:
        click.echo(shown(f"KHÔNG ĐẠT: {error}"))
        sys.exit(1)
    click.echo(shown(f"Sổ: {signed.origin}"))
    where = f"vị trí {receipt.index + 1} trong {signed.size} mục đã ký"
    click.echo(f"ĐẠT: việc này có trong sổ, {where}, gốc {signed.root.hex()}.")
