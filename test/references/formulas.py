"""Whole formulas: their value and gradient at three points each.

Each formula is evaluated twice over at once, as an mpmath number and as a sympy expression in which conditions, min, max,
abs and the like have been decided by the numbers. Central differences of the first and derivatives of the second must agree.
Points are multiples of 1/64, at least 1/16 from every kink, and where double precision can be expected to keep 12 digits.
"""
import pathlib
import zlib

import sympy as sp
from mpmath import mp, mpf

from syntax import names, parse

CONSTANTS = {"pi": sp.pi, "tau": 2 * sp.pi, "e": sp.E, "phi": (1 + sp.sqrt(5)) / 2, "LN2": sp.log(2), "LN10": sp.log(10),
             "LOG2E": 1 / sp.log(2), "LOG10E": 1 / sp.log(10), "SQRT2": sp.sqrt(2), "SQRT1_2": 1 / sp.sqrt(2)}

one = sp.Integer(1)


def real_root(x, n):
    return -((-x.expr) ** (one / n.expr)) if x.value < 0 else x.expr ** (one / n.expr)


# name -> sympy expression of the arguments' expressions.
SMOOTH = {
    "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b, "divide": lambda a, b: a / b,
    "dotMultiply": lambda a, b: a * b, "unaryMinus": lambda a: -a, "pow": lambda a, b: a ** b,
    "square": lambda a: a ** 2, "cube": lambda a: a ** 3, "sqrt": sp.sqrt, "exp": sp.exp, "expm1": lambda a: sp.exp(a) - 1,
    "log": lambda a, base=sp.E: sp.log(a) / sp.log(base), "log2": lambda a: sp.log(a) / sp.log(2),
    "log10": lambda a: sp.log(a) / sp.log(10), "log1p": lambda a: sp.log(1 + a),
    "sin": sp.sin, "cos": sp.cos, "tan": sp.tan, "sec": lambda a: 1 / sp.cos(a), "csc": lambda a: 1 / sp.sin(a),
    "cot": lambda a: sp.cos(a) / sp.sin(a), "asin": sp.asin, "acos": sp.acos, "atan": sp.atan,
    "asec": lambda a: sp.acos(1 / a), "acsc": lambda a: sp.asin(1 / a), "acot": lambda a: sp.atan(1 / a),
    "sinh": sp.sinh, "cosh": sp.cosh, "tanh": sp.tanh, "sech": lambda a: 1 / sp.cosh(a), "csch": lambda a: 1 / sp.sinh(a),
    "coth": lambda a: 1 / sp.tanh(a), "asinh": sp.asinh, "acosh": sp.acosh, "atanh": sp.atanh,
    "asech": lambda a: sp.acosh(1 / a), "acsch": lambda a: sp.asinh(1 / a), "acoth": lambda a: sp.atanh(1 / a),
    "atan2": sp.atan2, "hypot": lambda *args: sp.sqrt(sum(a ** 2 for a in args)), "erf": sp.erf, "erfc": sp.erfc,
    "gamma": sp.gamma, "lgamma": sp.loggamma, "sigmoid": lambda a: 1 / (1 + sp.exp(-a)),
    "softplus": lambda a: sp.log(1 + sp.exp(a)), "mean": lambda *args: sum(args) / len(args),
}

RELATIONS = {"smaller": lambda a, b: a < b, "larger": lambda a, b: a > b, "smallerEq": lambda a, b: a <= b,
             "largerEq": lambda a, b: a >= b, "equal": lambda a, b: a == b, "unequal": lambda a, b: a != b}
STEPS = {"floor": mp.floor, "ceil": mp.ceil, "fix": lambda x: mp.sign(x) * mp.floor(abs(x)),
         "round": lambda x: mp.sign(x) * mp.floor(abs(x) + 0.5)}


class Term:
    """A sub-formula at a point: its expression with every choice made, and its value."""

    def __init__(self, expr, at):
        self.expr = sp.sympify(expr)
        self.value = sp.lambdify([sp.Symbol(name) for name in at], self.expr, "mpmath")(*at.values())


class Decided:
    """Makes the choices of a formula at a point, and records how near the nearest kink is."""

    def __init__(self, tree, at):
        self.at, self.margin = at, mp.inf
        self.expr = self.term(tree).expr

    def term(self, tree):
        return Term(self.expression(tree), self.at)

    def near(self, distance):
        self.margin = min(self.margin, abs(distance))

    def holds(self, tree):
        name, *args = tree
        if name == "not":
            return not self.holds(args[0])
        if name in ("and", "or"):
            sides = [self.holds(arg) for arg in args]
            return all(sides) if name == "and" else any(sides)
        a, b = (self.term(arg).value for arg in args)
        self.near(a - b)
        return RELATIONS[name](a, b)

    def expression(self, tree):
        if isinstance(tree, float):
            # A decimal means the nearest double, as it does to a compiler of doubles.
            return sp.Rational(*tree.as_integer_ratio())
        if isinstance(tree, str):
            return CONSTANTS.get(tree, sp.Symbol(tree))
        name, *rest = tree
        if name == "select":
            return self.expression(rest[1] if self.holds(rest[0]) else rest[2])
        args = [self.term(arg) for arg in rest]
        values = [arg.value for arg in args]
        if name in ("min", "max"):
            ordered = sorted(args, key=lambda arg: arg.value, reverse=name == "max")
            self.near(ordered[0].value - ordered[1].value)
            return ordered[0].expr
        if name in ("abs", "relu", "sign"):
            self.near(values[0])
            positive = values[0] > 0
            return {"abs": args[0].expr if positive else -args[0].expr, "relu": args[0].expr if positive else 0,
                    "sign": 1 if positive else -1}[name]
        if name in STEPS:
            self.near(self.distance(values[0] - (mpf(0.5) if name == "round" else 0)))
            return int(STEPS[name](values[0]))
        if name == "mod":
            self.near(self.distance(values[0] / values[1]))
            return args[0].expr - args[1].expr * int(mp.floor(values[0] / values[1]))
        if name in ("cbrt", "nthRoot"):
            self.near(values[0])
            return real_root(args[0], args[1] if len(args) > 1 else Term(3 if name == "cbrt" else 2, self.at))
        return SMOOTH[name](*[arg.expr for arg in args])

    def distance(self, x):
        return abs(x - mp.nint(x))


def candidates(formula, ranges):
    """Points in the ranges by a fixed linear congruential sequence, multiples of 1/64."""
    state = zlib.crc32(formula.encode())
    while True:
        point = []
        for low, high in ranges:
            state = (state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
            point.append((int(low * 64) + (state >> 33) % (int((high - low) * 64) + 1)) / 64)
        yield point


def agree(a, b, digits):
    return abs(a - b) <= mpf(10) ** -digits * max(abs(a), abs(b))


def row(formula, ranges, derivative, shown):
    tree = parse(formula)
    variables = [name for name in names(tree) if name not in CONSTANTS]
    assert set(variables) == set(ranges), f"{formula}: {variables} have ranges for {list(ranges)}"
    points, branches, tries = [], set(), 0
    for point in candidates(formula, [ranges[name] for name in variables]):
        tries += 1
        assert tries < 500, f"{formula}: no points"
        decided = Decided(tree, dict(zip(variables, map(mpf, point))))
        if decided.margin < mpf(1) / 16 or any(point == known["at"] for known in points):
            continue
        symbols = [sp.Symbol(name) for name in variables]
        exprs = [decided.expr, *[sp.diff(decided.expr, symbol) for symbol in symbols]]
        functions = [sp.lambdify(symbols, expr, "mpmath") for expr in exprs]
        at = [mpf(x) for x in point]
        exact = [mpf(f(*at)) for f in functions]
        with mp.workprec(53):
            rough = [f(*at) for f in functions]
        if not all(1e-6 < abs(x) < 1e9 or expr == 0 for x, expr in zip(exact, exprs)):
            continue
        if not all(agree(a, b, 12) for a, b in zip(exact, rough)):
            continue
        # Where there is a choice, the points should not all make the same one, if that can be had.
        branches.add(decided.expr)
        if decided.margin < mp.inf and len(points) == 2 and len(branches) == 1 and tries < 60:
            continue
        for k, name in enumerate(variables):
            numeric = derivative(functions[0], at, k)
            assert agree(numeric, exact[k + 1], 60), f"{formula} by {name} at {point}: {numeric} or {exact[k + 1]}"
        points.append({"at": point, "value": shown(exact[0]), "gradient": [shown(x) for x in exact[1:]]})
        if len(points) == 3:
            return {"formula": formula, "variables": variables, "points": points}


def rows(derivative, shown):
    """formulas.txt: `# x: low high, …` sets ranges for the formulas below it, one a line."""
    ranges = {}
    with mp.workdps(150):
        for line in (pathlib.Path(__file__).parent / "formulas.txt").read_text().splitlines():
            if line.startswith("#"):
                parts = [part.split() for part in line[1:].split(",")]
                ranges = {name.rstrip(":"): (float(low), float(high)) for name, low, high in parts}
            elif line.strip():
                formula = line.strip()
                used = names(parse(formula))
                yield row(formula, {name: ranges[name] for name in used if name in ranges}, derivative, shown)
