#include "tractable/vae/observation.hpp"

#include <array>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr std::array<std::string_view, 5> kLikelihoods{"bernoulli", "gaussian", "gaussian_learnt", "gaussian_per_pixel",
                                                       "multinomial"};
constexpr double kLogTwoPi = 1.8378770664093454836;

}  // namespace

std::span<const std::string_view> likelihood_names() noexcept { return kLikelihoods; }

std::size_t place_of(std::string_view name, std::span<const std::string_view> names, const char* where,
                     const char* what) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return i;
    list.append(list.empty() ? "" : ", ").append(names[i]);
  }
  throw_error(ErrorCode::unknown_name, where, what, " is \"", name, "\"; it must be one of ", list);
}

Observation::Observation(Parameters& parameters, Dim cols, const Options& options) {
  constexpr const char* kWhere = "likelihood";
  const std::size_t place = place_of(options.likelihood, kLikelihoods, kWhere, "likelihood");
  kind_ = place == 0 ? Kind::bernoulli : place == 4 ? Kind::multinomial : Kind::gaussian;
  if (kind_ != Kind::gaussian) return;
  require_positive(options.sigma, kWhere, "sigma");
  const double variance = options.sigma * options.sigma;
  if (place == 1) {
    variance_ = parameters.graph().constant(variance);
    return;
  }
  require_positive(options.min_sigma, kWhere, "min_sigma");
  const double least = options.min_sigma * options.min_sigma;
  if (options.sigma <= options.min_sigma) {
    throw_error(ErrorCode::invalid_argument, kWhere, "sigma is ", options.sigma, "; it starts above min_sigma, ",
                options.min_sigma);
  }
  const Expr s =
      parameters.add("likelihood.log_variance", {1, place == 2 ? 1 : cols}, {"constant", log(variance - least)});
  variance_ = exp(s) + least;
}

Expr Observation::log_prob(Expr output, Expr x) const {
  if (kind_ == Kind::bernoulli) {
    return mutant("vae_bernoulli_sign") ? -(softplus(output) + output * x) : output * x - softplus(output);
  }
  if (kind_ == Kind::multinomial) return x * log_softmax(output);
  const double constant = mutant("vae_gaussian_without_constant") ? 0.0 : kLogTwoPi;
  return -0.5 * (square(x - output) / *variance_ + log(*variance_) + constant);
}

Expr Observation::mean(Expr output) const {
  if (kind_ == Kind::bernoulli) return sigmoid(output);
  return kind_ == Kind::multinomial ? softmax(output) : output;
}

}  // namespace tractable
