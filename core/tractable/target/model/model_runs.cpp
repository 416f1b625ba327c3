#include "tractable/target/model/model_runs.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/target/model/expand.hpp"
#include "tractable/target/model/site_draws.hpp"

namespace tractable {
namespace {

using Kind = ModelSite::Kind;

/// A function of rows, block by block.
class RowProgram {
 public:
  RowProgram(Expr x, Expr value, std::size_t batch)
      : program_(std::span(&value, 1), {.batch = batch}),
        x_(program_.input(x)),
        value_(program_.value(value)),
        dim_(static_cast<std::size_t>(x.shape().cols)),
        width_(static_cast<std::size_t>(value.shape().cols)) {}

  [[nodiscard]] std::size_t width() const { return width_; }
  /// Of rows first ... first + rows - 1 of x.
  std::span<const double> run(std::span<const double> x, std::size_t first, std::size_t rows) {
    std::ranges::copy(x.subspan(first * dim_, rows * dim_), x_.begin());
    program_.run();
    return value_.first(rows * width_);
  }
  void evaluate(std::span<const double> x, std::span<double> out) {
    const std::size_t block = program_.batch(), all = x.size() / dim_;
    for (std::size_t first = 0; first < all; first += block) {
      const auto value = run(x, first, std::min(block, all - first));
      std::ranges::copy(value, out.begin() + static_cast<std::ptrdiff_t>(first * width_));
    }
  }

 private:
  Program<double> program_;
  std::span<double> x_;
  std::span<const double> value_;
  std::size_t dim_, width_;
};

}  // namespace

struct ModelRuns::Runs {
  const Model* model;
  std::size_t batch;
  std::unique_ptr<RowProgram> log_joint, log_likelihood, values;
  std::unique_ptr<detail::SiteDraws> predictive, prior;

  /// How many rows of D there are, if `out` has so many of `width`.
  [[nodiscard]] std::size_t rows(std::span<const double> x, std::span<const double> out, std::size_t width,
                                 const char* where) const {
    const std::size_t dim = model->dim(), count = x.size() / dim;
    if (x.size() % dim != 0 || out.size() != count * width) {
      throw_error(ErrorCode::shape_mismatch, where, "x has ", x.size(), " numbers and out ", out.size(),
                  "; they must be rows of ", dim, " and ", width);
    }
    return count;
  }

  RowProgram& site_values() {
    if (!values) {
      Graph graph;
      const auto made = detail::expand_model(model->recipe(), model->catalogue(), graph, model->options(),
                                             detail::ModelInput::free, model->dim());
      std::vector<Expr> parts;
      for (const detail::SiteExprs& site : made.sites) {
        if (site.facts.kind == Kind::sample) parts.push_back(expand(site.value, {kBatch, site.value.shape().cols}));
      }
      // A copy where it is x itself: an input is no output of a program of its own.
      const Expr all = concat(parts);
      values = std::make_unique<RowProgram>(made.x, all, batch);
    }
    return *values;
  }
};

ModelRuns::ModelRuns(const Model& model, std::size_t batch) : runs_(std::make_unique<Runs>()) {
  runs_->model = &model;
  runs_->batch = batch;
}
ModelRuns::ModelRuns(ModelRuns&&) noexcept = default;
ModelRuns& ModelRuns::operator=(ModelRuns&&) noexcept = default;
ModelRuns::~ModelRuns() = default;

void ModelRuns::log_joint(std::span<const double> x, std::span<double> out) {
  (void)runs_->rows(x, out, 1, "log_joint");
  if (!runs_->log_joint) {
    Graph graph;
    const TargetExprs e = runs_->model->build(graph, false);
    runs_->log_joint = std::make_unique<RowProgram>(e.x, e.log_prob, runs_->batch);
  }
  runs_->log_joint->evaluate(x, out);
}

void ModelRuns::log_likelihood(std::span<const double> x, std::span<double> out) {
  (void)runs_->rows(x, out, runs_->model->likelihood_width(), "log_likelihood");
  if (!runs_->log_likelihood) {
    Graph graph;
    const Model::Pointwise e = runs_->model->build_log_likelihood(graph);
    runs_->log_likelihood = std::make_unique<RowProgram>(e.x, e.value, runs_->batch);
  }
  runs_->log_likelihood->evaluate(x, out);
}

std::size_t ModelRuns::data_width() const {
  std::size_t width = 0;
  for (const ModelSite& site : runs_->model->sites()) {
    if (site.kind == Kind::observe) width += static_cast<std::size_t>(site.rows) * static_cast<std::size_t>(site.cols);
  }
  return width;
}

void ModelRuns::predict(std::span<const double> x, Key key, std::span<double> out, std::uint64_t begin) {
  const std::size_t width = data_width(), count = runs_->rows(x, out, width, "predict");
  if (!runs_->predictive) runs_->predictive = std::make_unique<detail::SiteDraws>(*runs_->model, runs_->batch, false);
  RowProgram& values = runs_->site_values();
  detail::SiteDraws& draws = *runs_->predictive;
  for (std::size_t first = 0; first < count; first += runs_->batch) {
    const std::size_t rows = std::min(runs_->batch, count - first);
    const auto found = values.run(x, first, rows);
    std::size_t at = 0;
    for (const std::span<double> to : draws.values()) {
      const std::size_t own = to.size() / runs_->batch;
      for (std::size_t r = 0; r < rows; ++r) {
        std::ranges::copy(found.subspan(r * values.width() + at, own),
                          to.begin() + static_cast<std::ptrdiff_t>(r * own));
      }
      at += own;
    }
    draws.draw(key, begin + first, rows, {}, out.subspan(first * width, rows * width));
  }
}

void ModelRuns::prior(Key key, std::span<double> quantities, std::span<double> data, std::uint64_t begin) {
  const std::size_t width = data_width(), q = runs_->model->quantity_count(), count = quantities.size() / q;
  if (quantities.size() != count * q || data.size() != count * width) {
    throw_error(ErrorCode::shape_mismatch, "prior", "there is room for ", quantities.size(), " quantities and ",
                data.size(), " data; a draw has ", q, " and ", width);
  }
  if (!runs_->prior) runs_->prior = std::make_unique<detail::SiteDraws>(*runs_->model, runs_->batch, true);
  for (std::size_t first = 0; first < count; first += runs_->batch) {
    const std::size_t rows = std::min(runs_->batch, count - first);
    runs_->prior->draw(key, begin + first, rows, quantities.subspan(first * q, rows * q),
                       data.subspan(first * width, rows * width));
  }
}

std::vector<double> ModelRuns::unconstrain(std::span<const double> values) {
  const Model& model = *runs_->model;
  Graph graph;
  const auto made = detail::expand_model(model.recipe(), model.catalogue(), graph, model.options(),
                                         detail::ModelInput::constrained, 0);
  std::vector<Expr> outputs, free, bounds, inputs;
  std::size_t wanted = 0;
  for (const detail::SiteExprs& site : made.sites) {
    if (site.facts.kind != Kind::sample) continue;
    inputs.push_back(site.value);
    wanted += site.facts.width;
    free.push_back(site.free);
    for (const Expr bound : site.bounds) bounds.push_back(expand(bound, {kBatch, bound.shape().cols}));
  }
  if (values.size() != wanted) {
    throw_error(ErrorCode::shape_mismatch, "unconstrain", "there are ", values.size(), " values; the model has ",
                wanted);
  }
  const Expr x = concat(free);
  outputs.push_back(x);
  outputs.insert(outputs.end(), bounds.begin(), bounds.end());
  Program<double> program(outputs);
  std::size_t at = 0;
  for (const Expr input : inputs) {
    const auto to = program.input(input);
    std::ranges::copy(values.subspan(at, to.size()), to.begin());
    at += to.size();
  }
  program.run();
  at = 0;
  std::size_t next_bound = 0;
  for (const detail::SiteExprs& site : made.sites) {
    if (site.facts.kind != Kind::sample) continue;
    std::vector<std::span<const double>> own;
    for (std::size_t k = 0; k < site.bounds.size(); ++k) own.push_back(program.value(bounds[next_bound++]));
    require_value(*site.bijector, values.subspan(at, site.facts.width), static_cast<Dim>(site.structure), own,
                  "unconstrain", site.facts.name);
    at += site.facts.width;
  }
  const auto found = program.value(x);
  return {found.begin(), found.end()};
}

}  // namespace tractable
