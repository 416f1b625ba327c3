#include "tractable/vae/ppca.hpp"

#include <algorithm>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/linalg/symmetric_eigen.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kLogTwoPi = 1.8378770664093454836;

}  // namespace

Ppca fit_ppca(MatrixView x, std::size_t d) {
  constexpr const char* kWhere = "ppca";
  require_matrix(x, kWhere, "x");
  if (x.rows < 2) throw_error(ErrorCode::too_few_values, kWhere, "x has ", x.rows, " rows; at least 2 are needed");
  if (d < 1 || d >= x.cols) {
    throw_error(ErrorCode::invalid_argument, kWhere, "d is ", d, "; it must be from 1 to ", x.cols - 1);
  }
  const std::size_t cols = x.cols;
  const auto n = static_cast<double>(x.rows);
  Ppca fit;
  fit.mean.assign(cols, 0.0);
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) fit.mean[j] += x(i, j) / n;
  }
  Matrix centred(x.rows, cols);
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) centred(i, j) = x(i, j) - fit.mean[j];
  }
  Matrix covariance = gram(centred);
  for (double& each : covariance.values) each /= n;
  const SymmetricEigen eigen = symmetric_eigen(covariance);
  fit.eigenvalues.assign(eigen.values.rbegin(), eigen.values.rend());
  for (double& each : fit.eigenvalues) each = std::max(each, 0.0);
  fit.components = Matrix(d, cols);
  double log_det = 0, rest = 0;
  for (std::size_t k = 0; k < d; ++k) {
    std::ranges::copy(eigen.vectors.row(cols - 1 - k),
                      fit.components.values.begin() + static_cast<std::ptrdiff_t>(k * cols));
    log_det += log(fit.eigenvalues[k]);
  }
  for (std::size_t k = d; k < cols; ++k) rest += fit.eigenvalues[k];
  const auto others = static_cast<double>(cols - d);
  fit.variance = mutant("ppca_variance_over_all") ? rest / static_cast<double>(cols) : rest / others;
  fit.log_prob = -0.5 * (static_cast<double>(cols) * (kLogTwoPi + 1) + log_det + others * log(fit.variance));
  return fit;
}

}  // namespace tractable
