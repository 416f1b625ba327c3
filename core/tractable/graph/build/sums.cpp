#include "tractable/base/error.hpp"
#include "tractable/graph/build/build.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace {

using detail::is;

Dim require_group(Expr a, Dim group, std::string_view where) {
  detail::require_exists(a, where);
  const Dim cols = a.shape().cols;
  if (group == 0) return cols;
  if (group < 0 || cols % group != 0) {
    detail::throw_mismatch(where, a, text("its columns are no whole number of groups of ", group));
  }
  return group;
}

Expr grouped(Op op, Expr a, Dim group) {
  return a.graph->intern(
      {.op = op, .shape = {a.shape().rows, a.shape().cols / group}, .args = {a.id, kNoNode, kNoNode}, .attr = {group}});
}

/// The number of rows as a value.
Expr count_rows(Graph& graph, Shape shape) {
  return shape.has_batch() ? graph.batch_size() : graph.constant(shape.rows);
}

/// A factor of `product` for which `outside` holds, and the rest; or nothing.
template <class Outside>
std::pair<Expr, Expr> factored(Expr product, Outside outside) {
  if (is(product, Op::mul)) {
    for (int k = 0; k < 2; ++k) {
      if (outside(product.arg(k).shape()) && !outside(product.arg(1 - k).shape()))
        return {product.arg(k), product.arg(1 - k)};
    }
  }
  return {};
}

/// What is the same along a sum comes out of it.
Expr simplified_sum_cols(Expr a, Dim group) {
  if (is(a, Op::neg)) return -sum_cols(a.arg(0), group);
  if (is(a, Op::expand) && a.arg(0).shape().cols == 1) {
    const Expr sum = a.graph->constant(group) * a.arg(0);
    return expand(sum, {a.shape().rows, a.shape().cols / group});
  }
  const auto narrow = [](Shape s) { return s.cols == 1; };
  const auto full = [&](Expr rest) { return expand(rest, {rest.shape().rows, a.shape().cols}); };
  if (const auto [factor, rest] = factored(a, narrow); factor.exists()) {
    return expand(factor * sum_cols(full(rest), group), {a.shape().rows, a.shape().cols / group});
  }
  if (is(a, Op::div) && narrow(a.arg(1).shape()) && !narrow(a.arg(0).shape())) {
    return expand(sum_cols(full(a.arg(0)), group) / a.arg(1), {a.shape().rows, a.shape().cols / group});
  }
  return {};
}

Expr simplified_sum_rows(Expr a) {
  if (is(a, Op::neg)) return -sum_rows(a.arg(0));
  const auto flat = [](Shape s) { return s.rows == 1; };
  if (is(a, Op::expand) && flat(a.arg(0).shape())) {
    return expand(count_rows(*a.graph, a.shape()) * a.arg(0), {1, a.shape().cols});
  }
  const auto full = [&](Expr rest) { return expand(rest, {a.shape().rows, rest.shape().cols}); };
  if (const auto [factor, rest] = factored(a, flat); factor.exists()) {
    return expand(factor * sum_rows(full(rest)), {1, a.shape().cols});
  }
  if (is(a, Op::div) && flat(a.arg(1).shape()) && !flat(a.arg(0).shape())) {
    return expand(sum_rows(full(a.arg(0))) / a.arg(1), {1, a.shape().cols});
  }
  return {};
}

}  // namespace

Expr sum_rows(Expr a) {
  detail::require_exists(a, "sum_rows");
  if (a.shape().rows == 1) return a;
  if (a.graph->cleans()) {
    if (const Expr e = simplified_sum_rows(a); e.exists()) return e;
  }
  return a.graph->intern({.op = Op::sum_rows, .shape = {1, a.shape().cols}, .args = {a.id, kNoNode, kNoNode}});
}

Expr sum_cols(Expr a, Dim group) {
  group = require_group(a, group, "sum_cols");
  if (group == 1) return a;
  if (a.graph->cleans()) {
    if (const Expr e = simplified_sum_cols(a, group); e.exists()) return e;
  }
  return grouped(Op::sum_cols, a, group);
}

Expr max_cols(Expr a, Dim group) {
  group = require_group(a, group, "max_cols");
  return group == 1 ? a : grouped(Op::max_cols, a, group);
}

Expr log_sum_exp(Expr a, Dim group) {
  group = require_group(a, group, "log_sum_exp");
  return group == 1 ? a : grouped(Op::log_sum_exp, a, group);
}

Expr sum(Expr a) { return sum_rows(sum_cols(a)); }

Expr mean(Expr a) {
  detail::require_exists(a, "mean");
  return sum(a) / (count_rows(*a.graph, a.shape()) * a.graph->constant(a.shape().cols));
}

Expr mean_rows(Expr a) {
  detail::require_exists(a, "mean_rows");
  return sum_rows(a) / count_rows(*a.graph, a.shape());
}

Expr cumsum(Expr a) {
  detail::require_exists(a, "cumsum");
  if (a.shape().cols == 1) return a;
  return a.graph->intern({.op = Op::cumsum, .shape = a.shape(), .args = {a.id, kNoNode, kNoNode}});
}

Expr log_softmax(Expr a, Dim group) {
  group = require_group(a, group, "log_softmax");
  const Expr total = log_sum_exp(a, group);
  return a - (total.shape().cols == 1 ? total : detail::repeat_each(total, group));
}

Expr softmax(Expr a, Dim group) { return exp(log_softmax(a, group)); }

namespace detail {

Expr sum_to(Expr d, Shape full, Shape to) {
  if (to.cols == 1 && full.cols != 1) {
    d = d.shape().cols == 1 ? d.graph->constant(full.cols) * d : sum_cols(d);
  }
  if (to.rows == 1 && full.rows != 1) {
    d = d.shape().rows == 1 ? count_rows(*d.graph, full) * d : sum_rows(d);
  }
  return d;
}

}  // namespace detail
}  // namespace tractable
