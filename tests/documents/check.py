"""`python -m tests.documents.check FOLDER`: every sample as files to look at, and what LibreOffice
makes of the .docx. It opens each without repair, and every text of the data is on its pages."""

import subprocess
import sys
from pathlib import Path

import pypdf

from services.documents.making import Maker
from tests.documents.test_data import EVERY
from tests.documents.test_making import missing

SECONDS = 60.0


def main() -> int:
    """Return 0 when LibreOffice shows every text of every .docx."""
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    maker, wrong = Maker(), 0
    for case in EVERY:
        document, answers = case.values
        form = document.form(answers)  # type: ignore[union-attr]
        data = form.data(answers)
        for kind in ("pdf", "docx"):
            file = folder / f"{case.id}.{kind}"
            file.write_bytes(maker.make(form, kind, data, SECONDS).content)
            if kind == "docx":
                lacking = missing(form, data, _shown(file, folder))
                print(f"{file.name}: {len(lacking)} texts missing {lacking[:3]}")
                wrong += bool(lacking)
    return int(wrong > 0)


def _shown(file: Path, folder: Path) -> str:
    """Return the text of the pages that LibreOffice makes of a .docx."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    shown = folder / "libreoffice"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(shown), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    reader = pypdf.PdfReader(shown / f"{file.stem}.pdf")
    return "\n".join(page.extract_text() for page in reader.pages)


if __name__ == "__main__":
    sys.exit(main())
