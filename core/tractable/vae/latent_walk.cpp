#include "tractable/vae/latent_walk.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/linalg/matrix.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr std::array<std::string_view, 2> kKinds{"linear", "spherical"};

/// The angle between a and b by the sum and the difference of the unit vectors (Kahan): exact near 0 and pi.
double angle(std::span<const double> a, std::span<const double> b) {
  const double la = std::sqrt(dot(a, a)), lb = std::sqrt(dot(b, b));
  if (!(la > 0) || !(lb > 0)) return 0;
  double difference = 0, sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    const double u = a[j] / la, v = b[j] / lb;
    difference += (u - v) * (u - v);
    sum += (u + v) * (u + v);
  }
  if (sum == 0) return kPi;
  const double half = atan(std::sqrt(difference / sum));
  return 2 * half;
}

}  // namespace

std::vector<double> sample_prior(Key key, std::size_t count, std::size_t d, double temperature, std::size_t begin) {
  require_finite(temperature, "sample_prior", "temperature");
  if (temperature < 0) {
    throw_error(ErrorCode::invalid_argument, "sample_prior", "temperature is ", temperature, "; it must be at least 0");
  }
  std::vector<double> z(matrix_size(count, d));
  fill_normal(key, z, static_cast<std::uint64_t>(begin) * d);
  const double scale = mutant("vae_temperature_on_sd") ? temperature : std::sqrt(temperature);
  for (double& each : z) each *= scale;
  return z;
}

std::vector<double> interpolate(std::span<const double> a, std::span<const double> b, std::span<const double> t,
                                std::string_view kind) {
  constexpr const char* kWhere = "interpolate";
  if (a.size() != b.size() || a.empty()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "a has ", a.size(), " coordinates and b ", b.size());
  }
  require_finite(a, kWhere, "a");
  require_finite(b, kWhere, "b");
  const auto* const found = std::ranges::find(kKinds, kind);
  if (found == kKinds.end()) {
    throw_error(ErrorCode::unknown_name, kWhere, "kind is \"", std::string(kind),
                "\"; it must be one of linear, spherical");
  }
  const double w = angle(a, b);
  const bool straight = *found == "linear" || w < 1e-6 || kPi - w < 1e-6;
  std::vector<double> z;
  z.reserve(t.size() * a.size());
  for (const double each : t) {
    require_probability(each, kWhere, "t");
    double left = 1 - each, right = each;
    if (!straight && each != 0 && each != 1) {
      left = sin((1 - each) * w) / sin(w);
      right = sin(each * w) / sin(w);
    }
    for (std::size_t j = 0; j < a.size(); ++j) {
      z.push_back(each == 0 ? a[j] : each == 1 ? b[j] : left * a[j] + right * b[j]);
    }
  }
  return z;
}

std::vector<double> blend(std::span<const double> corners, std::size_t n) {
  if (corners.empty() || corners.size() % 4 != 0 || n < 2) {
    throw_error(ErrorCode::shape_mismatch, "blend", "there are ", corners.size(), " numbers for four corners and ", n,
                " places on a side; at least 2 are needed");
  }
  require_finite(corners, "blend", "corners");
  const std::size_t d = corners.size() / 4;
  std::vector<double> z;
  z.reserve(n * n * d);
  for (std::size_t row = 0; row < n; ++row) {
    for (std::size_t col = 0; col < n; ++col) {
      const double v = static_cast<double>(row) / static_cast<double>(n - 1);
      const double u = static_cast<double>(col) / static_cast<double>(n - 1);
      for (std::size_t j = 0; j < d; ++j) {
        const double top = (1 - u) * corners[j] + u * corners[d + j];
        const double bottom = (1 - u) * corners[2 * d + j] + u * corners[3 * d + j];
        z.push_back((1 - v) * top + v * bottom);
      }
    }
  }
  return z;
}

std::vector<double> latent_grid(std::size_t n, std::size_t d, std::size_t first, std::size_t second,
                                std::span<const double> base) {
  constexpr const char* kWhere = "latent_grid";
  const bool fits = n >= 1 && first < d && second < d && (d == 1 || first != second);
  if (!fits) {
    throw_error(ErrorCode::invalid_argument, kWhere, "n is ", n, " and the dimensions are ", first, " and ", second,
                " of ", d);
  }
  if (!base.empty() && base.size() != d) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "base has ", base.size(), " coordinates, not ", d);
  }
  require_finite(base, kWhere, "base");
  std::vector<double> side(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double p = (static_cast<double>(i) + 0.5) / static_cast<double>(n);
    side[i] = mutant("vae_grid_is_even") ? 6 * p - 3 : normal_ppf(p);
  }
  std::vector<double> z(matrix_size(n * n, d));
  for (std::size_t cell = 0; cell < n * n; ++cell) {
    const auto row = std::span(z).subspan(cell * d, d);
    if (!base.empty()) std::ranges::copy(base, row.begin());
    row[second] = side[n - 1 - cell / n];
    row[first] = side[cell % n];
  }
  return z;
}

}  // namespace tractable
