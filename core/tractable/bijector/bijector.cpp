#include "tractable/bijector/bijector.hpp"

#include <algorithm>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"

namespace tractable {
namespace {

constexpr std::int64_t kMostColumns = 1 << 22;

/// The size of structures of which some make `cols` columns; `columns` is the row's free or width.
Dim size_of(const BijectorRow& row, std::int64_t cols, Dim size, std::int64_t (*columns)(std::int64_t),
            std::string_view where, std::string_view name) {
  if (row.elementwise) return 1;
  if (size == 0) {
    size = row.least_size;
    while (columns(size) < cols) ++size;
  }
  if (size < row.least_size) {
    throw_error(ErrorCode::invalid_argument, where, "size is ", size, "; it must be at least ", row.least_size);
  }
  const std::int64_t each = columns(size);
  if (cols % each != 0) {
    throw_error(ErrorCode::shape_mismatch, where, name, " has ", cols, " columns; it must have ", each,
                ", or a multiple of it, for size ", size);
  }
  if (cols / each * row.width(size) > kMostColumns) {
    throw_error(ErrorCode::too_large, where, "the value would have ", cols / each * row.width(size),
                " columns; at most ", kMostColumns, " are possible");
  }
  return size;
}

void require_count(const BijectorRow& row, std::size_t count, std::string_view where) {
  if (count == row.operands.size()) return;
  throw_error(ErrorCode::invalid_argument, where, "there are ", count, " bounds; ", row.name, " has ",
              row.operands.size());
}

void require_bounds(const BijectorRow& row, Expr x, std::span<const Expr> bounds, std::string_view where) {
  require_count(row, bounds.size(), where);
  for (std::size_t k = 0; k < bounds.size(); ++k) {
    if (broadcasts(bounds[k].shape(), x.shape())) continue;
    throw_error(ErrorCode::shape_mismatch, where, row.operands[k], " is ", to_string(bounds[k].shape()),
                " and does not fit ", to_string(x.shape()));
  }
}

}  // namespace

Transformed forward(const BijectorRow& row, Expr x, Dim size, std::span<const Expr> bounds) {
  const std::string where = text(row.name, ".forward");
  size = size_of(row, x.shape().cols, size, row.free, where, "x");
  require_bounds(row, x, bounds, where);
  return row.forward(x, size, bounds);
}

Expr inverse(const BijectorRow& row, Expr y, Dim size, std::span<const Expr> bounds) {
  const std::string where = text(row.name, ".inverse");
  size = size_of(row, y.shape().cols, size, row.width, where, "y");
  require_bounds(row, y, bounds, where);
  return row.inverse(y, size, bounds);
}

void require_value(const BijectorRow& row, std::span<const double> y, Dim size, BoundValues bounds,
                   std::string_view where, std::string_view name) {
  if (y.empty()) throw_error(ErrorCode::too_few_values, where, name, " has no numbers");
  require_finite(y, where, name);
  size = size_of(row, static_cast<std::int64_t>(y.size()), size, row.width, where, name);
  require_count(row, bounds.size(), where);
  for (std::size_t k = 0; k < bounds.size(); ++k) {
    if (bounds[k].size() == 1 || bounds[k].size() == y.size()) continue;
    throw_error(ErrorCode::shape_mismatch, where, row.operands[k], " has ", bounds[k].size(), " numbers and ", name,
                " ", y.size());
  }
  const auto width = static_cast<std::size_t>(row.width(size));
  std::vector<double> here(bounds.size());
  for (std::size_t from = 0; from < y.size(); from += width) {
    // Only elementwise bijectors have bounds.
    for (std::size_t k = 0; k < here.size(); ++k) here[k] = bounds[k][bounds[k].size() == 1 ? 0 : from];
    row.check({y.subspan(from, width), from, where, name}, size, here);
  }
}

std::vector<double> unconstrain(const BijectorRow& row, std::span<const double> y, Dim size, BoundValues bounds,
                                std::string_view where, std::string_view name) {
  require_value(row, y, size, bounds, where, name);
  Graph graph;
  const Expr value = graph.input({1, static_cast<Dim>(y.size())});
  std::vector<Expr> limits;
  for (const auto& each : bounds) limits.push_back(graph.data({1, static_cast<Dim>(each.size())}, each));
  const Expr outputs[] = {inverse(row, value, size, limits)};
  Program<double> program(outputs);
  std::ranges::copy(y, program.input(value).begin());
  program.run();
  const auto x = program.value(outputs[0]);
  return {x.begin(), x.end()};
}

}  // namespace tractable
