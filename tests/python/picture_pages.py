"""Draws the pictures of docs/plots.md: PYTHONPATH=build/release/python python3 tests/python/picture_pages.py"""

import io
from pathlib import Path

import matplotlib
import plimsoll

matplotlib.use("Agg")
ROOT = Path(__file__).resolve().parents[2]
CONFIGS = ROOT / "configs"


def pictures():
    """{name: Axes} of everything that the page shows."""
    pool = plimsoll.run(CONFIGS / "03_pool.toml")
    sizes = [plimsoll.run(CONFIGS / "03_pool.toml", sets={"system.db_pool.size": size}) for size in (5, 6, 7, 8, 10, 14)]
    return {
        "latency": pool.plot.latency(),
        "attribution": pool.plot.attribution(),
        "utilisation": pool.plot.utilisation(),
        "timeline": plimsoll.run(CONFIGS / "02_open_traffic.toml").plot.timeline(),
        "topology": plimsoll.run(CONFIGS / "scenarios/shop.toml", replications=2).plot.topology(),
        "sweep": plimsoll.plotting.sweep(sizes, y=["page.p50", "page.p95", "page.p99"], title="A pool from 5 to 14"),
        "differences": plimsoll.compare(CONFIGS / "03_pool.toml", {"system.db_pool.size": 8}).plot.differences(),
    }


if __name__ == "__main__":
    from PIL import Image

    for name, ax in pictures().items():
        drawn = io.BytesIO()
        ax.figure.savefig(drawn, format="png", dpi=90)
        picture = Image.open(drawn).convert("RGB").quantize(64, dither=Image.Dither.NONE)
        picture.save(ROOT / f"docs/images/plot_{name}.png", optimize=True)
