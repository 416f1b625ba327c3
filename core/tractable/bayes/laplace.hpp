#pragma once

#include <functional>
#include <span>
#include <vector>

#include "tractable/bayes/one_parameter.hpp"
#include "tractable/graph/graph.hpp"
#include "tractable/linalg/matrix.hpp"

// Laplace's approximation: around its mode m the unnormalised posterior p(y, theta) is taken for the Gaussian of the
// same height and curvature, so that with H = -d^2 log p(y, theta) at m
//   log p(y) = log p(y, m) + (D / 2) log(2 pi) - (1 / 2) log det H,   covariance H^-1:
// exact where the posterior is Gaussian. It depends on the scale that theta is measured on.
//   MacKay (2003), Information Theory, Inference, and Learning Algorithms, ch. 27.
// Of log det H, D log n grows with the data: what is left is -BIC / 2 = log p(y | m) - (k / 2) log n, Schwarz (1978).

namespace tractable {

/// A function at a point of R^D.
struct LocalShape {
  double value = 0;
  std::vector<double> gradient;  ///< (D)
  Matrix hessian;                ///< (D, D)
};
using SmoothFunction = std::function<LocalShape(std::span<const double>)>;

struct NewtonOptions {
  int max_iterations = 100;
};

struct NewtonMaximum {
  std::vector<double> point;
  LocalShape shape;  ///< there
  int iterations = 0;
  bool converged = false;  ///< false also where the top is flat or infinitely far
};

/// Newton's method, uphill: steps are halved until they climb, and where the surface is not concave they are bent
/// towards the gradient. Throws Error{invalid_argument} if the value at the start is not finite.
[[nodiscard]] NewtonMaximum newton_maximum(const SmoothFunction& f, std::span<const double> start,
                                           NewtonOptions options = {});

struct Laplace {
  std::vector<double> mode;
  Matrix covariance;        ///< NaN without a mode
  double log_joint = 0;     ///< at the mode
  double log_evidence = 0;  ///< NaN if the surface has no mode with a curvature
  int iterations = 0;
  bool converged = false;
};

/// log_joint: log p(y, theta) with its derivatives.
[[nodiscard]] Laplace laplace(const SmoothFunction& log_joint, std::span<const double> start,
                              NewtonOptions options = {});

/// theta an input (1, D) or (B, D), log_joint an expression of it with one number a row. Throws Error{shape_mismatch}
/// for others.
[[nodiscard]] Laplace laplace(Expr theta, Expr log_joint, std::span<const double> start, NewtonOptions options = {});

/// `natural`: theta itself; `free`: logit(theta) or log(theta), which range over the whole line.
enum class LaplaceScale { natural, free };
/// Without a mode inside the support (Beta(1, 1) and only successes) everything is NaN and not converged. Mode and
/// covariance are on the scale asked for.
[[nodiscard]] Laplace laplace(const OneParameter& model, LaplaceScale scale);

/// k log n - 2 log L (not k - 2 log L), the smaller the better; k the number of parameters, n of data.
[[nodiscard]] double bic(double log_likelihood, double k, double n);
/// 2 k - 2 log L.
[[nodiscard]] double aic(double log_likelihood, double k);

}  // namespace tractable
