#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "tractable/graph/recipe.hpp"

// Recipes written by hand: each function appends one record and gives its number.

namespace tractable::test {

class RecipeWriter {
 public:
  static constexpr std::uint32_t kBatchRows = 0xffffffffU;

  std::uint32_t input(std::string_view name, std::uint32_t rows, std::uint32_t cols) {
    return record(1, {this->name(name), rows, cols});
  }
  std::uint32_t data(std::uint32_t rows, std::uint32_t cols, std::initializer_list<double> values) {
    recipe.numbers.insert(recipe.numbers.end(), values);
    return record(2, {0, rows, cols});
  }
  std::uint32_t constant(double value) {
    recipe.numbers.push_back(value);
    return record(3, {});
  }
  std::uint32_t call(std::string_view name, std::vector<std::uint32_t> operands,
                     std::vector<std::int32_t> integers = {}, std::vector<std::uint32_t> options = {0}) {
    std::vector<std::uint32_t> words{this->name(name), static_cast<std::uint32_t>(operands.size())};
    words.insert(words.end(), operands.begin(), operands.end());
    words.push_back(static_cast<std::uint32_t>(integers.size()));
    words.insert(words.end(), integers.begin(), integers.end());
    words.insert(words.end(), options.begin(), options.end());
    return record(4, words);
  }
  std::uint32_t pick(std::uint32_t of, std::uint32_t which) { return record(5, {of, which}); }
  std::uint32_t record(std::uint32_t kind, const std::vector<std::uint32_t>& words) {
    body_.push_back((static_cast<std::uint32_t>(words.size()) << 8U) | kind);
    body_.insert(body_.end(), words.begin(), words.end());
    return records_++;
  }
  std::uint32_t name(std::string_view text) {
    if (text.empty()) return 0;
    for (std::size_t k = 0; k < recipe.names.size(); ++k) {
      if (recipe.names[k] == text) return static_cast<std::uint32_t>(k + 1);
    }
    recipe.names.emplace_back(text);
    return static_cast<std::uint32_t>(recipe.names.size());
  }
  /// The recipe with these outputs.
  Recipe with_outputs(std::initializer_list<std::uint32_t> outputs) {
    recipe.words = {0x54524301U, records_, static_cast<std::uint32_t>(outputs.size())};
    recipe.words.insert(recipe.words.end(), body_.begin(), body_.end());
    for (const std::uint32_t output : outputs) {
      recipe.words.push_back(0);
      recipe.words.push_back(output);
    }
    return recipe;
  }

  Recipe recipe;

 private:
  std::vector<std::uint32_t> body_;
  std::uint32_t records_ = 0;
};

}  // namespace tractable::test
