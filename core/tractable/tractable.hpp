#pragma once

// Everything that a user of the library may include. The core itself never includes this file.

#include "tractable/base/error.hpp"
#include "tractable/base/key.hpp"
#include "tractable/base/root.hpp"
#include "tractable/catalogue.hpp"
#include "tractable/data/csv.hpp"
#include "tractable/data/number.hpp"
#include "tractable/density/bandwidth.hpp"
#include "tractable/density/histogram.hpp"
#include "tractable/density/kde.hpp"
#include "tractable/density/moments.hpp"
#include "tractable/density/quantile_steps.hpp"
#include "tractable/diagnostics/kolmogorov_smirnov.hpp"
#include "tractable/graph/builder.hpp"
#include "tractable/graph/print.hpp"
#include "tractable/graph/recipe.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/self_test.hpp"
#include "tractable/simd/special.hpp"
