#include "tractable/nn/parameters.hpp"

#include <algorithm>
#include <utility>

#include "tractable/base/error.hpp"

namespace tractable {
namespace {

template <class T>
void fill(std::span<const Parameter> list, std::size_t size, Key key, std::span<T> flat) {
  if (flat.size() != size) {
    throw_error(ErrorCode::shape_mismatch, "initialize", "the parameters are ", size, " numbers, not ", flat.size());
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Parameter& p = list[i];
    const Shape shape = p.expr.shape();
    const Fans fans{static_cast<std::size_t>(shape.rows), static_cast<std::size_t>(shape.cols)};
    initialize(p.initializer, fans, fold_in(key, i), flat.subspan(p.offset, p.size));
  }
}

}  // namespace

Expr Parameters::add(std::string name, Shape shape, Initializer initializer) {
  const auto taken = [&](const Parameter& p) { return p.name == name; };
  if (name.empty() || std::ranges::any_of(list_, taken)) {
    throw_error(ErrorCode::invalid_argument, "parameter",
                name.empty() ? std::string("a parameter needs a name") : text("the name '", name, "' is taken"));
  }
  require_valid(initializer);
  if (shape.has_batch()) {
    throw_error(ErrorCode::invalid_argument, "parameter", "'", name, "' cannot have the batch as its rows");
  }
  const Expr expr = graph_->input(shape, name);
  const std::size_t size = static_cast<std::size_t>(shape.rows) * static_cast<std::size_t>(shape.cols);
  list_.push_back({std::move(name), expr, size_, size, initializer});
  exprs_.push_back(expr);
  size_ += size;
  return expr;
}

const Parameter& Parameters::operator[](std::string_view name) const {
  std::string names;
  for (const Parameter& p : list_) {
    if (p.name == name) return p;
    names += text(names.empty() ? "" : ", ", p.name);
  }
  throw_error(ErrorCode::unknown_name, "parameter", "'", name, "' is none of ", names.empty() ? "none" : names);
}

void Parameters::initialize(Key key, std::span<double> flat) const { fill(list(), size_, key, flat); }

void Parameters::initialize(Key key, std::span<float> flat) const { fill(list(), size_, key, flat); }

}  // namespace tractable
