// What JavaScript sees of Monte Carlo's second half: adaptive envelopes, estimates as they grow, the bias of
// self-normalised weights, control variates and antithetic pairs. The first half is bindings_montecarlo.cpp.

#include <emscripten/bind.h>

#include <string>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/diagnostics/weights.hpp"
#include "tractable/montecarlo/adaptive_rejection.hpp"
#include "tractable/montecarlo/control_variates.hpp"
#include "tractable/montecarlo/importance.hpp"
#include "tractable/montecarlo/proposal.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable::border {
namespace {

// Draws of one call: some milliseconds.
constexpr double kMostDraws = 1 << 17;

std::size_t to_size(const val& value, double least, double most, const char* where, const char* name) {
  return static_cast<std::size_t>(to_integer(value, least, most, where, name));
}

/// Where a target of the line begins and ends, and where its adaptive envelope begins.
AdaptiveRejection::Options adaptive_options(const LineTarget& target) {
  AdaptiveRejection::Options options;
  const std::string_view name = target.name;
  if (name == "gamma") {
    options.low = 0;
    options.start = 1;
    options.step = 4;
  } else if (name == "semicircle") {
    options.low = -1;
    options.high = 1;
    options.start = -0.3;
  } else {
    options.start = -0.5;
    options.step = 1.5;
  }
  return options;
}

const char* stop_name(AdaptiveRejection::Stop stop) {
  if (stop == AdaptiveRejection::Stop::not_concave) return "not_concave";
  return stop == AdaptiveRejection::Stop::not_a_number ? "not_a_number" : "none";
}

/// `count` draws of a named target by an envelope of tangents, and log p and the log envelope at x when they are made.
Adaptive adaptive_draws(Text name, KeyPair key, Number count, Doubles x) {
  constexpr const char* kWhere = "adaptive_draws";
  return guard(kWhere, [&] {
    const LineTarget& target = line_target(to_text(name, kWhere, "target"));
    const std::size_t n = to_size(count, 0, kMostDraws, kWhere, "count");
    const auto at = to_vector<double>(x, kWhere, "x");
    require_finite(at, kWhere, "x");
    AdaptiveRejection sampler(target.with_slope, to_key(key, kWhere), adaptive_options(target));
    std::vector<double> draws(n);
    sampler.sample(draws);
    std::vector<double> log_prob(at.size());
    std::vector<double> envelope;
    target.log_prob(at, log_prob);
    for (const double each : at) envelope.push_back(sampler.log_envelope(each));
    std::vector<double> touches;
    for (const auto& tangent : sampler.tangents()) {
      touches.insert(touches.end(), {tangent.x, tangent.value, tangent.slope});
    }
    const auto& info = sampler.info();
    val result = val::object();
    put(result, "x", to_typed_array<double>(draws));
    put(result, "log_prob", to_typed_array<double>(log_prob));
    put(result, "log_envelope", to_typed_array<double>(envelope));
    put(result, "tangents", to_typed_array<double>(touches));
    put(result, "proposals", static_cast<double>(info.proposals));
    put(result, "accepted", static_cast<double>(info.accepted));
    put(result, "evaluations", static_cast<double>(info.evaluations));
    put(result, "stop", std::string(stop_name(info.stop)));
    put(result, "offending", info.offending_x);
    put(result, "excess", info.excess);
    return Adaptive(result);
  });
}

/// What the first n weights say, for each n of `at` (ascending).
Running running_weights(Text name, Text kind, Number a, Number b, KeyPair key, Doubles at) {
  constexpr const char* kWhere = "running_weights";
  return guard(kWhere, [&] {
    const LineTarget& target = line_target(to_text(name, kWhere, "target"));
    const Proposal q =
        line_proposal(to_text(kind, kWhere, "kind"), to_number(a, kWhere, "a"), to_number(b, kWhere, "b"));
    const auto stops = to_vector<double>(at, kWhere, "at");
    double before = 0;
    for (const double stop : stops) {
      if (!(stop > before && stop <= kMostDraws)) {
        throw_error(ErrorCode::invalid_argument, kWhere, "at has ", stop, " after ", before,
                    "; the numbers of draws must rise, to at most ", kMostDraws);
      }
      before = stop;
    }
    const auto drawn = importance_sample(target.log_prob, q, to_key(key, kWhere), static_cast<std::size_t>(before));
    std::vector<double> ratio;
    std::vector<double> error;
    std::vector<double> mean;
    std::vector<double> ess;
    const std::span<const double> weights(drawn.log_weights);
    const std::span<const double> x(drawn.x);
    for (const double stop : stops) {
      const auto n = static_cast<std::size_t>(stop);
      const Estimate z = log_evidence(weights.first(n));
      ratio.push_back(exp(z.value) / target.integral);
      error.push_back(ratio.back() * z.standard_error);
      mean.push_back(self_normalised_mean(weights.first(n), x.first(n)).value);
      ess.push_back(ess_weights(weights.first(n)));
    }
    val result = val::object();
    put(result, "ratio", to_typed_array<double>(ratio));
    put(result, "error", to_typed_array<double>(error));
    put(result, "mean", to_typed_array<double>(mean));
    put(result, "ess", to_typed_array<double>(ess));
    return Running(result);
  });
}

/// The mean of x, estimated `repeats` times from n weighted draws each: by self-normalised weights, and by weights that
/// know the target's integral. The sums and sums of squares, so that calls add up.
Repeated repeated_means(Text name, Text kind, Number a, Number b, KeyPair key, Number count, Number repeats,
                        Number begin) {
  constexpr const char* kWhere = "repeated_means";
  return guard(kWhere, [&] {
    const LineTarget& target = line_target(to_text(name, kWhere, "target"));
    const Proposal q =
        line_proposal(to_text(kind, kWhere, "kind"), to_number(a, kWhere, "a"), to_number(b, kWhere, "b"));
    const std::size_t n = to_size(count, 1, kMostDraws, kWhere, "count");
    const std::size_t times = to_size(repeats, 1, kMostDraws / static_cast<double>(n), kWhere, "repeats");
    auto drawn =
        importance_sample(target.log_prob, q, to_key(key, kWhere), n * times, to_begin(begin, n * times, kWhere));
    for (double& weight : drawn.log_weights) weight -= log(target.integral);
    double sums[4] = {0, 0, 0, 0};
    for (std::size_t i = 0; i < times; ++i) {
      const auto weights = std::span<const double>(drawn.log_weights).subspan(i * n, n);
      const auto x = std::span<const double>(drawn.x).subspan(i * n, n);
      const double ratio = self_normalised_mean(weights, x).value;
      const double plain = importance_mean(weights, x).value;
      sums[0] += ratio;
      sums[1] += ratio * ratio;
      sums[2] += plain;
      sums[3] += plain * plain;
    }
    val result = val::object();
    put(result, "ratio", sums[0]);
    put(result, "ratio_squares", sums[1]);
    put(result, "plain", sums[2]);
    put(result, "plain_squares", sums[3]);
    return Repeated(result);
  });
}

double quiet_f(const std::string& name, double u) {
  if (name == "exp") return exp(u);
  if (name == "bowl") return 4 * (u - 0.5) * (u - 0.5);
  if (name == "line") return 2 * u + 1;
  throw_error(ErrorCode::unknown_name, "quieter", "f is \"", name, "\"; it must be exp, bowl or line");
}

/// The mean of f over [0, 1], estimated `repeats` times from 2 `pairs` values each, in three ways; and from all of
/// them.
Quieter quieter(Text name, KeyPair key, Number pairs, Number repeats) {
  constexpr const char* kWhere = "quieter";
  return guard(kWhere, [&] {
    const std::string f = to_text(name, kWhere, "f");
    const std::size_t n = to_size(pairs, 2, kMostDraws / 2, kWhere, "pairs");
    const std::size_t times = to_size(repeats, 1, kMostDraws / (2 * static_cast<double>(n)), kWhere, "repeats");
    std::vector<double> u(2 * n * times);
    fill_uniform(to_key(key, kWhere), u, 0);
    std::vector<double> value(u.size());
    std::vector<double> image(u.size());
    const double half[] = {0.5};
    std::vector<double> turned(u.size());
    mirror(u, half, turned);
    for (std::size_t i = 0; i < u.size(); ++i) {
      value[i] = quiet_f(f, u[i]);
      image[i] = quiet_f(f, turned[i]);
    }
    std::vector<double> plain;
    std::vector<double> controlled;
    std::vector<double> paired;
    for (std::size_t i = 0; i < times; ++i) {
      const auto of = [&](const std::vector<double>& all, std::size_t many) {
        return std::span<const double>(all).subspan(2 * n * i, many);
      };
      const auto by_control = control_variates(of(value, 2 * n), of(u, 2 * n), half);
      plain.push_back(by_control.plain.value);
      controlled.push_back(by_control.estimate.value);
      paired.push_back(antithetic_pairs(of(value, n), of(image, n)).estimate.value);
    }
    const auto whole = control_variates(value, u, half);
    const auto twins = antithetic_pairs(value, image);
    val result = val::object();
    put(result, "plain", to_typed_array<double>(plain));
    put(result, "controlled", to_typed_array<double>(controlled));
    put(result, "paired", to_typed_array<double>(paired));
    put(result, "control_ratio", whole.variance_ratio);
    put(result, "slope", whole.coefficients[0]);
    put(result, "pair_ratio", twins.variance_ratio);
    put(result, "mean", whole.estimate.value);
    put(result, "mean_error", whole.estimate.standard_error);
    return Quieter(result);
  });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_weights) {
  namespace b = tractable::border;
  emscripten::register_type<b::Adaptive>(
      "{ x: Float64Array; log_prob: Float64Array; log_envelope: Float64Array; tangents: Float64Array; proposals: "
      "number; accepted: number; evaluations: number; stop: 'none' | 'not_concave' | 'not_a_number'; offending: "
      "number; excess: number }");
  emscripten::register_type<b::Running>(
      "{ ratio: Float64Array; error: Float64Array; mean: Float64Array; ess: Float64Array }");
  emscripten::register_type<b::Repeated>(
      "{ ratio: number; ratio_squares: number; plain: number; plain_squares: number }");
  emscripten::register_type<b::Quieter>(
      "{ plain: Float64Array; controlled: Float64Array; paired: Float64Array; control_ratio: number; slope: number; "
      "pair_ratio: number; mean: number; mean_error: number }");
  emscripten::function("adaptive_draws", &b::adaptive_draws);
  emscripten::function("running_weights", &b::running_weights);
  emscripten::function("repeated_means", &b::repeated_means);
  emscripten::function("quieter", &b::quieter);
}
