#!/usr/bin/env python3
"""Fits the polynomials of core/tractable/simd/kernels/{floating,trigonometric,erf,normal,normal_quantile,gamma,digamma,polygamma_kernels}.hpp.

    python3 minimax.py                  list the tables
    python3 minimax.py exp_d mills_f    fit these and print them as C++ arrays, highest power first
    python3 minimax.py --check          fit all and compare with the headers (a quarter of an hour)

A table is the minimax approximation (Remez exchange on a dense grid of Chebyshev points, mpmath with 50 digits) of a
function f on [a, b] under a weight w: it makes max |w (f - approximation)| small. Weights are chosen so that this
is the relative error of the final result; it is printed in units of 2^-53 (double) or 2^-24 (float), half an ULP at
worst. Coefficients are rounded to the target type one after the other, the most important first, and the rest is fitted
again each time, so that the printed error is that of the rounded table.
"""
import pathlib
import re
import sys

from mpmath import (atan, cos, erf, erfc, exp, fabs, factorial, findroot, ldexp, log, loggamma, lu_solve, matrix, mp, mpf, pi,
                    psi, sin, sqrt)

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


def remez(xs, values, weights, powers, fixed):
    """Coefficients {power: c} of the best polynomial on the points xs, and its error; `fixed` holds those that are given."""
    free = [k for k in powers if k not in fixed]
    if not free:
        return dict(fixed), max(map(fabs, residuals(xs, values, weights, fixed)))
    count = len(free) + 1
    points = [round((i + 0.5) * len(xs) / count - 0.5) for i in range(count)]
    best = None
    for _ in range(40):
        system, right = matrix(count, count), matrix(count, 1)
        for row, i in enumerate(points):
            for column, k in enumerate(free):
                system[row, column] = xs[i] ** k
            system[row, len(free)] = (-1) ** row / weights[i]
            right[row] = values[i] - sum(c * xs[i] ** k for k, c in fixed.items())
        solution = lu_solve(system, right)
        c = {**fixed, **{k: solution[i] for i, k in enumerate(free)}}
        errors = residuals(xs, values, weights, c)
        worst = max(map(fabs, errors))
        if best is None or worst < best[1]:
            best = (c, worst)
        if worst < fabs(solution[len(free)]) * mpf("1.001"):
            break
        points = extrema(errors, count)
        if len(points) < count:
            break
    return best


def residuals(xs, values, weights, c):
    return [w * (f - sum(v * x**k for k, v in c.items())) for x, f, w in zip(xs, values, weights)]


def fit(name, f, weight, a, b, degree, split=False, points=0):
    """Prints the polynomial of that degree for f on [a, b]. split: the constant term keeps a second word (hi + lo)."""
    kind = name[-1]
    xs = grid(a, b, points or 40 * (degree + 2))
    values, weights = [f(x) for x in xs], [weight(x) for x in xs]
    powers, fixed, low = range(degree + 1), {}, mpf(0)
    c, ideal = remez(xs, values, weights, powers, {})
    for k in powers:
        fixed[k] = ROUND[kind](c[k])
        if k == 0 and split:
            low = ROUND[kind](c[k] - fixed[k])
            fixed[k] += low
        # With the low powers given, 0 inside [a, b] breaks the alternation theorem: keep the better of the two.
        plain = {**c, **fixed}
        worst = max(map(fabs, residuals(xs, values, weights, plain)))
        c, refit = remez(xs, values, weights, powers, fixed)
        if refit < worst:
            worst = refit
        else:
            c = plain
    report(f"// {name}: error {float(worst / UNIT[kind]):.3f} x {'2^-53' if kind == 'd' else '2^-24'}"
          f" (unrounded {float(ideal / UNIT[kind]):.3f}), {float(a):.6g} <= x <= {float(b):.6g}")
    c[0] -= low
    report("{" + ", ".join(text(c[k], kind) for k in reversed(powers)) + "}")
    if split:
        report(f"low word of the last: {text(low, kind)}")


def text(v, kind):
    if kind == "d":
        return repr(float(v))
    short = next(s for s in (f"{float(v):.{d}g}" for d in range(6, 12)) if to_float(mpf(s)) == v)
    return short + ("" if any(ch in short for ch in ".e") else ".0") + "f"


def with_guard_digits(f):
    """f with 120 digits inside, where near 0 some cancel (the grid never holds 0 itself)."""

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
    fit(name, with_guard_digits(lambda r: (exp(r) - 1 - r) / r**2), lambda r: r * r / exp(r), -bound, bound, degree)


def sin_table(name, degree):
    # sin(pi/2 f) = f (pi/2 + z S(z)), z = f^2; pi/2 itself is held in two words.
    f = with_guard_digits(lambda z: (sin(pi / 2 * sqrt(z)) / sqrt(z) - pi / 2) / z)
    fit(name, f, lambda z: z * sqrt(z) / sin(pi / 2 * sqrt(z)), 0, mpf(1) / 4, degree)


def cos_table(name, degree):
    # cos(pi/2 f) = 1 - pi^2/8 z + z^2 C(z), z = f^2.
    f = with_guard_digits(lambda z: (cos(pi / 2 * sqrt(z)) - 1 + pi * pi / 8 * z) / z**2)
    fit(name, f, lambda z: z * z / cos(pi / 2 * sqrt(z)), 0, mpf(1) / 4, degree)


def sine_table(name, degree):
    # sin(r) = r + r z S(z), z = r^2; the reduced argument may pass pi/4 by a rounding error of the reduction.
    f = with_guard_digits(lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z)
    fit(name, f, lambda z: z * sqrt(z) / sin(sqrt(z)), 0, (pi / 4 * mpf("1.0001")) ** 2, degree)


def cosine_table(name, degree):
    # cos(r) = 1 - z/2 + z^2 C(z), z = r^2.
    f = with_guard_digits(lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2)
    fit(name, f, lambda z: z * z / cos(sqrt(z)), 0, (pi / 4 * mpf("1.0001")) ** 2, degree)


def atan_table(name, degree):
    # atan(t) = t + t z P(z), z = t^2, |t| <= 1/2.
    f = with_guard_digits(lambda z: (atan(sqrt(z)) / sqrt(z) - 1) / z)
    fit(name, f, lambda z: z * sqrt(z) / atan(sqrt(z)), 0, mpf("0.2501"), degree)


def erf_table(name, degree, end):
    # erf(x) = x + x E(x^2).
    f = with_guard_digits(lambda z: erf(sqrt(z)) / sqrt(z) - 1)
    fit(name, f, lambda z: sqrt(z) / erf(sqrt(z)), 0, mpf(end) ** 2, degree)


def log_erfc_table(name, degree, start, end):
    # erf(x) = 1 - exp(-L(x)): the weight is the error that L's makes in erf.
    fit(name, lambda x: -log(erfc(x)), lambda x: erfc(x) / erf(x), start, end, degree)


def erfcx_big(x):
    return exp(x * x) * erfc(x)


def centre_table(name, degree, end):
    # cdf(x) = 1/2 + x S(x^2) for the normal distribution.
    def s(z):
        return erf(sqrt(z / 2)) / sqrt(z) / 2

    f = with_guard_digits(s)
    fit(name, f, lambda z: 1 / f(z), 0, mpf(end) ** 2, degree, split=True)


def erfcx_table(name, degree, start, k, c):
    # erfcx(x) = P(q) / (x + c), q = (x - k) / (x + k), x >= start.
    def f(q):
        x = k * (1 + q) / (1 - q)
        return (x + c) * erfcx_big(x)

    k, c, start = mpf(k), mpf(c), mpf(start)
    fit(name, f, lambda q: 1 / f(q), (start - k) / (start + k), 1, degree, split=True)


def mills_table(name, degree, start, k, c):
    # (1 - cdf(x)) exp(x^2 / 2) = P(q) / (x + c), q = (x - k) / (x + k), x >= start.
    def f(q):
        x = k * (1 + q) / (1 - q)
        return (x + c) * erfcx_big(x / sqrt(mpf(2))) / 2

    k, c, start = mpf(k), mpf(c), mpf(start)
    fit(name, f, lambda q: 1 / f(q), (start - k) / (start + k), 1, degree, split=True)


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

    fit(name, f, lambda z: 1 / f(z), 0, mpf(1) / 16, degree, split=True, points=300)


def log2_table(name, degree):
    # log2((1 + s) / (1 - s)) = s L(s^2), |s| <= (sqrt 2 - 1) / (sqrt 2 + 1); the error that counts is absolute.
    f = with_guard_digits(lambda z: log((1 + sqrt(z)) / (1 - sqrt(z))) / log(mpf(2)) / sqrt(z))
    end = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)) ** 2 * (1 + mpf(2) ** -20)
    fit(name, f, sqrt, 0, end, degree)


def quantile_body_table(name, degree):
    # ppf(1/2 + q) = q (sqrt(2 pi) + w R(w - 4)), w = -log2(1 - 4 q^2), 0 <= w <= 8.
    def whole(w):
        v = mpf(2) ** -w
        root = sqrt(1 - v)
        return quantile(sqrt(-2 * log(v / (2 * (1 + root))))) / (root / 2)

    known = {}

    def p(w):
        if w not in known:
            known[w] = whole(w)
        return known[w]

    fit(name, lambda t: (p(t + 4) - sqrt(2 * pi)) / (t + 4), lambda t: (t + 4) / p(t + 4), -4, 4 + mpf(2) ** -18, degree,
        points=400)


def quantile_tail_table(name, degree, start, end, k):
    # -ppf(p) = r - H(q), r = sqrt(-2 log(p)), q = (r - k) / (r + k), start <= r <= end.
    k, start, end = mpf(k), mpf(start), mpf(end)

    def root(q):
        return k * (1 + q) / (1 - q)

    def weight(q):
        return 1 / quantile(root(q))

    fit(name, lambda q: root(q) - quantile(root(q)), weight, (start - k) / (start + k), (end - k) / (end + k), degree,
        split=True, points=400)


def lgamma_one_table(name, degree):
    # lgamma(1 + t) = t (t - 1) H(t), -1/4 <= t <= 3/4: the zeros at 1 and 2 are taken out.
    f = with_guard_digits(lambda t: loggamma(1 + t) / (t * (t - 1)))
    fit(name, f, lambda t: 1 / f(t), mpf(-1) / 4, mpf(3) / 4, degree, split=True)


def lgamma_two_table(name, degree):
    # lgamma(2 + t) = t G(t), -1/4 <= t <= 3/4.
    f = with_guard_digits(lambda t: loggamma(2 + t) / t)
    fit(name, f, lambda t: 1 / f(t), mpf(-1) / 4, mpf(3) / 4, degree, split=True)


def lgamma_far_table(name, degree, start):
    # lgamma(x) = (x - 1/2) log(x) - x + log(2 pi) / 2 + S(1 / x^2) / x, x >= start.
    def s(z):
        x = 1 / sqrt(z)
        return x * (loggamma(x) - (x - mpf(1) / 2) * log(x) + x - log(2 * pi) / 2)

    fit(name, with_guard_digits(s), lambda z: sqrt(z) / loggamma(1 / sqrt(z)), 0, mpf(start) ** -2, degree)


def digamma_root():
    return findroot(lambda x: psi(0, x), mpf("1.4616321449683623"))


def digamma_near_table(name, degree):
    # digamma(2 + u) = (u + 2 - root) D(u), -1 <= u <= 1.
    def d(u):
        return psi(0, 2 + u) / (2 + u - digamma_root())

    f = with_guard_digits(d)
    fit(name, f, lambda u: 1 / f(u), -1, 1, degree, split=True)


def digamma_far_table(name, degree, start):
    # digamma(x) = log(x) - 1 / (2 x) - z S(z), z = 1 / x^2, x >= start.
    def s(z):
        x = 1 / sqrt(z)
        return (log(x) - 1 / (2 * x) - psi(0, x)) / z

    fit(name, with_guard_digits(s), lambda z: z / psi(0, 1 / sqrt(z)), 0, mpf(start) ** -2, degree)


def polygamma_far_table(name, degree, n, start):
    # |polygamma(n, x)| = (n - 1)! / x^n (1 + n / (2 x) + z S(z)), z = 1 / x^2, x >= start.
    def s(z):
        x = 1 / sqrt(z)
        return (fabs(psi(n, x)) * x**n / factorial(n - 1) - 1 - n / (2 * x)) / z

    fit(name, with_guard_digits(s), lambda z: z, 0, mpf(start) ** -2, degree)


R_QUARTER = sqrt(-2 * log(mpf(1) / 4)) * (1 - mpf(2) ** -20)

TABLES = {
    "lgamma_one_d": lambda: lgamma_one_table("lgamma_one_d", 22),
    "lgamma_one_f": lambda: lgamma_one_table("lgamma_one_f", 9),
    "lgamma_two_d": lambda: lgamma_two_table("lgamma_two_d", 16),
    "lgamma_two_f": lambda: lgamma_two_table("lgamma_two_f", 7),
    "lgamma_far_d": lambda: lgamma_far_table("lgamma_far_d", 5, 8),
    "lgamma_far_f": lambda: lgamma_far_table("lgamma_far_f", 1, 8),
    "digamma_near_d": lambda: digamma_near_table("digamma_near_d", 29),
    "digamma_near_f": lambda: digamma_near_table("digamma_near_f", 12),
    "digamma_far_d": lambda: digamma_far_table("digamma_far_d", 5, 8),
    "digamma_far_f": lambda: digamma_far_table("digamma_far_f", 1, 8),
    **{
        f"polygamma_far{n}_{kind}": lambda n=n, kind=kind, degree=degree, start=start: polygamma_far_table(
            f"polygamma_far{n}_{kind}", degree, n, start
        )
        for n in (1, 2, 3, 4)
        for kind, degree, start in (("d", 8 if n == 4 else 7, 8), ("f", 4 if n > 2 else 3, 4))
    },
    "quantile_centre_d": lambda: quantile_centre_table("quantile_centre_d", 14),
    "quantile_centre_f": lambda: quantile_centre_table("quantile_centre_f", 6),
    "log2_d": lambda: log2_table("log2_d", 6),
    "log2_f": lambda: log2_table("log2_f", 3),
    "quantile_body_d": lambda: quantile_body_table("quantile_body_d", 21),
    "quantile_body_f": lambda: quantile_body_table("quantile_body_f", 9),
    "quantile_tail_d": lambda: quantile_tail_table("quantile_tail_d", 21, R_QUARTER, 9, 3),
    "quantile_tail_f": lambda: quantile_tail_table("quantile_tail_f", 9, R_QUARTER, "14.4", 3),
    "quantile_far_d": lambda: quantile_tail_table("quantile_far_d", 18, 9, "38.6", 14),
    "erf_d": lambda: erf_table("erf_d", 9, "0.5"),
    "erf_f": lambda: erf_table("erf_f", 4, "0.5"),
    "erf_unit_f": lambda: erf_table("erf_unit_f", 6, "1"),
    "log_erfc_f": lambda: log_erfc_table("log_erfc_f", 6, 1, 4),
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
    "sine_d": lambda: sine_table("sine_d", 5),
    "sine_f": lambda: sine_table("sine_f", 2),
    "cosine_d": lambda: cosine_table("cosine_d", 5),
    "cosine_f": lambda: cosine_table("cosine_f", 2),
    "atan_d": lambda: atan_table("atan_d", 12),
    "atan_f": lambda: atan_table("atan_f", 5),
}

report = print


KERNELS = ("floating", "trigonometric", "erf", "normal", "normal_quantile", "gamma", "digamma", "polygamma_kernels")


def check():
    """Every fitted number must stand in one of the headers."""
    global report
    folder = pathlib.Path(__file__).parents[2] / "core/tractable/simd/kernels"
    number = r"-?\d+\.\d+(?:e[+-]?\d+)?f?"
    known = set(re.findall(number, " ".join((folder / f"{h}.hpp").read_text() for h in KERNELS)))
    lines = []
    report = lines.append
    for table in TABLES.values():
        table()
    missing = [n for line in lines if not line.startswith("//") for n in re.findall(number, line) if n not in known]
    print("\n".join(missing) or "every coefficient agrees")
    return bool(missing)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(check())
    if len(sys.argv) < 2:
        print(" ".join(TABLES))
    for table in sys.argv[1:]:
        TABLES[table]()
