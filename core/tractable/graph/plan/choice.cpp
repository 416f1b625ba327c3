#include "tractable/graph/plan/choice.hpp"

#include <type_traits>

namespace tractable::detail {
namespace {

using simd::BinaryStep;
using simd::Step;
using simd::UnaryStep;

template <class T>
using Map = void (*)(const T* x, T* y, std::size_t n);

/// A function of kernels.hpp on all elements.
template <class T>
void run_map(const Step<T>& s) {
  (*static_cast<const Map<T>*>(s.more))(s.a, s.y, s.cols);
}

/// Where `kernels` keeps the function of an op that has no step of its own; null if it has one.
template <class T>
const Map<T>* map_of(const simd::Kernels& kernels, Op op, int order) {
  const auto choose = [](const Map<double>& f64, const Map<float>& f32) {
    if constexpr (std::is_same_v<T, double>) {
      return (void)f32, &f64;
    } else {
      return (void)f64, &f32;
    }
  };
#define TRACTABLE_CASE(name, function) \
  if (op == Op::name) return choose(kernels.function##_f64, kernels.function##_f32);
#define TRACTABLE_ORDER(n, function) \
  if (op == Op::polygamma && order == n) return choose(kernels.function##_f64, kernels.function##_f32);
  TRACTABLE_CASE(expm1, expm1)
  TRACTABLE_CASE(sin, sin)
  TRACTABLE_CASE(cos, cos)
  TRACTABLE_CASE(atan, atan)
  TRACTABLE_CASE(log_sigmoid, log_sigmoid)
  TRACTABLE_CASE(lgamma, lgamma)
  TRACTABLE_CASE(deviance, deviance)
  TRACTABLE_CASE(stirling, stirling)
  TRACTABLE_CASE(erf, erf)
  TRACTABLE_CASE(erfc, erfc)
  TRACTABLE_CASE(erfcx, erfcx)
  TRACTABLE_CASE(normal_log_cdf, normal_log_cdf)
  TRACTABLE_CASE(normal_ppf, normal_ppf)
  TRACTABLE_ORDER(0, digamma)
  TRACTABLE_ORDER(1, trigamma)
  TRACTABLE_ORDER(2, tetragamma)
  TRACTABLE_ORDER(3, pentagamma)
  TRACTABLE_ORDER(4, hexagamma)
#undef TRACTABLE_CASE
#undef TRACTABLE_ORDER
  return nullptr;
}

/// By name: op.hpp and step.hpp use the same ones.
UnaryStep unary_step(Op op) {
  switch (op) {
#define TRACTABLE_CASE(name) \
  case Op::name:             \
    return UnaryStep::name;
    TRACTABLE_UNARY_OP_STEPS(TRACTABLE_CASE)
#undef TRACTABLE_CASE
    default:
      return UnaryStep::copy;
  }
}
}  // namespace

BinaryStep binary_step(Op op) {
  switch (op) {
#define TRACTABLE_CASE(name) \
  case Op::name:             \
    return BinaryStep::name;
    TRACTABLE_BINARY_STEPS(TRACTABLE_CASE)
#undef TRACTABLE_CASE
    default:
      return BinaryStep::add;
  }
}

template <class T>
const simd::StepTable<T>& table_of(const simd::Kernels& kernels) {
  if constexpr (std::is_same_v<T, double>) {
    return *kernels.steps_f64;
  } else {
    return *kernels.steps_f32;
  }
}

template <class T>
void choose_unary(Step<T>& step, const simd::Kernels& kernels, Op op, int order) {
  const Map<T>* map = map_of<T>(kernels, op, order);
  step.more = static_cast<const void*>(map);
  step.run = map != nullptr ? run_map<T> : table_of<T>(kernels).unary[static_cast<std::size_t>(unary_step(op))];
}

template const simd::StepTable<float>& table_of(const simd::Kernels&);
template const simd::StepTable<double>& table_of(const simd::Kernels&);
template void choose_unary(Step<float>&, const simd::Kernels&, Op, int);
template void choose_unary(Step<double>&, const simd::Kernels&, Op, int);

}  // namespace tractable::detail
