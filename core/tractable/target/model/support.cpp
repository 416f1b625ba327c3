#include "tractable/target/model/expand.hpp"

namespace tractable::detail {
void require_support(const ModelExprs& model) { (void)model; }
}  // namespace tractable::detail
