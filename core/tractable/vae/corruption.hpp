#pragma once

#include <span>
#include <string_view>

#include "tractable/graph/graph.hpp"
#include "tractable/vae/network.hpp"

// What a denoising autoencoder sees in the place of x.      Vincent et al. (2010), JMLR 11, sec. 3.3
//
//   gaussian         x + level n, n standard normal
//   masking          each element is 0 with probability level
//   salt_and_pepper  with probability level an element is 0 or 1, each as likely
//   none

namespace tractable {

[[nodiscard]] std::span<const std::string_view> corruption_names() noexcept;

/// The law of the noise that a corruption takes.
[[nodiscard]] NoiseLaw corruption_law(std::string_view kind);

/// x (B, D) corrupted by `noise` (B, D); `level` (1, 1) is a standard deviation or a probability. The derivative by x
/// is that of what is kept. Throws Error{unknown_name} listing the kinds.
[[nodiscard]] Expr corrupt(std::string_view kind, Expr x, Expr noise, Expr level);

}  // namespace tractable
