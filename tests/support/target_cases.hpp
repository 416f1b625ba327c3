#pragma once

#include <cmath>
#include <complex>
#include <string>
#include <vector>

#include "tractable/target/models.hpp"
#include "tractable/target/zoo.hpp"

// The zoo's log densities once more, in plain numbers and from their definitions, real or complex: a complex step gives
// their derivatives to the last digits.

namespace tractable::test {

inline constexpr double kLog2Pi = 1.8378770664093454836;
inline constexpr double kPiOfCases = 3.14159265358979323846;

using Settings = std::vector<TargetSetting>;

template <class T>
T sq(T x) {
  return x * x;
}
/// log N(x; mean, sd^2).
template <class T, class M, class S>
T log_normal_density(T x, M mean, S sd) {
  return -0.5 * sq((x - mean) / sd) - std::log(sd) - 0.5 * kLog2Pi;
}
template <class T>
T squares_of(const std::vector<T>& x, std::size_t from = 0) {
  T sum = 0;
  for (std::size_t i = from; i < x.size(); ++i) sum += sq(x[i]);
  return sum;
}

/// Chains of conditionals, change of variables, or normalisers by quadrature (given by the test): never the zoo's own
/// formula. `o` are the options, `log_z` a normaliser that has no elementary form.
template <class T>
T plain_log_density(const std::string& name, const std::vector<T>& x, const std::vector<double>& o, double log_z) {
  using std::exp, std::log, std::sqrt;
  T sum = 0;
  const auto d = static_cast<double>(x.size());
  if (name == "standard_normal") {
    for (const T v : x) sum += log_normal_density(v, 0.0, 1.0);
  } else if (name == "ar1_normal") {
    sum = log_normal_density(x[0], 0.0, 1.0);
    for (std::size_t i = 1; i < x.size(); ++i) {
      sum += log_normal_density(x[i], o[1] * x[i - 1], std::sqrt(1 - o[1] * o[1]));
    }
  } else if (name == "equicorrelated_normal") {
    // x_i given those before: their regression on i - 1 equicorrelated neighbours.
    T before = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto n = static_cast<double>(i);
      const double slope = o[1] / (1 + (n - 1) * o[1]);
      sum += log_normal_density(x[i], slope * before, std::sqrt(1 - n * o[1] * slope));
      before += x[i];
    }
  } else if (name == "scaled_normal") {
    for (std::size_t i = 0; i < x.size(); ++i) {
      sum += log_normal_density(x[i], 0.0, o[1] + (o[2] - o[1]) * static_cast<double>(i) / (d - 1));
    }
  } else if (name == "banana") {
    sum = log_normal_density(x[0], 0.0, o[0]) + log_normal_density(x[1], o[1] * (sq(x[0]) - sq(o[0])), 1.0);
  } else if (name == "twisted_normal") {
    const T y1 = x[0] / o[0], y2 = o[0] * x[1] + o[0] * o[1] * (sq(x[0]) + sq(o[0]));
    sum = log_normal_density(y1, 0.0, 1.0) + log_normal_density(y2, 4.0 + 0.5 * y1, std::sqrt(0.75));
  } else if (name == "ring") {
    const double s = 2 * o[0] * o[1], a = sq(o[0]) / s;
    sum = log_normal_density(squares_of(x), sq(o[0]), s) - std::log(kPiOfCases * 0.5 * std::erfc(-a / std::sqrt(2.0)));
  } else if (name == "donut") {
    sum = -0.5 * sq((sqrt(squares_of(x)) - o[1]) / o[2]) - log_z;
  } else if (name == "funnel") {
    sum = log_normal_density(x[0], 0.0, o[1]);
    for (std::size_t i = 1; i < x.size(); ++i) sum += log_normal_density(x[i], 0.0, exp(0.5 * x[0]));
  } else if (name == "funnel_noncentred") {
    for (const T v : x) sum += log_normal_density(v, 0.0, 1.0);
  } else if (name == "two_normals") {
    sum =
        log(o[0] * exp(log_normal_density(x[0], o[1], o[2])) + (1 - o[0]) * exp(log_normal_density(x[0], o[3], o[4])));
  } else if (name == "bimodal") {
    sum = log(o[2] * exp(log_normal_density(x[0], -o[1] / 2, 1.0)) +
              (1 - o[2]) * exp(log_normal_density(x[0], o[1] / 2, 1.0)));
    for (std::size_t i = 1; i < x.size(); ++i) sum += log_normal_density(x[i], 0.0, 1.0);
  } else if (name == "gamma") {
    sum = o[0] * std::log(o[1]) - std::lgamma(o[0]) + (o[0] - 1) * log(x[0]) - o[1] * x[0];
  } else if (name == "log_gamma") {
    sum = plain_log_density("gamma", std::vector<T>{exp(x[0])}, o, 0) + x[0];
  } else if (name == "student_t") {
    const double df = o[1];
    sum = std::lgamma((df + d) / 2) - std::lgamma(df / 2) - d / 2 * std::log(df * kPiOfCases) -
          (df + d) / 2 * log(1.0 + squares_of(x) / df);
  } else if (name == "eight_schools" || name == "eight_schools_noncentred") {
    const double y[] = {28, 8, -3, 7, -1, 1, 18, 12}, s[] = {15, 10, 16, 11, 9, 11, 10, 18};
    const T mu = x[0], tau = exp(x[1]);
    sum = log_normal_density(mu, 0.0, 5.0) + log(2.0 / (kPiOfCases * 5 * (1.0 + sq(tau / 5.0)))) + x[1];
    for (std::size_t j = 0; j < 8; ++j) {
      const bool centred = name == "eight_schools";
      const T theta = centred ? x[j + 2] : mu + tau * x[j + 2];
      sum += centred ? log_normal_density(theta, mu, tau) : log_normal_density(x[j + 2], 0.0, 1.0);
      sum += log_normal_density(T(y[j]), theta, s[j]);
    }
  } else {
    sum = std::nan("");
  }
  return sum;
}

/// By steps of 1e-30 along the imaginary axis: exact to rounding.
inline std::vector<double> plain_gradient(const std::string& name, const std::vector<double>& x,
                                          const std::vector<double>& o) {
  std::vector<double> gradient;
  std::vector<std::complex<double>> at(x.begin(), x.end());
  for (std::size_t i = 0; i < x.size(); ++i) {
    at[i] = {x[i], 1e-30};
    gradient.push_back(plain_log_density(name, at, o, 0).imag() / 1e-30);
    at[i] = x[i];
  }
  return gradient;
}

}  // namespace tractable::test
