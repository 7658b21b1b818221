"""Makes stability.json: each form of forms.txt on its grid, with the doubles nearest to its value and partial derivatives.

    python3 test/stability/make_stability.py [--all]     (needs mpmath; much faster with gmpy2)

Without --all, forms whose text, meaning and grid have not changed keep the rows that they have.
null: the true value is not a normal double, or there is none; 0 stands for what underflows too.
"""
import json
import multiprocessing
import pathlib
import re
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "references"))
import grids
from evaluate import CONSTANTS, references
from syntax import names, parse


def read():
    """`# theme | x: grid, …` heads the forms below it, one a line; `form  means  scalar formula` where they are not the same."""
    theme, axes = None, {}
    for line in (HERE / "forms.txt").read_text().splitlines():
        if line.startswith("# "):
            theme, _, ranges = line[2:].partition(" | ")
            axes = dict(re.findall(r"(\w+): (\S+?)(?:,|$)", ranges.strip()))
        elif line.strip() and not line.startswith("##"):
            formula, _, meaning = (part.strip() for part in line.partition("  means  "))
            yield theme, formula, meaning or formula, axes


def row(task):
    theme, formula, meaning, axes = task
    tree = parse(meaning)
    variables = [name for name in names(tree) if name not in CONSTANTS or name in axes]
    missing = [name for name in variables if name not in axes]
    assert not missing, f"{formula}: no grid for {missing}"
    points = grids.points(formula, [axes[name] for name in variables])
    at = {name: [] for name in variables}
    values, gradient = [], {name: [] for name in variables}
    for point in points:
        value, partials = references(tree, dict(zip(variables, point)), variables)
        if value is None and all(partial is None for partial in partials):
            continue
        values.append(value)
        for name, x, partial in zip(variables, point, partials):
            at[name].append(x)
            gradient[name].append(partial)
    print(f"{formula}: {len(values)} of {len(points)} points", flush=True)
    return {"formula": formula, "theme": theme, "key": key(task), "at": at, "value": values, "gradient": gradient}


def key(task):
    _, formula, meaning, axes = task
    used = {name: grids.points(formula, [axes[name]]) for name in names(parse(meaning)) if name in axes}
    return f"{grids.zlib.crc32(json.dumps([meaning, used, grids.MOST]).encode()):08x}"


def main():
    path = HERE / "stability.json"
    old = {} if "--all" in sys.argv or not path.exists() else {(r["formula"], r["key"]): r for r in json.loads(path.read_text())}
    tasks = list(read())
    fresh = [task for task in tasks if (task[1], key(task)) not in old]
    with multiprocessing.Pool(2) as pool:
        made = {r["formula"]: r for r in pool.imap_unordered(row, fresh)}
    rows = [made.get(task[1]) or {**old[task[1], key(task)], "theme": task[0]} for task in tasks]
    assert len({r["formula"] for r in rows}) == len(rows), "a form stands twice"
    path.write_text("[\n" + ",\n".join(json.dumps(r, separators=(",", ":"), ensure_ascii=False) for r in rows) + "\n]\n")


if __name__ == "__main__":
    main()
