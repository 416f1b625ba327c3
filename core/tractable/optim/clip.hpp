#pragma once

#include <span>

// Clipping by the global norm: a gradient longer than `max_norm` is shortened to it and keeps its direction, so that
// one wild batch cannot throw the parameters far away.       Pascanu, Mikolov & Bengio (2013), ICML, sec. 3.2,
// algorithm 1 (PyTorch's clip_grad_norm_ divides by norm + 1e-6; here by the norm.) In a training loop, without a pass
// that writes:
//   optimizer.step(p, g, {.learning_rate = schedule(t), .gradient = clip_factor(global_norm(g), 5.0)});

namespace tractable {

/// sqrt(sum_i g_i^2), added in double in the fixed order of simd/reduce.hpp; no overflow or underflow on the way.
/// 0 for no values; NaN if one is NaN; inf if one is infinite.
[[nodiscard]] double global_norm(std::span<const double> gradient);
[[nodiscard]] double global_norm(std::span<const float> gradient);

/// min(1, max_norm / norm), what to multiply the gradient by; NaN for a NaN. An infinite norm gives 0, which makes the
/// infinite values NaN and the others 0. Throws Error{not_finite} or Error{invalid_argument} unless max_norm > 0.
[[nodiscard]] double clip_factor(double norm, double max_norm);

/// Both in place; returns the norm before. Throws as clip_factor, and then changes nothing.
double clip_by_global_norm(std::span<double> gradient, double max_norm);
double clip_by_global_norm(std::span<float> gradient, double max_norm);

}  // namespace tractable
