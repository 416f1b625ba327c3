// What JavaScript sees of graphical models: d-separation, Gaussian networks and levels, and whether two histograms are
// of one law. Beside bindings_bayes.cpp.

#include <emscripten/bind.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/bayes/gaussian_levels.hpp"
#include "tractable/bayes/gaussian_network.hpp"
#include "tractable/diagnostics/chi_square.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(PathAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(NetworkAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(LevelsAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(LevelsEvidence)
EMSCRIPTEN_DECLARE_VAL_TYPE(ChiSquareAnswer)

using Nodes = std::vector<std::size_t>;

// What one call makes stays below about 10 ms.
constexpr double kMostNodes = 16;
constexpr double kFewestNetworkDraws = 32;  // twice as many as there may be nodes
constexpr double kMostNetworkDraws = 20'000;
constexpr double kMostLevelDraws = 100'000;
constexpr std::size_t kShown = 400;  // draws that a picture has room for

Nodes to_nodes(const val& value, const char* where, const char* name) {
  const auto words = to_vector<std::uint32_t>(value, where, name);
  return {words.begin(), words.end()};
}

std::size_t to_node(const val& value, const char* where, const char* name) {
  return static_cast<std::size_t>(to_integer(value, 0, kMostNodes - 1, where, name));
}

std::size_t to_size(const val& value, const char* where) {
  return static_cast<std::size_t>(to_integer(value, 1, kMostNodes, where, "nodes", ErrorCode::too_large));
}

/// from, to, from, to ...
std::vector<DirectedGraph::Arrow> to_arrows(const val& value, const char* where) {
  const Nodes flat = to_nodes(value, where, "arrows");
  if (flat.size() % 2 != 0) {
    throw_error(ErrorCode::shape_mismatch, where, "arrows has ", flat.size(), " numbers; it must have pairs");
  }
  std::vector<DirectedGraph::Arrow> arrows;
  for (std::size_t i = 0; i < flat.size(); i += 2) arrows.emplace_back(flat[i], flat[i + 1]);
  return arrows;
}

PathAnswer d_separation(Number nodes, Words arrows, Number a, Number b, Words given) {
  constexpr const char* kWhere = "d_separation";
  return guard(kWhere, [&] {
    const DirectedGraph graph(to_size(nodes, kWhere), to_arrows(arrows, kWhere));
    const auto path =
        graph.open_path(to_node(a, kWhere, "a"), to_node(b, kWhere, "b"), to_nodes(given, kWhere, "given"));
    val answer = val::object();
    put(answer, "separated", path.empty());
    put(answer, "path", to_typed_array<std::uint32_t>(std::vector<std::uint32_t>(path.begin(), path.end())));
    return PathAnswer(answer);
  });
}

/// Ancestral draws of a Gaussian law of the graph, and how far a and b hang together in them once `given` is known.
NetworkAnswer gaussian_network(Number nodes, Words arrows, Doubles weights, Doubles noise, KeyPair key, Number count,
                               Number a, Number b, Words given) {
  constexpr const char* kWhere = "gaussian_network";
  return guard(kWhere, [&] {
    const GaussianNetwork network(to_size(nodes, kWhere), to_arrows(arrows, kWhere),
                                  to_vector<double>(weights, kWhere, "weights"),
                                  to_vector<double>(noise, kWhere, "noise"));
    const auto draws = static_cast<std::size_t>(
        to_integer(count, kFewestNetworkDraws, kMostNetworkDraws, kWhere, "count", ErrorCode::too_large));
    const std::size_t first = to_node(a, kWhere, "a");
    const std::size_t second = to_node(b, kWhere, "b");
    const Nodes known = to_nodes(given, kWhere, "given");
    (void)network.graph().open_path(first, second, known);  // its checks
    const Matrix made = network.sample(to_key(key, kWhere), 0, draws);
    const Matrix seen = sample_covariance(made);
    const double exact = partial_correlation(network.covariance(), first, second, known);
    const FisherZ test = fisher_z(partial_correlation(seen, first, second, known), exact, draws, known.size());
    const MatrixView some{std::span(made.values).first(std::min(draws, kShown) * made.cols), std::min(draws, kShown),
                          made.cols};
    val answer = val::object();
    put(answer, "exact", exact);
    put(answer, "z", test.z);
    put(answer, "expected", test.expected);
    put(answer, "standardError", test.standard_error);
    put(answer, "pOfZero", fisher_z(partial_correlation(seen, first, second, known), 0, draws, known.size()).p_value);
    put(answer, "leftOfA", to_typed_array<double>(what_is_left(some, seen, first, known)));
    put(answer, "leftOfB", to_typed_array<double>(what_is_left(some, seen, second, known)));
    return NetworkAnswer(answer);
  });
}

GaussianLevels to_levels(const val& alpha, const val& sd_z, const val& sd_x, const char* where) {
  return {to_number(alpha, where, "alpha"), to_number(sd_z, where, "sdZ"), to_number(sd_x, where, "sdX")};
}

LevelsAnswer gaussian_levels(Number alpha, Number sd_z, Number sd_x, KeyPair key, Number count, Flag from_data) {
  constexpr const char* kWhere = "gaussian_levels";
  return guard(kWhere, [&] {
    const GaussianLevels levels = to_levels(alpha, sd_z, sd_x, kWhere);
    const auto n =
        static_cast<std::size_t>(to_integer(count, 0, kMostLevelDraws, kWhere, "count", ErrorCode::too_large));
    const Key at = to_key(key, kWhere);
    const LevelDraws draws =
        to_bool(from_data, kWhere, "fromData") ? levels.sample_from_data(at, 0, n) : levels.sample(at, 0, n);
    val answer = val::object();
    put(answer, "theta", to_typed_array<double>(draws.theta));
    put(answer, "z", to_typed_array<double>(draws.z));
    put(answer, "x", to_typed_array<double>(draws.x));
    return LevelsAnswer(answer);
  });
}

/// The evidence of one datum under each alpha, the best of all alphas, and the double integral under `at`.
LevelsEvidence gaussian_levels_evidence(Number at, Number sd_z, Number sd_x, Number x, Doubles alphas) {
  constexpr const char* kWhere = "gaussian_levels";
  return guard(kWhere, [&] {
    const GaussianLevels levels = to_levels(at, sd_z, sd_x, kWhere);
    const double datum = to_number(x, kWhere, "x");
    const double z = to_number(sd_z, kWhere, "sdZ");
    const double noise = to_number(sd_x, kWhere, "sdX");
    const Integral integral = levels.evidence_by_quadrature(datum);
    std::vector<double> curve = to_vector<double>(alphas, kWhere, "alphas");
    for (double& each : curve) each = GaussianLevels(each, z, noise).log_evidence(datum);
    val quadrature = val::object();
    put(quadrature, "value", integral.value);
    put(quadrature, "error", integral.error);
    put(quadrature, "evaluations", integral.evaluations);
    const double best = best_alpha(datum, z, noise);
    val answer = val::object();
    put(answer, "logEvidence", levels.log_evidence(datum));
    put(answer, "quadrature", quadrature);
    put(answer, "curve", to_typed_array<double>(curve));
    put(answer, "bestAlpha", best);
    return LevelsEvidence(answer);
  });
}

ChiSquareAnswer chi_square_two_samples(Doubles a, Doubles b) {
  constexpr const char* kWhere = "chi_square_two_samples";
  return guard(kWhere, [&] {
    const ChiSquare found =
        tractable::chi_square_two_samples(to_vector<double>(a, kWhere, "a"), to_vector<double>(b, kWhere, "b"));
    val answer = val::object();
    put(answer, "statistic", found.statistic);
    put(answer, "degrees", found.degrees);
    put(answer, "p", found.p_value);
    return ChiSquareAnswer(answer);
  });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_networks) {
  namespace b = tractable::border;
  emscripten::register_type<b::PathAnswer>("{ separated: boolean; path: Uint32Array }");
  emscripten::register_type<b::NetworkAnswer>(
      "{ exact: number; z: number; expected: number; standardError: number; pOfZero: number; leftOfA: Float64Array; "
      "leftOfB: Float64Array }");
  emscripten::register_type<b::LevelsAnswer>("{ theta: Float64Array; z: Float64Array; x: Float64Array }");
  emscripten::register_type<b::LevelsEvidence>(
      "{ logEvidence: number; quadrature: { value: number; error: number; evaluations: number }; curve: Float64Array; "
      "bestAlpha: number }");
  emscripten::register_type<b::ChiSquareAnswer>("{ statistic: number; degrees: number; p: number }");
  emscripten::function("d_separation", &b::d_separation);
  emscripten::function("gaussian_network", &b::gaussian_network);
  emscripten::function("gaussian_levels", &b::gaussian_levels);
  emscripten::function("gaussian_levels_evidence", &b::gaussian_levels_evidence);
  emscripten::function("chi_square_two_samples", &b::chi_square_two_samples);
}
