#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tractable {

/// A law that a record of a model may name, in words: for the language that writes such records.
struct LawFacts {
  struct Parameter {
    std::string_view name;
    std::string_view domain;  ///< real, positive, probability, count
    std::string_view shape;   ///< number, row, matrix: for one value
  };
  std::string name;
  std::vector<Parameter> parameters;
  bool discrete;
  std::string_view event;      ///< what one value is: number, row, matrix
  std::string_view transform;  ///< the bijector onto its support; real for discrete ones
};

/// Those with parameters of their own, in alphabetical order: all but flat, mixture and truncated.
[[nodiscard]] std::vector<LawFacts> laws();

}  // namespace tractable
