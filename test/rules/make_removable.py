"""Makes removable.json: each line of removable.txt at points of a logarithmic grid, with its first and second derivative.

    python3 test/rules/make_removable.py     (needs mpmath and sympy; much faster with gmpy2)

The derivatives are sympy's, evaluated with 4000 digits: at 1e-300 a difference of third order loses 1500 of them. The
limits at 0 are the values at 1e-400. null: there is no value, or none that a normal double holds.
"""
import json
import pathlib
import sys

import mpmath
import sympy

HERE = pathlib.Path(__file__).parent
X = sympy.Symbol("x")
NAMES = {
    "x": X,
    "expm1": lambda u: sympy.exp(u) - 1,
    "log1p": lambda u: sympy.log(1 + u),
    "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
    "cbrt": lambda u: sympy.cbrt(u),
    "pi": sympy.pi,
}
SIZES = [1e-300, 3e-200, 7e-101, 1e-60, 2e-30, 1e-17, 1.5e-16, 4e-12, 1e-9, 1e-8, 3e-7, 1e-5, 2e-4, 1e-3, 0.004, 0.015]
SIZES += [0.031, 0.03126, 0.05, 0.0624, 0.0626, 0.09, 0.124, 0.126, 0.2, 0.249, 0.251, 0.3, 0.4, 0.499, 0.501, 0.7, 0.99]
SIZES += [1.01, 1.3, 1.99, 2.01, 2.5, 5, 7.5, 20, 100, 650, 1234.5, 1e5, 1e10, 1e20, 1e100, 1e300]
POINTS = [0.0] + [sign * size for size in SIZES for sign in (1, -1)]


def expression(text):
    text = text.replace("0.16666666666666666", "(1/6)").replace("^", "**")
    return sympy.sympify(text, locals=NAMES, rational=True)


def at(function, x):
    mpmath.mp.dps = 4000
    try:
        value = function(mpmath.mpf(10) ** -400 if x == 0 else mpmath.mpf(x))
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
    if not isinstance(value, mpmath.mpf) or not mpmath.isfinite(value):
        return None
    if value == 0 or (x == 0 and abs(value) < mpmath.mpf(10) ** -350):
        return 0.0
    size = abs(value)
    if size > mpmath.mpf(2) ** 1023:
        return None
    return float(value) if size > mpmath.mpf(2) ** -1022 else None


def row(formula):
    value = expression(formula)
    orders = [value, sympy.diff(value, X), sympy.diff(value, X, 2)]
    functions = [sympy.lambdify(X, one, "mpmath") for one in orders]
    rows = [[at(function, x) for function in functions] for x in POINTS]
    kept = [(x, values) for x, values in zip(POINTS, rows) if any(one is not None for one in values)]
    print(formula, len(kept), file=sys.stderr, flush=True)
    return {"formula": formula, "at": [x for x, _ in kept], "orders": [list(one) for one in zip(*(v for _, v in kept))]}


lines = [line for line in (HERE / "removable.txt").read_text().splitlines() if line and not line.startswith("#")]
(HERE / "removable.json").write_text("[\n" + ",\n".join(json.dumps(row(line)) for line in lines) + "\n]\n")
