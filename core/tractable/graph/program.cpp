#include "tractable/graph/program.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/graph/plan/compiled.hpp"

namespace tractable {
namespace detail {

constexpr std::align_val_t kArenaAlign{64};
/// Kernels read up to one vector beyond the last element.
constexpr std::size_t kRoom = 128;

void FreeArena::operator()(std::byte* arena) const noexcept { ::operator delete(arena, kArenaAlign); }

namespace {

/// Numbers known when the program is built.
template <class T>
void load(Compiled<T>& program) {
  const Plan& plan = program.plan;
  for (ValueId v = 0; v < plan.graph.nodes.size(); ++v) {
    if (!plan.values[v].live || plan.values[v].owner != v) continue;
    const Node& node = plan.graph.nodes[v];
    T* const to = program.at(v);
    if (node.op == Op::constant) *to = static_cast<T>(node.value);
    if (node.op == Op::batch_size) *to = static_cast<T>(plan.options.batch);
    if (node.op == Op::data) {
      const auto& from = plan.graph.data[node.list];
      for (std::size_t i = 0; i < from.size(); ++i) to[i] = static_cast<T>(from[i]);
    }
  }
}

template <class T>
PlanOptions plan_options(const ProgramOptions& options) {
  return {.batch = options.batch,
          .superinstructions = options.superinstructions,
          .reuse_memory = options.reuse_memory,
          .element = sizeof(T),
          .max_bytes = options.max_bytes};
}

const simd::Kernels& kernels_of(const ProgramOptions& options) {
  return options.kernels != nullptr ? *options.kernels : simd::kernels();
}

}  // namespace

template <class T>
Compiled<T> compile(Plan plan, const simd::Kernels& kernels) {
  Compiled<T> program;
  program.plan = std::move(plan);
  const std::size_t workspace = workspace_of<T>(program.plan, kernels);
  const std::size_t limit = program.plan.options.max_bytes;
  const std::size_t values = program.plan.arena * sizeof(T);
  if (workspace > (limit - values) / sizeof(T)) {
    throw_error(ErrorCode::too_large, "Program", "the program needs more than the ", limit, " bytes that it may take");
  }
  program.bytes = values + workspace * sizeof(T) + kRoom;
  void* const memory = ::operator new(program.bytes, kArenaAlign, std::nothrow);
  if (memory == nullptr) {
    throw_error(ErrorCode::out_of_memory, "Program", "there are no ", program.bytes, " bytes for the program");
  }
  program.memory.reset(static_cast<std::byte*>(memory));
  program.arena = new (memory) T[program.bytes / sizeof(T)]();
  emit(program, kernels);
  load(program);
  for (const simd::Step<T>& step : program.once) step.run(step);
  return program;
}

template Compiled<float> compile(Plan, const simd::Kernels&);
template Compiled<double> compile(Plan, const simd::Kernels&);

}  // namespace detail

template <class T>
struct Program<T>::Plan {
  detail::Compiled<T> compiled;
  const simd::Kernels* kernels;
};

template <class T>
Program<T>::Program(std::span<const Expr> outputs, Options options) {
  const simd::Kernels& kernels = detail::kernels_of(options);
  auto plan = detail::make_plan(detail::extract(outputs, options), detail::plan_options<T>(options));
  plan_ = std::make_unique<Plan>(Plan{detail::compile<T>(std::move(plan), kernels), &kernels});
}

template <class T>
Program<T>::Program(Program&&) noexcept = default;
template <class T>
Program<T>& Program<T>::operator=(Program&&) noexcept = default;
template <class T>
Program<T>::~Program() = default;

template <class T>
std::span<T> Program<T>::input(Expr input) {
  auto& program = plan_->compiled;
  const auto v = input.graph == program.plan.graph.graph ? program.plan.graph.place(input.id) : kNoNode;
  if (v == kNoNode || program.plan.values[v].op != Op::input) {
    throw_error(ErrorCode::invalid_argument, "Program::input", "the expression is no input of this program's graph");
  }
  return {program.at(v), program.plan.values[v].size()};
}

template <class T>
std::span<const T> Program<T>::value(Expr output) const {
  const auto& program = plan_->compiled;
  const auto& graph = program.plan.graph;
  const auto place = output.graph == graph.graph ? graph.place(output.id) : kNoNode;
  for (std::size_t i = 0; place != kNoNode && i < graph.outputs.size(); ++i) {
    if (graph.outputs[i] != place) continue;
    const detail::ValueId v = program.plan.outputs[i];
    return {program.at(v), program.plan.values[v].size()};
  }
  throw_error(ErrorCode::invalid_argument, "Program::value", "the expression is no output of this program");
}

template <class T>
std::span<T> Program<T>::parameters() {
  auto& program = plan_->compiled;
  return {program.arena + program.plan.parameters, program.plan.parameters_size};
}
template <class T>
std::span<const T> Program<T>::gradients() const {
  const auto& program = plan_->compiled;
  return {program.arena + program.plan.gradients, program.plan.gradients_size};
}

template <class T>
void Program<T>::run() noexcept {
  plan_->compiled.run();
}

template <class T>
std::size_t Program<T>::batch() const {
  return plan_->compiled.plan.options.batch;
}
template <class T>
std::size_t Program<T>::steps() const {
  return plan_->compiled.steps.size();
}
template <class T>
std::size_t Program<T>::bytes() const {
  return plan_->compiled.bytes;
}

template <class T>
std::optional<typename Program<T>::NotFinite> Program<T>::first_not_finite() {
  auto& program = plan_->compiled;
  detail::PlanOptions options = program.plan.options;
  options.superinstructions = options.reuse_memory = false;  // every node keeps a value of its own
  options.max_bytes = std::numeric_limits<std::size_t>::max() / 4;
  auto plain = detail::compile<T>(detail::make_plan(program.plan.graph, options), *plan_->kernels);
  const auto& values = plain.plan.values;
  const auto& graph = plain.plan.graph;
  for (detail::ValueId v = 0; v < graph.nodes.size(); ++v) {
    if (values[v].op == Op::input) std::copy_n(program.at(v), values[v].size(), plain.at(v));
  }
  plain.run();
  for (detail::ValueId v = 0; v < graph.nodes.size(); ++v) {
    // Constants and data are what the author wrote: an infinity there is meant.
    const bool given = info(values[v].op).kind == OpKind::leaf && values[v].op != Op::input;
    if (given || !values[values[v].owner].live) continue;
    const T* const numbers = plain.at(v);
    for (std::size_t i = 0; i < values[v].size(); ++i) {
      if (!std::isfinite(numbers[i])) return NotFinite{graph.ids[v], graph.origins[v]};
    }
  }
  return std::nullopt;
}

template class Program<float>;
template class Program<double>;

}  // namespace tractable
