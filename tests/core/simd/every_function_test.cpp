// What holds for every special function: the same bits in each kernel set and build, and no access beyond the spans.

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "support/ulp.hpp"
#include "tractable/base/error.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

/// Arguments of every kind: bit patterns, the ranges where the functions vary, and the ends of the type.
template <class T>
std::vector<T> mixed_arguments(std::size_t n, std::uint64_t seed) {
  Arguments random(seed);
  using Limits = std::numeric_limits<T>;
  std::vector<T> x{0,
                   T(-0.0),
                   1,
                   -1,
                   Limits::infinity(),
                   -Limits::infinity(),
                   Limits::quiet_NaN(),
                   Limits::denorm_min(),
                   -Limits::denorm_min(),
                   Limits::min(),
                   Limits::max(),
                   Limits::lowest(),
                   T(0.5),
                   T(-0.5),
                   T(0.25)};
  while (x.size() < n) {
    x.push_back(random.pattern<T>());
    x.push_back(static_cast<T>(random.uniform(-10, 10)));
    x.push_back(static_cast<T>(random.uniform(0, 1)));
    x.push_back(static_cast<T>(random.uniform(-40, 40)));
    x.push_back(static_cast<T>(random.uniform(-750, 720)));
    x.push_back(static_cast<T>(random.power(-30, 0)));
  }
  x.resize(n);
  return x;
}

/// FNV-1a over the bits of the values, 32 or 64 at a time.
template <class T>
std::uint64_t hash_of(const std::vector<T>& values) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const T value : values) {
    hash = (hash ^ bits_of(value)) * 0x100000001b3;
    hash ^= hash >> 29;
  }
  return hash;
}

struct Entry {
  std::string name;
  void (*simd::Kernels::*f64)(const double*, double*, std::size_t);
  void (*simd::Kernels::*f32)(const float*, float*, std::size_t);
  void (*span_f64)(std::span<const double>, std::span<double>);
  void (*span_f32)(std::span<const float>, std::span<float>);
};

const Entry kFunctions[] = {
#define TRACTABLE_ROW(name) \
  {#name, &simd::Kernels::name##_f64, &simd::Kernels::name##_f32, &tractable::name, &tractable::name},
    TRACTABLE_SPECIAL_FUNCTIONS(TRACTABLE_ROW)
#undef TRACTABLE_ROW
};

template <class T>
auto kernel_of(const Entry& entry) {
  if constexpr (sizeof(T) == 8)
    return entry.f64;
  else
    return entry.f32;
}

template <class T>
auto span_form(const Entry& entry) {
  if constexpr (sizeof(T) == 8)
    return entry.span_f64;
  else
    return entry.span_f32;
}

}  // namespace

TEST_CASE_TEMPLATE("every instruction set gives the same bits of every special function", T, double, float) {
  const auto x = mixed_arguments<T>(50'003, 1);
  const simd::Kernels& scalar = *simd::kernels_for("scalar");
  for (const Entry& entry : kFunctions) {
    std::vector<T> expected(x.size());
    (scalar.*kernel_of<T>(entry))(x.data(), expected.data(), x.size());
    for (const simd::Kernels* kernels : simd::available_kernels()) {
      std::vector<T> got(x.size());
      (kernels->*kernel_of<T>(entry))(x.data(), got.data(), x.size());
      std::size_t different = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (bits_of(got[i]) != bits_of(expected[i]) && different++ == 0) {
          CAPTURE(x[i]);
          CAPTURE(got[i]);
          CAPTURE(expected[i]);
          FAIL_CHECK(entry.name << " differs in " << std::string(kernels->instruction_set));
        }
      }
    }
  }
}

TEST_CASE_TEMPLATE("a number among its like gives the bits that it gives alone", T, double, float) {
  // Usual arguments side by side, as the mixed ones above never are: some kernels take several vectors at a time, and
  // some have a shorter way for vectors that hold nothing special. Now and then there is one that does.
  Arguments random(5);
  std::vector<T> x;
  while (x.size() < 2000) {
    x.push_back(static_cast<T>(random.uniform(0, 1)));
    if (x.size() % 500 > 250) x.back() = static_cast<T>(random.uniform(-10, 10));
  }
  for (const std::size_t i : {33u, 177u, 603u, 1100u}) x[i] = T(0x1p-30);
  for (const std::size_t i : {440u, 941u}) x[i] = std::numeric_limits<T>::quiet_NaN();
  for (const std::size_t i : {450u, 1420u}) x[i] = T(-95);
  for (const Entry& entry : kFunctions) {
    for (const simd::Kernels* kernels : simd::available_kernels()) {
      std::vector<T> got(x.size());
      (kernels->*kernel_of<T>(entry))(x.data(), got.data(), x.size());
      std::size_t different = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        T alone = 0;
        (kernels->*kernel_of<T>(entry))(&x[i], &alone, 1);
        if (bits_of(got[i]) != bits_of(alone) && different++ == 0) {
          CAPTURE(i);
          CAPTURE(x[i]);
          CAPTURE(got[i]);
          CAPTURE(alone);
          FAIL_CHECK(entry.name << " differs in " << std::string(kernels->instruction_set));
        }
      }
    }
  }
}

TEST_CASE("every build gives the bits that were written down") {
  // Native, WebAssembly and scalar builds run this same file: equal to one table means equal to each other. After a
  // wanted change of a kernel (never of a compiler flag) copy the values from the failure.
  struct Written {
    const char* name;
    std::uint64_t f64, f32;
  };
  constexpr Written kWritten[] = {
      {"exp", 0xf675db509cc55a4a, 0xeaf008dcacb1cfb8},
      {"log", 0x4ca7e3a469b1c97c, 0xccbfe62f5a423767},
      {"log1p", 0xd3edf6c06ae1a8c8, 0xb4f59b972eadecdb},
      {"erf", 0x696fe990155dfab0, 0x15f287ad5e874fd5},
      {"erfc", 0x9442e4c2531f93cd, 0x8ed3a17dbe20760c},
      {"erfcx", 0x35c9e771cddff87c, 0xf4130a5a522d2caf},
      {"normal_pdf", 0x520b87f4a5321ad2, 0x197d7d9229362453},
      {"normal_cdf", 0xea43ff842bcb684c, 0x4134de1d46232d54},
      {"normal_log_cdf", 0xb238a77b3b763239, 0x4d85a9f75619167c},
      {"normal_ppf", 0xa6e5f04b3c997b78, 0xa3d2457bbe138f23},
      {"erfinv", 0x9eda128632f3c84a, 0x7ef1a07a7793b8d6},
      {"erfcinv", 0x89007af430c10301, 0x7e3f94691122e6ab},
      {"lgamma", 0x1c1a008304a8d2ac, 0xd347ee0352d07315},
      {"deviance", 0x09ed13c96b2537db, 0xa413c07869c9246c},
      {"stirling", 0xe4023c74955db21b, 0x49d98deb70d7c766},
      {"digamma", 0xe9c8d94fa9b5c9ad, 0x8a89e7a9596ba273},
      {"trigamma", 0xc4317108564f537f, 0xc8b2be687ba889cc},
      {"tetragamma", 0xd98fb0f14d6dbc3e, 0x223de7061993d76c},
      {"pentagamma", 0x2287c91950cc64b4, 0xcc929cbf6ff42337},
      {"hexagamma", 0x7da8f82d06f68318, 0xb9e8135e01d8d73c},
      {"expm1", 0xba2dfbbcf685efb2, 0x516dde4bf9c38e73},
      {"sin", 0x295879185d68bfc1, 0xbe23fdd3bf36c6f4},
      {"cos", 0xf96d8959793f4fed, 0x05ffd985ccaebba8},
      {"atan", 0xe1883fb00b10624e, 0x1cc869703997dd59},
      {"tanh", 0xb059f74d6b1a4eba, 0xd313793eea0bce2c},
      {"sigmoid", 0x6bf5d105d8a38710, 0x392a64dbbdcb8612},
      {"softplus", 0x195ee5470ac69490, 0x1391e0c229547bac},
      {"log_sigmoid", 0x764ebad4c2ce59b7, 0x786c7a462e5f30a6},
  };
  const auto x = mixed_arguments<double>(100'000, 2);
  const auto x32 = mixed_arguments<float>(100'000, 3);
  std::vector<double> y(x.size());
  std::vector<float> y32(x32.size());
  std::size_t found = 0;
  for (const Entry& entry : kFunctions) {
    entry.span_f64(x, y);
    entry.span_f32(x32, y32);
    for (const Written& written : kWritten) {
      if (entry.name != written.name) continue;
      ++found;
      CHECK_MESSAGE(hash_of(y) == written.f64, entry.name << " f64");
      CHECK_MESSAGE(hash_of(y32) == written.f32, entry.name << " f32");
    }
  }
  CHECK(found == std::size(kFunctions));
}

TEST_CASE_TEMPLATE("a span of any length is filled to its end and not beyond, in place too", T, double, float) {
  constexpr T canary = T(-12345);
  const auto x = mixed_arguments<T>(64, 4);
  for (const Entry& entry : kFunctions) {
    std::vector<T> alone(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
      span_form<T>(entry)(std::span(x).subspan(i, 1), std::span(alone).subspan(i, 1));
    for (const simd::Kernels* kernels : simd::available_kernels()) {
      for (std::size_t n = 0; n <= 35; ++n) {
        std::vector<T> y(n + 32, canary);
        (kernels->*kernel_of<T>(entry))(x.data(), y.data() + 16, n);
        std::vector<T> in_place(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(n));
        (kernels->*kernel_of<T>(entry))(in_place.data(), in_place.data(), n);
        bool right = true;
        for (std::size_t i = 0; i < 16; ++i) right = right && y[i] == canary && y[n + 16 + i] == canary;
        for (std::size_t i = 0; i < n; ++i) {
          right = right && bits_of(y[16 + i]) == bits_of(alone[i]) && bits_of(in_place[i]) == bits_of(alone[i]);
        }
        CHECK_MESSAGE(right, entry.name << " " << std::string(kernels->instruction_set) << " n = " << n);
      }
    }
  }
}

TEST_CASE_TEMPLATE("spans of different lengths are refused", T, double, float) {
  const std::vector<T> x(5);
  std::vector<T> y(4, T(7));
  for (const Entry& entry : kFunctions) {
    CAPTURE(entry.name);
    try {
      span_form<T>(entry)(x, y);
      FAIL_CHECK("no error");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::shape_mismatch);
      CHECK(error.where() == entry.name);
    }
    for (const T value : y) CHECK(value == T(7));
  }
}
