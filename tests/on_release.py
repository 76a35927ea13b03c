"""Install the wheel of a folder into an empty environment away from the repository and run the README there.

    python tests/on_release.py DIST

What runs is all Python of the README beside a list of two people, then the command line; ``make release`` calls it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = "Дата подписания,Возраст\n03.07.2023,38\n13.08.2023,24\n"


def main(dist: Path) -> None:
    """Try the wheel as somebody who has nothing else."""
    [wheel], [sdist] = ([path.resolve() for path in dist.glob(ending)] for ending in ("*.whl", "*.tar.gz"))
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert blocks
    with tempfile.TemporaryDirectory(prefix="musterbook-release-") as folder:
        python = Path(folder, "env", "bin", "python")
        Path(folder, "list.csv").write_text(LIST, "utf-8")

        def run(*command: object) -> str:
            text = [str(one) for one in command]
            return subprocess.run(text, cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout

        run(sys.executable, "-m", "venv", python.parents[1])
        run(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python, wheel)
        run(python, "-I", "-c", "\n".join(blocks))
        told = run(python.with_name("musterbook"), "--version").strip()
    print(f"release: {wheel.name} and {sdist.name}; the wheel alone ran the README and says {told}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
