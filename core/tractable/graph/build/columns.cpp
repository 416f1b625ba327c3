#include <algorithm>
#include <numeric>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/build/build.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace {

using detail::is;
using detail::past;
using Index = std::vector<std::int32_t>;

bool is_range(std::span<const std::int32_t> index, std::int32_t first) {
  for (std::size_t j = 0; j < index.size(); ++j) {
    if (index[j] != first + static_cast<std::int32_t>(j)) return false;
  }
  return true;
}

void require_index(std::span<const std::int32_t> index, Dim cols, std::string_view where) {
  for (std::size_t j = 0; j < index.size(); ++j) {
    if (index[j] < 0 || index[j] >= cols) {
      throw_error(ErrorCode::invalid_argument, where, "index[", j, "] is ", index[j], ", and the columns are 0 ... ",
                  cols - 1);
    }
  }
}

Expr make_concat(Expr a, Expr b) {
  const Shape shape{a.shape().rows, a.shape().cols + b.shape().cols};
  return a.graph->intern({.op = Op::concat, .shape = shape, .args = {a.id, b.id, kNoNode}});
}

/// index with every element found by `at`.
Index composed(std::span<const std::int32_t> index, std::span<const std::int32_t> at) {
  Index out;
  out.reserve(index.size());
  for (const std::int32_t j : index) out.push_back(at[static_cast<std::size_t>(j)]);
  return out;
}

/// The part of a tree of concats in which all of `index` lie; `index` then counts its columns.
Expr narrowed(Expr a, Index& index) {
  const auto [low, high] = std::ranges::minmax(index);
  Dim before = 0;
  while (is(a, Op::concat)) {
    const Dim split = before + a.arg(0).shape().cols;
    const Expr whole = a;
    if (high < split) {
      a = a.arg(0);
    } else if (low >= split) {
      before = split;
      a = a.arg(1);
    } else {
      break;
    }
    whole.graph->note_walked(whole.id);
  }
  for (auto& j : index) j -= before;
  return a;
}

Expr simplified_gather(Expr a, std::span<const std::int32_t> index) {
  if (is(a, Op::expand) && a.arg(0).shape().cols == 1) {
    return past(a, expand(a.arg(0), {a.shape().rows, static_cast<Dim>(index.size())}));
  }
  if (is(a, Op::gather)) return past(a, gather(a.arg(0), composed(index, a.graph->list(a.node().list))));
  return {};
}

}  // namespace

Expr expand(Expr a, Shape shape) {
  detail::require_exists(a, "expand");
  if (a.shape() == shape) return a;
  if (!broadcasts(a.shape(), shape) || shape.cols < 1 || (shape.rows < 1 && !shape.has_batch())) {
    detail::throw_mismatch("expand", a, text("it is not 1 where it differs from ", to_string(shape)));
  }
  if (a.graph->cleans() && is(a, Op::expand)) return past(a, expand(a.arg(0), shape));
  return a.graph->intern({.op = Op::expand, .shape = shape, .args = {a.id, kNoNode, kNoNode}});
}

Expr reshape(Expr a, Dim rows, Dim cols) {
  detail::require_exists(a, "reshape");
  const Shape s = a.shape();
  const bool fits = std::int64_t{s.rows} * s.cols == std::int64_t{rows} * cols;
  if (s.has_batch() || rows < 1 || cols < 1 || !fits) {
    detail::throw_mismatch("reshape", a, text("it has not the elements of (", rows, ", ", cols, ")"));
  }
  if (a.graph->cleans()) {
    if (is(a, Op::reshape)) return past(a, reshape(a.arg(0), rows, cols));
    if (is(a, Op::expand) && a.arg(0).shape().is_scalar()) return past(a, expand(a.arg(0), {rows, cols}));
  }
  if (a.shape() == Shape{rows, cols}) return a;
  return a.graph->intern({.op = Op::reshape, .shape = {rows, cols}, .args = {a.id, kNoNode, kNoNode}});
}

Expr gather(Expr a, std::span<const std::int32_t> index) {
  detail::require_exists(a, "gather");
  if (index.empty()) throw_error(ErrorCode::invalid_argument, "gather", "index holds no column");
  require_index(index, a.shape().cols, "gather");
  if (a.graph->cleans()) {
    if (is(a, Op::concat)) {
      Index narrow(index.begin(), index.end());
      const Expr part = narrowed(a, narrow);
      if (part.id != a.id) return past(a, gather(part, narrow));
    }
    if (index.size() == static_cast<std::size_t>(a.shape().cols) && is_range(index, 0)) return a;
    if (const Expr e = simplified_gather(a, index); e.exists()) return e;
  }
  return a.graph->intern({.op = Op::gather,
                          .shape = {a.shape().rows, static_cast<Dim>(index.size())},
                          .args = {a.id, kNoNode, kNoNode},
                          .list = a.graph->list(index)});
}

Expr scatter_add(Expr a, std::span<const std::int32_t> index, Dim cols) {
  detail::require_exists(a, "scatter_add");
  if (index.size() != static_cast<std::size_t>(a.shape().cols)) {
    detail::throw_mismatch("scatter_add", a,
                           text("index has ", index.size(), " elements, one for each column is needed"));
  }
  if (cols < 1) throw_error(ErrorCode::invalid_argument, "scatter_add", "cols is ", cols, "; at least 1 is needed");
  require_index(index, cols, "scatter_add");
  if (a.graph->cleans() && index.size() == static_cast<std::size_t>(cols)) {
    // A permutation only moves columns.
    Index inverse(index.size(), -1);
    for (std::size_t j = 0; j < index.size(); ++j)
      inverse[static_cast<std::size_t>(index[j])] = static_cast<std::int32_t>(j);
    if (std::ranges::find(inverse, -1) == inverse.end()) return gather(a, inverse);
  }
  return a.graph->intern({.op = Op::scatter_add,
                          .shape = {a.shape().rows, cols},
                          .args = {a.id, kNoNode, kNoNode},
                          .list = a.graph->list(index)});
}

Expr slice(Expr a, Dim first, Dim count) {
  detail::require_exists(a, "slice");
  if (first < 0 || count < 1 || std::int64_t{first} + count > a.shape().cols) {
    throw_error(ErrorCode::invalid_argument, "slice", "columns ", first, " ... ", std::int64_t{first} + count - 1,
                " are not all among the ", a.shape().cols, " of ", describe(a));
  }
  Index index(static_cast<std::size_t>(count));
  std::iota(index.begin(), index.end(), first);
  return gather(a, index);
}

Expr concat(std::span<const Expr> parts) {
  if (parts.empty()) throw_error(ErrorCode::invalid_argument, "concat", "there are no parts");
  Dim rows = 1;
  std::int64_t cols = 0;
  for (const Expr part : parts) {
    detail::require_same_graph(parts[0], part, "concat");
    const Dim its = part.shape().rows;
    if (rows != 1 && its != 1 && its != rows) detail::throw_mismatch("concat", parts[0], part, "the rows differ");
    if (its != 1) rows = its;
    cols += part.shape().cols;
  }
  if (cols > std::int64_t{1} << 30) {
    throw_error(ErrorCode::too_large, "concat", "the parts have ", cols, " columns together");
  }
  // In pairs, and pairs of pairs: a chain of n would hold n times what its first part does.
  std::vector<Expr> made;
  made.reserve(parts.size());
  for (const Expr part : parts) made.push_back(expand(part, {rows, part.shape().cols}));
  while (made.size() > 1) {
    std::size_t count = 0;
    for (std::size_t k = 0; k + 1 < made.size(); k += 2) made[count++] = make_concat(made[k], made[k + 1]);
    if (made.size() % 2 == 1) made[count++] = made.back();
    made.resize(count);
  }
  return made[0];
}

Expr concat(Expr a, Expr b) { return concat(std::array{a, b}); }

Expr transpose_each(Expr a, Dim r, Dim c) {
  detail::require_exists(a, "transpose_each");
  if (r < 1 || c < 1 || std::int64_t{r} * c != a.shape().cols) {
    detail::throw_mismatch("transpose_each", a, text("its rows hold no (", r, ", ", c, ") matrix"));
  }
  Index index;
  index.reserve(static_cast<std::size_t>(a.shape().cols));
  for (Dim j = 0; j < c; ++j) {
    for (Dim i = 0; i < r; ++i) index.push_back(i * c + j);
  }
  return gather(a, index);
}

namespace detail {

Expr repeat_each(Expr a, Dim times) {
  Index index;
  index.reserve(static_cast<std::size_t>(a.shape().cols) * static_cast<std::size_t>(times));
  for (Dim j = 0; j < a.shape().cols; ++j) index.insert(index.end(), static_cast<std::size_t>(times), j);
  return gather(a, index);
}

Expr reversed(Expr a) {
  Index index(static_cast<std::size_t>(a.shape().cols));
  for (Dim j = 0; j < a.shape().cols; ++j) index[static_cast<std::size_t>(j)] = a.shape().cols - 1 - j;
  return gather(a, index);
}

}  // namespace detail
}  // namespace tractable
