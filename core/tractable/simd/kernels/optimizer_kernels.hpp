#pragma once

#include "tractable/simd/kernels/batch.hpp"
#include "tractable/simd/kernels/elementary.hpp"
#include "tractable/simd/kernels/reduce_kernels.hpp"
#include "tractable/simd/optimizer_step.hpp"

// The updates of optim/optimizer.hpp, each one pass: parameters and state are read and written once. Only + - * / sqrt
// and comparison, so the bits, of float too, are the same at every vector width; a NaN in the gradient goes into the
// state and the parameter.

namespace tractable::simd {

namespace detail {

/// The whole vectors of `sweep`; returns where the rest begins. A small function of its own, for V8 to compile well.
template <std::size_t Slots, class B, class T, class Update>
[[gnu::noinline]] std::size_t sweep_vectors(T* p, const T* g, T* const* state, std::size_t n, const Update& shared) {
  const Update update = shared;  // copies, which no store can change
  constexpr std::size_t room = Slots == 0 ? 1 : Slots;
  T* slot[room];
  for (std::size_t k = 0; k < Slots; ++k) slot[k] = state[k];
  std::size_t i = 0;
  for (; i + B::size <= n; i += B::size) {
    B value[room];
    for (std::size_t k = 0; k < Slots; ++k) value[k] = B::load_unaligned(slot[k] + i);
    update(B::load_unaligned(p + i), B::load_unaligned(g + i), value).store_unaligned(p + i);
    for (std::size_t k = 0; k < Slots; ++k) value[k].store_unaligned(slot[k] + i);
  }
  return i;
}

/// p[i] = update(p[i], g[i], state of i) for all i; update changes the state in place. The last, partial vector goes
/// through buffers, so that nothing past the end is touched and a parameter's bits do not depend on its place.
template <class A, std::size_t Slots, class T, class Update>
inline void sweep(T* p, const T* g, T* const* state, std::size_t n, const Update& update) {
  using B = Batch<T, A>;
  constexpr std::size_t room = Slots == 0 ? 1 : Slots;
  const std::size_t i = sweep_vectors<Slots, B>(p, g, state, n, update);
  if (i == n) return;
  const std::size_t rest = n - i;
  T buffer[room + 2][B::size] = {};
  for (std::size_t j = 0; j < rest; ++j) {
    buffer[room][j] = p[i + j];
    buffer[room + 1][j] = g[i + j];
    for (std::size_t k = 0; k < Slots; ++k) buffer[k][j] = state[k][i + j];
  }
  B value[room];
  for (std::size_t k = 0; k < Slots; ++k) value[k] = B::load_unaligned(buffer[k]);
  update(B::load_unaligned(buffer[room]), B::load_unaligned(buffer[room + 1]), value).store_unaligned(buffer[room]);
  for (std::size_t k = 0; k < Slots; ++k) value[k].store_unaligned(buffer[k]);
  for (std::size_t j = 0; j < rest; ++j) {
    p[i + j] = buffer[room][j];
    for (std::size_t k = 0; k < Slots; ++k) state[k][i + j] = buffer[k][j];
  }
}

/// The numbers of a step in every lane, in the type of the parameters.
template <class B>
struct Numbers {
  using T = typename B::value_type;

  explicit Numbers(const OptimizerStep& step)
      : gradient(static_cast<T>(step.gradient)),
        weight_decay(static_cast<T>(step.weight_decay)),
        keep(static_cast<T>(step.keep)),
        rate(static_cast<T>(step.rate)),
        decay1(static_cast<T>(step.decay1)),
        gain1(static_cast<T>(step.gain1)),
        decay2(static_cast<T>(step.decay2)),
        gain2(static_cast<T>(step.gain2)),
        scale2(static_cast<T>(step.scale2)),
        eps(static_cast<T>(step.eps)),
        decays(step.weight_decay != 0) {}

  /// The gradient that the method sees. Without weight decay an infinite p does not reach it.
  [[nodiscard]] B direction(B p, B g) const { return decays ? g * gradient + weight_decay * p : g * gradient; }
  [[nodiscard]] B first(B m, B g) const { return decay1 * m + gain1 * g; }
  [[nodiscard]] B second(B v, B g) const { return decay2 * v + gain2 * (g * g); }

  B gradient, weight_decay, keep, rate, decay1, gain1, decay2, gain2, scale2, eps;
  bool decays;
};

/// The larger, or NaN if one is NaN.
template <class B>
inline B larger(B a, B b) {
  return xsimd::select(a == a, xsimd::select(a > b, a, b), a);
}

template <class A, bool Nesterov, class T>
inline void sgd_with_momentum(const OptimizerStep& step, T* p, const T* g, T* const* state, std::size_t n) {
  using B = Batch<T, A>;
  const Numbers<B> c(step);
  sweep<A, 1>(p, g, state, n, [c](B x, B gradient, B* s) {
    const B d = c.direction(x, gradient);
    s[0] = c.first(s[0], d);
    return x - c.rate * (Nesterov ? d + c.decay1 * s[0] : s[0]);
  });
}

template <class A, bool Centered, bool Momentum, class T>
inline void rmsprop_of(const OptimizerStep& step, T* p, const T* g, T* const* state, std::size_t n) {
  using B = Batch<T, A>;
  const Numbers<B> c(step);
  sweep<A, 1 + Centered + Momentum>(p, g, state, n, [c](B x, B gradient, B* s) {
    const B d = c.direction(x, gradient);
    s[0] = c.second(s[0], d);
    B spread = s[0];
    if constexpr (Centered) {
      s[1] = c.decay2 * s[1] + c.gain2 * d;
      spread = s[0] - s[1] * s[1];
      spread = xsimd::select(spread < B(T(0)), B(T(0)), spread);  // a variance, but for rounding
    }
    const B scaled = d / (xsimd::sqrt(spread) + c.eps);
    if constexpr (!Momentum) return x - c.rate * scaled;
    B& m = s[Centered ? 2 : 1];
    m = c.decay1 * m + scaled;
    return x - c.rate * m;
  });
}

/// Plain: nothing scales the gradient, and no weight decays; the products left out are by 1, so the bits are the same.
/// Time is the divider's: with the correction of v after its root instead of under it, a step took a fifth longer.
template <class A, bool Maximum, bool Plain, class T>
inline void adam_of(const OptimizerStep& step, T* p, const T* g, T* const* state, std::size_t n) {
  using B = Batch<T, A>;
  const Numbers<B> c(step);
  sweep<A, 2 + Maximum>(p, g, state, n, [c](B x, B gradient, B* s) {
    const B d = Plain ? gradient : c.direction(x, gradient);
    s[0] = c.first(s[0], d);
    s[1] = c.second(s[1], d);
    if constexpr (Maximum) s[2] = larger(s[2], s[1]);
    return (Plain ? x : x * c.keep) - c.rate * s[0] / (xsimd::sqrt(s[Maximum ? 2 : 1] * c.scale2) + c.eps);
  });
}

}  // namespace detail

/// State: m if there is momentum.
template <class A, class T>
inline void sgd(const OptimizerStep& step, T* p, const T* g, T* const* state, std::size_t n) {
  using B = Batch<T, A>;
  if (step.nesterov) return detail::sgd_with_momentum<A, true>(step, p, g, state, n);
  if (step.momentum) return detail::sgd_with_momentum<A, false>(step, p, g, state, n);
  const detail::Numbers<B> c(step);
  detail::sweep<A, 0>(p, g, state, n, [c](B x, B gradient, B*) { return x - c.rate * c.direction(x, gradient); });
}

/// State: v, the mean of g if centred, m if there is momentum.
template <class A, class T>
inline void rmsprop(const OptimizerStep& step, T* p, const T* g, T* const* state, std::size_t n) {
  if (step.centered && step.momentum) return detail::rmsprop_of<A, true, true>(step, p, g, state, n);
  if (step.centered) return detail::rmsprop_of<A, true, false>(step, p, g, state, n);
  if (step.momentum) return detail::rmsprop_of<A, false, true>(step, p, g, state, n);
  detail::rmsprop_of<A, false, false>(step, p, g, state, n);
}

/// State: v, here the sum of g^2.
template <class A, class T>
inline void adagrad(const OptimizerStep& step, T* p, const T* g, T* const* state, std::size_t n) {
  using B = Batch<T, A>;
  const detail::Numbers<B> c(step);
  detail::sweep<A, 1>(p, g, state, n, [c](B x, B gradient, B* s) {
    const B d = c.direction(x, gradient);
    s[0] += d * d;
    return x - c.rate * d / (xsimd::sqrt(s[0]) + c.eps);
  });
}

/// State: v, and the mean square of the moves before the learning rate.
template <class A, class T>
inline void adadelta(const OptimizerStep& step, T* p, const T* g, T* const* state, std::size_t n) {
  using B = Batch<T, A>;
  const detail::Numbers<B> c(step);
  detail::sweep<A, 2>(p, g, state, n, [c](B x, B gradient, B* s) {
    const B d = c.direction(x, gradient);
    s[0] = c.second(s[0], d);
    const B move = xsimd::sqrt(s[1] + c.eps) / xsimd::sqrt(s[0] + c.eps) * d;
    s[1] = c.second(s[1], move);
    return x - c.rate * move;
  });
}

/// State: m, v, and for AMSGrad the largest v so far.
template <class A, class T>
inline void adam(const OptimizerStep& step, T* p, const T* g, T* const* state, std::size_t n) {
  if (step.maximum) return detail::adam_of<A, true, false>(step, p, g, state, n);
  if (step.gradient != 1 || step.weight_decay != 0 || step.keep != 1) {
    return detail::adam_of<A, false, false>(step, p, g, state, n);
  }
  detail::adam_of<A, false, true>(step, p, g, state, n);
}

/// State: m, and the largest |g| so far, which fades.
template <class A, class T>
inline void adamax(const OptimizerStep& step, T* p, const T* g, T* const* state, std::size_t n) {
  using B = Batch<T, A>;
  const detail::Numbers<B> c(step);
  detail::sweep<A, 2>(p, g, state, n, [c](B x, B gradient, B* s) {
    const B d = c.direction(x, gradient);
    s[0] = c.first(s[0], d);
    s[1] = detail::larger(c.decay2 * s[1], detail::magnitude(d) + c.eps);
    return x - c.rate * s[0] / s[1];
  });
}

/// sum_i (scale x_i)^2 in double and in the fixed order of reduce_kernels.hpp.
template <class A, class T>
inline double sum_scaled_squares(const T* x, std::size_t n, double scale) {
  using B = Batch<double, A>;
  constexpr std::size_t vectors = kVirtualLanes / B::size;
  const B factor(scale);
  B lane[vectors];
  for (auto& accumulator : lane) accumulator = B(0.0);
  double group[kVirtualLanes];
  const auto add_group = [&] {
    for (std::size_t v = 0; v < vectors; ++v) {
      const B value = B::load_unaligned(group + v * B::size) * factor;
      lane[v] += value * value;
    }
  };
  std::size_t i = 0;
  for (; i + kVirtualLanes <= n; i += kVirtualLanes) {
    for (std::size_t k = 0; k < kVirtualLanes; ++k) group[k] = static_cast<double>(x[i + k]);
    add_group();
  }
  if (i < n) {
    for (std::size_t k = 0; k < kVirtualLanes; ++k) group[k] = i + k < n ? static_cast<double>(x[i + k]) : 0.0;
    add_group();
  }
  for (std::size_t v = 0; v < vectors; ++v) lane[v].store_unaligned(group + v * B::size);
  return ((group[0] + group[4]) + (group[2] + group[6])) + ((group[1] + group[5]) + (group[3] + group[7]));
}

}  // namespace tractable::simd
