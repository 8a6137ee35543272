"""The release archive: what a HACS user receives works without the rest of the repository."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parent.parent


def test_archive_carries_grammars_and_model(tmp_path: Path) -> None:
    """The code finds grammars and models inside the unpacked archive."""
    subprocess.run([ROOT / "script" / "package"], check=True, capture_output=True)
    steward = tmp_path / "steward"
    ZipFile(ROOT / "dist" / "steward.zip").extractall(steward)
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "from agent.resources import folder as f; print(f('grammars'), f('models'))",
        ],
        cwd=steward,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert found == [str(steward / "grammars"), str(steward / "models")]
    assert (steward / "manifest.json").is_file()
    assert (steward / "grammars" / "light.gbnf").is_file()
    assert (steward / "models" / "steward.gguf").is_file()
