"""The points at which forms are judged: exact doubles, log grids from 1e-300 to 1e300 with the places that matter."""
import zlib

# A decade is visited with a mantissa of its own: powers of ten alone hide what depends on rounding.
MANTISSAS = (1.0, 1.7, 3.1, 5.3, 7.9, 1.2, 2.3, 4.1, 9.7)
FAR = (300, 250, 201, 180, 156, 154, 120, 103, 100, 80, 52, 40, 30, 25, 20)


def decade(k):
    return float(f"{MANTISSAS[k % len(MANTISSAS)]}e{k}")


TINY = [1e-300] + [decade(-k) for k in FAR[1:]] + [decade(-k) for k in range(17, 1, -1)]
MIDDLE = [0.1, 0.25, 0.5, 0.7, 0.9, 1.0, 1.1, 1.5, 2.0, 3.0, 4.7, 7.5, 12.0, 17.5, 20.5, 26.5, 33.0, 37.5, 38.0, 45.0, 102.0,
          250.0, 353.0, 356.0, 500.0, 709.5, 710.5, 744.0, 746.0, 1000.0, 12345.0]
HUGE = [decade(k) for k in range(5, 18, 2)] + [decade(k) for k in sorted(FAR)[:-1]] + [1e300]
NEAR = [2.0 ** -k for k in (53, 52, 51, 45, 40, 35, 30, 25, 20, 15, 10, 7, 5, 4, 3)]

positive = TINY + MIDDLE + HUGE
unit = [x for x in positive if x < 1] + [1 - h for h in reversed(NEAR)]


def both(points):
    return [-x for x in reversed(points)] + points


lines = {
    "all": both(positive),
    "positive": positive,
    "unit": unit,
    "inner": both(unit),
    "above": [x for x in both(unit) if x > -1] + [x for x in positive if x >= 1] + [1 + 2 * h for h in NEAR],
    "over": [1 + 2 * h for h in NEAR] + [x for x in positive if x > 1],
    "near": [1 - h for h in reversed(NEAR)] + [1 + 2 * h for h in NEAR],
    # For the exponents' intermediates: what lies between underflow and overflow, and both ends.
    "powers": both([x for x in positive if 1e-20 < x < 2e4]),
    "counts": [1.0, 2.0, 3.0, 7.0, 12.0, 100.0, 365.0, 1e4, 123456.0, 1e7, 1e10, 1e15],
    # For several inputs at once.
    "axis": both([1e-300, 2.3e-200, 1.7e-155, 1e-100, 3.1e-17, 1.1e-8, 0.45, 1.0, 2.0, 36.75, 1e8, 1e100, 1.7e154, 3.1e200, 1e300])
    + [0.0],
    "size": [1e-300, 2.3e-200, 1.7e-155, 1e-100, 3.1e-17, 1.1e-8, 0.045, 0.45, 1.0, 2.0, 36.75, 1e8, 1e100, 1.7e154, 3.1e200,
             1e300],
    "logits": [-1e300, -1e100, -12345.0, -1000.5, -745.25, -709.5, -100.25, -37.25, -17.5, -3.0, -1.0, -0.3, -1.1e-8, -1e-17, -1e-100,
               -1e-300, 0.0, 1e-300, 1.7e-100, 1.2e-17, 1e-8, 0.45, 1.0, 2.0, 5.5, 18.25, 36.75, 80.5, 709.25, 711.0, 1000.0,
               54321.0, 1e100, 1e300],
    "mild": [-20.5, -7.25, -3.0, -1.0, -0.45, -0.01, 0.02, 0.3, 1.0, 1.75, 4.5, 11.0, 30.25],
    "some": [0.02, 0.3, 0.45, 1.0, 1.75, 3.0, 4.5, 11.0, 30.25, 100.5],
    "odds": [1e-300, 1e-100, 1e-17, 3.1e-9, 0.001, 0.045, 0.3, 0.45, 0.75, 0.95, 1 - 2.0 ** -20, 1 - 2.0 ** -53],
    "share": [0.045, 0.3, 0.45, 0.75, 0.95],
    "steps": [1e-300, 1e-100, 1e-20, 1e-16, 1e-12, 3.1e-8, 1e-5, 0.01],
    "rates": [1e-300, 1e-100, 1e-20, 1e-16, 1e-12, 3.1e-8, 1e-5, 0.01, 0.05, 0.25, 1.0],
    "terms": [1.0, 2.0, 3.0, 7.0, 12.0, 30.0, 365.0],
    # Triangles' sides near 1, of which two may make the third.
    "sides": [1.0, 1.0 + 2.0 ** -52, 1.0 + 2.0 ** -30, 1.25, 1.5, 1.75, 2.0 - 2.0 ** -40, 2.0 - 2.0 ** -51],
}
lines |= {"scores": [x for x in lines["logits"] if x != 0]}
lines |= {f"{name}+0": sorted({*lines[name], 0.0}) for name in ("all", "positive", "above", "inner")}
lines |= {"unit+01": [0.0, *unit, 1.0], "unit+half": sorted([*unit, *(0.5 + h / 4 for h in NEAR), *(0.5 - h / 4 for h in NEAR)])}
lines |= {"size+0": [0.0, *lines["size"]], "odds+01": [0.0, *lines["odds"], 1.0], "rates+0": [0.0, *lines["rates"]]}

MOST = 80


def points(formula, names):
    """The points of a form: a line's, all pairs of two short lines', or a fixed choice among what would be too many."""
    axes = [lines[name] for name in names]
    total = 1
    for axis in axes:
        total *= len(axis)
    if len(axes) == 1 or total <= MOST:
        grid = [()]
        for axis in axes:
            grid = [(*point, x) for point in grid for x in axis]
        return grid
    # A linear congruential sequence, the same for every run; the first points go along each axis.
    state, chosen = zlib.crc32(formula.encode()), {}
    while len(chosen) < MOST:
        point = []
        for axis in axes:
            state = (state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
            point.append(axis[(state >> 33) % len(axis)])
        chosen[tuple(point)] = None
    return list(chosen)
