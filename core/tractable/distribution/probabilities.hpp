#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace tractable::detail {

/// Throws Error{invalid_argument} unless there are some and each lies between 0 and 1 (naming the first that does not),
/// and all sum to 1, to 1e-9.
void require_probabilities(std::span<const double> p, std::string_view where, std::string_view name);

/// Each divided by their sum.
[[nodiscard]] std::vector<double> normalized(std::span<const double> p);

/// p_0, p_0 + p_1, ...
[[nodiscard]] std::vector<double> ascending_sums(std::span<const double> p);

/// sum p log(p / q) of equally many of both; inf where q is 0 and p is not.
[[nodiscard]] double probabilities_kl(std::span<const double> p, std::span<const double> q);

}  // namespace tractable::detail
