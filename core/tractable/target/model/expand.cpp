#include "tractable/target/model/expand.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/bijector/catalogue.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable::detail {
namespace {

enum class ModelRecord : std::uint32_t { sample = 16, observe = 17, factor = 18, quantity = 19, law = 20 };

constexpr std::array<std::string_view, 3> kBounds{"both", "low", "high"};
constexpr BuilderOption kTruncatedOptions[] = {{.name = "bounds", .choices = kBounds}};
constexpr BuilderRow kTruncated{"truncated", {}, kTruncatedOptions, nullptr};
constexpr BuilderOption kCategoricalOptions[] = {
    {.name = "classes", .fallback = 0, .low = 0, .high = 1 << 20, .integer = true}};
constexpr BuilderRow kCategorical{"categorical", {}, kCategoricalOptions, nullptr};
constexpr BuilderRow kNoOptions{"law", {}, {}, nullptr};

constexpr std::size_t kMostLeaves = 1000;
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
        laws_.emplace_back(reader.record(), read_law());
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

  Expr parameter() { return in_one_row(reader_->value(reader_->earlier())); }

  // --- laws ----------------------------------------------------------------------------------------------------------
  Law nested() {
    const std::uint32_t record = reader_->earlier();
    const auto found = std::ranges::find(laws_, record, &std::pair<std::uint32_t, Law>::first);
    if (found == laws_.end()) malformed(text("it takes record ", record, " for a law, which it is not"));
    return found->second;
  }

  Law read_law() {
    Law law;
    law.name = reader_->name();
    const std::uint32_t count = reader_->word();
    if (law.name == "mixture") {
      read_mixture(law, count);
    } else if (law.name == "truncated") {
      read_truncated(law, count);
    } else if (law.name == "flat") {
      if (count != 0) malformed(text("flat has ", count, " operands; it takes none"));
      law.options = reader_->options(kNoOptions);
    } else {
      read_named(law, count);
    }
    // Each stands in full wherever it is named.
    if (!law.parts.empty()) law.leaves = 0;
    for (const Law& part : law.parts) law.leaves += part.leaves;
    if (law.leaves > kMostLeaves) {
      throw_error(ErrorCode::too_large, law.name, "it has ", law.leaves, " laws inside; at most ", kMostLeaves,
                  " are allowed");
    }
    return law;
  }

  void read_mixture(Law& law, std::uint32_t count) {
    law.kind = Law::Kind::mixture;
    if (count < 2) malformed("a mixture has no parts; it takes logits and one law or more");
    law.parameters.push_back(parameter());
    for (std::uint32_t k = 1; k < count; ++k) {
      if (k > kMostLeaves) throw_error(ErrorCode::too_large, "mixture", "it has more than ", kMostLeaves, " parts");
      law.parts.push_back(nested());
    }
    law.options = reader_->options(kNoOptions);
    for (const Law& part : law.parts) {
      if (part.kind == Law::Kind::flat || is_discrete(part) != is_discrete(law.parts[0])) {
        throw_error(ErrorCode::invalid_argument, "mixture", law.parts[0].name, " and ", part.name,
                    " have no common density");
      }
    }
  }

  void read_truncated(Law& law, std::uint32_t count) {
    law.kind = Law::Kind::truncated;
    if (count < 2 || count > 3) malformed(text("truncated has ", count, " operands; it takes a law and its bounds"));
    law.parts.push_back(nested());
    if (law.parts[0].kind != Law::Kind::univariate) {
      throw_error(ErrorCode::invalid_argument, "truncated", law.parts[0].name, " cannot be truncated");
    }
    for (std::uint32_t k = 1; k < count; ++k) law.parameters.push_back(parameter());
    const double which = reader_->options(kTruncated)[0];
    law.low = which != 2;
    law.high = which != 1;
    if ((count == 3) != (law.low && law.high)) malformed("truncated has not the bounds that it says");
  }

  void read_named(Law& law, std::uint32_t count) {
    law.row = find_row_law(law.name);
    law.log_prob = reader_->row(text(law.name, ".log_prob"));
    if (law.row != nullptr) {
      law.kind = Law::Kind::rows;
    } else {
      const auto all = families();
      const auto found = std::ranges::find_if(all, [&](const Family* each) { return each->name == law.name; });
      if (found != all.end()) law.family = *found;
      law.kind = Law::Kind::univariate;
    }
    if (law.log_prob == nullptr || (law.row == nullptr && law.family == nullptr)) {
      throw_error(ErrorCode::unknown_name, "law", "there is no law ", shown(law.name), "; there are ", law_names());
    }
    const std::size_t wanted = law.log_prob->operands.size() - 1;
    if (count != wanted) malformed(text(law.name, " has ", count, " parameters; it takes ", wanted));
    for (std::uint32_t k = 0; k < count; ++k) law.parameters.push_back(parameter());
    if (law.name == "categorical") {
      law.classes = static_cast<Dim>(reader_->options(kCategorical)[0]);
    } else {
      law.options = reader_->options(*law.log_prob);
    }
  }

  static std::string shown(std::string_view name) {
    return name.size() <= 40 ? text("\"", name, "\"") : text("\"", name.substr(0, 40), "...\"");
  }

  // --- sites ---------------------------------------------------------------------------------------------------------
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
    site.law = read_law();
    site.facts.law = site.law.name;
    const std::string transform(reader_->name());
    const std::uint32_t bounds = reader_->word();
    for (std::uint32_t k = 0; k < bounds; ++k) site.bounds.push_back(parameter());
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
    site.law = read_law();
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
  std::vector<std::pair<std::uint32_t, Law>> laws_;
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
