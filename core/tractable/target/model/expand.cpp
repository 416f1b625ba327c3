#include "tractable/target/model/expand.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/bijector/catalogue.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/target/model/law_reader.hpp"

namespace tractable::detail {
namespace {

enum class ModelRecord : std::uint32_t { sample = 16, observe = 17, factor = 18, quantity = 19, law = 20 };

/// Values of a law of rows: each is an expression of its own.
constexpr Dim kMostRows = 10'000;

class ModelReader {
 public:
  ModelReader(ModelInput input, std::size_t dim) : input_(input), dim_(dim) {}

  Expr operator()(RecordReader& reader) {
    reader_ = &reader;
    switch (static_cast<ModelRecord>(reader.kind())) {
      case ModelRecord::sample:
        return read_sample();
      case ModelRecord::observe:
        return read_observe();
      case ModelRecord::factor:
        return read_factor();
      case ModelRecord::quantity:
        return read_quantity();
      case ModelRecord::law:
        laws_.keep(reader);
        return {};
    }
    malformed(text("its kind is ", reader.kind(), ", which no model has"));
  }

  ModelExprs take() && { return std::move(model_); }

 private:
  [[noreturn]] static void malformed(const std::string& message) {
    throw_error(ErrorCode::parse_error, "recipe", message);
  }

  /// A site's begin: its name, which no other has.
  SiteExprs begin(ModelSite::Kind kind) {
    SiteExprs site;
    site.facts.kind = kind;
    site.facts.name = reader_->name();
    site.facts.record = reader_->record();
    if (site.facts.name.empty()) malformed(text("the ", to_string(kind), " has no name"));
    if (!names_.insert(site.facts.name).second) {
      throw_error(ErrorCode::invalid_argument, where(site), "the name ", site.facts.name,
                  " is used twice: each site has one of its own");
    }
    return site;
  }
  static std::string where(const SiteExprs& site) { return text(to_string(site.facts.kind), " ", site.facts.name); }

  void read_size(SiteExprs& site) {
    const std::uint32_t rows = reader_->word(), cols = reader_->word();
    constexpr std::uint64_t kMost = 1 << 20;
    if (rows == 0 || cols == 0 || rows > kMost || cols > kMost || std::uint64_t{rows} * cols > kMost) {
      throw_error(ErrorCode::invalid_argument, where(site), "it is ", rows, " x ", cols, "; it must be 1 ... ", kMost,
                  " numbers");
    }
    site.facts.rows = static_cast<Dim>(rows);
    site.facts.cols = static_cast<Dim>(cols);
    site.facts.width = std::size_t{rows} * cols;
  }

  Expr read_sample() {
    SiteExprs site = begin(ModelSite::Kind::sample);
    site.law = laws_.read(*reader_);
    site.facts.law = site.law.name;
    const std::string transform(reader_->name());
    const std::uint32_t bounds = reader_->word();
    for (std::uint32_t k = 0; k < bounds; ++k) site.bounds.push_back(in_one_row(reader_->value(reader_->earlier())));
    read_size(site);
    if (is_discrete(site.law)) {
      throw_error(ErrorCode::invalid_argument, where(site), site.law.name,
                  " is discrete: sum it out, with mixture or logSumExp; only observed values may be discrete");
    }
    choose_bijector(site, transform);
    make_value(site);
    if (site.law.kind != Law::Kind::flat) site.terms = terms_of(site, site.value);
    const Expr value = site.value;
    model_.sites.push_back(std::move(site));
    return value;
  }

  void choose_bijector(SiteExprs& site, const std::string& transform) {
    Constraint own = constraint_of(site.law, reader_->graph());
    std::string name = transform;
    if (transform.empty()) {
      if (!site.bounds.empty()) malformed("a site without a transform has bounds");
      name = own.name;
      site.bounds = own.bounds;
    } else if (transform == "ordered" && own.name != "real") {
      if (own.name != "lower") {
        throw_error(ErrorCode::invalid_argument, where(site), "ordered numbers of ", site.law.name,
                    " have no transform: its numbers must be any, or positive");
      }
      name = "positive_ordered";
    }
    try {
      site.bijector = &bijector(name);
    } catch (const Error& error) {
      throw_error(error.code(), where(site), error.message());
    }
    if (site.bounds.size() != site.bijector->operands.size()) {
      malformed(text(name, " has ", site.bounds.size(), " bounds; it takes ", site.bijector->operands.size()));
    }
    site.facts.transform = name;
    const auto width = static_cast<Dim>(site.facts.width);
    for (const Expr bound : site.bounds) {
      if (bound.shape().cols == 1 || bound.shape().cols == width) continue;
      throw_error(ErrorCode::shape_mismatch, where(site), "a bound is ", to_string(bound.shape()), ", ",
                  site.facts.name, " is ", to_string({kBatch, width}));
    }
    site.structure = site.bijector->elementwise ? 1 : site.facts.cols;
    const std::int64_t each = site.structure < site.bijector->least_size ? 0 : site.bijector->width(site.structure);
    if (each == 0 || width % each != 0) {
      throw_error(ErrorCode::shape_mismatch, where(site), "it is ", site.facts.rows, " x ", site.facts.cols,
                  ", which no ", name, " is");
    }
    site.facts.size = static_cast<std::size_t>(width / each * site.bijector->free(site.structure));
    site.facts.first = free_;
    free_ += site.facts.size;
    constexpr std::size_t kMostFree = 1 << 20;
    if (site.facts.size == 0 || free_ > kMostFree) {
      throw_error(site.facts.size == 0 ? ErrorCode::invalid_argument : ErrorCode::too_large, where(site),
                  "the model has ", free_,
                  site.facts.size == 0 ? " free numbers, and here is none" : " free numbers; that is too many");
    }
  }

  /// The value and its log-determinant of a part of x, or the value as an input.
  void make_value(SiteExprs& site) {
    Graph& graph = reader_->graph();
    const auto width = static_cast<Dim>(site.facts.width);
    if (input_ == ModelInput::constrained) {
      site.value = graph.input({kBatch, width}, site.facts.name);
      site.free = inverse(*site.bijector, site.value, site.structure, site.bounds);
      return;
    }
    if (!model_.x.exists()) model_.x = graph.input({kBatch, static_cast<Dim>(dim_)}, "x");
    site.free = slice(model_.x, static_cast<Dim>(site.facts.first), static_cast<Dim>(site.facts.size));
    const Transformed y = forward(*site.bijector, site.free, site.structure, site.bounds);
    site.value = y.value;
    if (site.bijector->name != "real") site.log_det = sum_cols(y.log_det);
  }

  /// (B or 1, N).
  Expr terms_of(const SiteExprs& site, Expr x) const {
    const std::string at = where(site);
    const LawSize size{at, site.facts.name, site.facts.rows, site.facts.cols};
    const Dim count = term_count(site.law, size);
    if (of_rows(site.law) && count > kMostRows) {
      throw_error(ErrorCode::too_large, at, "it has ", count, " values; of ", site.law.name, " at most ", kMostRows,
                  " are possible");
    }
    const Expr terms = log_density(site.law, x, size);
    return expand(terms, {terms.shape().rows, count});
  }

  static bool of_rows(const Law& law) { return law.kind == Law::Kind::rows || std::ranges::any_of(law.parts, of_rows); }

  Expr read_observe() {
    SiteExprs site = begin(ModelSite::Kind::observe);
    site.law = laws_.read(*reader_);
    site.facts.law = site.law.name;
    if (site.law.kind == Law::Kind::flat) malformed("flat has no density for data");
    const Expr data = reader_->value(reader_->earlier());
    if (!data.graph->is_fixed(data.id)) {
      throw_error(ErrorCode::invalid_argument, where(site),
                  "what is observed depends on parameters; data are numbers. Add a term with factor instead");
    }
    site.facts.rows = data.shape().rows;
    site.facts.cols = data.shape().cols;
    site.data = in_one_row(data);
    site.terms = terms_of(site, site.data);
    site.facts.width = static_cast<std::size_t>(site.terms.shape().cols);
    site.facts.likelihood = true;
    const Expr value = site.terms;
    model_.sites.push_back(std::move(site));
    return value;
  }

  Expr read_factor() {
    SiteExprs site = begin(ModelSite::Kind::factor);
    const Expr value = reader_->value(reader_->earlier());
    site.terms = in_one_row(value);
    site.facts.cols = site.terms.shape().cols;
    site.facts.width = static_cast<std::size_t>(site.facts.cols);
    const std::uint32_t flag = reader_->word();
    if (flag > 1) malformed(text("a factor's flag is ", flag, "; it must be 0 or 1"));
    site.facts.likelihood = flag == 1;
    model_.sites.push_back(std::move(site));
    return value;
  }

  Expr read_quantity() {
    SiteExprs site = begin(ModelSite::Kind::quantity);
    const Expr value = reader_->value(reader_->earlier());
    site.value = in_one_row(value);
    read_size(site);
    if (site.facts.width != static_cast<std::size_t>(site.value.shape().cols)) {
      throw_error(ErrorCode::shape_mismatch, where(site), "it is said to be ", site.facts.rows, " x ", site.facts.cols,
                  ", and its value is ", to_string(value.shape()));
    }
    model_.sites.push_back(std::move(site));
    return value;
  }

  ModelInput input_;
  std::size_t dim_;
  std::size_t free_ = 0;
  RecordReader* reader_ = nullptr;
  ModelExprs model_;
  std::set<std::string, std::less<>> names_;
  LawReader laws_;
};

}  // namespace

ModelExprs expand_model(const Recipe& recipe, std::span<const BuilderRow> catalogue, Graph& graph,
                        const DecodeOptions& options, ModelInput input, std::size_t dim) {
  ModelReader reader(input, dim);
  const Decoded decoded = decode(recipe, catalogue, graph, options, std::ref(reader));
  if (!decoded.inputs.empty() || !decoded.outputs.empty()) {
    throw_error(ErrorCode::parse_error, "model", "a model has no inputs and no outputs; this one has ",
                decoded.inputs.size(), " and ", decoded.outputs.size());
  }
  return std::move(reader).take();
}

}  // namespace tractable::detail
