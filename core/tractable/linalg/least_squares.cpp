#include "tractable/linalg/least_squares.hpp"

#include <Eigen/QR>

#include "tractable/base/error.hpp"

namespace tractable {
namespace {
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Factors = Eigen::ColPivHouseholderQR<Eigen::MatrixXd>;
constexpr const char* kWhere = "least_squares";

Factors factor(MatrixView x, std::span<const double> y) {
  require_matrix(x, kWhere, "x");
  require_finite(y, kWhere, "y");
  if (y.size() != x.rows) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "y has ", y.size(), " values; x has ", x.rows, " rows");
  }
  if (x.cols == 0 || x.rows < x.cols) {
    throw_error(ErrorCode::too_few_values, kWhere, "x has ", x.rows, " rows for ", x.cols, " columns");
  }
  return Factors(Eigen::Map<const RowMajor>(x.values.data(), static_cast<Eigen::Index>(x.rows),
                                            static_cast<Eigen::Index>(x.cols)));
}

LeastSquares solve(const Factors& qr, MatrixView x, std::span<const double> y) {
  const Eigen::Index rows = qr.rows();
  const Eigen::Index cols = qr.cols();
  // Reflection by reflection: Eigen's own solve() would bring in its blocked products.
  std::vector<double> z(y.begin(), y.end());
  const auto& factors = qr.matrixQR();
  for (Eigen::Index k = 0; k < cols; ++k) {
    double total = z[k];
    for (Eigen::Index i = k + 1; i < rows; ++i) total += factors(i, k) * z[i];
    total *= qr.hCoeffs()[k];
    z[k] -= total;
    for (Eigen::Index i = k + 1; i < rows; ++i) z[i] -= total * factors(i, k);
  }
  LeastSquares result;
  result.coefficients.resize(x.cols);
  for (Eigen::Index k = cols; k-- > 0;) {
    for (Eigen::Index j = k + 1; j < cols; ++j) z[k] -= factors(k, j) * z[j];
    z[k] /= factors(k, k);
    result.coefficients[static_cast<std::size_t>(qr.colsPermutation().indices()[k])] = z[k];
  }
  result.residuals = multiply(x, result.coefficients);
  for (std::size_t i = 0; i < x.rows; ++i) result.residuals[i] = y[i] - result.residuals[i];
  result.residual_squares = dot(result.residuals, result.residuals);
  return result;
}

}  // namespace

LeastSquares least_squares(MatrixView x, std::span<const double> y) {
  const Factors qr = factor(x, y);
  if (qr.rank() < qr.cols()) {
    throw_error(ErrorCode::invalid_argument, kWhere, "column ", qr.colsPermutation().indices()[qr.rank()],
                " of x depends on the other columns");
  }
  return solve(qr, x, y);
}

std::optional<LeastSquares> attempt_least_squares(MatrixView x, std::span<const double> y) {
  const Factors qr = factor(x, y);
  if (qr.rank() < qr.cols()) return std::nullopt;
  return solve(qr, x, y);
}

}  // namespace tractable
