#pragma once

#include <string_view>
#include <vector>

#include "support/recipe_writer.hpp"

// Models written by hand: records of model.hpp after those of RecipeWriter.

namespace tractable::test {

struct WrittenLaw {
  std::string_view name;
  std::vector<std::uint32_t> operands;
  std::vector<std::uint32_t> options = {0};
};

struct WrittenTransform {
  std::string_view name;
  std::vector<std::uint32_t> bounds = {};
};

class ModelWriter : public RecipeWriter {
 public:
  std::uint32_t sample(std::string_view called, const WrittenLaw& law, std::uint32_t rows = 1, std::uint32_t cols = 1,
                       const WrittenTransform& transform = {}) {
    std::vector<std::uint32_t> words{name(called)};
    add(words, law);
    words.push_back(name(transform.name));
    add(words, transform.bounds);
    words.insert(words.end(), {rows, cols});
    return record(16, words);
  }
  std::uint32_t observe(std::string_view called, const WrittenLaw& law, std::uint32_t data) {
    std::vector<std::uint32_t> words{name(called)};
    add(words, law);
    words.push_back(data);
    return record(17, words);
  }
  std::uint32_t factor(std::string_view called, std::uint32_t of, bool likelihood = false) {
    return record(18, {name(called), of, likelihood ? 1U : 0U});
  }
  std::uint32_t quantity(std::string_view called, std::uint32_t of, std::uint32_t rows = 1, std::uint32_t cols = 1) {
    return record(19, {name(called), of, rows, cols});
  }
  std::uint32_t law(const WrittenLaw& law) {
    std::vector<std::uint32_t> words;
    add(words, law);
    return record(20, words);
  }
  /// The words of an option that is one of several.
  std::vector<std::uint32_t> choice(std::string_view option, std::string_view value) {
    return {1, name(option), name(value)};
  }
  Recipe model() { return with_outputs({}); }

 private:
  static void add(std::vector<std::uint32_t>& words, const std::vector<std::uint32_t>& records) {
    words.push_back(static_cast<std::uint32_t>(records.size()));
    words.insert(words.end(), records.begin(), records.end());
  }
  void add(std::vector<std::uint32_t>& words, const WrittenLaw& law) {
    words.push_back(name(law.name));
    add(words, law.operands);
    words.insert(words.end(), law.options.begin(), law.options.end());
  }
};

}  // namespace tractable::test
