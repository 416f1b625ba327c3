// What JavaScript sees of Monte Carlo: darts under an envelope, importance weights, balls in cubes. Its second
// half is bindings_weights.cpp.

#include <emscripten/bind.h>

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/diagnostics/psis.hpp"
#include "tractable/diagnostics/weights.hpp"
#include "tractable/graph/evaluator.hpp"
#include "tractable/montecarlo/ball.hpp"
#include "tractable/montecarlo/importance.hpp"
#include "tractable/montecarlo/rejection.hpp"
#include "tractable/simd/special.hpp"

namespace tractable::border {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

val to_names(std::span<const std::string_view> names) {
  val list = val::array();
  for (const auto name : names) list.call<void>("push", std::string(name));
  return list;
}

double first_or_nan(const std::vector<double>& x) { return x.empty() ? kNan : x[0]; }

// --- targets and proposals on the line -------------------------------------------------------------------------------

/// A target by name, or of a program of one input column where there is one.
struct Target {
  LogProb log_prob;
  double low = kNan, high = kNan, integral = kNan;

  Target(const val& name, Evaluator* program, const char* where) {
    if (program == nullptr) {
      const LineTarget& target = line_target(to_text(name, where, "target"));
      log_prob = target.log_prob;
      low = target.low;
      high = target.high;
      integral = target.integral;
      return;
    }
    if (program->dim() != 1 || program->outputs()[0].shape.cols != 1) {
      throw_error(ErrorCode::shape_mismatch, where, "the target takes ", program->dim(), " columns and gives ",
                  program->outputs()[0].shape.cols, "; it must take one and give one");
    }
    log_prob = [program](std::span<const double> x, std::span<double> out) { program->evaluate(x, out, {}); };
  }
};

Proposal to_proposal(const val& kind, const val& a, const val& b, const char* where) {
  return line_proposal(to_text(kind, where, "kind"), to_number(a, where, "a"), to_number(b, where, "b"));
}

LineTargets all_line_targets() {
  val list = val::array();
  for (const LineTarget& target : line_targets()) {
    val row = val::object();
    put(row, "name", std::string(target.name));
    put(row, "summary", std::string(target.summary));
    put(row, "low", target.low);
    put(row, "high", target.high);
    put(row, "integral", target.integral);
    list.call<void>("push", row);
  }
  return LineTargets(list);
}

/// Log densities at x: of the target, and of the proposal.
Curves line_curves(Text target, Evaluator* program, ProposalName kind, Number a, Number b, Doubles x) {
  constexpr const char* kWhere = "line_curves";
  return guard(kWhere, [&] {
    const Target p(target, program, kWhere);
    const Proposal q = to_proposal(kind, a, b, kWhere);
    const auto at = to_vector<double>(x, kWhere, "x");
    require_finite(at, kWhere, "x");
    std::vector<double> value(at.size());
    val result = val::object();
    p.log_prob(at, value);
    put(result, "target", to_typed_array<double>(value));
    q.log_prob(at, value);
    put(result, "proposal", to_typed_array<double>(value));
    return Curves(result);
  });
}

// --- rejection -------------------------------------------------------------------------------------------------------

/// Darts begin ... begin + count - 1 under the envelope m q; `hits`: those accepted of the darts before.
Darts throw_darts(Text target, Evaluator* program, ProposalName kind, Number a, Number b, Number m, KeyPair key,
                  Number count, Number begin, Number hits) {
  constexpr const char* kWhere = "darts";
  return guard(kWhere, [&] {
    const Target p(target, program, kWhere);
    const double area = to_number(m, kWhere, "m");
    require_positive(area, kWhere, "m");
    const Rejection rejection(p.log_prob, to_proposal(kind, a, b, kWhere), log(area));
    const std::size_t n = to_draws(count, kWhere);
    RejectionInfo info;
    info.proposals = to_begin(begin, n, kWhere);
    info.accepted =
        static_cast<std::uint64_t>(to_integer(hits, 0, static_cast<double>(info.proposals), kWhere, "hits"));
    Rejection::Darts darts = rejection.throw_darts(to_key(key, kWhere), n, info.proposals, info);
    exp(darts.log_height, darts.log_height);
    val result = val::object();
    put(result, "x", to_typed_array<double>(darts.x));
    put(result, "y", to_typed_array<double>(darts.log_height));
    put(result, "accepted", to_typed_array<std::uint32_t>(darts.accepted));
    put(result, "acceptance", to_typed_array<double>(darts.acceptance));
    put(result, "darts", static_cast<double>(info.proposals));
    put(result, "hits", static_cast<double>(info.accepted));
    put(result, "error", info.acceptance_error());
    put(result, "expected", p.integral / area);
    put(result, "violations", static_cast<double>(info.violations));
    put(result, "excess", info.excess);
    put(result, "offending", first_or_nan(info.offending_x));
    put(result, "undefined", static_cast<double>(info.not_a_number));
    return Darts(result);
  });
}

BallState ball_darts(Number d, KeyPair key, Number count, Number begin, Number hits) {
  constexpr const char* kWhere = "ball_darts";
  return guard(kWhere, [&] {
    const auto dim = static_cast<std::size_t>(to_integer(d, 1, 1000, kWhere, "d"));
    const auto n = static_cast<std::size_t>(
        to_integer(count, 0, 16 * kMostDraws / static_cast<double>(dim), kWhere, "count", ErrorCode::too_large));
    tractable::BallDarts before;
    before.darts = to_begin(begin, n, kWhere);
    before.hits = static_cast<std::uint64_t>(to_integer(hits, 0, static_cast<double>(before.darts), kWhere, "hits"));
    const auto found = tractable::ball_darts(to_key(key, kWhere), dim, n, before.darts, before);
    val result = val::object();
    put(result, "darts", static_cast<double>(found.darts));
    put(result, "hits", static_cast<double>(found.hits));
    put(result, "acceptance", found.acceptance);
    put(result, "low", found.low);
    put(result, "high", found.high);
    put(result, "log_expected", log_ball_in_cube(dim));
    return BallState(result);
  });
}

/// log of the ball's part of the cube, by steps from dimension to dimension, and its standard error.
Estimated ball_ladder(Number d, KeyPair key, Number count) {
  constexpr const char* kWhere = "ball_ladder";
  return guard(kWhere, [&] {
    const auto dim = static_cast<std::size_t>(to_integer(d, 1, 1000, kWhere, "d"));
    const auto n = static_cast<std::size_t>(
        to_integer(count, 2, 16 * kMostDraws / static_cast<double>(dim), kWhere, "count", ErrorCode::too_large));
    const Estimate found = tractable::ball_ladder(to_key(key, kWhere), dim, n);
    val result = val::object();
    put(result, "value", found.value);
    put(result, "error", found.standard_error);
    return Estimated(result);
  });
}

// --- importance ------------------------------------------------------------------------------------------------------

void set_estimate(val& result, const char* name, Estimate estimate) {
  result.set(name, estimate.value);
  result.set(std::string(name) + "_error", estimate.standard_error);
}

void set_smoothed(val& result, const Psis& smoothed) {
  put(result, "k", smoothed.k);
  put(result, "tail", static_cast<double>(smoothed.tail_length));
  put(result, "smoothed", to_typed_array<double>(smoothed.log_weights));
  put(result, "smoothed_ess", smoothed.ess);
  put(result, "threshold", smoothed.log_weights.size() > 1 ? khat_threshold(smoothed.log_weights.size()) : kNan);
}

/// 401 places over a target's range, for a look at what the proposal misses.
std::vector<double> grid(double low, double high) {
  std::vector<double> x;
  for (int i = 0; i <= 400 && low < high; ++i) x.push_back(low + (high - low) * (i + 0.5) / 401);
  return x;
}

Weighted importance(Text target, Evaluator* program, ProposalName kind, Number a, Number b, KeyPair key, Number count,
                    Number begin) {
  constexpr const char* kWhere = "importance";
  return guard(kWhere, [&] {
    const Target p(target, program, kWhere);
    const Proposal q = to_proposal(kind, a, b, kWhere);
    const std::size_t n = to_draws(count, kWhere);
    if (n == 0) throw_error(ErrorCode::too_few_values, kWhere, "count is 0; at least 1 draw is needed");
    const auto drawn = importance_sample(p.log_prob, q, to_key(key, kWhere), n, to_begin(begin, n, kWhere));
    const SupportGap gap = support_gap(p.log_prob, q.log_prob, grid(p.low, p.high), 1);
    val result = val::object();
    put(result, "x", to_typed_array<double>(drawn.x));
    put(result, "log_weights", to_typed_array<double>(drawn.log_weights));
    put(result, "outside", static_cast<double>(drawn.outside));
    put(result, "undefined", static_cast<double>(drawn.not_a_number));
    set_estimate(result, "log_evidence", log_evidence(drawn.log_weights));
    set_estimate(result, "mean", self_normalised_mean(drawn.log_weights, drawn.x));
    put(result, "expected_log_evidence", log(p.integral));
    put(result, "ess", ess_weights(drawn.log_weights));
    set_smoothed(result, psis(drawn.log_weights));
    put(result, "missed", static_cast<double>(gap.rows));
    put(result, "missed_at", first_or_nan(gap.x));
    return Weighted(result);
  });
}

Smoothed psis_of(Doubles log_ratios, Number r_eff) {
  return guard("psis", [&] {
    const auto ratios = to_vector<double>(log_ratios, "psis", "log_ratios");
    if (static_cast<double>(ratios.size()) > kMostDraws) {
      throw_error(ErrorCode::too_large, "psis", "log_ratios has ", ratios.size(), " values; at most ", kMostDraws,
                  " fit in one call");
    }
    val result = val::object();
    set_smoothed(result, psis(ratios, to_number(r_eff, "psis", "r_eff")));
    put(result, "ess", ess_weights(ratios));
    return Smoothed(result);
  });
}

}  // namespace

/// The names that TypeScript's unions are made of.
void add_montecarlo_names(val& lists) {
  val targets = val::array();
  for (const LineTarget& target : line_targets()) targets.call<void>("push", std::string(target.name));
  put(lists, "LineTarget", targets);
  put(lists, "LineProposal", to_names(line_proposals()));
}

}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_montecarlo) {
  namespace b = tractable::border;
  using emscripten::allow_raw_pointers;
  emscripten::register_type<b::ProposalName>("import('./catalogue.ts').LineProposal");
  emscripten::register_type<b::LineTargets>(
      "{ name: import('./catalogue.ts').LineTarget; summary: string; low: number; high: number; integral: number }[]");
  emscripten::register_type<b::Curves>("{ target: Float64Array; proposal: Float64Array }");
  emscripten::register_type<b::Darts>(
      "{ x: Float64Array; y: Float64Array; accepted: Uint32Array; acceptance: Float64Array; darts: number; hits: "
      "number; error: number; expected: number; violations: number; excess: number; offending: number; undefined: "
      "number }");
  emscripten::register_type<b::BallState>(
      "{ darts: number; hits: number; acceptance: number; low: number; high: number; log_expected: number }");
  emscripten::register_type<b::Estimated>("{ value: number; error: number }");
  emscripten::register_type<b::Weighted>(
      "{ x: Float64Array; log_weights: Float64Array; outside: number; undefined: number; log_evidence: number; "
      "log_evidence_error: number; mean: number; mean_error: number; expected_log_evidence: number; ess: number; k: "
      "number; tail: number; smoothed: Float64Array; smoothed_ess: number; threshold: number; missed: number; "
      "missed_at: number }");
  emscripten::register_type<b::Smoothed>(
      "{ k: number; tail: number; smoothed: Float64Array; smoothed_ess: number; threshold: number; ess: number }");
  emscripten::function("line_targets", &b::all_line_targets);
  emscripten::function("line_curves", &b::line_curves, allow_raw_pointers());
  emscripten::function("darts", &b::throw_darts, allow_raw_pointers());
  emscripten::function("ball_darts", &b::ball_darts);
  emscripten::function("ball_ladder", &b::ball_ladder);
  emscripten::function("importance", &b::importance, allow_raw_pointers());
  emscripten::function("psis", &b::psis_of);
}
