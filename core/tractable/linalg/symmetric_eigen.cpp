#include "tractable/linalg/symmetric_eigen.hpp"

#include <Eigen/Eigenvalues>

#include "tractable/base/error.hpp"

namespace tractable {

SymmetricEigen symmetric_eigen(MatrixView a) {
  constexpr const char* kWhere = "symmetric_eigen";
  if (a.rows != a.cols || a.rows == 0) {
    throw Error(ErrorCode::shape_mismatch, kWhere,
                text("the matrix is ", a.rows, " x ", a.cols, "; it must be square"));
  }
  require_matrix(a, kWhere, "the matrix");
  const auto n = static_cast<Eigen::Index>(a.rows);
  // Eigen's matrix is column-major: read as such, the lower part of `a` is its upper one.
  Eigen::MatrixXd turned = Eigen::Map<const Eigen::MatrixXd>(a.values.data(), n, n);
  turned.transposeInPlace();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(turned);
  if (solver.info() != Eigen::Success) throw Error(ErrorCode::internal_error, kWhere, "the steps did not converge");
  SymmetricEigen result{{solver.eigenvalues().begin(), solver.eigenvalues().end()}, Matrix(a.rows, a.rows)};
  for (Eigen::Index i = 0; i < n; ++i) {
    Eigen::Index largest = 0;
    solver.eigenvectors().col(i).cwiseAbs().maxCoeff(&largest);
    const double sign = solver.eigenvectors()(largest, i) < 0 ? -1 : 1;
    for (Eigen::Index j = 0; j < n; ++j) {
      result.vectors(static_cast<std::size_t>(i), static_cast<std::size_t>(j)) = sign * solver.eigenvectors()(j, i);
    }
  }
  return result;
}

}  // namespace tractable
