#include "tractable/bayes/joint_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kSumTolerance = 1e-9;

/// "cell (1, 0)"
std::string cell_name(std::span<const std::size_t> shape, std::size_t place) {
  std::string name = ")";
  for (std::size_t k = shape.size(); k-- > 0;) {
    name = text(k > 0 ? ", " : "", place % shape[k], name);
    place /= shape[k];
  }
  return text("cell (", name);
}

void require_cells(std::span<const std::size_t> shape, std::span<const double> cells, const char* where) {
  std::size_t wanted = shape.empty() ? 0 : 1;
  for (const std::size_t size : shape) {
    if (size > 0 && wanted > cells.size() / size)
      wanted = cells.size() + 1;  // more than there are; no overflow
    else
      wanted *= size;
  }
  if (wanted == 0) throw_error(ErrorCode::shape_mismatch, where, "the table is empty; it must have at least one cell");
  if (wanted != cells.size()) {
    std::string sizes;
    for (const std::size_t size : shape) sizes += text(sizes.empty() ? "" : " x ", size);
    throw_error(ErrorCode::shape_mismatch, where, "there are ", cells.size(), " cells; the table is ", sizes);
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] >= 0 && std::isfinite(cells[i])) continue;
    throw_error(std::isfinite(cells[i]) ? ErrorCode::invalid_argument : ErrorCode::not_finite, where,
                cell_name(shape, i), " is ", cells[i], "; it must be a finite number, 0 or greater");
  }
}

/// Divides by the sum.
std::vector<double> normalised(std::span<const double> cells, const char* where) {
  std::vector<double> result(cells.begin(), cells.end());
  // The largest first: counts may be so large, or so small, that their sum is not a normal double.
  const double largest = *std::max_element(result.begin(), result.end());
  if (largest == 0) throw_error(ErrorCode::invalid_argument, where, "every cell is 0; one must be greater");
  for (double& cell : result) cell /= largest;
  const double total = sum(result);
  for (double& cell : result) cell /= total;
  return result;
}

void require_unit(std::span<const double> cells, const char* where, const std::string& what) {
  const double total = sum(cells);
  if (!(std::abs(total - 1) <= kSumTolerance)) {
    throw_error(ErrorCode::invalid_argument, where, what, " sum to ", total, "; probabilities must sum to 1");
  }
}

}  // namespace

JointTable::JointTable(std::vector<std::size_t> shape, std::span<const double> cells, Unit unit, const char* where)
    : shape_(std::move(shape)) {
  require_cells(shape_, cells, where);
  if (unit == Unit::one) require_unit(cells, where, "the cells");
  cells_ = normalised(cells, where);
}

JointTable::JointTable(std::vector<std::size_t> shape, std::span<const double> cells)
    : JointTable(std::move(shape), cells, Unit::one, "joint_table") {}

JointTable JointTable::from_counts(std::vector<std::size_t> shape, std::span<const double> counts) {
  return {std::move(shape), counts, Unit::total, "joint_table"};
}

JointTable JointTable::from_conditional(std::span<const double> prior, std::span<const double> conditional) {
  constexpr const char* kWhere = "joint_table";
  const std::size_t n = prior.size();
  const std::size_t sizes[] = {n};
  require_cells(sizes, prior, kWhere);
  if (conditional.empty() || conditional.size() % n != 0) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "conditional has ", conditional.size(), " cells, which are not ", n,
                " rows");
  }
  const std::size_t m = conditional.size() / n;
  const std::size_t shape[] = {n, m};
  require_cells(shape, conditional, kWhere);
  require_unit(prior, kWhere, "the cells of prior");
  std::vector<double> cells(conditional.begin(), conditional.end());
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = std::span(cells).subspan(i * m, m);
    require_unit(row, kWhere, text("the cells of row ", i, " of conditional"));
    for (double& cell : row) cell *= prior[i];
  }
  return from_counts({n, m}, cells);
}

/// For each cell its place in the table of `variables`.
std::vector<std::size_t> JointTable::places(std::span<const std::size_t> variables, const char* where) const {
  std::vector<std::size_t> step(shape_.size(), 0);
  std::size_t size = 1;
  for (std::size_t k = variables.size(); k-- > 0;) {
    const std::size_t variable = variables[k];
    if (variable >= shape_.size()) {
      throw_error(ErrorCode::invalid_argument, where, "variable ", variable, " is not there; the table has ",
                  shape_.size());
    }
    if (step[variable] != 0) throw_error(ErrorCode::invalid_argument, where, "variable ", variable, " stands twice");
    step[variable] = size;
    size *= shape_[variable];
  }
  std::vector<std::size_t> result(cells_.size());
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    std::size_t rest = i;
    for (std::size_t k = shape_.size(); k-- > 0;) {
      result[i] += rest % shape_[k] * step[k];
      rest /= shape_[k];
    }
  }
  return result;
}

JointTable JointTable::margin(std::span<const std::size_t> kept) const {
  if (kept.empty()) throw_error(ErrorCode::invalid_argument, "margin", "kept is empty; it must name a variable");
  const auto place = places(kept, "margin");
  std::vector<std::size_t> shape;
  std::size_t size = 1;
  for (const std::size_t variable : kept) size *= shape.emplace_back(shape_[variable]);
  std::vector<double> sums(size);
  for (std::size_t i = 0; i < cells_.size(); ++i) sums[place[i]] += cells_[i];
  return from_counts(std::move(shape), sums);
}

std::vector<double> JointTable::conditional(std::span<const std::size_t> given) const {
  if (given.empty()) return cells_;
  const auto place = places(given, "conditional");
  const JointTable margin_of_given = margin(given);
  std::vector<double> result(cells_.size());
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const double below = margin_of_given.cells_[place[i]];
    result[i] = below > 0 ? cells_[i] / below : std::numeric_limits<double>::quiet_NaN();
  }
  return result;
}

double JointTable::entropy() const {
  double total = 0;
  for (const double p : cells_) total -= p > 0 ? p * log(p) : 0;
  return total;
}

double JointTable::mutual_information(std::span<const std::size_t> a, std::span<const std::size_t> b,
                                      std::span<const std::size_t> given) const {
  constexpr const char* kWhere = "mutual_information";
  if (a.empty() || b.empty()) throw_error(ErrorCode::invalid_argument, kWhere, "a and b must name a variable each");
  const auto joined = [](std::span<const std::size_t> first, std::span<const std::size_t> second) {
    std::vector<std::size_t> all(first.begin(), first.end());
    all.insert(all.end(), second.begin(), second.end());
    return all;
  };
  const JointTable all = margin(joined(joined(given, a), b));  // p(c, a, b)
  const auto size = [this](std::span<const std::size_t> variables) {
    std::size_t product = 1;
    for (const std::size_t variable : variables) product *= shape_[variable];
    return product;
  };
  const std::size_t n = size(a);
  const std::size_t m = size(b);
  double total = 0;
  for (std::size_t c = 0; c < size(given); ++c) {
    const auto block = std::span(all.cells_).subspan(c * n * m, n * m);
    std::vector<double> of_a(n);
    std::vector<double> of_b(m);
    for (std::size_t i = 0; i < n * m; ++i) of_a[i / m] += block[i], of_b[i % m] += block[i];
    const double of_c = sum(of_a);
    for (std::size_t i = 0; i < n * m; ++i) {
      const double p = block[i];
      const double q = of_c > 0 ? of_a[i / m] * of_b[i % m] / of_c : 0;
      // p log(p / q) with q - p added, whose sum is 0: each term is at least 0, and small ones keep their digits.
      // Where the ratio is beyond the doubles, p is as good as 0.
      const double ratio = (q - p) / p;
      total += std::isfinite(ratio) ? p * std::max(0.0, ratio - log1p(ratio)) : q;
    }
  }
  return total;
}

double JointTable::independence_gap() const {
  std::vector<double> product(cells_.size(), 1);
  for (std::size_t k = 0; k < shape_.size(); ++k) {
    const std::size_t variable[] = {k};
    const auto place = places(variable, "independence_gap");
    const JointTable of_variable = margin(variable);
    for (std::size_t i = 0; i < cells_.size(); ++i) product[i] *= of_variable.cells_[place[i]];
  }
  double gap = 0;
  for (std::size_t i = 0; i < cells_.size(); ++i) gap = std::max(gap, std::abs(cells_[i] - product[i]));
  return gap;
}

BayesRule bayes_rule(std::span<const double> prior, std::span<const double> likelihood) {
  constexpr const char* kWhere = "bayes_rule";
  const std::size_t shape[] = {prior.size()};
  require_cells(shape, prior, kWhere);
  require_cells(shape, likelihood, kWhere);
  require_unit(prior, kWhere, "the cells of prior");
  BayesRule result;
  for (std::size_t i = 0; i < prior.size(); ++i) result.joint.push_back(prior[i] * likelihood[i]);
  result.evidence = sum(result.joint);
  for (const double term : result.joint) result.posterior.push_back(term / result.evidence);
  return result;
}

}  // namespace tractable
