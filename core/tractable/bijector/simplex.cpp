#include "tractable/bijector/simplex.hpp"

#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/bijector/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

using detail::Structures;

std::int64_t free_of(std::int64_t size) { return size - 1; }

/// log(d - k), k = 1 ... d - 1, for each structure.
Expr centring(Graph& graph, const Structures& of) {
  std::vector<double> shift;
  for (Dim g = 0; g < of.count; ++g) {
    for (Dim k = 1; k <= of.size; ++k) shift.push_back(log(static_cast<double>(of.size + 1 - k)));
  }
  return graph.data({1, of.count * of.size}, shift);
}

Transformed to_simplex(Expr x, Dim size, std::span<const Expr>) {
  const Dim breaks = size - 1;
  const Structures of{x.shape().cols / breaks, breaks};
  const Expr at = x - centring(*x.graph, of);
  const Expr taken = log_sigmoid(at), left = log_sigmoid(-at);
  const Expr after = cumsum(left, breaks);
  const Expr none = expand(x.graph->constant(0), {x.shape().rows, of.count});
  const Expr before = breaks == 1 ? none : of.joined(none, 1, of.columns(after, 0, breaks - 1), breaks - 1);
  const Expr logs = of.joined(before + taken, breaks, of.columns(after, breaks - 1, 1), 1);
  const Expr rest = mutant("simplex_forgets_remainder") ? left : before + left;
  return {exp(logs), sum_cols(rest + taken, breaks)};
}

// logit s(a_k) = log y_k - log(y_(k+1) + ... + y_d): sums from the end, where no digit is lost.
Expr from_simplex(Expr y, Dim size, std::span<const Expr>) {
  const Dim breaks = size - 1;
  const Structures whole{y.shape().cols / size, size}, of{whole.count, breaks};
  const Expr tails = whole.reversed(cumsum(whole.reversed(y), size));
  return log(whole.columns(y, 0, breaks)) - log(whole.columns(tails, 1, breaks)) + centring(*y.graph, of);
}

void check(const CheckedValue& value, Dim, std::span<const double>) {
  detail::require_between(value, 0, detail::kInf, "0", "");  // one of them may have rounded to 1
  double sum = 0;
  for (const double each : value.y) sum += each;
  if (std::abs(sum - 1) <= detail::kSlack) return;
  throw_error(ErrorCode::invalid_argument, value.where, detail::range(value), " sums to ", sum,
              "; a simplex must sum to 1");
}

}  // namespace

constinit const BijectorRow kSimplex{.name = "simplex",
                                     .least_size = 2,
                                     .free = free_of,
                                     .width = detail::same_size,
                                     .forward = to_simplex,
                                     .inverse = from_simplex,
                                     .check = check};

}  // namespace tractable
