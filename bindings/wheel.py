#!/usr/bin/env python3
"""Puts the wheel together from what CMake has built, without pip and without a network.

    wheel.py CMAKE BUILD_FOLDER OUTPUT_FOLDER

Needs Python 3.11, which reads TOML. What a wheel is: the binary distribution format of the Python Packaging User
Guide (PEP 427). Metadata comes from pyproject.toml, which pip reads too.
"""

import base64
import hashlib
import re
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest date of a zip file: equal contents, equal wheels


def metadata(project, version):
    """METADATA: the core metadata of pyproject.toml's [project]."""
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {project['name']}",
        f"Version: {version}",
        f"Summary: {project['description']}",
        f"Keywords: {','.join(project['keywords'])}",
        *(f"Classifier: {one}" for one in project["classifiers"]),
        f"Requires-Python: {project['requires-python']}",
        *(f"Requires-Dist: {one}" for one in project["dependencies"]),
    ]
    for extra, packages in project["optional-dependencies"].items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f"Requires-Dist: {one}; extra == '{extra}'" for one in packages]
    lines += ["Description-Content-Type: text/markdown", "", (ROOT / project["readme"]).read_text(encoding="utf-8")]
    return "\n".join(lines)


def tag():
    """Which interpreters take it: "cp311-cp311-linux_x86_64"."""
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    return f"{python}-{python}-{re.sub('[^A-Za-z0-9]', '_', sysconfig.get_platform())}"


def write(path, files, record_name):
    """Writes the archive: (name, content, whether it is a program) each, and RECORD with the hash of each."""
    record = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, is_program in files:
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.external_attr = (0o100755 if is_program else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(content)}")
        record.append(f"{record_name},,")
        archive.writestr(zipfile.ZipInfo(record_name, EARLIEST), "\n".join(record) + "\n")


def main(cmake, build, output):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = re.search(r"project\(plimsoll VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
    name = f"{project['name']}-{version}"
    with tempfile.TemporaryDirectory() as stage:
        command = [cmake, "--install", build, "--prefix", stage, "--component", "python", "--strip"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        files = []
        for path in sorted(Path(stage).rglob("*")):
            if path.is_file():
                inside = path.relative_to(stage).as_posix()
                is_program = inside.startswith("bin/")
                target = f"{name}.data/scripts/{path.name}" if is_program else inside
                files.append((target, path.read_bytes(), is_program))
    about = f"Wheel-Version: 1.0\nGenerator: plimsoll\nRoot-Is-Purelib: false\nTag: {tag()}\n"
    files += [
        (f"{name}.dist-info/METADATA", metadata(project, version).encode(), False),
        (f"{name}.dist-info/WHEEL", about.encode(), False),
        (f"{name}.dist-info/LICENSE", (ROOT / "LICENSE").read_bytes(), False),
    ]
    Path(output).mkdir(parents=True, exist_ok=True)
    path = Path(output) / f"{name}-{tag()}.whl"
    write(path, files, f"{name}.dist-info/RECORD")
    print(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
