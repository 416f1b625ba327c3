#include <cmath>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/graph/build/build.hpp"
#include "tractable/graph/build/simplify.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace detail {

void require_exists(Expr a, std::string_view where) {
  if (!a.exists()) throw_error(ErrorCode::invalid_argument, where, "an operand is no expression of a graph");
}

void require_same_graph(Expr a, Expr b, std::string_view where) {
  require_exists(a, where);
  require_exists(b, where);
  if (a.graph != b.graph) {
    throw_error(ErrorCode::invalid_argument, where, "a = ", describe(a), " and b = ", describe(b),
                " are of two graphs");
  }
}

void throw_mismatch(std::string_view where, Expr a, Expr b, std::string_view why) {
  throw_error(ErrorCode::shape_mismatch, where, to_string(a.shape()), " and ", to_string(b.shape()),
              " do not fit: ", why, "; a = ", describe(a), ", b = ", describe(b));
}

void throw_mismatch(std::string_view where, Expr a, std::string_view why) {
  throw_error(ErrorCode::shape_mismatch, where, to_string(a.shape()), " does not fit: ", why, "; a = ", describe(a));
}

Shape joined(Expr a, Expr b, std::string_view where) {
  const auto join = [&](Dim x, Dim y, std::string_view what) {
    if (x == y || y == 1) return x;
    if (x != 1) throw_mismatch(where, a, b, text("the ", what, " differ, and neither is 1"));
    return y;
  };
  const Shape s = a.shape();
  const Shape t = b.shape();
  return {join(s.rows, t.rows, "rows"), join(s.cols, t.cols, "columns")};
}

Expr unary(Op op, Expr a, std::int32_t attribute) {
  require_exists(a, info(op).name);
  if (a.graph->cleans()) {
    // Work at the small size.
    if (is(a, Op::expand)) return past(a, expand(unary(op, a.arg(0), attribute), a.shape()));
    if (const Expr e = simplified(op, a); e.exists()) return e;
  }
  return a.graph->intern({.op = op, .shape = a.shape(), .args = {a.id, kNoNode, kNoNode}, .attr = {attribute}});
}

Expr binary(Op op, Expr a, Expr b) {
  require_same_graph(a, b, info(op).name);
  const Shape shape = joined(a, b, info(op).name);
  Graph& graph = *a.graph;
  if (graph.cleans()) {
    const Expr small_a = stripped(a);
    const Expr small_b = stripped(b);
    if (small_a.id != a.id || small_b.id != b.id) {
      const Expr small = binary(op, small_a, small_b);
      return past_expand(a, past_expand(b, expand(small, shape)));
    }
    if (const Expr e = simplified(op, a, b); e.exists()) return expand(e, shape);
  }
  // One spelling of what commutes.
  if ((op == Op::add || op == Op::mul) && a.id > b.id) std::swap(a, b);
  return graph.intern({.op = op, .shape = shape, .args = {a.id, b.id, kNoNode}});
}

}  // namespace detail

using detail::binary;
using detail::unary;

Expr operator+(Expr a, Expr b) { return binary(Op::add, a, b); }
Expr operator-(Expr a, Expr b) { return binary(Op::sub, a, b); }
Expr operator*(Expr a, Expr b) { return binary(Op::mul, a, b); }
Expr operator/(Expr a, Expr b) { return binary(Op::div, a, b); }
Expr operator-(Expr a) { return unary(Op::neg, a); }
Expr abs(Expr a) { return unary(Op::abs, a); }
Expr sign(Expr a) { return unary(Op::sign, a); }
Expr floor(Expr a) { return unary(Op::floor, a); }
Expr reciprocal(Expr a) { return unary(Op::reciprocal, a); }
Expr sqrt(Expr a) { return unary(Op::sqrt, a); }
Expr square(Expr a) { return a * a; }
Expr exp(Expr a) { return unary(Op::exp, a); }
Expr log(Expr a) { return unary(Op::log, a); }
Expr log1p(Expr a) { return unary(Op::log1p, a); }
Expr expm1(Expr a) { return unary(Op::expm1, a); }
Expr sin(Expr a) { return unary(Op::sin, a); }
Expr cos(Expr a) { return unary(Op::cos, a); }
Expr atan(Expr a) { return unary(Op::atan, a); }
Expr tanh(Expr a) { return unary(Op::tanh, a); }
Expr sigmoid(Expr a) { return unary(Op::sigmoid, a); }
Expr softplus(Expr a) { return unary(Op::softplus, a); }
Expr log_sigmoid(Expr a) { return unary(Op::log_sigmoid, a); }
Expr lgamma(Expr a) { return unary(Op::lgamma, a); }
Expr deviance(Expr a) { return unary(Op::deviance, a); }
Expr stirling(Expr a) { return unary(Op::stirling, a); }
Expr digamma(Expr a) { return polygamma(0, a); }
Expr erf(Expr a) { return unary(Op::erf, a); }
Expr erfc(Expr a) { return unary(Op::erfc, a); }
Expr erfcx(Expr a) { return unary(Op::erfcx, a); }
Expr normal_log_cdf(Expr a) { return unary(Op::normal_log_cdf, a); }
Expr normal_ppf(Expr a) { return unary(Op::normal_ppf, a); }
Expr max(Expr a, Expr b) { return binary(Op::max, a, b); }
Expr min(Expr a, Expr b) { return binary(Op::min, a, b); }
Expr product_error(Expr a, Expr b) { return binary(Op::product_error, a, b); }
Expr greater(Expr a, Expr b) { return binary(Op::greater, a, b); }
Expr pow(Expr a, Expr b) { return binary(Op::pow, a, b); }

Expr polygamma(int n, Expr a) {
  if (n < 0 || n > 4) {
    throw_error(ErrorCode::invalid_argument, "polygamma", "n is ", n, ", not 0, 1, 2, 3 or 4");
  }
  return unary(Op::polygamma, a, n);
}

Expr relu(Expr a) {
  detail::require_exists(a, "relu");
  return max(a, a.graph->constant(0));
}

Expr clamp(Expr a, double low, double high) {
  detail::require_exists(a, "clamp");
  if (!(low <= high)) {
    throw_error(ErrorCode::invalid_argument, "clamp", "low is ", low, " and high is ", high, "; low <= high is needed");
  }
  return min(max(a, a.graph->constant(low)), a.graph->constant(high));
}

Expr pow(Expr a, double b) {
  detail::require_exists(a, "pow");
  if (b == 0.5) return sqrt(a);
  if (!(std::abs(b) <= 64) || std::trunc(b) != b) return pow(a, a.graph->constant(b));
  if (b == 0) return expand(a.graph->constant(1), a.shape());
  Expr product{};
  Expr power = a;
  for (int n = static_cast<int>(std::abs(b)); n > 0; n /= 2) {
    if (n % 2 == 1) product = product.exists() ? product * power : power;
    if (n > 1) power = square(power);
  }
  return b < 0 ? reciprocal(product) : product;
}

Expr select(Expr condition, Expr b, Expr c) {
  detail::require_same_graph(condition, b, "select");
  detail::require_same_graph(b, c, "select");
  Graph& graph = *b.graph;
  // Each pair must fit: in a chain of two joins the third could hide behind a 1.
  const Shape values = detail::joined(b, c, "select");
  const Shape first = detail::joined(condition, b, "select");
  const Shape second = detail::joined(condition, c, "select");
  const Shape shape{first.rows == 1 ? second.rows : first.rows, first.cols == 1 ? second.cols : first.cols};
  if (!broadcasts(values, shape)) detail::throw_mismatch("select", b, c, "they do not fit the condition");
  if (graph.cleans()) {
    if (detail::is(condition, Op::expand) || detail::is(b, Op::expand) || detail::is(c, Op::expand)) {
      const Expr small = select(detail::stripped(condition), detail::stripped(b), detail::stripped(c));
      const Expr e = expand(small, shape);
      return detail::past_expand(condition, detail::past_expand(b, detail::past_expand(c, e)));
    }
    const bool constant = detail::is(condition, Op::constant);
    if (b.id == c.id || (constant && condition.node().value != 0)) return expand(b, shape);
    if (constant) return expand(c, shape);
  }
  return graph.intern({.op = Op::select, .shape = shape, .args = {condition.id, b.id, c.id}});
}

Expr stop_gradient(Expr a) {
  detail::require_exists(a, "stop_gradient");
  if (a.graph->cleans() && info(a.op()).kind == OpKind::leaf && !detail::is(a, Op::input)) return a;
  return a.graph->intern({.op = Op::stop_gradient, .shape = a.shape(), .args = {a.id, kNoNode, kNoNode}});
}

}  // namespace tractable
