#include "tractable/optim/clip.hpp"

#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/kernels.hpp"

namespace tractable {
namespace {

// Powers of two, so that scaling rounds nothing: with them squares stay within the range of a double.
constexpr double kDown = 0x1p-600;
constexpr double kUp = 0x1p600;
constexpr double kSmallestSafe = 0x1p-900;  // below it squares may have lost digits

template <class T>
double clip_in_place(std::span<T> gradient, double max_norm) {
  const double norm = global_norm(std::span<const T>(gradient));
  const double factor = clip_factor(norm, max_norm);
  if (factor == 1) return norm;
  for (T& value : gradient) value *= static_cast<T>(factor);
  return norm;
}

}  // namespace

double global_norm(std::span<const double> gradient) {
  const auto squares = [&](double scale) {
    return simd::kernels().sum_scaled_squares_f64(gradient.data(), gradient.size(), scale);
  };
  const double sum = squares(1);
  if (sum == std::numeric_limits<double>::infinity()) return std::sqrt(squares(kDown)) * kUp;
  if (sum < kSmallestSafe) return std::sqrt(squares(kUp)) * kDown;
  return std::sqrt(sum);
}

double global_norm(std::span<const float> gradient) {
  return std::sqrt(simd::kernels().sum_scaled_squares_f32(gradient.data(), gradient.size(), 1));
}

double clip_factor(double norm, double max_norm) {
  require_positive(max_norm, "clip_factor", "max_norm");
  if (mutant("clip_always")) return max_norm / norm;
  return norm <= max_norm ? 1 : max_norm / norm;
}

double clip_by_global_norm(std::span<double> gradient, double max_norm) { return clip_in_place(gradient, max_norm); }
double clip_by_global_norm(std::span<float> gradient, double max_norm) { return clip_in_place(gradient, max_norm); }

}  // namespace tractable
