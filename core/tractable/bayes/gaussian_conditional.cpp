#include "tractable/bayes/gaussian_conditional.hpp"

#include "tractable/base/error.hpp"
#include "tractable/linalg/cholesky.hpp"

namespace tractable {

GaussianConditional condition_gaussian(std::span<const double> mean, MatrixView covariance,
                                       std::span<const std::size_t> known, std::span<const double> values) {
  constexpr const char* kWhere = "condition_gaussian";
  const std::size_t d = mean.size();
  require_finite(mean, kWhere, "mean");
  require_finite(values, kWhere, "values");
  if (covariance.rows != d || known.size() != values.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "mean has ", d, " values, covariance ", covariance.rows,
                " rows; known has ", known.size(), " coordinates with ", values.size(), " values");
  }
  (void)Cholesky(covariance, kWhere, "covariance");  // which reads the lower triangle alone
  require_symmetric(covariance, kWhere, "covariance");
  std::vector<bool> is_known(d);
  for (const std::size_t k : known) {
    if (k >= d || is_known[k]) {
      throw_error(ErrorCode::invalid_argument, kWhere, "known names coordinate ", k,
                  k >= d ? ", which is not there" : " twice");
    }
    is_known[k] = true;
  }
  GaussianConditional result;
  for (std::size_t i = 0; i < d; ++i) {
    if (!is_known[i]) result.hidden.push_back(i);
  }
  const std::size_t h = result.hidden.size();
  result.covariance = Matrix(h, h);
  // Rows L^-1 S_2i of the known part's factor L: the mean and the covariance are their inner products.
  std::vector<double> away(known.size());
  Matrix whitened(h, known.size());
  if (!known.empty()) {
    Matrix of_known(known.size(), known.size());
    for (std::size_t i = 0; i < known.size(); ++i) {
      away[i] = values[i] - mean[known[i]];
      for (std::size_t j = 0; j < known.size(); ++j) of_known(i, j) = covariance(known[i], known[j]);
    }
    const Cholesky chol(of_known, kWhere, "covariance");
    chol.solve_lower(away);
    for (std::size_t i = 0; i < h; ++i) {
      const auto row = std::span(whitened.values).subspan(i * known.size(), known.size());
      for (std::size_t j = 0; j < known.size(); ++j) row[j] = covariance(result.hidden[i], known[j]);
      chol.solve_lower(row);
    }
  }
  for (std::size_t i = 0; i < h; ++i) {
    result.mean.push_back(mean[result.hidden[i]] + dot(whitened.row(i), away));
    for (std::size_t j = 0; j < h; ++j) {
      result.covariance(i, j) = covariance(result.hidden[i], result.hidden[j]) - dot(whitened.row(i), whitened.row(j));
    }
  }
  return result;
}

}  // namespace tractable
