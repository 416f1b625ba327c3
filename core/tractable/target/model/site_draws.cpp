#include "tractable/target/model/site_draws.hpp"

#include <algorithm>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable::detail {
namespace {

using Kind = ModelSite::Kind;

[[noreturn]] void no_draws(const ModelSite& site, std::string_view why) {
  throw_error(ErrorCode::invalid_argument, "prior", to_string(site.kind), " ", site.name, " ", why);
}

/// A law between bounds: what a transform that is not the law's own makes of it.
struct Between {
  Law law;
  Expr low, high;
  bool sorted = false;
};

Between between_of(const SiteExprs& site, Graph& graph) {
  const std::string& transform = site.facts.transform;
  Between made{site.law, {}, {}, transform == "ordered" || transform == "positive_ordered"};
  const bool is_flat = site.law.kind == Law::Kind::flat;
  const Constraint own = constraint_of(site.law, graph);
  const auto same = [](Expr a, Expr b) { return a.id == b.id; };
  if (own.name == transform && std::ranges::equal(own.bounds, site.bounds, same) && !is_flat) return made;
  if (transform == "lower" || transform == "interval") made.low = site.bounds[0];
  if (transform == "upper" || transform == "interval") made.high = site.bounds.back();
  if (transform == "positive_ordered" && own.name != "lower") made.low = graph.constant(0);
  if (is_flat) {
    if (transform == "interval") return made;
    if (transform != "simplex") no_draws(site.facts, "has a flat prior, which cannot be drawn");
    made.law.kind = Law::Kind::rows;
    made.law.name = "dirichlet";
    made.law.row = find_row_law("dirichlet");
    made.law.parameters = {graph.constant(1)};
    return made;
  }
  const bool is_bounded = made.low.exists() || made.high.exists();
  const bool by_quantile = site.law.kind == Law::Kind::univariate || site.law.kind == Law::Kind::truncated;
  if ((is_bounded && !by_quantile) || transform == "simplex" || transform == "correlation_cholesky") {
    no_draws(site.facts, text("is ", site.law.name, " made ", transform, ", which has no draws here"));
  }
  return made;
}

/// How many sites must be drawn before a node has a value, for each node; `drawn`: the inputs that are values of sites.
class Levels {
 public:
  explicit Levels(const Graph& graph) : graph_(graph), levels_(graph.size(), 0) {}
  void set(NodeId id, std::size_t level) { levels_[id] = level; }
  /// Of all nodes up to `last`, from where the last call ended.
  std::size_t of(Expr e) {
    for (; next_ <= e.id; ++next_) {
      const Node& node = graph_[next_];
      for (int k = 0; k < info(node.op).arity; ++k) {
        levels_[next_] = std::max(levels_[next_], levels_[node.args[static_cast<std::size_t>(k)]]);
      }
    }
    return levels_[e.id];
  }

 private:
  const Graph& graph_;
  std::vector<std::size_t> levels_;
  NodeId next_ = 0;
};

void add_operands(const Law& law, std::vector<Expr>& operands) {
  operands.insert(operands.end(), law.parameters.begin(), law.parameters.end());
  for (const Law& part : law.parts) add_operands(part, operands);
}

LawSize size_of(const SiteExprs& site) { return {"prior", site.facts.name, site.facts.rows, site.facts.cols}; }

}  // namespace

SiteDraws::SiteDraws(const Model& model, std::size_t batch, bool prior) {
  const ModelExprs made =
      expand_model(model.recipe(), model.catalogue(), graph_, model.options(), ModelInput::constrained, 0);
  Levels levels(graph_);
  std::vector<Expr> outputs, quantities, values;
  for (std::size_t k = 0; k < made.sites.size(); ++k) {
    const SiteExprs& site = made.sites[k];
    if (site.facts.kind == Kind::factor && prior && !site.facts.likelihood) {
      no_draws(site.facts, "changes the prior, which cannot be drawn site by site then");
    }
    std::size_t level = 0;
    if (site.facts.kind == Kind::sample) {
      values.push_back(site.value);
      std::vector<Expr> operands(site.bounds);
      add_operands(site.law, operands);
      for (const Expr e : operands) level = std::max(level, levels.of(e));
      levels.set(site.value.id, level + 1);
      levels_ = std::max(levels_, level + 1);
    }
    if (site.facts.kind == Kind::observe || (site.facts.kind == Kind::sample && prior)) add_site(site, k, level);
  }
  for (const Site& site : sampled_) site.law.add_outputs(outputs);
  for (const Site& site : observed_) site.law.add_outputs(outputs);
  Expr reported;
  if (prior) {
    for (const Kind kind : {Kind::sample, Kind::quantity}) {
      for (const SiteExprs& site : made.sites) {
        if (site.facts.kind == kind) quantities.push_back(expand(site.value, {kBatch, site.value.shape().cols}));
      }
    }
    reported = concat(quantities);
    outputs.push_back(reported);
    quantity_width_ = static_cast<std::size_t>(reported.shape().cols);
  }
  if (outputs.empty()) outputs.push_back(expand(graph_.constant(0), {kBatch, 1}));
  program_ = std::make_unique<Program<double>>(outputs, ProgramOptions{.batch = batch});
  for (const Expr value : values) values_.push_back(program_->input(value));
  if (prior) quantities_ = program_->value(reported);
  for (Site& site : sampled_) site.law.bind(*program_);
  for (Site& site : observed_) site.law.bind(*program_);
  for (std::size_t k = 0; k < sampled_.size(); ++k) sampled_[k].value = values_[k];
}

void SiteDraws::add_site(const SiteExprs& site, std::size_t place, std::size_t level) {
  const auto width = static_cast<std::size_t>(site.facts.rows) * static_cast<std::size_t>(site.facts.cols);
  if (site.facts.kind == Kind::observe) {
    observed_.push_back({place, level, width, LawDraws(site.law, size_of(site), graph_), {}});
    data_width_ += width;
    return;
  }
  const Between between = between_of(site, graph_);
  sampled_.push_back({place,
                      level,
                      width,
                      LawDraws(between.law, size_of(site), graph_, between.low, between.high),
                      {},
                      between.sorted,
                      static_cast<std::size_t>(site.structure)});
}

void SiteDraws::draw_site(const Site& site, Key key, std::uint64_t begin, std::size_t rows, std::span<double> out,
                          std::size_t stride) const {
  for (std::size_t r = 0; r < rows; ++r) {
    const auto row = out.subspan(r * stride, site.width);
    site.law.draw(split_at(key, site.place), begin + r, r, row);
    for (std::size_t at = 0; site.sorted && !mutant("model_ordered_unsorted") && at < site.width;
         at += site.structure) {
      std::ranges::sort(row.subspan(at, site.structure));
    }
  }
}

void SiteDraws::draw(Key key, std::uint64_t begin, std::size_t rows, std::span<double> quantities,
                     std::span<double> data) {
  for (Site& site : sampled_) site.law.fill_noise(split_at(key, site.place), begin);
  for (Site& site : observed_) site.law.fill_noise(split_at(key, site.place), begin);
  for (std::size_t level = 0; level < levels_ && !sampled_.empty(); ++level) {
    program_->run();
    for (const Site& site : sampled_) {
      if (site.level == level) draw_site(site, key, begin, rows, site.value, site.width);
    }
  }
  program_->run();
  std::size_t at = 0;
  for (const Site& site : observed_) {
    draw_site(site, key, begin, rows, data.subspan(at), data_width_);
    at += site.width;
  }
  if (!quantities.empty()) std::copy_n(quantities_.begin(), rows * quantity_width_, quantities.begin());
}

}  // namespace tractable::detail
