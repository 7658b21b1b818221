"""The operations of the graph, by mpmath: name -> (function, arguments that have no derivative, points)."""
from mpmath import (acos, acosh, asin, asinh, atan, atan2, atanh, cbrt, cos, cosh, cot, coth, csc, csch, erf, erfc, exp,
                    expm1, floor, gamma, log, log1p, loggamma, mpf, polygamma, re, sec, sech, sign, sin, sinh,
                    sqrt, tan, tanh)

near = 2.0 ** -40
reals = [-30.5, -2.25, -0.7, -1e-9, 1e-12, 0.3, 1.1, 3.7, 12.0, 47.25]
angles = [-1e6, -20.3, -1.25, -1e-8, 1e-12, 0.4, 1.5, 2.0, 10.75, 1e10]
positives = [1e-300, 3e-9, 0.2, 0.999999, 1.000001, 1.75, 10.0, 1234.5, 7e15, 1e300]
inside = [-1 + near, -0.875, -0.5, -1e-9, 1e-300, 0.1, 0.45, 0.75, 0.99, 1 - near]
outside = [-1e200, -40.0, -1.5, -1 - near, 1 + near, 1.0078125, 1.25, 2.0, 9.5, 1e8, 1e150]
nonzero = [-700.0, -45.0, -3.0, -0.25, -1e-9, 1e-300, 1e-5, 0.6, 1.5, 8.0, 25.0, 300.0, 705.0]
pairs = [(0.3, 0.7), (-1.5, 2.25), (3.0, -4.0), (-1e-9, 2.0), (1e150, 3e150), (1e-150, -4e-150), (12.0, 0.001),
         (-7.25, -1e5), (2.0, 1.0)]
gammas = [1e-300, 1e-5, 0.25, 0.75, 1.0, 1.25, 1.5, 2.0, 2.7, 5.5, 9.9, 15.9, 16.1, 33.3, 100.25, 142.9, 165.4, 171.5,
          -0.1, -0.75, -1.5, -2.25, -10.3, -50.75, -127.99, -160.4]


def one(points):
    return [(x,) for x in points]


def root(x, n):
    return sign(x) * abs(x) ** (1 / n)


def half_away(x):
    return sign(x) * floor(abs(x) + 0.5)


def lgamma(x):
    return re(loggamma(x)) if x > 0 else log(abs(gamma(x)))


def pick_max(a, b):
    return a if a >= b else b


def pick_min(a, b):
    return a if a <= b else b


table = {
    "neg": (lambda a: -a, (), one(reals)),
    "add": (lambda a, b: a + b, (), pairs),
    "sub": (lambda a, b: a - b, (), pairs),
    "mul": (lambda a, b: a * b, (), pairs),
    "div": (lambda a, b: a / b, (), pairs),
    "pow": (lambda a, b: a ** b, (), [(0.5, 2.0), (2.0, 0.5), (1.5, -3.25), (10.0, 100.0), (1e-3, 0.1), (7.0, 1e-9),
                                      (1e100, 2.5), (1e-100, 1.75), (0.999, 5000.0), (123.25, 0.0), (3.0, 1.0)]),
    "mod": (lambda a, b: a - b * floor(a / b), (), [(7.5, 2.0), (-7.5, 2.0), (7.5, -2.0), (-7.5, -2.0), (0.3, 1.25),
                                                    (1e10, 0.7), (-1e-9, 3.0), (1234567.0, 0.001), (5.0, 1e9)]),
    "min": (pick_min, (), pairs),
    "max": (pick_max, (), pairs),
    "atan2": (atan2, (), pairs + [(1e-200, 1e-200), (1e200, 1e200), (1e-12, -1.0)]),
    "hypot": (lambda a, b: sqrt(a * a + b * b), (), pairs + [(1e-200, 3e-200), (1e300, 1e300), (0.0, 2.0), (-3.0, 0.0)]),
    "nthRoot": (root, (1,), [(2.0, 2.0), (27.0, 3.0), (-27.5, 3.0), (1e300, 5.0), (1e-300, 7.0), (-0.001, 9.0),
                             (1024.0, 10.0), (123.4, 50.0), (0.75, -4.0), (6.0, 1.0)]),
    "sqrt": (sqrt, (), one(positives)),
    "cbrt": (lambda x: sign(x) * cbrt(abs(x)), (), one(positives + [-1e-200, -8.0, -1e200])),
    "exp": (exp, (), one([-700.0, *reals, 700.0])),
    "expm1": (expm1, (), one([-700.0, -1e-300, *reals, 700.0])),
    "log": (log, (), one(positives)),
    "log1p": (log1p, (), one([-1 + near, -0.5, -1e-9, 1e-300, 1e-12, 0.25, 1.5, 30.0, 1e10, 1e300])),
    "log2": (lambda x: log(x) / log(mpf(2)), (), one(positives)),
    "log10": (lambda x: log(x) / log(mpf(10)), (), one(positives)),
    "sin": (sin, (), one(angles)),
    "cos": (cos, (), one(angles)),
    "tan": (tan, (), one(angles)),
    "sec": (sec, (), one(angles)),
    "csc": (csc, (), one(angles)),
    "cot": (cot, (), one(angles)),
    "asin": (asin, (), one(inside)),
    "acos": (acos, (), one(inside)),
    "atan": (atan, (), one([-1e100, *reals, 1e12])),
    "asec": (lambda x: acos(1 / x), (), one(outside)),
    "acsc": (lambda x: asin(1 / x), (), one(outside)),
    "acot": (lambda x: atan(1 / x), (), one([-1e100, *reals, 1e12])),
    "sinh": (sinh, (), one([-700.0, *reals, 700.0])),
    "cosh": (cosh, (), one([-700.0, *reals, 700.0])),
    "tanh": (tanh, (), one([-300.0, *reals, 350.0])),
    "sech": (sech, (), one(nonzero)),
    "csch": (csch, (), one([x for x in nonzero if abs(x) > 1e-100])),
    "coth": (coth, (), one([x for x in nonzero if 1e-100 < abs(x) < 350])),
    "asinh": (asinh, (), one([-1e200, *reals, 1e300])),
    "acosh": (acosh, (), one([x for x in outside if x > 1] + [1.5, 1e200, 1e300])),
    "atanh": (atanh, (), one(inside)),
    "asech": (lambda x: acosh(1 / x), (), one([x for x in inside if x > 1e-100] + [1e-150, 0.25, 0.625])),
    "acsch": (lambda x: asinh(1 / x), (), one([-1e150, -20.0, -1.0, -1e-9, 1e-150, 1e-5, 0.5, 2.0, 33.0, 1e100])),
    "acoth": (lambda x: atanh(1 / x), (), one([x for x in outside if abs(x) <= 1e150])),
    "erf": (erf, (), one([-5.5, -2.0, -0.46875, -1e-300, 1e-9, 0.125, 0.5, 1.0, 3.0, 5.0, 26.0])),
    "erfc": (erfc, (), one([-5.0, -0.75, -1e-9, 1e-300, 0.3, 0.47, 1.0, 2.5, 4.0, 4.1, 9.75, 20.3, 26.2])),
    "erfcx": (lambda x: exp(x * x) * erfc(x), (), one([-25.5, -5.0, -0.75, -1e-9, 1e-300, 0.3, 0.47, 1.0, 2.5, 4.1, 9.75, 33.0, 1e4])),
    "normcdf": (lambda x: erfc(-x / sqrt(mpf(2))) / 2, (), one([-37.5, -20.25, -5.0, -1.0, -0.75, -1e-9, 1e-300, 0.3, 1.0, 2.5, 9.75])),
    "gamma": (gamma, (), one([x for x in gammas if x > 1e-100])),
    "lgamma": (lgamma, (), one([x for x in gammas if x not in (1.0, 2.0)] + [0.999999, 1.9999, 2.000001, 1e6, 1e300])),
    "polygamma": (lambda n, x: polygamma(int(n), x), (0,), [
        (0.0, 1e-5), (0.0, 0.5), (0.0, 1.25), (0.0, 7.5), (0.0, 100.0), (0.0, 1e10), (0.0, -0.3), (0.0, -10.75),
        (0.0, -1e5 + 0.125), (1.0, 1e-5), (1.0, 0.75), (1.0, 3.5), (1.0, 1e6), (1.0, -0.7), (1.0, -8.25), (2.0, 0.4),
        (2.0, 20.0), (2.0, -3.25), (3.0, 2.5), (3.0, -4.125), (5.0, 1.75), (10.0, 4.25), (20.0, 0.875), (40.0, 60.0)]),
    "sigmoid": (lambda x: 1 / (1 + exp(-x)), (), one([-700.0, *reals, 60.0, 700.0])),
    "softplus": (lambda x: log(1 + exp(x)), (), one([-700.0, *reals, 60.0, 700.0])),
    "relu": (lambda x: pick_max(x, mpf(0)), (), one(reals)),
    "abs": (abs, (), one(reals)),
    "sign": (sign, (0,), one(reals)),
    "floor": (floor, (0,), one(reals)),
    "ceil": (lambda x: -floor(-x), (0,), one(reals)),
    "round": (half_away, (0,), one([*reals, 0.5, -0.5, 2.5, -2.5, 0.49999999999999994])),
    "fix": (lambda x: sign(x) * floor(abs(x)), (0,), one(reals)),
}
