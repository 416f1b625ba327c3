#include "tractable/distribution/truncated.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/distribution/univariate.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

/// The two logarithms of a tail's ends: what lies beyond the end that is farther out, and beyond the nearer one.
struct Tails {
  double low_cdf, high_cdf, low_sf, high_sf;
  [[nodiscard]] double log_mass() const {
    const bool left = high_cdf < low_sf;
    const double larger = left ? high_cdf : low_sf, smaller = left ? low_cdf : high_sf, off = smaller - larger;
    return larger + (off > -0.69314718055994530942 ? log(-expm1(off)) : log1p(-exp(off)));
  }
};

Expr log_mass(const Family& family, ParameterExprs p, Expr low, Expr high) {
  const auto tail = [&](Expr x, bool upper) { return family.log_tail(x, p, upper); };
  if (!high.exists()) return tail(low, true);
  if (!low.exists()) return tail(high, false);
  const Expr high_cdf = tail(high, false), low_sf = tail(low, true);
  const Expr left = greater(low_sf, high_cdf);
  const Expr larger = min(high_cdf, low_sf), smaller = select(left, tail(low, false), tail(high, true));
  return larger + detail::log1mexp(smaller - larger);
}

/// Of numbers, element by element.
class Numbers {
 public:
  Numbers(const Family& family, ParameterExprs p, Expr low, Expr high) : family_(family), low_(low), high_(high) {
    for (const Expr each : p) add(each);
    for (const Expr each : {low, high}) {
      if (each.exists()) add(each);
    }
  }

  [[nodiscard]] Expr log_mass(Graph& graph) const {
    std::vector<double> values, p(lists_.size() - (low_.exists() ? 1 : 0) - (high_.exists() ? 1 : 0));
    for (Dim i = 0; i < shape_.rows; ++i) {
      for (Dim j = 0; j < shape_.cols; ++j) {
        for (std::size_t k = 0; k < p.size(); ++k) p[k] = at(k, i, j);
        const Univariate law(family_, p);
        std::size_t next = p.size();
        const double low = low_.exists() ? at(next++, i, j) : -std::numeric_limits<double>::infinity();
        const double high = high_.exists() ? at(next, i, j) : std::numeric_limits<double>::infinity();
        values.push_back(mass_of(law, low, high));
      }
    }
    return graph.data(shape_, values);
  }

 private:
  struct List {
    Shape shape;
    std::vector<double> values;
  };

  void add(Expr e) {
    const Node& node = e.node();
    if (node.op == Op::constant) {
      lists_.push_back({node.shape, {node.value}});
    } else if (node.op == Op::data) {
      const auto values = e.graph->data(node.list);
      lists_.push_back({node.shape, {values.begin(), values.end()}});
    } else {
      throw_error(ErrorCode::invalid_argument, family_.name,
                  "its tails are no expressions, so that it can be truncated ",
                  "only if its parameters and bounds are numbers; ", describe(e), " is none");
    }
    shape_ = {std::max(shape_.rows, e.shape().rows), std::max(shape_.cols, e.shape().cols)};
    if (!broadcasts(e.shape(), shape_)) {
      throw_error(ErrorCode::shape_mismatch, family_.name, describe(e), " is ", to_string(e.shape()),
                  " and does not fit ", to_string(shape_));
    }
  }

  [[nodiscard]] double at(std::size_t k, Dim i, Dim j) const {
    const auto& [shape, values] = lists_[k];
    return values[static_cast<std::size_t>((shape.rows == 1 ? 0 : i) * shape.cols + (shape.cols == 1 ? 0 : j))];
  }

  /// A discrete law has its lower bound, too.
  static double mass_of(const Univariate& law, double low, double high) {
    const double below = law.family().discrete ? -std::floor(-low) - 1 : low;
    if (low > high) return std::numeric_limits<double>::quiet_NaN();
    return Tails{law.log_cdf(below), law.log_cdf(high), law.log_sf(below), law.log_sf(high)}.log_mass();
  }

  const Family& family_;
  Expr low_, high_;
  Shape shape_{1, 1};
  std::vector<List> lists_;
};

}  // namespace

Expr truncated_log_normaliser(const Family& family, ParameterExprs p, Expr low, Expr high) {
  if (!low.exists() && !high.exists()) {
    throw_error(ErrorCode::invalid_argument, family.name, "it is truncated, but there is no bound");
  }
  if (family.log_tail != nullptr) return log_mass(family, p, low, high);
  return Numbers(family, p, low, high).log_mass(*(low.exists() ? low : high).graph);
}

Expr truncated_log_prob(const Family& family, Expr x, ParameterExprs p, Expr low, Expr high) {
  const Expr normaliser = truncated_log_normaliser(family, p, low, high);
  Expr value = family.log_prob(x, p);
  if (!mutant("truncated_forgets_normaliser")) value = value - normaliser;
  if (low.exists()) value = select(greater(low, x), detail::outside(x), value);
  if (high.exists()) value = select(greater(x, high), detail::outside(x), value);
  return value;
}

}  // namespace tractable
