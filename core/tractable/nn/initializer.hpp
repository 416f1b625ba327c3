#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "tractable/base/key.hpp"

// Where training starts from. A weight matrix is (fan_in, fan_out): x W.
//
//   zeros, constant(value), normal(sd), uniform(-bound, bound)
//   glorot_uniform, glorot_normal   variance gain^2 2 / (fan_in + fan_out)   Glorot & Bengio (2010), eq. 16
//   he_uniform, he_normal           variance gain^2 / fan_in                 He et al. (2015), eq. 10
//   lecun_normal                    variance 1 / fan_in                      LeCun et al. (1998), Efficient
//   BackProp, 4.6

namespace tractable {

struct Fans {
  std::size_t in = 1;
  std::size_t out = 1;
};

/// One way to fill a slice of parameters. `scale`: the constant, the sd or the bound of the first four, and a gain for
/// the others.
struct Initializer {
  std::string_view name = "glorot_uniform";
  double scale = 1;
};

/// Throws Error{unknown_name} listing the names, Error{not_finite} for the scale, Error{invalid_argument} for a
/// negative one (but a constant's).
void require_valid(const Initializer& initializer);

/// Fills `out` under `key`; element i depends on (key, i) only. Throws as require_valid does.
void initialize(const Initializer& initializer, Fans fans, Key key, std::span<double> out);
void initialize(const Initializer& initializer, Fans fans, Key key, std::span<float> out);

/// The names, as they stand above.
[[nodiscard]] std::span<const std::string_view> initializer_names() noexcept;

}  // namespace tractable
