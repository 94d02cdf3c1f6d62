"""Running a notebook from a clean kernel, and what came out as a page that can be read without running.

    python3 tests/notebooks/execution.py [NUMBER ...]     takes outputs out of notebooks/, writes docs/notebooks/ anew

Needs the package: PYTHONPATH=build/release/python.
"""

import base64
import io
import json
import os
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
PAGES = ROOT / "docs" / "notebooks"

# What two runs may print differently: the time they took, and digests, which name a version rather than a result.
MASKS = (
    (re.compile(r" in \S+ (?:ms|s|min), \S+ (?:thousand |million )?per second on \d+ threads?"), " in (time)"),
    (re.compile(r"\b[0-9a-f]{16}\b"), "(digest)"),
)
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# Pictures appear below their cells; and the debugger that a kernel brings does not complain.
_KERNEL = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def notebooks():
    """Paths of all notebooks, in order."""
    return sorted(FOLDER.glob("[0-9][0-9]_*.ipynb"))


def keep(path):
    """Writes a notebook as it is kept: without outputs, with what an editor adds taken out."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat_minor = 5
    for number, cell in enumerate(notebook.cells, 1):
        cell.id, cell.metadata = f"cell-{number:02}", {}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    path.write_text(nbformat.writes(notebook, ensure_ascii=False) + "\n", encoding="utf-8")


def executed(path, facts=()):
    """(notebook with outputs, {name: value of that expression at the end}).

    ``facts`` maps names to Python expressions over what the notebook left behind; their values go through JSON.
    """
    notebook = nbformat.read(path, as_version=4)
    count = len(notebook.cells)
    if facts:
        lines = ", ".join(f"{name!r}: {expression}" for name, expression in dict(facts).items())
        cell = nbformat.v4.new_code_cell(f"import json\nprint(json.dumps({{{lines}}}, default=float))")
        notebook.cells.append(cell)
    resources = {"metadata": {"path": str(FOLDER)}}
    client = NotebookClient(notebook, timeout=280, kernel_name="python3", resources=resources)
    # The very interpreter that runs this, and not whichever was registered last.
    client.create_kernel_manager().kernel_spec.argv[0] = sys.executable
    client.execute(env={**os.environ, **_KERNEL})
    values = {}
    if facts:
        values = json.loads("".join(one["text"] for one in notebook.cells[-1].outputs if one["output_type"] == "stream"))
        del notebook.cells[count:]
    return notebook, values


def figures(notebook):
    """The pictures of an executed notebook, as PNG bytes, in order."""
    return [
        base64.b64decode(output["data"]["image/png"])
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]


def _texts(cell):
    """What a cell printed or returned, as text; not the name of what it drew."""
    for output in cell.outputs:
        if output["output_type"] == "stream":
            yield output["text"]
        elif "image/png" not in output.get("data", {}) and "text/plain" in output.get("data", {}):
            yield output["data"]["text/plain"] + "\n"


def masked(text):
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return text


def page(notebook, name):
    """The notebook as markdown: prose, code, what it printed, and links to its pictures."""
    blocks, pictures = [f"<!-- Written by tests/notebooks/execution.py from notebooks/{name}.ipynb. -->"], 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            # Links between notebooks lead to pages here.
            blocks.append(re.sub(r"\((\d\d_\w+)\.ipynb\)", r"(\1.md)", cell.source))
            continue
        blocks.append(f"```py\n{cell.source}\n```")
        text = masked("".join(_texts(cell))).rstrip()
        if text:
            lines = "\n".join(line.rstrip() for line in text.splitlines())
            blocks.append(f"```text\n{lines}\n```")
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                pictures += 1
                blocks.append(f"![Figure {pictures}](images/{name}_{pictures}.png)")
    return "\n\n".join(blocks) + "\n"


def small(png):
    """The same picture with 64 colours: a third of the bytes, and nobody sees it."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def write(path):
    """Runs a notebook and writes its page and its pictures."""
    name = path.stem
    keep(path)
    notebook, _ = executed(path)
    (PAGES / "images").mkdir(parents=True, exist_ok=True)
    for old in (PAGES / "images").glob(f"{name}_*.png"):
        old.unlink()
    for number, png in enumerate(figures(notebook), 1):
        (PAGES / "images" / f"{name}_{number}.png").write_bytes(small(png))
    (PAGES / f"{name}.md").write_text(page(notebook, name), encoding="utf-8")


if __name__ == "__main__":
    wanted = sys.argv[1:]
    for one in notebooks():
        if not wanted or one.stem[:2] in wanted or one.stem[1:2] in wanted:
            write(one)
            print(one.stem)
