#include "tractable/target/model/model.hpp"

#include <array>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/target/model/expand.hpp"
#include "tractable/target/model/term_sum.hpp"

namespace tractable {
namespace {

using detail::ModelInput;
using detail::SiteExprs;
using Kind = ModelSite::Kind;

/// "mu", "theta[1]", "L[2,1]".
void add_names(std::vector<std::string>& names, const std::string& name, Dim rows, Dim cols) {
  if (rows == 1 && cols == 1) {
    names.push_back(name);
    return;
  }
  for (Dim r = 1; r <= rows; ++r) {
    for (Dim c = 1; c <= cols; ++c)
      names.push_back(rows == 1 ? text(name, "[", c, "]") : text(name, "[", r, ",", c, "]"));
  }
}

Expr with_batch(Expr e) { return expand(e, {kBatch, e.shape().cols}); }

}  // namespace

std::string_view to_string(ModelSite::Kind kind) {
  constexpr std::array<std::string_view, 4> kNames{"sample", "observe", "factor", "quantity"};
  return kNames[static_cast<std::size_t>(kind)];
}

Model Model::decode(const Recipe& recipe, std::span<const BuilderRow> catalogue, DecodeOptions options) {
  Graph graph;
  detail::ModelExprs made = detail::expand_model(recipe, catalogue, graph, options, ModelInput::constrained, 0);
  detail::read_observed(made);
  Model model;
  model.recipe_ = recipe;
  model.catalogue_ = catalogue;
  model.options_ = options;
  model.plates_ = detail::find_structure(made);
  for (SiteExprs& site : made.sites) {
    const ModelSite& facts = model.sites_.emplace_back(std::move(site.facts));
    model.dim_ += facts.size;
    if (facts.kind != Kind::sample) continue;
    add_names(model.quantity_names_, facts.name, facts.rows, facts.cols);
    if (facts.size == facts.width) {
      add_names(model.coordinate_names_, facts.name, facts.rows, facts.cols);
    } else {
      add_names(model.coordinate_names_, facts.name + "~", 1, static_cast<Dim>(facts.size));
    }
  }
  for (const ModelSite& site : model.sites_) {
    if (site.kind == Kind::quantity) add_names(model.quantity_names_, site.name, site.rows, site.cols);
  }
  if (model.dim_ == 0) {
    throw_error(ErrorCode::invalid_argument, "model", "the model has no parameters: nothing in it is sampled");
  }
  return model;
}

TargetExprs Model::build(Graph& graph, bool jacobian) const {
  const auto made = detail::expand_model(recipe_, catalogue_, graph, options_, ModelInput::free, dim_);
  detail::TermSum log_prob;
  std::vector<Expr> quantities;
  for (const SiteExprs& site : made.sites) {
    log_prob.add(site.terms);
    if (jacobian && !mutant("model_without_log_det")) log_prob.add(site.log_det);
    if (site.facts.kind == Kind::sample) quantities.push_back(with_batch(site.value));
  }
  for (const SiteExprs& site : made.sites) {
    if (site.facts.kind == Kind::quantity) quantities.push_back(with_batch(site.value));
  }
  return {made.x, log_prob.total(graph), concat(quantities)};
}

Model::Pointwise Model::build_log_likelihood(Graph& graph) const {
  const auto made = detail::expand_model(recipe_, catalogue_, graph, options_, ModelInput::free, dim_);
  std::vector<Expr> parts;
  for (const SiteExprs& site : made.sites) {
    if (site.facts.likelihood) parts.push_back(with_batch(site.terms));
  }
  if (parts.empty()) {
    throw_error(ErrorCode::invalid_argument, "log_likelihood", "nothing is observed in the model");
  }
  return {made.x, concat(parts)};
}

std::size_t Model::likelihood_width() const {
  std::size_t width = 0;
  for (const ModelSite& site : sites_) width += site.likelihood ? site.width : 0;
  return width;
}

}  // namespace tractable
