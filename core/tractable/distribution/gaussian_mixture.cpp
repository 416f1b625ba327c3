#include "tractable/distribution/gaussian_mixture.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/blocks.hpp"
#include "tractable/distribution/categorical.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/distribution/mixture.hpp"
#include "tractable/distribution/probabilities.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "gaussian_mixture";
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void require_components(std::span<const double> weights, const std::vector<MultivariateNormal>& components) {
  detail::require_probabilities(weights, kWhere, "weights");
  if (weights.size() != components.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "there are ", weights.size(), " weights and ", components.size(),
                " components");
  }
  for (std::size_t k = 1; k < components.size(); ++k) {
    if (components[k].dimension() == components[0].dimension()) continue;
    throw_error(ErrorCode::shape_mismatch, kWhere, "component ", k, " has ", components[k].dimension(),
                " coordinates and the first ", components[0].dimension());
  }
}

std::vector<double> mean_of(std::span<const double> weights, const std::vector<MultivariateNormal>& components) {
  require_components(weights, components);
  const std::vector<double> w = detail::normalized(weights);
  std::vector<double> mean(components[0].dimension());
  for (std::size_t k = 0; k < w.size(); ++k) {
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += w[k] * components[k].mean()[i];
  }
  return mean;
}

/// sum_k w_k (S_k + (mu_k - mean)(mu_k - mean)')
Matrix covariance_of(std::span<const double> weights, const std::vector<MultivariateNormal>& components) {
  const std::vector<double> mean = mean_of(weights, components), w = detail::normalized(weights);
  const std::size_t d = mean.size();
  Matrix covariance(d, d);
  for (std::size_t k = 0; k < w.size(); ++k) {
    const auto mu = components[k].mean();
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = 0; j < d; ++j) {
        covariance(i, j) += w[k] * (components[k].covariance()(i, j) + (mu[i] - mean[i]) * (mu[j] - mean[j]));
      }
    }
  }
  return covariance;
}

}  // namespace

Expr gaussian_mixture_log_prob(Expr x, Expr logits, Expr mu, Expr scale_tril) {
  const Dim d = x.shape().cols, count = logits.shape().cols;
  detail::require_columns(mu, std::int64_t{count} * d, "gaussian_mixture.log_prob", "mu");
  detail::require_columns(scale_tril, std::int64_t{mu.shape().cols} * d, "gaussian_mixture.log_prob", "scale_tril");
  std::vector<Expr> parts;
  for (Dim k = 0; k < count; ++k) {
    parts.push_back(multivariate_normal_log_prob(x, slice(mu, k * d, d), slice(scale_tril, k * d * d, d * d)));
  }
  return mixture_log_prob(logits, parts);
}

GaussianMixture::GaussianMixture(std::span<const double> weights, std::vector<MultivariateNormal> components)
    : Multivariate(mean_of(weights, components), covariance_of(weights, components)),
      weights_(detail::normalized(weights)),
      components_(std::move(components)) {}

double GaussianMixture::entropy() const { return kNan; }
double GaussianMixture::kl_to(const Multivariate&) const { return kNan; }

Expr GaussianMixture::log_density(Expr x) const {
  Graph& g = *x.graph;
  std::vector<double> logits(weights_.size());
  log(weights_, logits);
  std::vector<Expr> parts;
  for (const MultivariateNormal& each : components_) parts.push_back(each.log_density(x));
  return mixture_log_prob(g.data({1, static_cast<Dim>(logits.size())}, logits), parts);
}

void GaussianMixture::responsibilities(std::span<const double> x, std::span<double> out) const {
  const std::size_t rows = x.size() / dimension(), count = weights_.size();
  if (rows * dimension() != x.size() || rows * count != out.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "x has ", x.size(), " numbers and out ", out.size(), "; a row has ",
                dimension(), " and ", count);
  }
  std::vector<double> all(rows), own(rows);
  log_prob(x, all);
  for (std::size_t k = 0; k < count; ++k) {
    components_[k].log_prob(x, own);
    for (std::size_t i = 0; i < rows; ++i) out[i * count + k] = weights_[k] * exp(own[i] - all[i]);
  }
}

// The component by a uniform number, then mu + L z.
void GaussianMixture::draw(Key key, std::span<double> rows, std::uint64_t begin) const {
  const std::size_t d = dimension();
  std::vector<double> sums = detail::ascending_sums(weights_);
  if (mutant("gaussian_mixture_equal_weights")) sums = detail::ascending_sums(std::vector(sums.size(), 1.0));
  fill_normal(split_at(key, 1), rows, begin * d);
  std::vector<double> z(d);
  std::array<double, detail::kBlock> u;
  for (std::size_t i = 0; i * d < rows.size(); ++i) {
    if (i % u.size() == 0) fill_uniform(split_at(key, 0), u, begin + i);
    const MultivariateNormal& law = components_[detail::category_of(sums, u[i % u.size()])];
    const std::span row = rows.subspan(i * d, d);
    std::ranges::copy(row, z.begin());
    for (std::size_t j = 0; j < d; ++j) {
      row[j] = law.mean()[j] + dot(law.scale_tril().row(j).first(j + 1), std::span(z).first(j + 1));
    }
  }
}

}  // namespace tractable
