#pragma once

#include <span>
#include <string_view>

#include "tractable/distribution/univariate.hpp"
#include "tractable/graph/builder.hpp"

// All families, by name.

namespace tractable {

/// In alphabetical order.
[[nodiscard]] std::span<const Family* const> families();

/// Throws Error{unknown_name} with the names that there are.
[[nodiscard]] const Family& family(std::string_view name);

/// The law of that name. Throws as `family` and Univariate do.
[[nodiscard]] Univariate make_univariate(std::string_view name, ParameterValues parameters);

/// KL(p, q) = int p log(p / q) in nats; inf where q is 0 and p is not. Throws Error{invalid_argument} where no closed
/// form is known.
[[nodiscard]] double kl(const Univariate& p, const Univariate& q);

/// For recipes: NAME.log_prob of x and the parameters for every family, NAME.sample of noise (z normal, u uniform) and
/// the parameters for those whose draw is an expression, NAME.log_cdf and NAME.log_sf of x and the parameters for those
/// whose tails are; then those of multivariate_catalogue.hpp.
[[nodiscard]] std::span<const BuilderRow> distribution_catalogue();

}  // namespace tractable
