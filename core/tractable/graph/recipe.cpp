#include "tractable/graph/recipe.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/graph/recipe/recipe_functions.hpp"
#include "tractable/graph/recipe/recipe_options.hpp"
#include "tractable/graph/recipe/recipe_words.hpp"

namespace tractable {
namespace {

using detail::checked_choice;
using detail::checked_number;
using detail::find_option;
using detail::find_recipe_function;
using detail::RecipeFunction;

/// What a call's name stands for.
struct Function {
  const RecipeFunction* builder = nullptr;
  const BuilderRow* row = nullptr;
};

class Decoder final : public RecordReader {
 public:
  Decoder(const Recipe& recipe, std::span<const BuilderRow> catalogue, Graph& graph, const DecodeOptions& options,
          const RecordHandler& handler)
      : recipe_(recipe),
        catalogue_(catalogue),
        graph_(graph),
        options_(options),
        handler_(handler),
        first_node_(graph.size()) {}

  Decoded run() {
    Decoded result = header();
    try {
      for (record_ = 0; record_ < records_; ++record_) decode_record(result);
    } catch (const Error& error) {
      graph_.set_origin(0);
      throw_error(error.code(), text("record ", record_), error.where() == "recipe" ? error.message() : error.what());
    }
    graph_.set_origin(0);
    read_outputs(result);
    return result;
  }

  [[nodiscard]] std::uint32_t kind() const override { return kind_; }
  [[nodiscard]] std::uint32_t record() const override { return static_cast<std::uint32_t>(record_); }
  [[nodiscard]] Graph& graph() const override { return graph_; }
  std::uint32_t earlier() override { return earlier_record(); }
  [[nodiscard]] Expr value(std::uint32_t record) const override {
    const Expr value = values_[record];
    if (!value.exists()) malformed(text("it uses record ", record, ", which has no value"));
    return value;
  }
  std::vector<double> options(const BuilderRow& row) override { return read_options(row); }
  [[nodiscard]] const BuilderRow* row(std::string_view called) const override {
    const auto found = std::ranges::find(catalogue_, called, &BuilderRow::name);
    return found == catalogue_.end() ? nullptr : &*found;
  }

 private:
  [[noreturn]] void malformed(std::string message) const { throw_error(ErrorCode::parse_error, "recipe", message); }

  std::uint32_t word() override {
    if (at_ == end_) malformed("it ends too early");
    return recipe_.words[at_++];
  }
  double number() {
    if (numbers_used_ == recipe_.numbers.size()) malformed("there are fewer numbers than it needs");
    return finite(numbers_used_++);
  }
  double finite(std::size_t place) const {
    const double value = recipe_.numbers[place];
    if (options_.finite && !std::isfinite(value)) {
      throw_error(ErrorCode::not_finite, "recipe", "a number is ", value, "; it must be finite");
    }
    return value;
  }
  /// "" for 0.
  std::string_view name() override {
    const std::uint32_t place = word();
    if (place > recipe_.names.size()) malformed(text("it names text ", place, " of ", recipe_.names.size()));
    return place == 0 ? std::string_view() : std::string_view(recipe_.names[place - 1]);
  }
  std::uint32_t earlier_record() {
    const std::uint32_t place = word();
    if (place >= record_) malformed(text("it uses record ", place, ", which does not stand before it"));
    return place;
  }

  Decoded header() {
    end_ = recipe_.words.size();
    if (word() != detail::kRecipeMagic) malformed("it is no recipe, or one of another version");
    records_ = word();
    outputs_ = word();
    if (records_ > options_.max_nodes) {
      throw_error(ErrorCode::too_large, "recipe", "it has ", records_, " records; at most ", options_.max_nodes,
                  " are allowed");
    }
    // Each takes a word at least, and an output two: a wrong count is known before memory is taken for it.
    if (records_ + 2 * outputs_ > end_ - at_) malformed("it ends too early");
    if (outputs_ == 0 && !handler_) malformed("it has no outputs");
    if (recipe_.names.size() > end_) malformed("it has more names than words");
    if (recipe_.numbers.size() > options_.max_numbers) {
      throw_error(ErrorCode::too_large, "recipe", "it has ", recipe_.numbers.size(), " numbers; at most ",
                  options_.max_numbers, " are allowed");
    }
    values_.reserve(records_);
    functions_.resize(recipe_.names.size());
    return {};
  }

  void decode_record(Decoded& result) {
    end_ = recipe_.words.size();
    const std::uint32_t head = word();
    const std::size_t length = head >> 8U;
    if (length > end_ - at_) malformed("it ends too early");
    end_ = at_ + length;
    graph_.set_origin(static_cast<std::uint32_t>(record_) + 1);
    kind_ = head & 0xffU;
    switch (static_cast<detail::RecordKind>(kind_)) {
      case detail::RecordKind::input:
        decode_input(result);
        break;
      case detail::RecordKind::data:
        decode_data();
        break;
      case detail::RecordKind::constant:
        values_.push_back(graph_.constant(number()));
        break;
      case detail::RecordKind::call:
        decode_call();
        break;
      case detail::RecordKind::pick:
        decode_pick();
        break;
      default:
        if (kind_ < detail::kFirstHandled || !handler_) {
          malformed(text("its kind is ", kind_, ", which this version does not know"));
        }
        values_.push_back(handler_(*this));
    }
    if (at_ != end_) malformed(text("it has ", end_ - at_, " words too many"));
    if (values_.back().exists()) require_size(values_.back().shape());
    require_shallow();
    if (graph_.size() - first_node_ > options_.max_nodes) {
      throw_error(ErrorCode::too_large, "recipe", "the expression has more than ", options_.max_nodes, " nodes");
    }
  }

  /// The nodes that the record made.
  void require_shallow() {
    for (std::size_t k = depth_.size(); k < graph_.size() - first_node_; ++k) {
      const Node& node = graph_[static_cast<NodeId>(first_node_ + k)];
      std::uint32_t depth = 0;
      if (node.op == Op::concat || node.op == Op::gather) {
        for (int i = 0; i < info(node.op).arity; ++i) {
          const std::size_t arg = node.args[static_cast<std::size_t>(i)];
          if (arg >= first_node_) depth = std::max(depth, depth_[arg - first_node_]);
        }
        ++depth;
      }
      depth_.push_back(depth);
      if (depth > options_.max_depth) {
        throw_error(ErrorCode::too_large, "recipe", "values are joined and taken apart more than ", options_.max_depth,
                    " times over; join them in one concat");
      }
    }
  }

  void require_size(Shape shape) const {
    if (shape.cols > options_.max_size || shape.rows > options_.max_size) {
      throw_error(ErrorCode::too_large, "recipe", "a value of shape ", to_string(shape), " is too large: at most ",
                  options_.max_size, " rows and columns are allowed");
    }
  }
  Shape shape() {
    const auto rows = static_cast<Dim>(word());
    const auto cols = static_cast<Dim>(word());
    require_size({rows, cols});
    return {rows, cols};
  }

  void decode_input(Decoded& result) {
    const std::string_view called = name();
    const Expr input = graph_.input(shape(), std::string(called));
    result.inputs.push_back({std::string(called), input});
    values_.push_back(input);
  }
  void decode_data() {
    const std::string_view called = name();
    const Shape size = shape();
    // graph.data has words for a size that is none; here only the numbers are counted.
    const std::uint64_t count = size.rows < 1 || size.cols < 1
                                    ? 0
                                    : static_cast<std::uint64_t>(size.rows) * static_cast<std::uint64_t>(size.cols);
    if (count > recipe_.numbers.size() - numbers_used_) malformed("there are fewer numbers than it needs");
    const auto size_of = static_cast<std::size_t>(count);
    for (std::size_t i = 0; i < size_of; ++i) finite(numbers_used_ + i);
    const auto values = std::span(recipe_.numbers).subspan(numbers_used_, size_of);
    values_.push_back(graph_.data(size, values, std::string(called)));
    numbers_used_ += size_of;
  }
  void decode_pick() {
    const std::uint32_t of = earlier_record();
    const std::uint32_t which = word();
    const auto found = results_.find(of);
    const std::size_t count = found == results_.end() ? 1 : found->second.size();
    if (which >= count) malformed(text("it takes result ", which, " of record ", of, ", which has ", count));
    values_.push_back(which == 0 ? value(of) : found->second[which]);
  }

  void decode_call() {
    const std::size_t place = recipe_.words.size() > at_ ? recipe_.words[at_] : 0;
    const std::string_view called = name();
    if (place == 0) malformed("it calls a function without a name");
    Function& function = functions_[place - 1];
    if (function.builder == nullptr && function.row == nullptr) function = find(called);
    operands_.clear();
    for (std::uint32_t left = word(); left > 0; --left) operands_.push_back(value(earlier_record()));
    integers_.clear();
    for (std::uint32_t left = word(); left > 0; --left) integers_.push_back(static_cast<std::int32_t>(word()));
    if (function.builder != nullptr) {
      call_builder(*function.builder);
    } else {
      call_row(*function.row);
    }
  }

  Function find(std::string_view called) const {
    if (const RecipeFunction* builder = find_recipe_function(called)) return {.builder = builder};
    if (const BuilderRow* found = row(called)) return {.row = found};
    throw_error(ErrorCode::unknown_name, "recipe", "there is no function ", detail::shown_name(called));
  }

  void charge(std::size_t integers) {
    list_integers_ += integers;
    if (list_integers_ > options_.max_numbers) {
      throw_error(ErrorCode::too_large, "recipe", "its lists have more than ", options_.max_numbers,
                  " integers together");
    }
  }

  void call_builder(const RecipeFunction& function) {
    const auto operands = static_cast<int>(operands_.size());
    if (function.operands < 0 ? operands == 0 : operands != function.operands) {
      malformed(text(function.name, " has ", operands, " operands; it takes ",
                     function.operands < 0 ? text("one or more") : text(function.operands)));
    }
    const auto integers = static_cast<int>(integers_.size());
    if (integers < function.least || (function.most >= 0 && integers > function.most)) {
      malformed(text(function.name, " has ", integers, " integers; it takes at least ", function.least,
                     function.most >= 0 ? text(" and at most ", function.most) : text("")));
    }
    if (word() != 0) malformed(text(function.name, " has no options"));
    charge(integers_.size() + (function.list != nullptr ? function.list(operands_, integers_) : 0));
    values_.push_back(function.build(graph_, operands_, integers_));
  }

  void call_row(const BuilderRow& row) {
    const std::size_t operands = row.operands.size();
    if (row.variadic ? operands_.size() < operands : operands_.size() != operands) {
      malformed(
          text(row.name, " has ", operands_.size(), " operands; it takes ", operands, row.variadic ? " or more" : ""));
    }
    if (!integers_.empty()) malformed(text(row.name, " takes options, no integers"));
    const std::vector<double> options = read_options(row);
    for (const Expr x : operands_) charge(static_cast<std::size_t>(x.shape().cols));
    std::vector<Expr> results = row.build({graph_, operands_, options});
    for (const Expr x : results) require_size(x.shape());
    values_.push_back(results[0]);
    if (results.size() > 1) results_.emplace(static_cast<std::uint32_t>(record_), std::move(results));
  }

  std::vector<double> read_options(const BuilderRow& row) {
    std::vector<double> values;
    for (const BuilderOption& option : row.options) values.push_back(option.fallback);
    for (std::uint32_t left = word(); left > 0; --left) {
      const std::string_view called = name();
      const std::size_t k = find_option(row, called);
      const std::string_view choice = name();
      values[k] =
          choice.empty() ? checked_number(row, row.options[k], number()) : checked_choice(row, row.options[k], choice);
    }
    return values;
  }
  void read_outputs(Decoded& result) {
    end_ = recipe_.words.size();
    for (std::size_t k = 0; k < outputs_; ++k) {
      const std::string_view called = name();
      const std::uint32_t place = word();
      if (place >= records_) malformed(text("output ", k, " is record ", place, " of ", records_));
      result.outputs.push_back({std::string(called), value(place)});
    }
    if (at_ != end_) malformed(text("it has ", end_ - at_, " words too many"));
    if (numbers_used_ != recipe_.numbers.size()) malformed("it has more numbers than its records take");
  }

  const Recipe& recipe_;
  std::span<const BuilderRow> catalogue_;
  Graph& graph_;
  DecodeOptions options_;
  const RecordHandler& handler_;
  std::size_t first_node_;
  std::uint32_t kind_ = 0;
  std::size_t at_ = 0;   // the next word
  std::size_t end_ = 0;  // after the record's last
  std::size_t numbers_used_ = 0;
  std::size_t list_integers_ = 0;
  std::size_t records_ = 0;
  std::size_t outputs_ = 0;
  std::size_t record_ = 0;
  std::vector<std::uint32_t> depth_;  // of concatenations and gathers, for each node since first_node_
  std::vector<Expr> values_;          // of each record
  std::map<std::uint32_t, std::vector<Expr>> results_;  // of the calls that have several
  std::vector<Function> functions_;                     // of each name that was called
  std::vector<Expr> operands_;
  std::vector<std::int32_t> integers_;
};

}  // namespace

Decoded decode(const Recipe& recipe, std::span<const BuilderRow> catalogue, Graph& graph, DecodeOptions options,
               const RecordHandler& handler) {
  return Decoder(recipe, catalogue, graph, options, handler).run();
}

std::vector<std::string_view> recipe_functions() {
  std::vector<std::string_view> names;
  for (const RecipeFunction& function : detail::recipe_function_table()) names.push_back(function.name);
  return names;
}

}  // namespace tractable
