#include "tractable/bayes/gaussian_network.hpp"

#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/bayes/gaussian_conditional.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "gaussian_network";

double require_correlation(double r, const char* name) {
  if (r > -1 && r < 1) return r;
  throw_error(ErrorCode::invalid_argument, "fisher_z", name, " is ", r, "; it must lie between -1 and 1");
}

double atanh(double r) { return 0.5 * (log1p(r) - log1p(-r)); }

}  // namespace

GaussianNetwork::GaussianNetwork(std::size_t nodes, std::span<const DirectedGraph::Arrow> arrows,
                                 std::span<const double> weights, std::span<const double> noise)
    : graph_(nodes, arrows), weights_(nodes, nodes), noise_(noise.begin(), noise.end()) {
  if (weights.size() != arrows.size() || noise.size() != nodes) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "there are ", weights.size(), " weights of ", arrows.size(),
                " arrows and ", noise.size(), " values of noise of ", nodes, " nodes");
  }
  require_finite(weights, kWhere, "weights");
  for (std::size_t i = 0; i < nodes; ++i) require_positive(noise[i], kWhere, text("noise[", i, "]"));
  for (std::size_t k = 0; k < arrows.size(); ++k) weights_(arrows[k].first, arrows[k].second) = weights[k];
}

Matrix GaussianNetwork::covariance() const {
  const std::size_t d = graph_.size();
  Matrix result(d, d);
  std::vector<bool> done(d);
  for (const std::size_t node : graph_.topological_order()) {
    for (std::size_t other = 0; other < d; ++other) {
      if (!done[other]) continue;
      double total = 0;
      for (const std::size_t parent : graph_.parents(node)) total += weights_(parent, node) * result(parent, other);
      result(node, other) = result(other, node) = total;
    }
    double own = noise_[node] * noise_[node];
    for (const std::size_t parent : graph_.parents(node)) own += weights_(parent, node) * result(parent, node);
    result(node, node) = own;
    done[node] = true;
  }
  return result;
}

Matrix GaussianNetwork::sample(Key key, std::uint64_t begin, std::size_t count) const {
  const std::size_t d = graph_.size();
  Matrix result(count, d);
  std::vector<double> noise(count);
  for (const std::size_t node : graph_.topological_order()) {
    fill_normal(split_at(key, node), std::span(noise), begin);
    for (std::size_t i = 0; i < count; ++i) {
      double total = noise_[node] * noise[i];
      for (const std::size_t parent : graph_.parents(node)) {
        if (mutant("ancestral_drops_first_parent") && parent == graph_.parents(node).front()) continue;
        total += weights_(parent, node) * result(i, parent);
      }
      result(i, node) = total;
    }
  }
  return result;
}

Matrix sample_covariance(MatrixView draws) {
  require_matrix(draws, "sample_covariance", "draws");
  if (draws.rows < 2) {
    throw_error(ErrorCode::too_few_values, "sample_covariance", "there are ", draws.rows, " draws; two are needed");
  }
  const auto n = static_cast<double>(draws.rows);
  const std::vector<double> ones(draws.rows, 1.0);
  const std::vector<double> totals = multiply_transposed(draws, ones);
  Matrix away(draws.rows, draws.cols);
  for (std::size_t i = 0; i < draws.rows; ++i) {
    for (std::size_t j = 0; j < draws.cols; ++j) away(i, j) = draws(i, j) - totals[j] / n;
  }
  Matrix result = gram(away);
  for (double& value : result.values) value /= n - 1;
  return result;
}

double partial_correlation(MatrixView covariance, std::size_t a, std::size_t b, std::span<const std::size_t> given) {
  constexpr const char* kCall = "partial_correlation";
  if (a == b || a >= covariance.rows || b >= covariance.rows) {
    throw_error(ErrorCode::invalid_argument, kCall, "a is ", a, " and b is ", b, "; they must be two of ",
                covariance.rows, " coordinates");
  }
  const std::vector<double> zeros(covariance.rows);
  const auto rest = condition_gaussian(zeros, covariance, given, std::span(zeros).first(given.size()));
  const auto place = [&](std::size_t wanted) {
    for (std::size_t i = 0; i < rest.hidden.size(); ++i) {
      if (rest.hidden[i] == wanted) return i;
    }
    throw_error(ErrorCode::invalid_argument, kCall, "coordinate ", wanted, " is asked about and given");
  };
  const std::size_t i = place(a);
  const std::size_t j = place(b);
  return rest.covariance(i, j) / std::sqrt(rest.covariance(i, i) * rest.covariance(j, j));
}

std::vector<double> what_is_left(MatrixView draws, MatrixView covariance, std::size_t node,
                                 std::span<const std::size_t> given) {
  const std::size_t k = given.size();
  std::vector<double> weights(k);
  if (k > 0) {
    Matrix of_given(k, k);
    for (std::size_t i = 0; i < k; ++i) {
      weights[i] = covariance(node, given[i]);
      for (std::size_t j = 0; j < k; ++j) of_given(i, j) = covariance(given[i], given[j]);
    }
    Cholesky(of_given, "what_is_left", "the covariance of the given").solve(weights);
  }
  std::vector<double> left(draws.rows);
  for (std::size_t i = 0; i < draws.rows; ++i) {
    left[i] = draws(i, node);
    for (std::size_t j = 0; j < k; ++j) left[i] -= weights[j] * draws(i, given[j]);
  }
  return left;
}

FisherZ fisher_z(double found, double expected, std::size_t n, std::size_t k) {
  if (n <= k + 3) {
    throw_error(ErrorCode::too_few_values, "fisher_z", "there are ", n, " draws; more than ", k + 3, " are needed");
  }
  FisherZ result{atanh(require_correlation(found, "found")), atanh(require_correlation(expected, "expected"))};
  result.standard_error = 1 / std::sqrt(static_cast<double>(n - k - 3));
  result.p_value = 2 * normal_cdf(-std::abs(result.z - result.expected) / result.standard_error);
  return result;
}

}  // namespace tractable
