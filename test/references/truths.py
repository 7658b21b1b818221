"""Makes truths.json: values and derivatives of formulas where doubles fail, to 40 digits, by mpmath at 2500 digits.

    python3 test/references/truths.py     (needs mpmath)

The derivatives are written out by hand, in forms that lose nothing at that many digits.
"""
import json
import pathlib

from mpmath import mp, mpf, exp, log, cos, sin, sqrt, tanh, tan, expm1, log1p

HERE = pathlib.Path(__file__).parent
mp.dps = 2500

FORMULAS = [
    ("log(1 + exp(x))", lambda x: log(1 + exp(x)), lambda x: 1 / (1 + exp(-x)), [800.0, -30.0, 1000.0, 2.5, 5000.0]),
    ("sqrt(x + 1) - sqrt(x)", lambda x: sqrt(x + 1) - sqrt(x), lambda x: (1 / sqrt(x + 1) - 1 / sqrt(x)) / 2,
     [1e300, 1e16, 1e-300, 3.0]),
    ("1 - cos(x)", lambda x: 1 - cos(x), sin, [1e-150, 1e-8, 1e22, 1.0]),
    ("(1 - cos(x)) / x^2 + 1", lambda x: (1 - cos(x)) / x**2 + 1, lambda x: sin(x) / x**2 - 2 * (1 - cos(x)) / x**3,
     [1e-150, 1e-9, 0.25]),
    ("exp(x / 3) * exp(x / 3) * exp(x / 3) / exp(x)", lambda x: mpf(1), lambda x: mpf(0), [1e5, 700.0]),
    ("tan(x) - sin(x)", lambda x: tan(x) - sin(x), lambda x: 1 + tan(x) ** 2 - cos(x), [1e-30, 1e-100, 0.5]),
    ("tanh(x) - 1", lambda x: tanh(x) - 1, lambda x: 1 - tanh(x) ** 2, [40.0, 300.0, 1e-20]),
    ("x > 0 ? log(x) - log(x * (1 + x)) : -x", lambda x: -log1p(x) if x > 0 else -x, lambda x: -1 / (1 + x) if x > 0 else mpf(-1),
     [1e-200, 1e-20, -3.0, 0.0]),
    ("min(exp(x), x + 1 + x^2 / 4)", lambda x: min(exp(x), x + 1 + x * x / 4),
     lambda x: exp(x) if exp(x) <= x + 1 + x * x / 4 else 1 + x / 2, [1e-30, -1e-30, 1e-100, 2.0, -2.0]),
]


def shown(x):
    return mp.nstr(x, 40)


if __name__ == "__main__":
    rows = [{"formula": text, "at": at, "value": shown(f(mpf(at))), "derivative": shown(d(mpf(at)))}
            for text, f, d, points in FORMULAS for at in points]
    (HERE / "truths.json").write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
