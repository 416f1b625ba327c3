// The processor's peak, random fills and special functions.

#include <memory>
#include <vector>
#include <xsimd/xsimd.hpp>

#include "bench/bench.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace {

using bench::Row;

std::string kernels_in_use() {
  return "\"instruction_set\":\"" + std::string(tractable::simd::kernels().instruction_set) + "\"";
}

// A chain of multiply and add in twelve independent 128-bit registers: what one core can do at that width.
#ifdef __wasm__
using Narrow = xsimd::wasm;
#elif defined(__x86_64__)
using Narrow = xsimd::sse2;
#else
using Narrow = xsimd::default_arch;
#endif

[[gnu::noinline]] double multiply_add_chains(int steps) {
  using B = xsimd::batch<float, Narrow>;
  constexpr int kChains = 12;
  B chain[kChains];
  for (int i = 0; i < kChains; ++i) chain[i] = B(1.0f + 0.01f * static_cast<float>(i));
  const B factor(0.999f);
  const B term(0.001f);
  for (int step = 0; step < steps; ++step) {
    for (auto& value : chain) value = value * factor + term;
  }
  B total(0.0f);
  for (const auto& value : chain) total += value;
  bench::use(xsimd::reduce_add(total));
  return 2.0 * kChains * B::size * steps / 1e9;
}

const bool peak = bench::add("peak_128_f32", [] {
  return Row{"peak_128_f32", "GFLOP/s", "{\"chains\":12}", [] { return multiply_add_chains(1'000'000); }};
});

constexpr std::size_t kDraws = 10'000'000;

template <class T, class Fill>
Row fill_row(const char* name, Fill fill) {
  auto values = std::make_shared<std::vector<T>>(kDraws);
  return {name, "million/s", "{\"count\":10000000," + kernels_in_use() + "}", [values, fill] {
            fill(tractable::key_from_seed(1), std::span<T>(*values), 0);
            bench::use(static_cast<double>((*values)[kDraws / 2]));
            return kDraws / 1e6;
          }};
}

template <class T>
void fill_normal(tractable::Key key, std::span<T> out, std::uint64_t begin) {
  tractable::fill_normal(key, out, begin);
}
template <class T>
void fill_uniform(tractable::Key key, std::span<T> out, std::uint64_t begin) {
  tractable::fill_uniform(key, out, begin);
}

const bool fills[] = {
    bench::add("normal_f32", [] { return fill_row<float>("normal_f32", fill_normal<float>); }),
    bench::add("normal_f64", [] { return fill_row<double>("normal_f64", fill_normal<double>); }),
    bench::add("uniform_f32", [] { return fill_row<float>("uniform_f32", fill_uniform<float>); }),
    bench::add("uniform_f64", [] { return fill_row<double>("uniform_f64", fill_uniform<double>); }),
};

// Special functions on 65 536 arguments, which fit in the second-level cache.
constexpr std::size_t kArguments = 65'536;

template <class T, class Function>
Row special_row(const std::string& name, Function function, double low, double high) {
  auto x = std::make_shared<std::vector<T>>(kArguments);
  auto y = std::make_shared<std::vector<T>>(kArguments);
  tractable::fill_uniform(tractable::key_from_seed(1), std::span<T>(*x));
  for (auto& value : *x) value = static_cast<T>(low + (high - low) * static_cast<double>(value));
  return {name, "million/s", "{\"count\":65536," + kernels_in_use() + "}", [x, y, function] {
            function(x->data(), y->data(), kArguments);
            bench::use(static_cast<double>((*y)[7]));
            return kArguments / 1e6;
          }};
}

bool add_special(const std::string& name, void (*f64)(const double*, double*, std::size_t),
                 void (*f32)(const float*, float*, std::size_t)) {
  const bool probability = name == "normal_ppf";
  const bool positive = name == "log" || name == "log1p";
  const double low = probability || positive ? 0.001 : -5;
  const double high = probability ? 0.999 : 5;
  bench::add(name + "_f64", [=] { return special_row<double>(name + "_f64", f64, low, high); });
  return bench::add(name + "_f32", [=] { return special_row<float>(name + "_f32", f32, low, high); });
}

const bool specials[] = {
#define TRACTABLE_ROW(name) \
  add_special(#name, tractable::simd::kernels().name##_f64, tractable::simd::kernels().name##_f32),
    TRACTABLE_SPECIAL_FUNCTIONS(TRACTABLE_ROW)
#undef TRACTABLE_ROW
};

}  // namespace
