#include <algorithm>
#include <map>
#include <numeric>
#include <vector>

#include "tractable/target/model/expand.hpp"

// Which sites a site depends on, and which of them stand in one plate: what a drawing of the model shows.

namespace tractable::detail {
namespace {

using Kind = ModelSite::Kind;

/// What a law reads.
void add_operands(const Law& law, std::vector<Expr>& operands) {
  operands.insert(operands.end(), law.parameters.begin(), law.parameters.end());
  for (const Law& part : law.parts) add_operands(part, operands);
}

std::vector<Expr> operands_of(const SiteExprs& site) {
  std::vector<Expr> operands(site.bounds);
  add_operands(site.law, operands);
  if (site.facts.kind == Kind::factor) operands.push_back(site.terms);
  if (site.facts.kind == Kind::quantity) operands.push_back(site.value);
  return operands;
}

class Parents {
 public:
  Parents(ModelExprs& model, const Graph& graph) : model_(model), graph_(graph), seen_(graph.size(), 0) {
    for (std::size_t k = 0; k < model.sites.size(); ++k) {
      const SiteExprs& site = model.sites[k];
      if (site.value.exists() && !graph.is_fixed(site.value.id)) owner_.emplace(site.value.id, k);
    }
  }

  void find() {
    for (std::size_t k = 0; k < model_.sites.size() && left_ > 0; ++k) find(k);
  }

 private:
  void find(std::size_t k) {
    ++stamp_;
    std::vector<std::size_t>& parents = model_.sites[k].facts.parents;
    std::vector<NodeId> open;
    const auto visit = [&](NodeId id) {
      if (left_ == 0 || graph_.is_fixed(id) || seen_[id] == stamp_) return;
      --left_;
      seen_[id] = stamp_;
      const auto owner = owner_.find(id);
      if (owner != owner_.end() && owner->second != k) {
        parents.push_back(owner->second);
      } else {
        open.push_back(id);
      }
    };
    for (const Expr e : operands_of(model_.sites[k])) visit(e.id);
    while (!open.empty()) {
      const Node& node = graph_[open.back()];
      open.pop_back();
      for (int i = 0; i < info(node.op).arity; ++i) visit(node.args[static_cast<std::size_t>(i)]);
    }
    std::ranges::sort(parents);
  }

  ModelExprs& model_;
  const Graph& graph_;
  std::map<NodeId, std::size_t> owner_;
  std::vector<std::uint32_t> seen_;
  std::uint32_t stamp_ = 0;
  std::size_t left_ = 4'000'000;  // nodes to look at: what is larger is not drawn
};

class Plates {
 public:
  Plates(ModelExprs& model, const Graph& graph) : model_(model), graph_(graph), above_(graph.size()) {
    std::iota(above_.begin(), above_.end(), NodeId{0});
  }

  std::vector<std::size_t> find() {
    join_nodes();
    for (const SiteExprs& site : model_.sites) join_site(site);
    return number();
  }

 private:
  NodeId root(NodeId id) {
    while (above_[id] != id) id = above_[id] = above_[above_[id]];
    return id;
  }
  /// Values of the same size that depend on parameters.
  void join(NodeId a, NodeId b) {
    const Dim cols = graph_[a].shape.cols;
    if (cols > 1 && cols == graph_[b].shape.cols && !graph_.is_fixed(a) && !graph_.is_fixed(b)) {
      above_[root(a)] = root(b);
    }
  }

  /// Elementwise what is elementwise; what is gathered by one list is counted alike.
  void join_nodes() {
    std::map<std::pair<std::uint32_t, Dim>, NodeId> gathered;
    for (NodeId id = 0; id < graph_.size(); ++id) {
      const Node& node = graph_[id];
      if (is_elementwise(node.op) || node.op == Op::stop_gradient) {
        for (int k = 0; k < info(node.op).arity; ++k) join(id, node.args[static_cast<std::size_t>(k)]);
      } else if (node.op == Op::gather && node.shape.cols > 1) {
        const NodeId of = node.args[0];
        const auto [it, is_new] = gathered.emplace(std::pair{node.list, graph_[of].shape.cols}, of);
        if (!is_new) join(of, it->second);
      }
    }
  }

  static bool is_counted(const SiteExprs& site) {
    if (site.law.kind == Law::Kind::rows) return false;
    if (!site.law.parts.empty() && site.law.parts[0].kind == Law::Kind::rows) return false;
    return site.facts.kind != Kind::sample || site.bijector->elementwise;
  }
  static Expr shown(const SiteExprs& site) { return site.value.exists() ? site.value : site.terms; }

  void join_site(const SiteExprs& site) {
    if (!is_counted(site)) return;
    for (const Expr operand : operands_of(site)) join(shown(site).id, operand.id);
  }

  std::vector<std::size_t> number() {
    std::map<NodeId, int> places;
    std::vector<std::size_t> sizes;
    const auto place = [&](SiteExprs& site, bool makes) {
      const Expr e = shown(site);
      if (!is_counted(site) || e.shape().cols < 2) return;
      const NodeId id = graph_.is_fixed(e.id) ? static_cast<NodeId>(graph_.size() + sizes.size()) : root(e.id);
      auto found = places.find(id);
      if (found == places.end()) {
        if (!makes) return;
        found = places.emplace(id, static_cast<int>(sizes.size())).first;
        sizes.push_back(static_cast<std::size_t>(e.shape().cols));
      }
      site.facts.plate = found->second;
    };
    for (SiteExprs& site : model_.sites) {
      if (site.facts.kind == Kind::sample || site.facts.kind == Kind::observe) place(site, true);
    }
    for (SiteExprs& site : model_.sites) {
      if (site.facts.kind == Kind::quantity || site.facts.kind == Kind::factor) place(site, false);
    }
    return sizes;
  }

  ModelExprs& model_;
  const Graph& graph_;
  std::vector<NodeId> above_;
};

}  // namespace

std::vector<std::size_t> find_structure(ModelExprs& model) {
  if (model.sites.empty()) return {};
  const SiteExprs& first = model.sites[0];
  const Graph& graph = *(first.value.exists() ? first.value : first.terms).graph;
  Parents(model, graph).find();
  return Plates(model, graph).find();
}

}  // namespace tractable::detail
