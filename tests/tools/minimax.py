#!/usr/bin/env python3
"""Fits the polynomials and rationals of core/tractable/simd/{elementary,erf,normal}.hpp.

    python3 minimax.py                  list the tables
    python3 minimax.py exp_d mills_f    fit these and print them as C++ arrays, highest power first

A table is the minimax approximation (Remez exchange on a dense grid of Chebyshev points, mpmath with 50 digits) of a
function f on [a, b] under a weight w: it makes max |w (f - approximation)| small. Weights are chosen so that this
is the relative error of the final result; it is printed in units of 2^-53 (double) or 2^-24 (float), half an ULP at
worst. Coefficients are rounded to the target type one after the other, the most important first, and the rest is fitted
again each time, so that the printed error is that of the rounded table.
"""
import struct
import sys

from mpmath import cos, diff, erf, erfc, exp, fabs, ldexp, log, log1p, lu_solve, matrix, mp, mpf, pi, sin, sqrt

mp.dps = 50


def to_double(v):
    return mpf(float(v))


def to_float(v):
    """Nearest float32 (mpmath rounds to 24 bits; all coefficients are far from the ends of the range)."""
    old, mp.prec = mp.prec, 24
    rounded = +v
    mp.prec = old
    return rounded


ROUND = {"d": to_double, "f": to_float}
UNIT = {"d": ldexp(1, -53), "f": ldexp(1, -24)}


def grid(a, b, n):
    a, b = mpf(a), mpf(b)
    return [(a + b) / 2 - (b - a) / 2 * cos(pi * (i + mpf(1) / 2) / n) for i in range(n)]


def extrema(errors, count):
    """Indices of `count` points where the error alternates: the largest of each run of equal sign."""
    runs = []
    for i, e in enumerate(errors):
        if runs and (e > 0) == (errors[runs[-1]] > 0):
            if fabs(e) > fabs(errors[runs[-1]]):
                runs[-1] = i
        else:
            runs.append(i)
    while len(runs) > count:  # drop the smaller end: the alternation stays
        runs.pop(0 if fabs(errors[runs[0]]) < fabs(errors[runs[-1]]) else -1)
    return runs


def remez(xs, values, weights, numerator, denominator, fixed):
    """Coefficients {('n', power): c, ('d', power): c}; denominator(0) = 1. `fixed` holds those that are given."""
    free = [("n", k) for k in numerator if ("n", k) not in fixed]
    free += [("d", k) for k in denominator if ("d", k) not in fixed]
    if not free:
        return dict(fixed), max_error(xs, values, weights, fixed)
    count = len(free) + 1
    points = [round((i + 0.5) * len(xs) / count - 0.5) for i in range(count)]
    den = [mpf(1)] * len(xs)
    best = None
    for _ in range(40):
        system, right = matrix(count, count), matrix(count, 1)
        for row, i in enumerate(points):
            x, f = xs[i], values[i]
            for column, (part, k) in enumerate(free):
                system[row, column] = x**k if part == "n" else -f * x**k
            system[row, len(free)] = (-1) ** row * den[i] / weights[i]
            known = sum((c * x**k if part == "n" else -f * c * x**k) for (part, k), c in fixed.items())
            right[row] = f - known
        solution = lu_solve(system, right)
        c = dict(fixed)
        c.update({key: solution[i] for i, key in enumerate(free)})
        errors, den = residuals(xs, values, weights, c)
        worst = max(fabs(e) for e in errors)
        if best is None or worst < best[1]:
            best = (c, worst)
        level = fabs(solution[len(free)])
        if worst < level * mpf("1.001"):
            break
        found = extrema(errors, count)
        if len(found) < count:
            break
        points = found
    return best


def residuals(xs, values, weights, c):
    num = {k: v for (part, k), v in c.items() if part == "n"}
    den = {k: v for (part, k), v in c.items() if part == "d"}
    errors, bottoms = [], []
    for x, f, w in zip(xs, values, weights):
        bottom = 1 + sum(v * x**k for k, v in den.items())
        top = sum(v * x**k for k, v in num.items())
        bottoms.append(bottom)
        errors.append(w * (f - top / bottom))
    return errors, bottoms


def max_error(xs, values, weights, c):
    return max(fabs(e) for e in residuals(xs, values, weights, c)[0])


def fit(name, f, weight, a, b, degree, below=0, split=0, points=0):
    """f ~ numerator(x) / denominator(x) on [a, b], of degrees `degree` and `below` (0: a polynomial).

    split: so many of the lowest coefficients keep a second word (hi + lo), for results that need it.
    """
    kind = name[-1]
    n = points or 40 * (degree + below + 2)
    xs = grid(a, b, n)
    values, weights = [f(x) for x in xs], [weight(x) for x in xs]
    numerator, denominator = list(range(degree + 1)), list(range(1, below + 1))
    fixed, low = {}, {}
    order = [(part, k) for k in range(max(degree, below) + 1) for part, ks in (("n", numerator), ("d", denominator)) if k in ks]
    c, ideal = remez(xs, values, weights, numerator, denominator, {})
    for key in order:
        fixed[key] = ROUND[kind](c[key])
        if key[0] == "n" and key[1] < split:
            low[key] = ROUND[kind](c[key] - fixed[key])
            fixed[key] += low[key]
        # With the low powers given, 0 inside [a, b] breaks the alternation theorem: keep the better of the two.
        plain = {**c, **fixed}
        worst = max_error(xs, values, weights, plain)
        c, refit = remez(xs, values, weights, numerator, denominator, fixed)
        if refit < worst:
            worst = refit
        else:
            c = plain
    print(f"// {name}: error {float(worst / UNIT[kind]):.3f} x {'2^-53' if kind == 'd' else '2^-24'}"
          f" (unrounded {float(ideal / UNIT[kind]):.3f}), {float(a):.6g} <= x <= {float(b):.6g}")
    for part, powers in (("n", numerator), ("d", [0] + denominator if denominator else [])):
        if powers:
            listed = [text(c.get((part, k), mpf(1)) - low.get((part, k), 0), kind) for k in reversed(powers)]
            print("{" + ", ".join(listed) + "}")
    for (part, k), v in sorted(low.items()):
        print(f"low word of x^{k}: {text(v, kind)}")


def text(v, kind):
    if kind == "d":
        return repr(float(v))
    short = next(s for s in (f"{float(v):.{d}g}" for d in range(6, 12)) if to_float(mpf(s)) == v)
    return short + ("" if any(ch in short for ch in ".e") else ".0") + "f"


def taylor_safe(f, limit):
    """f(x) for x != 0; the grid never holds 0 exactly, but digits cancel near it."""

    def g(x):
        old, mp.dps = mp.dps, 120
        value = f(mpf(x))
        mp.dps = old
        return +value

    return g


LN2_HALF = log(mpf(2)) / 2


def exp_table(name, degree):
    # exp(r) = 1 + r + r^2 Q(r); the reduced argument may pass ln(2)/2 by a rounding error of the reduction.
    bound = LN2_HALF * (1 + (mpf(2) ** -40 if name[-1] == "d" else mpf(2) ** -14))
    fit(name, taylor_safe(lambda r: (exp(r) - 1 - r) / r**2, 0), lambda r: r * r / exp(r), -bound, bound, degree)


def sin_table(name, degree):
    # sin(pi/2 f) = f (pi/2 + z S(z)), z = f^2; pi/2 itself is held in two words.
    f = taylor_safe(lambda z: (sin(pi / 2 * sqrt(z)) / sqrt(z) - pi / 2) / z, 0)
    fit(name, f, lambda z: z * sqrt(z) / sin(pi / 2 * sqrt(z)), 0, mpf(1) / 4, degree)


def cos_table(name, degree):
    # cos(pi/2 f) = 1 - pi^2/8 z + z^2 C(z), z = f^2.
    f = taylor_safe(lambda z: (cos(pi / 2 * sqrt(z)) - 1 + pi * pi / 8 * z) / z**2, 0)
    fit(name, f, lambda z: z * z / cos(pi / 2 * sqrt(z)), 0, mpf(1) / 4, degree)


def erf_table(name, degree, end):
    # erf(x) = x + x E(x^2).
    f = taylor_safe(lambda z: erf(sqrt(z)) / sqrt(z) - 1, 0)
    fit(name, f, lambda z: sqrt(z) / erf(sqrt(z)), 0, mpf(end) ** 2, degree)


def erfcx_big(x):
    return exp(x * x) * erfc(x)


def centre_table(name, degree, end):
    # cdf(x) = 1/2 + x S(x^2) for the normal distribution.
    def s(z):
        return erf(sqrt(z / 2)) / sqrt(z) / 2

    f = taylor_safe(s, 0)
    fit(name, f, lambda z: 1 / f(z), 0, mpf(end) ** 2, degree, split=1)


def erfcx_table(name, degree, start, k, c):
    # erfcx(x) = P(q) / (x + c), q = (x - k) / (x + k), x >= start.
    def f(q):
        x = k * (1 + q) / (1 - q)
        return (x + c) * erfcx_big(x)

    k, c, start = mpf(k), mpf(c), mpf(start)
    fit(name, f, lambda q: 1 / f(q), (start - k) / (start + k), 1, degree, split=1)


def mills_table(name, degree, start, k, c):
    # (1 - cdf(x)) exp(x^2 / 2) = P(q) / (x + c), q = (x - k) / (x + k), x >= start.
    def f(q):
        x = k * (1 + q) / (1 - q)
        return (x + c) * erfcx_big(x / sqrt(mpf(2))) / 2

    k, c, start = mpf(k), mpf(c), mpf(start)
    fit(name, f, lambda q: 1 / f(q), (start - k) / (start + k), 1, degree, split=1)


def quantile(r):
    """x > 0 with 1 - cdf(x) = exp(-r^2 / 2), by Newton's method on the logarithm of both."""
    x = r - log(mpf("2.5") * r + 1) / r if r > 2 else r / 3
    for _ in range(99):
        tail = erfc(x / sqrt(mpf(2))) / 2
        step = (log(tail) + r * r / 2) * tail * sqrt(2 * pi) * exp(x * x / 2)
        x += step
        if fabs(step) < mpf(10) ** (4 - mp.dps):
            return x
    raise ArithmeticError(f"no quantile for r = {r}")


def quantile_centre_table(name, degree):
    # ppf(1/2 + q) = q C(q^2), |q| <= 1/4.
    def f(z):
        return quantile(sqrt(-2 * log(mpf(1) / 2 - sqrt(z)))) / sqrt(z)

    fit(name, f, lambda z: 1 / f(z), 0, mpf(1) / 16, degree, split=1, points=300)


def quantile_tail_table(name, degree, start, end, k):
    # -ppf(p) = r - H(q), r = sqrt(-2 log(p)), q = (r - k) / (r + k), start <= r <= end.
    k, start, end = mpf(k), mpf(start), mpf(end)

    def root(q):
        return k * (1 + q) / (1 - q)

    def weight(q):
        return 1 / quantile(root(q))

    fit(name, lambda q: root(q) - quantile(root(q)), weight, (start - k) / (start + k), (end - k) / (end + k), degree,
        split=1, points=400)


R_QUARTER = sqrt(-2 * log(mpf(1) / 4)) * (1 - mpf(2) ** -20)

TABLES = {
    "quantile_centre_d": lambda: quantile_centre_table("quantile_centre_d", 14),
    "quantile_centre_f": lambda: quantile_centre_table("quantile_centre_f", 6),
    "quantile_tail_d": lambda: quantile_tail_table("quantile_tail_d", 21, R_QUARTER, 9, 3),
    "quantile_tail_f": lambda: quantile_tail_table("quantile_tail_f", 9, R_QUARTER, "14.4", 3),
    "quantile_far_d": lambda: quantile_tail_table("quantile_far_d", 18, 9, "38.6", 14),
    "erf_d": lambda: erf_table("erf_d", 9, "0.5"),
    "erf_f": lambda: erf_table("erf_f", 4, "0.5"),
    "erfcx_d": lambda: erfcx_table("erfcx_d", 22, "0.5", 4, "0.5"),
    "erfcx_f": lambda: erfcx_table("erfcx_f", 10, "0.5", 2, "0.5"),
    "centre_d": lambda: centre_table("centre_d", 9, "0.625"),
    "centre_f": lambda: centre_table("centre_f", 4, "0.625"),
    "mills_d": lambda: mills_table("mills_d", 22, "0.625", "5.625", "0.75"),
    "mills_f": lambda: mills_table("mills_f", 10, "0.625", "2.8125", "0.75"),
    "exp_d": lambda: exp_table("exp_d", 9),
    "exp_f": lambda: exp_table("exp_f", 4),
    "sin_d": lambda: sin_table("sin_d", 5),
    "sin_f": lambda: sin_table("sin_f", 2),
    "cos_d": lambda: cos_table("cos_d", 5),
    "cos_f": lambda: cos_table("cos_f", 2),
}

if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(" ".join(TABLES))
    for table in sys.argv[1:]:
        TABLES[table]()
