"""`python -m tests.documents.check FOLDER`: every sample as files and pictures to look at, timed.

LibreOffice opens each .docx without repair, and every text of the data is on its pages. A report of
28 sheets and 120 files is made three times: in less than `MOST` seconds, twice the same bytes.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from shutil import which

import pypdf

from libs.kernel.problems import Wire
from services.documents.document import Form
from services.documents.making import Kind, Maker
from tests.documents import answers as given
from tests.documents.test_data import WHOLE, form_of
from tests.documents.test_making import missing

SECONDS = 60.0
MOST = 5.0
"""Seconds that a report may take on an ordinary machine, the start of its process included."""
TIMES = 3
DPI = "60"
KINDS: tuple[Kind, ...] = ("pdf", "docx")
NEEDED = {
    "soffice": "LibreOffice (apt-get install libreoffice-writer)",
    "pdftoppm": "Poppler (apt-get install poppler-utils)",
}


def main() -> int:
    """Return 0 when all is well, 1 when something is slow or lacking, 2 without what is needed."""
    lacking = [said for program, said in NEEDED.items() if which(program) is None]
    if lacking:
        print(f"cannot check: {' and '.join(lacking)} not found", file=sys.stderr)
        return 2
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    wrong = 0
    for name, form, data in _samples():
        for kind in KINDS:
            wrong += _made(folder, name, form, kind, data)
    print(f"pictures of every page: {folder}/pages")
    return int(wrong > 0)


def _samples() -> list[tuple[str, Form, Wire]]:
    """Return name, form and data of every document; those of the large report last."""
    found = []
    for case in WHOLE:
        document, answers = case.values
        form = document.form(answers)  # type: ignore[union-attr]
        found.append((str(case.id), form, form.data(answers)))
    large = given.large()
    for name in ("evidence_list", "criterion_sheets", "report"):
        form = form_of("cycle", name, large)
        found.append((f"large-{name}", form, form.data(large)))
    return found


def _made(folder: Path, name: str, form: Form, kind: Kind, data: Wire) -> bool:
    """Make a document, say how, and return whether something is wrong with it."""
    large = name.startswith("large")
    maker, contents, seconds = Maker(), set(), []
    for _ in range(TIMES if large else 2):
        before = time.monotonic()
        contents.add(maker.make(form, kind, data, SECONDS).content)
        seconds.append(time.monotonic() - before)
    median = statistics.median(seconds)
    file = folder / f"{name}.{kind}"
    file.write_bytes(contents.pop())
    pdf = file if kind == "pdf" else _opened(file, folder)
    reader = pypdf.PdfReader(pdf)
    text = "\n".join(page.extract_text() for page in reader.pages)
    lacking = missing(form, data, text)
    same = "same bytes" if not contents else "OTHER BYTES"
    print(
        f"{file.name}: {len(reader.pages)} pages, {file.stat().st_size // 1024} kB,"
        f" {median:.2f} s, {same}, {len(lacking)} texts missing {lacking[:3]}"
    )
    pictures = folder / "pages"
    pictures.mkdir(exist_ok=True)
    to = str(pictures / f"{name}-{kind}")
    subprocess.run(["pdftoppm", "-r", DPI, "-png", str(pdf), to], check=True, timeout=300)
    return bool(lacking or contents or (large and median >= MOST))


def _opened(file: Path, folder: Path) -> Path:
    """Return the PDF that LibreOffice makes of a .docx."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    shown = folder / "libreoffice"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(shown), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return shown / f"{file.stem}.pdf"


if __name__ == "__main__":
    sys.exit(main())
