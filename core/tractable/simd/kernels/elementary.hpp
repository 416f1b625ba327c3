#pragma once

#include "tractable/simd/kernels/exponential.hpp"
#include "tractable/simd/kernels/logarithm.hpp"
#include "tractable/simd/kernels/logistic.hpp"
#include "tractable/simd/kernels/trigonometric.hpp"

// The elementary functions for double and float, with the same bits on every machine. The C libraries differ from each
// other by 1-2 ULP, and xsimd's own functions fuse multiply and add on some back-ends: so these are ours. Only + - * /,
// comparison, selection and bit operations. Every NaN that comes out is that of std::numeric_limits, so that its bits
// agree too.
//
//                    maximum error in ULP    valid range
//                    double      float
//   exp              1.1         1.1         all; a subnormal result is rounded once more, in place
//   expm1            1.3         1.4         all
//   log              0.9         0.9         all
//   log1p            0.9         0.9         all
//   sin              0.9         0.9         all
//   cos              0.9         0.9         all
//   atan             1.5         1.5         all
//   tanh             1.6         1.5         all
//   sigmoid          2.4         2.4         all, subnormal results included
//   softplus         1.8         1.8         all, subnormal results included
//   log_sigmoid      1.8         1.8         all, subnormal results included
//   sincos_quarter   1.7, 1.2    1.7, 1.2    |f| <= 0.5
//
// Measured and rounded up: double against libquadmath, 4 million arguments in each of several ranges; float against
// double at all 2^32 arguments. tests/support/ulp.hpp holds the same numbers.
