#include <optional>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/build/build.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace {

using detail::is;
using detail::past;

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

/// What is the same along a sum, and whether it divides the rest or multiplies it.
struct Outside {
  Expr value;
  bool divides;
};

/// Takes one factor, or the divisor, for which `is_outside` holds out of `rest`; or nothing.
template <class IsOutside>
std::optional<Outside> take_outside(Expr& rest, IsOutside is_outside) {
  if (is(rest, Op::mul)) {
    for (int k = 0; k < 2; ++k) {
      const Expr factor = rest.arg(k);
      if (!is_outside(factor.shape()) || is_outside(rest.arg(1 - k).shape())) continue;
      rest = rest.arg(1 - k);
      return Outside{factor, false};
    }
  }
  if (is(rest, Op::div) && is_outside(rest.arg(1).shape()) && !is_outside(rest.arg(0).shape())) {
    const Expr divisor = rest.arg(1);
    rest = rest.arg(0);
    return Outside{divisor, true};
  }
  return std::nullopt;
}

/// What is the same along a sum comes out of it, all of it at once: a product of very many must not recurse. What is
/// left has as many rows (of a sum over rows; else columns) as before. `shape`: the sum's.
template <class IsOutside, class Sum>
Expr sum_of_rest(Expr a, Shape shape, IsOutside is_outside, Sum sum) {
  std::vector<Outside> taken;
  bool negative = false;
  Expr rest = a;
  for (;;) {
    const Expr whole = rest;
    if (is(rest, Op::neg)) {
      negative = !negative;
      rest = rest.arg(0);
    } else if (const auto one = take_outside(rest, is_outside)) {
      taken.push_back(*one);
    } else {
      break;
    }
    whole.graph->note_walked(whole.id);
  }
  if (rest.id == a.id) return {};
  Expr out = sum(rest);
  for (; !taken.empty(); taken.pop_back()) {
    out = taken.back().divides ? out / taken.back().value : taken.back().value * out;
  }
  return past(a, expand(negative ? -out : out, shape));
}

Expr simplified_sum_cols(Expr a, Dim group) {
  const Shape shape{a.shape().rows, a.shape().cols / group};
  if (is(a, Op::expand) && a.arg(0).shape().cols == 1) {
    return past(a, expand(a.graph->constant(group) * a.arg(0), shape));
  }
  const auto narrow = [](Shape s) { return s.cols == 1; };
  return sum_of_rest(a, shape, narrow, [group](Expr rest) { return sum_cols(rest, group); });
}

Expr simplified_sum_rows(Expr a) {
  const Shape shape{1, a.shape().cols};
  const auto flat = [](Shape s) { return s.rows == 1; };
  if (is(a, Op::expand) && flat(a.arg(0).shape())) {
    return past(a, expand(count_rows(*a.graph, a.shape()) * a.arg(0), shape));
  }
  return sum_of_rest(a, shape, flat, [](Expr rest) { return sum_rows(rest); });
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

Expr cumsum(Expr a, Dim group) {
  group = require_group(a, group, "cumsum");
  if (group == 1) return a;
  return a.graph->intern({.op = Op::cumsum, .shape = a.shape(), .args = {a.id, kNoNode, kNoNode}, .attr = {group}});
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
