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


def inputs(formula, variables):
    """The variables in the order of the inputs: of their first appearance, the elements of an array by place."""
    place = lambda name: re.fullmatch(r"([a-z]+?)(\d*)", name).groups()
    first = lambda name: re.search(rf"\b{name}\b", formula).start()
    return sorted(variables, key=lambda name: (first(place(name)[0]), int(place(name)[1] or 0)))


def row(task):
    theme, formula, meaning, axes = task
    tree = parse(meaning)
    variables = inputs(formula, [name for name in names(tree) if name not in CONSTANTS or name in axes])
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


def write(rows):
    """A form a line, in a pass of its own: a run that is stopped keeps what it has made."""
    text = ",\n".join(json.dumps(r, separators=(",", ":"), ensure_ascii=False) for r in rows)
    (HERE / "stability.json").write_text(f"[\n{text}\n]\n")


def main():
    path = HERE / "stability.json"
    old = json.loads(path.read_text()) if path.exists() and "--all" not in sys.argv else []
    tasks = list(read())
    known = {row["formula"]: row for row in old}
    assert len({task[1] for task in tasks}) == len(tasks), [task[1] for k, task in enumerate(tasks) if task[1] in {t[1] for t in tasks[:k]}]
    ordered = lambda: [{**known[task[1]], "theme": task[0]} for task in tasks if task[1] in known and known[task[1]]["key"] == key(task)]
    fresh = [task for task in tasks if known.get(task[1], {}).get("key") != key(task)]
    with multiprocessing.Pool(2) as pool:
        for count, made in enumerate(pool.imap_unordered(row, fresh)):
            known[made["formula"]] = made
            if count % 20 == 19:
                write(ordered())
    write(ordered())


if __name__ == "__main__":
    main()
