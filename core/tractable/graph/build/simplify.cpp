#include "tractable/graph/build/simplify.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "tractable/graph/build/build.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable::detail {
namespace {

bool both_constant(Expr a, Expr b) { return is(a, Op::constant) && is(b, Op::constant); }

/// The value of an operation that rounds in the same way everywhere; the others wait for the program.
Expr folded(Op op, Expr a, Expr b) {
  const double x = a.node().value;
  const double y = b.node().value;
  const bool bad = std::isnan(x) || std::isnan(y);
  switch (op) {
    case Op::add:
      return a.graph->constant(x + y);
    case Op::sub:
      return a.graph->constant(x - y);
    case Op::mul:
      return a.graph->constant(x * y);
    case Op::div:
      return a.graph->constant(x / y);
    case Op::max:
      return bad ? Expr{} : a.graph->constant(x < y ? y : x);
    case Op::min:
      return bad ? Expr{} : a.graph->constant(y < x ? y : x);
    case Op::greater:
      return a.graph->constant(x > y ? 1 : 0);
    default:
      return {};
  }
}

/// The constant factor of a product and the rest, or nothing.
std::pair<Expr, Expr> factored(Expr product) {
  if (is(product, Op::mul)) {
    for (int k = 0; k < 2; ++k) {
      if (is(product.arg(k), Op::constant)) return {product.arg(k), product.arg(1 - k)};
    }
  }
  return {};
}

/// The product of two constants, unless it leaves the range of a float, where c (d x) may be far from (c d) x.
Expr merged(Graph& graph, double c, double d) {
  using Limits = std::numeric_limits<float>;
  const double product = c * d;
  const bool safe = std::abs(product) >= Limits::min() && std::abs(product) <= Limits::max();
  return safe ? graph.constant(product) : Expr{};
}

Expr simplified_add(Expr a, Expr b) {
  if (is_constant(a, 0)) return b;
  if (is_constant(b, 0)) return a;
  if (is(b, Op::neg)) return past(b, a - b.arg(0));
  if (is(a, Op::neg)) return past(a, b - a.arg(0));
  // Pieces of one gradient, side by side: one scatter instead of two and a sum.
  if (is(a, Op::scatter_add) && is(b, Op::scatter_add) && a.shape() == b.shape()) {
    Graph& graph = *a.graph;
    auto first = graph.list(a.node().list);
    auto second = graph.list(b.node().list);
    if (*std::ranges::min_element(second) < *std::ranges::min_element(first)) {
      std::swap(a, b);
      std::swap(first, second);
    }
    std::vector<std::int32_t> index(first.begin(), first.end());
    index.insert(index.end(), second.begin(), second.end());
    return past(a, past(b, scatter_add(concat(a.arg(0), b.arg(0)), index, a.shape().cols)));
  }
  return {};
}

Expr simplified_sub(Expr a, Expr b) {
  if (is_constant(b, 0)) return a;
  if (is_constant(a, 0)) return -b;
  if (is(b, Op::neg)) return past(b, a + b.arg(0));
  if (is(a, Op::neg)) return past(a, -(a.arg(0) + b));
  return {};
}

Expr simplified_mul(Expr a, Expr b) {
  if (is(b, Op::constant)) std::swap(a, b);
  Graph& graph = *a.graph;
  if (is(a, Op::constant)) {
    const double value = a.node().value;
    if (value == 0) return graph.constant(0);
    if (value == 1) return b;
    if (value == -1) return -b;
    if (is(b, Op::neg)) return past(b, graph.constant(-value) * b.arg(0));
    if (const auto [factor, rest] = factored(b); factor.exists()) {
      if (const Expr both = merged(graph, value, factor.node().value); both.exists()) return past(b, both * rest);
    }
    if (is(b, Op::div) && is(b.arg(0), Op::constant)) {
      if (const Expr both = merged(graph, value, b.arg(0).node().value); both.exists()) {
        return past(b, both / b.arg(1));
      }
    }
  }
  if (is(a, Op::neg)) return past(a, -(a.arg(0) * b));
  if (is(b, Op::neg)) return past(b, -(a * b.arg(0)));
  return {};
}

Expr simplified_div(Expr a, Expr b) {
  if (is_constant(b, 1)) return a;
  if (is_constant(b, -1)) return -a;
  if (is_constant(a, 1)) return reciprocal(b);
  if (is(a, Op::neg)) return past(a, -(a.arg(0) / b));
  if (is(b, Op::neg)) return past(b, -(a / b.arg(0)));
  if (is(b, Op::constant)) {
    // Only where the reciprocal is exact: a power of two.
    constexpr std::uint64_t mantissa = (std::uint64_t{1} << 52) - 1;
    const double inverse = 1 / b.node().value;
    if (std::isfinite(inverse) && inverse != 0 && (std::bit_cast<std::uint64_t>(b.node().value) & mantissa) == 0) {
      return a * a.graph->constant(inverse);
    }
  }
  return {};
}

}  // namespace

Expr simplified(Op op, Expr a) {
  Graph& graph = *a.graph;
  switch (op) {
    case Op::neg:
      if (is(a, Op::neg)) return past(a, a.arg(0));
      if (is(a, Op::constant)) return graph.constant(-a.node().value);
      if (is(a, Op::sub)) return past(a, a.arg(1) - a.arg(0));
      if (const auto [factor, rest] = factored(a); factor.exists()) {
        return past(a, graph.constant(-factor.node().value) * rest);
      }
      return {};
    case Op::abs:
      if (is(a, Op::neg)) return past(a, abs(a.arg(0)));
      return is(a, Op::constant) ? graph.constant(std::abs(a.node().value)) : Expr{};
    case Op::sqrt:
      return is(a, Op::constant) ? graph.constant(std::sqrt(a.node().value)) : Expr{};
    case Op::reciprocal:
      return is(a, Op::constant) ? graph.constant(1 / a.node().value) : Expr{};
    case Op::log_sigmoid:
      return -softplus(-a);  // so that it shares its exponential with a sigmoid of the same
    default:
      return {};
  }
}

Expr simplified(Op op, Expr a, Expr b) {
  if (both_constant(a, b)) {
    if (const Expr e = folded(op, a, b); e.exists()) return e;
  }
  switch (op) {
    case Op::add:
      return simplified_add(a, b);
    case Op::sub:
      return simplified_sub(a, b);
    case Op::mul:
      return simplified_mul(a, b);
    case Op::div:
      return simplified_div(a, b);
    case Op::max:
    case Op::min:
      return a.id == b.id ? a : Expr{};
    default:
      return {};
  }
}

}  // namespace tractable::detail
