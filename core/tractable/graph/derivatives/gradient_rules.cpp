#include "tractable/graph/derivatives/gradient_rules.hpp"

#include <limits>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/build/build.hpp"
#include "tractable/graph/derivatives/gradient_each.hpp"
#include "tractable/graph/ops.hpp"

// The derivative of each op, as one line where it is one. `y` is the node itself where its value is part of the
// derivative; `d` broadcasts to y's shape and is expanded only for ops that need every element.

namespace tractable::detail {
namespace {

constexpr double kTwoOverSqrtPi = 1.1283791670955126;
constexpr double kSqrtHalf = 0.70710678118654752;
constexpr double kSqrtTwoOverPi = 0.79788456080286536;
constexpr double kSqrtTwoPi = 2.5066282746310005;

Expr zero(Expr like) { return like.graph->constant(0); }
Expr full(Expr d, Expr y) { return expand(d, y.shape()); }

/// phi / Phi without cancellation in either tail. Where Phi rounds to 1 it is phi: erfcx there overflows, and has
/// derivatives that are not finite.
Expr inverse_mills(Expr a) {
  constexpr double kPhiIsOne = 8.5;
  constexpr double kInverseSqrtTwoPi = 0.39894228040143268;
  const Expr far = greater(a, a.graph->constant(kPhiIsOne));
  const Expr density = kInverseSqrtTwoPi * exp(-0.5 * square(a));
  return select(far, density, kSqrtTwoOverPi / erfcx(-kSqrtHalf * select(far, zero(a), a)));
}

/// 1 / (sqrt(pi) erfcx(a)) - a for a >= 4: (1/2)/(a + 1/(a + (3/2)/(a + 2/(a + ...))))  (DLMF 7.9.3), 22 levels and an
/// estimate of the rest: relative error 3e-18 at 4, of its derivatives 7e-17 and 2e-15.
Expr erfcx_excess(Expr a) {
  constexpr int kLevels = 22;
  Expr h = 0.5 * (sqrt(square(a) + 2.0 * (kLevels + 1)) - a);
  for (int n = kLevels; n > 0; --n) h = 0.5 * n / (a + h);
  return h;
}

/// The derivative of y = erfcx(a), 2 a y - 2 / sqrt(pi), loses a^2 ULP to the right, where it is -2 y excess(a).
Expr erfcx_slope(Expr a, Expr y) {
  constexpr double kFar = 4;
  const Expr far = greater(a, a.graph->constant(kFar));
  const Expr excess = erfcx_excess(select(far, a, a.graph->constant(kFar)));
  return select(far, -2.0 * (y * excess), 2.0 * (select(far, zero(a), a) * y) - kTwoOverSqrtPi);
}

Expr unary_rule(Expr y, Expr d) {
  const Expr a = y.arg(0);
  switch (y.op()) {
    case Op::neg:
      return -d;
    case Op::abs:
      return d * sign(a);
    case Op::reciprocal:
      return -(d * square(y));
    case Op::sqrt:
      return 0.5 * (d / y);
    case Op::exp:
      return d * y;
    case Op::log:
      return d / a;
    case Op::log1p:
      return d / (1 + a);
    case Op::expm1:
      return d * (y + 1);
    case Op::sin:
      return d * cos(a);
    case Op::cos:
      return -(d * sin(a));
    case Op::atan:
      return d / (1 + square(a));
    case Op::tanh:
      return d * (1 - square(y));
    case Op::sigmoid:
      return d * (y * (1 - y));
    case Op::softplus:
      return d * sigmoid(a);
    case Op::log_sigmoid:
      return d * sigmoid(-a);
    case Op::lgamma:
      return d * digamma(a);
    case Op::deviance:
      return d * log1p(a);
    case Op::stirling:
      return d * (digamma(a) - log(a) + 0.5 / a);
    case Op::polygamma:
      if (y.node().attr[0] == 4) {
        throw_error(ErrorCode::invalid_argument, "gradient", "the derivative of polygamma(4, x) is not there, in ",
                    describe(y));
      }
      return d * polygamma(y.node().attr[0] + 1, a);
    case Op::erf:
      return d * (kTwoOverSqrtPi * exp(-square(a)));
    case Op::erfc:
      return d * (-kTwoOverSqrtPi * exp(-square(a)));
    case Op::erfcx:
      return d * erfcx_slope(a, y);
    case Op::normal_log_cdf:
      return d * inverse_mills(a);
    case Op::normal_ppf:
      return d * (kSqrtTwoPi * exp(0.5 * square(y)));
    default:
      return {};  // sign, floor: 0 everywhere
  }
}

/// d where the first operand won.
Adjoints extreme_rule(Expr d, Expr won) { return {select(won, d, zero(d)), select(won, zero(d), d)}; }

Adjoints pow_rule(Expr y, Expr d, const std::array<bool, 3>& needed) {
  const Expr a = y.arg(0);
  const Expr b = y.arg(1);
  Adjoints out{};
  if (needed[0]) {
    // b a^(b - 1) where both are 0 is 0, not 0 times infinity; a constant exponent is known not to be 0, or to be.
    const Expr constant = stripped(b);
    if (!is(constant, Op::constant)) {
      out[0] = d * (b * pow(a, select(abs(a) + abs(b), b - 1, zero(a))));
    } else if (constant.node().value != 0) {
      out[0] = d * (b * pow(a, b - 1));
    }
  }
  // At 0 the power does not depend on a positive exponent; the inner select keeps log(0) out of later derivatives.
  // Below 0 it is there for whole exponents only, and has no derivative: NaN.
  if (needed[1]) out[1] = d * select(a, y * log(select(a, a, a.graph->constant(1))), zero(a));
  return out;
}

Adjoints binary_rule(Expr y, Expr d, const std::array<bool, 3>& needed) {
  const Expr a = y.arg(0);
  const Expr b = y.arg(1);
  switch (y.op()) {
    case Op::add:
      return {d, d};
    case Op::sub:
      return {d, needed[1] ? -d : Expr{}};
    case Op::mul:
      return {needed[0] ? d * b : Expr{}, needed[1] ? d * a : Expr{}};
    case Op::div:
      return {needed[0] ? d / b : Expr{}, needed[1] ? -(d * y / b) : Expr{}};
    case Op::pow:
      return pow_rule(y, d, needed);
    // For relu the value itself tells, so that what lies before it need not be kept.
    case Op::max:
      return is_constant(b, 0) ? extreme_rule(d, greater(y, b)) : extreme_rule(d, greater(a, b));
    case Op::min:
      return extreme_rule(d, greater(b, a));
    default:
      return {};  // greater, product_error: 0 everywhere
  }
}

/// A value for each group as one for each of its columns; `g` broadcasts to the groups of y.
Expr ungrouped(Expr g, Expr y) { return y.shape().cols == 1 ? g : repeat_each(full(g, y), y.node().attr[0]); }

Expr sum_rule(Expr y, Expr d) {
  const Expr a = y.arg(0);
  switch (y.op()) {
    case Op::sum_rows:
      return d;
    case Op::sum_cols:
      return ungrouped(d, y);
    case Op::log_sum_exp: {
      // A group of nothing but -inf has no share, and derivatives of 0, not exp(-inf + inf). 1 / y is 0 where y is
      // infinite; +inf stays as it is.
      const Expr total = select(reciprocal(y), y, a.graph->constant(std::numeric_limits<double>::infinity()));
      return ungrouped(d, y) * exp(a - ungrouped(total, y));
    }
    case Op::max_cols: {
      // Where several are the largest, each has its share.
      const Expr one = a.graph->constant(1);
      const Expr largest = select(greater(ungrouped(y, y), a), zero(a), one);
      return ungrouped(d / sum_cols(largest, y.node().attr[0]), y) * largest;
    }
    default:
      return reversed(cumsum(reversed(full(d, y)), y.node().attr[0]));  // cumsum
  }
}

Expr column_rule(Expr y, Expr d) {
  const Expr a = y.arg(0);
  Graph& graph = *y.graph;
  switch (y.op()) {
    case Op::expand:
      return sum_to(d, y.shape(), a.shape());
    case Op::reshape:
      return reshape(full(d, y), a.shape().rows, a.shape().cols);
    case Op::scatter_add: {
      const auto index = graph.list(y.node().list);
      return gather(full(d, y), std::vector(index.begin(), index.end()));
    }
    default:
      return {};  // stop_gradient
  }
}

Adjoints matmul_rule(Expr y, Expr d, const std::array<bool, 3>& needed) {
  const Expr a = y.arg(0);
  const Expr b = y.arg(1);
  const Expr whole = full(d, y);
  const auto when = [&](int k, Expr x, Expr z, Transpose transpose) {
    return needed[static_cast<std::size_t>(k)] ? matmul(x, z, transpose) : Expr{};
  };
  switch (y.node().attr[0]) {
    case 0:
      return {when(0, whole, b, Transpose::b), when(1, a, whole, Transpose::a)};
    case 1:
      return {when(0, b, whole, Transpose::b), when(1, a, whole, Transpose::none)};
    case 2:
      return {when(0, whole, b, Transpose::none), when(1, whole, a, Transpose::a)};
    default:
      return {when(0, b, whole, Transpose::both), when(1, whole, a, Transpose::both)};
  }
}

}  // namespace

Adjoints gradient_rule(Expr y, Expr d, const std::array<bool, 3>& needed) {
  switch (y.op()) {
    case Op::matmul:
      return matmul_rule(y, d, needed);
    case Op::matmul_each:
      return matmul_each_rule(y, full(d, y), needed);
    case Op::cholesky_each:
      return {cholesky_each_rule(y, full(d, y))};
    case Op::solve_lower_each:
      return solve_lower_each_rule(y, full(d, y), needed);
    case Op::linear_recurrence:
      return linear_recurrence_rule(y, full(d, y), needed);
    case Op::select:
      return {Expr{}, needed[1] ? select(y.arg(0), d, zero(d)) : Expr{},
              needed[2] ? select(y.arg(0), zero(d), d) : Expr{}};
    case Op::sum_rows:
    case Op::sum_cols:
    case Op::max_cols:
    case Op::log_sum_exp:
    case Op::cumsum:
      return {sum_rule(y, d)};
    default:
      break;
  }
  switch (info(y.op()).kind) {
    case OpKind::unary:
      return {unary_rule(y, d)};
    case OpKind::binary:
      return binary_rule(y, d, needed);
    default:
      return {column_rule(y, d)};
  }
}

}  // namespace tractable::detail
