"""Makes operations.json and functions.json: values and derivatives to 50 digits, by mpmath and sympy.

    python3 test/references/make_references.py     (needs mpmath and sympy)

Derivatives are central differences at 700 digits with a relative step of 1e-45: their error is far below 1e-50.
For the formulas (at 150 digits) they are also derived by sympy, and the two must agree to 60 digits.
"""
import json
import pathlib
import sys

from mpmath import mp, mpf

sys.dont_write_bytecode = True
import formulas
import operations

HERE = pathlib.Path(__file__).parent
DIGITS = 50


def derivative(function, at, k):
    """The k-th partial derivative of a function of real arguments, at a point."""
    step = abs(at[k]) * mpf(10) ** -45 if at[k] != 0 else mpf(10) ** -45
    moved = lambda sign: [x + sign * step if j == k else x for j, x in enumerate(at)]
    return (function(*moved(1)) - function(*moved(-1))) / (2 * step)


def shown(value):
    return mp.nstr(mpf(value), DIGITS, min_fixed=-6, max_fixed=20)


def operation_rows():
    for name, (function, constants, points) in operations.table.items():
        rows = []
        for point in points:
            at = [mpf(x) for x in point]
            gradient = [None if k in constants else shown(derivative(function, at, k)) for k in range(len(at))]
            rows.append({"at": list(point), "value": shown(function(*at)), "gradient": gradient})
        yield name, rows


def write(name, items):
    """One item a line: small enough, and a change shows as a change of its lines."""
    left, right = ("{", "}") if isinstance(items, dict) else ("[", "]")
    lines = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in items.items()] if isinstance(items, dict) else [
        json.dumps(item, ensure_ascii=False) for item in items
    ]
    (HERE / name).write_text(left + "\n" + ",\n".join(lines) + "\n" + right + "\n")


if __name__ == "__main__":
    mp.dps = 700
    write("operations.json", dict(operation_rows()))
    write("functions.json", list(formulas.rows(derivative, shown)))
