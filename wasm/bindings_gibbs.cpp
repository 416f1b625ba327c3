// What JavaScript sees of Gibbs sampling, whose conditionals are functions, of Markov chains on a few states, and of
// the samplers that look at a part of the data: lessons' models.

#include <emscripten/bind.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <utility>

#include "mcmc_border.hpp"
#include "tractable/mcmc/finite_chain.hpp"
#include "tractable/mcmc/gibbs.hpp"
#include "tractable/mcmc/sampler.hpp"
#include "tractable/mcmc/start.hpp"
#include "tractable/mcmc/subsampled_metropolis.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/target/gaussian_conditionals.hpp"
#include "tractable/target/mixture_model.hpp"
#include "tractable/target/normal_model.hpp"
#include "tractable/target/regression_model.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(ScanName)
EMSCRIPTEN_DECLARE_VAL_TYPE(BatchName)
EMSCRIPTEN_DECLARE_VAL_TYPE(ChainFacts)
EMSCRIPTEN_DECLARE_VAL_TYPE(ChainLaws)

/// Numbers of a model's data: what a transition walks through.
constexpr std::size_t kMostData = 65'536;

std::vector<double> to_data(const val& values, const char* where, const char* name) {
  auto data = to_vector<double>(values, where, name);
  if (data.size() > kMostData) {
    throw_error(ErrorCode::too_large, where, name, " has ", data.size(), " numbers; at most ", kMostData,
                " fit in one call");
  }
  require_finite(data, where, name);
  return data;
}

Gibbs::Scan to_scan(const val& value, const char* where) {
  const std::string name = to_text(value, where, "scan");
  if (name == "systematic") return Gibbs::Scan::systematic;
  if (name == "random") return Gibbs::Scan::random;
  throw_error(ErrorCode::unknown_name, where, "scan is ", shown(value), "; it must be one of systematic, random");
}

/// Standard normals for chain `number`, as a start.
std::vector<double> normals(Key key, std::uint64_t number, std::size_t count) {
  std::vector<double> x(count);
  fill_normal(split_at(fold_in(key, kStartStream), number), x);
  return x;
}

/// One chain; `start` (D), or empty: `usual`.
template <class Model>
std::unique_ptr<Sampler> gibbs_of(const Model& model, std::size_t dim, const val& scan, Key key, const val& chain,
                                  const val& start, std::vector<double> usual) {
  constexpr const char* kWhere = "gibbs";
  Gibbs::Options options{.dim = dim, .scan = to_scan(scan, kWhere)};
  for (ConditionalBlock& block : model.blocks()) {
    options.blocks.push_back({std::move(block.name), block.begin, block.size, std::move(block.draw)});
  }
  if constexpr (requires { model.log_joint(usual); }) {
    options.log_prob = [model](std::span<const double> x) { return model.log_joint(x); };
  } else {
    options.log_prob = [model](std::span<const double> x) { return model.log_prob(x); };
  }
  auto position = to_vector<double>(start, kWhere, "start");
  if (position.empty()) position = std::move(usual);
  return std::make_unique<Sampler>(
      std::make_unique<Gibbs>(std::move(options)), key, position,
      Sampler::Options{
          .warmup = 0, .adaptation = MetricAdaptation::none, .first_chain = to_index(chain, kWhere, "first_chain")});
}

/// Of N(mean, covariance), a coordinate at a time.
std::unique_ptr<Sampler> make_gaussian_gibbs(Doubles mean, Doubles covariance, ScanName scan, KeyPair key, Number chain,
                                             Doubles start) {
  constexpr const char* kWhere = "gibbs";
  return guard(kWhere, [&] {
    const auto mu = to_data(mean, kWhere, "mean");
    const auto sigma = to_data(covariance, kWhere, "covariance");
    const std::size_t dim = mu.size();
    const GaussianConditionals model(mu, {sigma, dim, dim == 0 ? 0 : sigma.size() / dim});
    const Key from = to_key(key, kWhere);
    return gibbs_of(model, dim, scan, from, chain, start, normals(from, to_index(chain, kWhere, "first_chain"), dim));
  });
}

/// Of a mixture of `components` Gaussians for data x (n, d): mu (K d), pi (K), z (n).
std::unique_ptr<Sampler> make_mixture_gibbs(Doubles x, Number d, Number components, Number sigma, Number prior_sd,
                                            ScanName scan, KeyPair key, Number chain, Doubles start) {
  constexpr const char* kWhere = "gibbs";
  return guard(kWhere, [&] {
    const auto data = to_data(x, kWhere, "x");
    const auto cols = static_cast<std::size_t>(to_integer(d, 1, 1000, kWhere, "dim"));
    MixtureModelOptions options;
    options.components = static_cast<std::size_t>(to_integer(components, 2, 100, kWhere, "components"));
    options.sigma = to_number(sigma, kWhere, "sigma");
    options.prior_sd = to_number(prior_sd, kWhere, "prior_sd");
    if (data.size() % cols != 0) {
      throw_error(ErrorCode::shape_mismatch, kWhere, "x has ", data.size(), " numbers, which are no rows of ", cols);
    }
    const MixtureModel model({data, data.size() / cols, cols}, options);
    const Key from = to_key(key, kWhere);
    // The labels are drawn first, so they may all be 0.
    auto usual = normals(from, to_index(chain, kWhere, "first_chain"), model.pi_begin());
    for (double& each : usual) each *= options.prior_sd;
    usual.resize(model.z_begin(), 1 / static_cast<double>(options.components));
    usual.resize(model.dim(), 0);
    return gibbs_of(model, model.dim(), scan, from, chain, start, std::move(usual));
  });
}

/// Of mean and precision of normal data y.
std::unique_ptr<Sampler> make_normal_gibbs(Doubles y, ScanName scan, KeyPair key, Number chain, Doubles start) {
  constexpr const char* kWhere = "gibbs";
  return guard(kWhere, [&] {
    const NormalModel model(to_data(y, kWhere, "y"));
    const Key from = to_key(key, kWhere);
    auto usual = normals(from, to_index(chain, kWhere, "first_chain"), 1);
    usual.push_back(1);
    return gibbs_of(model, 2, scan, from, chain, start, std::move(usual));
  });
}

/// Of coefficients and noise variance for y = X beta + noise, X (n, k); beta | s2 ~ N(0, s2 prior_variance I).
std::unique_ptr<Sampler> make_regression_gibbs(Doubles x, Doubles y, Number prior_variance, ScanName scan, KeyPair key,
                                               Number chain, Doubles start) {
  constexpr const char* kWhere = "gibbs";
  return guard(kWhere, [&] {
    const auto design = to_data(x, kWhere, "x");
    const auto response = to_data(y, kWhere, "y");
    if (response.empty() || design.empty() || design.size() % response.size() != 0) {
      throw_error(ErrorCode::shape_mismatch, kWhere, "x has ", design.size(), " numbers, which are no rows for ",
                  response.size(), " values of y");
    }
    const std::size_t k = design.size() / response.size();
    const double variance = to_number(prior_variance, kWhere, "prior_variance");
    require_positive(variance, kWhere, "prior_variance");
    RegressionModelPrior prior{.beta = std::vector<double>(k), .v = Matrix(k, k)};
    for (std::size_t i = 0; i < k; ++i) prior.v(i, i) = variance;
    const RegressionModel model({design, response.size(), k}, response, prior);
    const Key from = to_key(key, kWhere);
    auto usual = normals(from, to_index(chain, kWhere, "first_chain"), k);
    usual.push_back(1);
    return gibbs_of(model, model.dim(), scan, from, chain, start, std::move(usual));
  });
}

/// A walk for the mean of normal data y of variance 1 under a flat prior, which looks at `batch_rows` of them.
std::unique_ptr<Sampler> make_subsampled(Doubles y, Number batch_rows, BatchName batch, Number step_size, KeyPair key,
                                         Number chain, Doubles start) {
  constexpr const char* kWhere = "subsampled";
  return guard(kWhere, [&] {
    auto data = to_data(y, kWhere, "y");
    constexpr std::array<std::string_view, 3> kBatches{"carried", "shared", "full"};
    const std::string name = to_text(batch, kWhere, "batch");
    const auto* found = std::find(kBatches.begin(), kBatches.end(), name);
    if (found == kBatches.end()) {
      throw_error(ErrorCode::unknown_name, kWhere, "batch is ", shown(batch),
                  "; it must be one of carried, shared, full");
    }
    SubsampledMetropolis::Options options;
    options.rows = data.size();
    options.batch_rows = static_cast<std::size_t>(
        to_integer(batch_rows, 1, std::max(1.0, static_cast<double>(data.size())), kWhere, "batch_rows"));
    options.batch = static_cast<SubsampledMetropolis::Batch>(found - kBatches.begin());
    options.step_size = to_number(step_size, kWhere, "step_size");
    options.log_likelihood = [data = std::move(data)](std::span<const double> x, std::span<const std::uint32_t> rows) {
      double sum = 0;
      for (const std::uint32_t row : rows) sum -= (data[row] - x[0]) * (data[row] - x[0]) / 2;
      return sum;
    };
    const Key from = to_key(key, kWhere);
    const std::uint64_t number = to_index(chain, kWhere, "first_chain");
    auto position = to_vector<double>(start, kWhere, "start");
    if (position.empty()) position = normals(from, number, 1);
    return std::make_unique<Sampler>(
        std::make_unique<SubsampledMetropolis>(std::move(options)), from, position,
        Sampler::Options{.warmup = 0, .adaptation = MetricAdaptation::none, .first_chain = number});
  });
}

// --- a few states ----------------------------------------------------------------------------------------------------

/// States of a chain on the page: what is computed takes their third power.
constexpr double kMostStates = 128;

FiniteChain to_chain(const val& p, const val& n, const char* where) {
  const auto states = static_cast<std::size_t>(to_integer(n, 1, kMostStates, where, "n", ErrorCode::too_large));
  const auto values = to_vector<double>(p, where, "p");
  return FiniteChain({values, states, values.size() / states});
}

/// What theory says of it; what does not exist is empty, with the reason.
ChainFacts finite_chain(Doubles p, Number n) {
  constexpr const char* kWhere = "finite_chain";
  return guard(kWhere, [&] {
    const FiniteChain chain = to_chain(p, n, kWhere);
    std::vector<double> stationary, eigenvalues;
    double defect = std::nan(""), modulus = std::nan("");
    std::string reason;
    try {
      stationary = chain.stationary();
      defect = chain.detailed_balance_defect(stationary);
      eigenvalues = chain.eigenvalues();
      modulus = chain.second_eigenvalue_modulus();
    } catch (const Error& error) {
      reason = error.message();
    }
    val result = val::object();
    put(result, "stationary", to_typed_array<double>(stationary));
    put(result, "defect", defect);
    put(result, "eigenvalues", to_typed_array<double>(eigenvalues));
    put(result, "second_modulus", modulus);
    put(result, "reason", reason);
    return ChainFacts(result);
  });
}

/// The laws after 0 ... steps transitions, (steps + 1, n), and their distances in total variation from `towards`.
ChainLaws finite_laws(Doubles p, Number n, Doubles law, Number steps, Doubles towards) {
  constexpr const char* kWhere = "finite_laws";
  return guard(kWhere, [&] {
    const FiniteChain chain = to_chain(p, n, kWhere);
    const auto count = static_cast<std::size_t>(to_integer(steps, 0, 4096, kWhere, "steps", ErrorCode::too_large));
    const auto end = to_vector<double>(towards, kWhere, "towards");
    auto now = chain.law_after(to_vector<double>(law, kWhere, "law"), 0);
    std::vector<double> laws, distances;
    for (std::size_t t = 0;; ++t) {
      laws.insert(laws.end(), now.begin(), now.end());
      if (!end.empty()) distances.push_back(total_variation(now, end));
      if (t == count) break;
      now = chain.law_after(now, 1);
    }
    val result = val::object();
    put(result, "laws", to_typed_array<double>(laws));
    put(result, "distances", to_typed_array<double>(distances));
    return ChainLaws(result);
  });
}

Words finite_path(Doubles p, Number n, Number state, KeyPair key, Number count, Number begin) {
  constexpr const char* kWhere = "finite_path";
  return guard(kWhere, [&] {
    const FiniteChain chain = to_chain(p, n, kWhere);
    const auto steps = static_cast<std::size_t>(
        to_integer(count, 0, static_cast<double>(kMostData), kWhere, "count", ErrorCode::too_large));
    const std::uint64_t first = to_begin(begin, steps, kWhere);
    return Words(to_typed_array<std::uint32_t>(
        chain.path(to_key(key, kWhere), to_uint32(state, kWhere, "state"), steps, first)));
  });
}

/// The transition matrix (n, n) of Metropolis and Hastings for the law pi and proposals q.
Doubles metropolis_matrix(Doubles pi, Doubles q, Flag hastings) {
  constexpr const char* kWhere = "metropolis_matrix";
  return guard(kWhere, [&] {
    const auto law = to_vector<double>(pi, kWhere, "pi");
    const auto proposals = to_vector<double>(q, kWhere, "q");
    if (law.empty() || static_cast<double>(law.size()) > kMostStates || proposals.size() != law.size() * law.size()) {
      throw_error(ErrorCode::shape_mismatch, kWhere, "pi has ", law.size(), " numbers and q ", proposals.size(),
                  "; they must be n and n by n, n from 1 to ", kMostStates);
    }
    const FiniteChain chain =
        metropolis_chain(law, {proposals, law.size(), law.size()}, to_bool(hastings, kWhere, "hastings"));
    return Doubles(to_typed_array<double>(chain.matrix().values));
  });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_gibbs) {
  namespace b = tractable::border;
  emscripten::register_type<b::ScanName>("'systematic' | 'random'");
  emscripten::register_type<b::BatchName>("'carried' | 'shared' | 'full'");
  emscripten::register_type<b::ChainFacts>(
      "{ stationary: Float64Array; defect: number; eigenvalues: Float64Array; second_modulus: number; reason: string "
      "}");
  emscripten::register_type<b::ChainLaws>("{ laws: Float64Array; distances: Float64Array }");
  emscripten::function("make_gaussian_gibbs", &b::make_gaussian_gibbs);
  emscripten::function("make_mixture_gibbs", &b::make_mixture_gibbs);
  emscripten::function("make_normal_gibbs", &b::make_normal_gibbs);
  emscripten::function("make_regression_gibbs", &b::make_regression_gibbs);
  emscripten::function("make_subsampled", &b::make_subsampled);
  emscripten::function("finite_chain", &b::finite_chain);
  emscripten::function("finite_laws", &b::finite_laws);
  emscripten::function("finite_path", &b::finite_path);
  emscripten::function("metropolis_matrix", &b::metropolis_matrix);
}
