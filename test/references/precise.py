"""Makes precise.json: values of the graph's operations at huge, tiny and edge points, to 60 digits, by mpmath.

    python3 test/references/precise.py     (needs mpmath)

The value is [digits, exponent of ten], as many are far beyond what a double holds. Points come from those lists below that
are in the operation's domain; each value is computed at 800 and at 1500 digits, and both must agree.
"""
import json
import pathlib
import sys

from mpmath import mp, mpf, isinf, isnan, im

sys.dont_write_bytecode = True
import operations

HERE = pathlib.Path(__file__).parent
near = 2.0 ** -52
sizes = [1e-320, 1e-300, 1e-155, 1e-17, 1e-6, 0.1, 0.5, 0.75, 1 - near / 2, 1.0, 1 + near, 1.5, 2.0, 3.0, 7.5, 20.0, 26.0, 40.0,
         171.0, 709.5, 710.5, 745.5, 1e4, 1e8, 1e17, 1e155, 1e300]
reals = sizes + [-x for x in sizes] + [0.0]
pairs = [(a, b) for a in [1e-300, 1e-8, 1.0, 2.5, 1e8, 1e300] for b in [1e-300, 3e-8, 1.0, -2.5, 1e9, -1e300]]
most = {"gamma": 200, "lgamma": 1e17, "polygamma": 1e17, "erf": 1e4, "erfc": 1e4, "erfcx": 1e4, "normcdf": 1e4}
powers = [(1e300, 2.5), (1e-300, -3.0), (1 + near, 1e15), (0.5, 1e6), (10.0, -1e5), (2.0, 0.1), (-3.0, 101.0), (-2.0, -5000.0), (0.0, 2.0)]
special = {
    "polygamma": [(n, x) for n in [0, 1, 2, 5] for x in [1e-300, 1e-5, 0.5, 1.4616321449683622, 7.0, 1e10, -0.5, -3.25, -20.000001]],
    "pow": powers,
    "nthRoot": [(1e300, 3), (-1e-300, 5), (2.0, -7), (0.0, 3)],
    "mod": [(a, b) for a, b in pairs if abs(a / b) < 1e250],
}


def value(function, point, digits):
    with mp.workdps(digits):
        try:
            found = function(*map(mpf, point))
        except (ZeroDivisionError, ValueError):
            return None
        if im(found) != 0:
            return None
        found = mpf(found.real) if hasattr(found, "real") else mpf(found)
        return None if isinf(found) or isnan(found) else found


def shown(x):
    if x == 0:
        return ["0", 0]
    text = mp.nstr(x, 60, min_fixed=0, max_fixed=0, strip_zeros=True)
    digits, _, exponent = text.partition("e")
    whole, _, fraction = digits.partition(".")
    return [whole + fraction, int(exponent or 0) - len(fraction)]


def rows(name, function, arity):
    limit = most.get(name, float("inf"))
    points = special.get(name) or ([(x,) for x in reals] if arity == 1 else pairs)
    for point in points:
        if any(abs(x) > limit for x in point) or (name in ("gamma", "lgamma") and point[0] < -180):
            continue
        # At 1500 digits 1 + exp(-1e4) is 1.
        if name == "softplus" and point[0] < -2000:
            continue
        first, second = value(function, point, 800), value(function, point, 1500)
        if first is None or second is None or (second != 0 and abs(mp.log10(abs(second))) > 20000):
            continue
        with mp.workdps(1500):
            agree = first == second or abs(first - second) <= abs(second) * mpf(10) ** -70
        if agree:
            yield {"at": list(point), "value": shown(second)}
        else:
            print(f"left out: {name}{point}", file=sys.stderr)


if __name__ == "__main__":
    mp.dps = 1500
    table = {name: list(rows(name, row[0], len(row[2][0]))) for name, row in operations.table.items()}
    lines = [f"{json.dumps(name)}: {json.dumps(items)}" for name, items in table.items()]
    (HERE / "precise.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
