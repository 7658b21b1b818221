"""Formulas at a point by mpmath, with as many digits as it takes, and their partial derivatives by differences."""
import functools

from mpmath import mp, mpf

# Precision in digits and the step of the differences, relative to the place. The grids reach 1e±300, so x − sin(x) cancels 600 digits.
PASSES = ((1500, mpf(10) ** -400), (2100, mpf(10) ** -500), (6000, mpf(10) ** -700))
AGREED = mpf(10) ** -40
SMALLEST, LARGEST = mpf(2) ** -1022, mpf(2) ** 1024 * (1 - mpf(2) ** -54)


class Outside(Exception):
    """No real number: outside of the domain, or not to be had."""


@functools.lru_cache(maxsize=20000)
def exp_to(bits, x):
    return mp.exp(x)


@functools.lru_cache(maxsize=20000)
def log_to(bits, x):
    return mp.log(x)


def exp(x):
    if abs(x) > mpf(10) ** 900:
        raise Outside
    return 1 / exp_to(mp.prec, -x) if x < 0 else exp_to(mp.prec, x)


def log(x):
    if x <= 0:
        raise Outside
    return log_to(mp.prec, x)


def power(x, y):
    if x == 0 and y <= 0 and y != 0:
        raise Outside
    if y == int(y) and abs(y) < 10 ** 6:
        return mp.power(x, int(y))
    if x < 0:
        raise Outside
    return exp(y * log(x)) if x else mpf(0)


def erfc(x):
    if x < 1000:
        return mp.erfc(x)
    # Abramowitz and Stegun 7.1.23: at 1000 its smallest term is below 1e-400000.
    term, total, k = mpf(1), mpf(0), 0
    while abs(term) > mpf(10) ** -mp.dps:
        total += term
        k += 1
        term *= -(2 * k - 1) / (2 * x * x)
    return exp(-x * x) / (x * mp.sqrt(mp.pi)) * total


def root(x, n):
    return -root(-x, n) if x < 0 and int(n) % 2 else (power(x, 1 / n) if x else mpf(0))


def sinh(x):
    return (exp(x) - exp(-x)) / 2


def cosh(x):
    return (exp(x) + exp(-x)) / 2


FUNCTIONS = {
    "add": lambda *args: sum(args), "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b, "divide": lambda a, b: a / b,
    "unaryMinus": lambda a: -a, "pow": power, "square": lambda a: a * a, "cube": lambda a: a ** 3, "sqrt": mp.sqrt,
    "cbrt": lambda a: root(a, mpf(3)), "nthRoot": root, "exp": exp, "expm1": lambda a: exp(a) - 1,
    "log": lambda a, base=None: log(a) if base is None else log(a) / log(base), "log2": lambda a: log(a) / log(mpf(2)),
    "log10": lambda a: log(a) / log(mpf(10)),
    # Beyond the digits there are the first term is all that there is.
    "log1p": lambda a: log(1 + a) if abs(a) > mpf(10) ** -mp.dps else a, "sin": mp.sin, "cos": mp.cos, "tan": mp.tan,
    "sec": lambda a: 1 / mp.cos(a), "csc": lambda a: 1 / mp.sin(a), "cot": lambda a: mp.cos(a) / mp.sin(a), "asin": mp.asin,
    "acos": mp.acos, "atan": mp.atan, "sinh": sinh, "cosh": cosh, "tanh": lambda a: sinh(a) / cosh(a),
    "sech": lambda a: 1 / cosh(a), "csch": lambda a: 1 / sinh(a), "coth": lambda a: cosh(a) / sinh(a), "asinh": mp.asinh,
    "acosh": mp.acosh, "atanh": lambda a: log((1 + a) / (1 - a)) / 2, "atan2": mp.atan2,
    "hypot": lambda *args: mp.sqrt(sum(a * a for a in args)), "erf": lambda a: 1 - erfc(a) if a > 1 else mp.erf(a), "erfc": erfc,
    "gamma": mp.gamma, "lgamma": mp.loggamma, "sigmoid": lambda a: 1 / (1 + exp(-a)), "softplus": lambda a: log(1 + exp(a)),
    "relu": lambda a: max(a, mpf(0)), "abs": abs, "max": max, "min": min, "sign": mp.sign,
}
RELATIONS = {"smaller": lambda a, b: a < b, "larger": lambda a, b: a > b, "smallerEq": lambda a, b: a <= b,
             "largerEq": lambda a, b: a >= b, "equal": lambda a, b: a == b, "unequal": lambda a, b: a != b}
CONSTANTS = {"pi": lambda: mp.pi, "e": lambda: mp.e, "LN2": lambda: mp.ln2, "SQRT2": lambda: mp.sqrt(2), "tau": lambda: 2 * mp.pi}


def evaluate(tree, at, known=None):
    """The value of a tree (test/references/syntax.py) at a point. Only the branch taken is evaluated."""
    known = {} if known is None else known
    if isinstance(tree, float):
        return mpf(tree)
    if isinstance(tree, str):
        return at[tree] if tree in at else +CONSTANTS[tree]()
    if tree in known:
        return known[tree]
    name, *rest = tree
    if name == "select":
        result = evaluate(rest[1] if holds(rest[0], at, known) else rest[2], at, known)
    else:
        try:
            result = FUNCTIONS[name](*[evaluate(arg, at, known) for arg in rest])
        except (ZeroDivisionError, ValueError, OverflowError, mp.NoConvergence):
            raise Outside from None
        if not isinstance(result, mpf):
            if mp.im(result) != 0:
                raise Outside
            result = mp.re(result)
        if not mp.isfinite(result):
            raise Outside
    known[tree] = result
    return result


def holds(tree, at, known):
    name, *args = tree
    if name in ("and", "or"):
        return (all if name == "and" else any)(holds(arg, at, known) for arg in args)
    return RELATIONS[name](*[evaluate(arg, at, known) for arg in args])


def value(tree, at):
    """Value at a point; the limit where there is none and one input is 0, 1 or −1, if it is the same from every side."""
    try:
        return evaluate(tree, at)
    except Outside:
        ends = [name for name, x in at.items() if x in (0, 1, -1)]
        if len(ends) != 1:
            raise
    sides = []
    for sign in (1, -1):
        for digits in (410, 470):
            try:
                sides.append(evaluate(tree, {**at, ends[0]: at[ends[0]] + sign * mpf(10) ** -digits}))
            except Outside:
                pass
    if not sides or not all(agree(side, sides[0]) for side in sides):
        raise Outside
    # What vanishes must not come back in a difference of two.
    return mpf(0) if abs(sides[0]) < SMALLEST else sides[0]


def derivative(tree, at, name, step):
    size = abs(at[name]) * step if at[name] != 0 else step * mpf(10) ** -320
    moved = lambda sign: value(tree, {**at, name: at[name] + sign * size})
    return (moved(1) - moved(-1)) / (2 * size)


def agree(a, b):
    if abs(a) < SMALLEST and abs(b) < SMALLEST:
        return True
    return abs(a - b) <= AGREED * max(abs(a), abs(b))


def settled(function):
    """The double nearest to what two precisions agree on; 0 for what underflows, None for what overflows or does not exist."""
    previous = None
    for digits, step in PASSES:
        with mp.workdps(digits):
            try:
                now = function(step)
            except Outside:
                return None
            if previous is not None and agree(previous, now):
                break
            previous = now
    else:
        return None
    if abs(now) < SMALLEST:
        return 0
    return None if abs(now) > LARGEST else float(now)


def references(tree, point, variables):
    """The value and each partial derivative at a point of doubles."""
    at = lambda: {name: mpf(x) for name, x in point.items()}
    # Where there is no value there is no derivative either, be the differences what they are.
    with mp.workdps(PASSES[0][0]):
        try:
            value(tree, at())
        except Outside:
            return None, [None for _ in variables]
    result = settled(lambda _: value(tree, at()))
    return result, [settled(lambda step: derivative(tree, at(), name, step)) for name in variables]
