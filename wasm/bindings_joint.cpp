// What JavaScript sees of joint tables and of areas: sum and product rule, Bayes' rule, two events as shapes.

#include <emscripten/bind.h>

#include <string>
#include <vector>

#include "bayes_border.hpp"
#include "tractable/bayes/joint_table.hpp"
#include "tractable/bayes/venn.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(TableAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(RuleAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(AreasAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(DartsAnswer)

// --- tables ----------------------------------------------------------------------------------------------------------

/// Rows and columns with all that follows from their joint law; `cells` row by row, counts or probabilities.
TableAnswer joint_table(Number rows, Number columns, Doubles cells, Flag counts) {
  constexpr const char* kWhere = "joint_table";
  return guard(kWhere, [&] {
    const std::vector<std::size_t> shape{to_count(rows, kWhere, "rows"), to_count(columns, kWhere, "columns")};
    const auto values = to_vector<double>(cells, kWhere, "cells");
    const JointTable table =
        to_bool(counts, kWhere, "counts") ? JointTable::from_counts(shape, values) : JointTable(shape, values);
    constexpr std::size_t kRow[] = {0};
    constexpr std::size_t kColumn[] = {1};
    val answer = val::object();
    put(answer, "cells", numbers(table.cells()));
    put(answer, "rowMargin", numbers(table.margin(kRow).cells()));
    put(answer, "columnMargin", numbers(table.margin(kColumn).cells()));
    put(answer, "columnsGivenRow", numbers(table.conditional(kRow)));
    put(answer, "rowsGivenColumn", numbers(table.conditional(kColumn)));
    put(answer, "entropy", table.entropy());
    put(answer, "mutualInformation", table.mutual_information(kRow, kColumn));
    put(answer, "independenceGap", table.independence_gap());
    put(answer, "independent", table.independent());
    return TableAnswer(answer);
  });
}

/// Joint cells from a prior (n) and the rows p(column | row), (n, m): the product rule.
Doubles joint_from_conditional(Doubles prior, Doubles conditional) {
  return guard("joint_table", [&] {
    const auto first = to_vector<double>(prior, "joint_table", "prior");
    const auto second = to_vector<double>(conditional, "joint_table", "conditional");
    return Doubles(numbers(JointTable::from_conditional(first, second).cells()));
  });
}

RuleAnswer bayes_rule(Doubles prior, Doubles likelihood) {
  return guard("bayes_rule", [&] {
    const BayesRule rule = tractable::bayes_rule(to_vector<double>(prior, "bayes_rule", "prior"),
                                                 to_vector<double>(likelihood, "bayes_rule", "likelihood"));
    val answer = val::object();
    put(answer, "joint", numbers(rule.joint));
    put(answer, "evidence", rule.evidence);
    put(answer, "posterior", numbers(rule.posterior));
    return RuleAnswer(answer);
  });
}

// --- areas -----------------------------------------------------------------------------------------------------------

/// [x, y, radius] is a circle, [x0, y0, x1, y1, x2, y2, ...] a polygon.
VennShape to_shape(const val& value, const char* where, const char* name) {
  const auto found = to_vector<double>(value, where, name);
  if (found.size() == 3) return Circle{{found[0], found[1]}, found[2]};
  if (found.size() < 6 || found.size() % 2 != 0 || found.size() > 2000) {
    throw_error(ErrorCode::shape_mismatch, where, name, " has ", found.size(),
                " numbers; a circle has 3, a polygon 2 for each of 3 to 1000 corners");
  }
  Polygon polygon;
  for (std::size_t i = 0; i < found.size(); i += 2) polygon.push_back({found[i], found[i + 1]});
  return polygon;
}

/// [low x, low y, high x, high y].
Rectangle to_box(const val& value, const char* where) {
  const auto found = to_vector<double>(value, where, "omega");
  if (found.size() != 4) {
    throw_error(ErrorCode::shape_mismatch, where, "omega has ", found.size(), " numbers; it must have 4");
  }
  return {{found[0], found[1]}, {found[2], found[3]}};
}

AreasAnswer venn_areas(Doubles a, Doubles b, Doubles omega) {
  constexpr const char* kWhere = "venn_areas";
  return guard(kWhere, [&] {
    const VennAreas found =
        tractable::venn_areas(to_shape(a, kWhere, "a"), to_shape(b, kWhere, "b"), to_box(omega, kWhere));
    val answer = val::object();
    put(answer, "omega", found.omega);
    put(answer, "a", found.a);
    put(answer, "b", found.b);
    put(answer, "both", found.both);
    put(answer, "either", found.either);
    put(answer, "aGivenB", found.a_given_b);
    put(answer, "bGivenA", found.b_given_a);
    return AreasAnswer(answer);
  });
}

DartsAnswer venn_darts(Doubles a, Doubles b, Doubles omega, KeyPair key, Number count, Number begin) {
  constexpr const char* kWhere = "venn_darts";
  return guard(kWhere, [&] {
    const std::size_t size = to_count(count, kWhere, "count");
    const tractable::Darts darts =
        tractable::throw_darts(to_shape(a, kWhere, "a"), to_shape(b, kWhere, "b"), to_box(omega, kWhere),
                               to_key(key, kWhere), size, to_begin(begin, size, kWhere));
    val answer = val::object();
    put(answer, "x", numbers(darts.x));
    put(answer, "y", numbers(darts.y));
    put(answer, "region", to_typed_array<std::uint32_t>(darts.region));
    return DartsAnswer(answer);
  });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_joint) {
  namespace b = tractable::border;
  emscripten::register_type<b::TableAnswer>(
      "{ cells: Float64Array; rowMargin: Float64Array; columnMargin: Float64Array; columnsGivenRow: Float64Array; "
      "rowsGivenColumn: Float64Array; entropy: number; mutualInformation: number; independenceGap: number; "
      "independent: boolean }");
  emscripten::register_type<b::RuleAnswer>("{ joint: Float64Array; evidence: number; posterior: Float64Array }");
  emscripten::register_type<b::AreasAnswer>(
      "{ omega: number; a: number; b: number; both: number; either: number; aGivenB: number; bGivenA: number }");
  emscripten::register_type<b::DartsAnswer>("{ x: Float64Array; y: Float64Array; region: Uint32Array }");
  emscripten::function("joint_table", &b::joint_table);
  emscripten::function("joint_from_conditional", &b::joint_from_conditional);
  emscripten::function("bayes_rule", &b::bayes_rule);
  emscripten::function("venn_areas", &b::venn_areas);
  emscripten::function("venn_darts", &b::venn_darts);
}
