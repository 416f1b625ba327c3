#include "tractable/mcmc/metric.hpp"

#include <cmath>

#include "tractable/base/error.hpp"

namespace tractable {

Metric Metric::identity(std::size_t dim) {
  Metric m;
  m.dim_ = dim;
  m.root_.assign(dim, 1);
  return m;
}

Metric Metric::diagonal(std::span<const double> variances) {
  Metric m;
  m.kind_ = Kind::diagonal;
  m.dim_ = variances.size();
  m.covariance_.assign(variances.begin(), variances.end());
  for (std::size_t i = 0; i < m.dim_; ++i) {
    if (!std::isfinite(variances[i]) || variances[i] <= 0) {
      throw_error(ErrorCode::invalid_argument, "metric", "variance ", i, " is ", variances[i],
                  ", but must be finite and > 0");
    }
    m.root_.push_back(std::sqrt(variances[i]));
    m.inverse_root_.push_back(1 / m.root_.back());
  }
  return m;
}

Metric Metric::dense(MatrixView covariance) {
  const Cholesky factor(covariance, "metric", "covariance");
  require_symmetric(covariance, "metric", "covariance");
  Metric m;
  m.kind_ = Kind::dense;
  m.dim_ = covariance.rows;
  m.covariance_.assign(covariance.values.begin(), covariance.values.end());
  m.root_ = factor.lower().values;
  return m;
}

void Metric::velocity(std::span<const double> p, std::span<double> out) const {
  switch (kind_) {
    case Kind::identity:
      for (std::size_t i = 0; i < dim_; ++i) out[i] = p[i];
      return;
    case Kind::diagonal:
      for (std::size_t i = 0; i < dim_; ++i) out[i] = covariance_[i] * p[i];
      return;
    case Kind::dense:
      for (std::size_t i = 0; i < dim_; ++i) out[i] = dot(std::span(covariance_).subspan(i * dim_, dim_), p);
      return;
  }
}

double Metric::kinetic(std::span<const double> p) const {
  double sum = 0;
  switch (kind_) {
    case Kind::identity:
      for (std::size_t i = 0; i < dim_; ++i) sum += p[i] * p[i];
      break;
    case Kind::diagonal:
      for (std::size_t i = 0; i < dim_; ++i) sum += covariance_[i] * p[i] * p[i];
      break;
    case Kind::dense:
      for (std::size_t i = 0; i < dim_; ++i) sum += p[i] * dot(std::span(covariance_).subspan(i * dim_, dim_), p);
      break;
  }
  return sum / 2;
}

void Metric::momentum(std::span<const double> z, std::span<double> out) const {
  switch (kind_) {
    case Kind::identity:
      for (std::size_t i = 0; i < dim_; ++i) out[i] = z[i];
      return;
    case Kind::diagonal:
      for (std::size_t i = 0; i < dim_; ++i) out[i] = inverse_root_[i] * z[i];
      return;
    case Kind::dense:  // L' p = z
      for (std::size_t i = dim_; i-- > 0;) {
        double rest = z[i];
        for (std::size_t j = i + 1; j < dim_; ++j) rest -= root_[j * dim_ + i] * out[j];
        out[i] = rest / root_[i * dim_ + i];
      }
      return;
  }
}

void Metric::standardize(std::span<const double> p, std::span<double> out) const {
  if (kind_ != Kind::dense) {
    for (std::size_t i = 0; i < dim_; ++i) out[i] = root_[i] * p[i];
    return;
  }
  for (std::size_t j = 0; j < dim_; ++j) {  // from the first up, so that out may be p
    double sum = 0;
    for (std::size_t i = j; i < dim_; ++i) sum += root_[i * dim_ + j] * p[i];
    out[j] = sum;
  }
}

void Metric::move(std::span<const double> z, std::span<double> out) const {
  switch (kind_) {
    case Kind::identity:
      for (std::size_t i = 0; i < dim_; ++i) out[i] = z[i];
      return;
    case Kind::diagonal:
      for (std::size_t i = 0; i < dim_; ++i) out[i] = root_[i] * z[i];
      return;
    case Kind::dense:  // from the last row up, so that out may be z
      for (std::size_t i = dim_; i-- > 0;) out[i] = dot(std::span(root_).subspan(i * dim_, i + 1), z.first(i + 1));
      return;
  }
}

void Metric::whiten(std::span<const double> x, std::span<double> out) const {
  for (std::size_t i = 0; i < dim_; ++i) {
    double rest = x[i];
    if (kind_ == Kind::dense) rest -= dot(std::span(root_).subspan(i * dim_, i), out.first(i));
    out[i] = rest / (kind_ == Kind::dense ? root_[i * dim_ + i] : root_[i]);
  }
}

}  // namespace tractable
