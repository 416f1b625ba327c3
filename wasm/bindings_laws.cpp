// What lessons show beside Gibbs samplers and samplers on a part of the data: the mixture's complete conditionals as
// numbers, SGLD, and the laws that a part of the data leads to.

#include <emscripten/bind.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/mcmc/sampler.hpp"
#include "tractable/mcmc/sgld.hpp"
#include "tractable/mcmc/subsampled_laws.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/target/mixture_model.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(MixtureConditionals)
EMSCRIPTEN_DECLARE_VAL_TYPE(SubsampledLaws)

/// Data of a lesson's model: quadrature walks through all of them at each node.
constexpr std::size_t kMostRows = 4096;

std::vector<double> to_rows(const val& values, const char* where, const char* name) {
  auto data = to_vector<double>(values, where, name);
  if (data.size() > kMostRows) {
    throw_error(ErrorCode::too_large, where, name, " has ", data.size(), " numbers; at most ", kMostRows,
                " fit in one call");
  }
  require_finite(data, where, name);
  return data;
}

/// At a position (mu, pi, z): of each mu_k its mean (K d), variance and number of points; alpha + n; p(z_i = k | -) (n,
/// K).
MixtureConditionals mixture_conditionals(Doubles x, Number d, Number components, Number sigma, Number prior_sd,
                                         Doubles position) {
  constexpr const char* kWhere = "mixture_conditionals";
  return guard(kWhere, [&] {
    const auto data = to_rows(x, kWhere, "x");
    const auto cols = static_cast<std::size_t>(to_integer(d, 1, 1000, kWhere, "dim"));
    MixtureModelOptions options;
    options.components = static_cast<std::size_t>(to_integer(components, 2, 100, kWhere, "components"));
    options.sigma = to_number(sigma, kWhere, "sigma");
    options.prior_sd = to_number(prior_sd, kWhere, "prior_sd");
    if (data.size() % cols != 0) {
      throw_error(ErrorCode::shape_mismatch, kWhere, "x has ", data.size(), " numbers, which are no rows of ", cols);
    }
    const MixtureModel model({data, data.size() / cols, cols}, options);
    const auto at = to_vector<double>(position, kWhere, "position");
    std::vector<double> means, variances, counts, all(model.points() * options.components);
    for (std::size_t k = 0; k < options.components; ++k) {
      const auto law = model.mean_given(k, at);
      means.insert(means.end(), law.mean.begin(), law.mean.end());
      variances.push_back(law.variance);
      counts.push_back(law.count);
    }
    for (std::size_t i = 0; i < model.points(); ++i) {
      model.responsibilities(i, at, std::span(all).subspan(i * options.components, options.components));
    }
    val result = val::object();
    result.set("means", to_typed_array<double>(means));
    result.set("variances", to_typed_array<double>(variances));
    result.set("counts", to_typed_array<double>(counts));
    result.set("weights", to_typed_array<double>(model.weights_given(at)));
    result.set("responsibilities", to_typed_array<double>(all));
    result.set("log_joint", model.log_joint(at));
    return MixtureConditionals(result);
  });
}

/// SGLD with a constant step for the mean of normal data y of variance 1 under a flat prior, by `batch_rows` of them
/// with replacement.
std::unique_ptr<Sampler> make_sgld(Doubles y, Number batch_rows, Number step_size, KeyPair key, Number chain,
                                   Doubles start) {
  constexpr const char* kWhere = "sgld";
  return guard(kWhere, [&] {
    auto data = to_rows(y, kWhere, "y");
    if (data.empty()) throw_error(ErrorCode::too_few_values, kWhere, "y is empty");
    const auto rows = static_cast<double>(data.size());
    const auto batch = static_cast<std::size_t>(to_integer(batch_rows, 1, rows, kWhere, "batch_rows"));
    Sgld::Options options;
    options.step_size = to_number(step_size, kWhere, "step_size");
    options.gradient = [data = std::move(data), u = std::vector<double>(batch), rows](
                           Key from, std::uint64_t t, std::span<const double> x, std::span<double> gradient) mutable {
      fill_uniform(from, std::span(u), t * u.size());
      gradient[0] = 0;
      for (const double each : u) gradient[0] += data[static_cast<std::size_t>(each * rows)] - x[0];
      gradient[0] *= rows / static_cast<double>(u.size());
    };
    auto position = to_vector<double>(start, kWhere, "start");
    if (position.empty()) position = {0};
    return std::make_unique<Sampler>(
        std::make_unique<Sgld>(std::move(options)), to_key(key, kWhere), position,
        Sampler::Options{
            .warmup = 0, .adaptation = MetricAdaptation::none, .first_chain = to_index(chain, kWhere, "first_chain")});
  });
}

/// Of the same data: the posterior's moments, those of Metropolis with the estimate carried along and its log density
/// at each x up to a constant, and SGLD's variance.
SubsampledLaws subsampled_laws(Doubles y, Number batch_rows, Number step_size, Doubles x) {
  constexpr const char* kWhere = "subsampled_laws";
  return guard(kWhere, [&] {
    const auto data = to_rows(y, kWhere, "y");
    const auto grid = to_rows(x, kWhere, "x");
    const auto batch = static_cast<std::size_t>(
        to_integer(batch_rows, 1, std::max(1.0, static_cast<double>(data.size())), kWhere, "batch_rows"));
    const LawMoments carried = carried_moments(data, batch);
    const auto rows = static_cast<double>(data.size());
    double mean = 0, spread = 0;
    for (const double each : data) mean += each / rows;
    for (const double each : data) spread += (each - mean) * (each - mean) / rows;
    val result = val::object();
    result.set("mean", mean);
    result.set("variance", 1 / rows);
    result.set("carried_mean", carried.mean);
    result.set("carried_variance", carried.variance);
    result.set("carried_log", to_typed_array<double>(carried_log_law(data, batch, grid)));
    result.set("sgld_variance", sgld_variance(1 / rows, rows * rows * spread / static_cast<double>(batch),
                                              to_number(step_size, kWhere, "step_size")));
    return SubsampledLaws(result);
  });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_laws) {
  namespace b = tractable::border;
  emscripten::register_type<b::MixtureConditionals>(
      "{ means: Float64Array; variances: Float64Array; counts: Float64Array; weights: Float64Array; "
      "responsibilities: Float64Array; log_joint: number }");
  emscripten::register_type<b::SubsampledLaws>(
      "{ mean: number; variance: number; carried_mean: number; carried_variance: number; carried_log: Float64Array; "
      "sgld_variance: number }");
  emscripten::function("mixture_conditionals", &b::mixture_conditionals);
  emscripten::function("make_sgld", &b::make_sgld);
  emscripten::function("subsampled_laws", &b::subsampled_laws);
}
