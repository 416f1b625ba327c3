#pragma once

#include <emscripten/val.h>

// What TypeScript is told of arguments and results. Each is a `val` with a name for --emit-tsd, registered once in
// bindings.cpp; nothing is taken on trust, border.hpp checks what really arrives.

namespace tractable::border {

EMSCRIPTEN_DECLARE_VAL_TYPE(Catalogue)
EMSCRIPTEN_DECLARE_VAL_TYPE(Distance)
EMSCRIPTEN_DECLARE_VAL_TYPE(Doubles)
EMSCRIPTEN_DECLARE_VAL_TYPE(Evaluated)
EMSCRIPTEN_DECLARE_VAL_TYPE(Flag)
EMSCRIPTEN_DECLARE_VAL_TYPE(Floats)
EMSCRIPTEN_DECLARE_VAL_TYPE(Inspected)
EMSCRIPTEN_DECLARE_VAL_TYPE(NotFinite)
EMSCRIPTEN_DECLARE_VAL_TYPE(KeyPairs)
EMSCRIPTEN_DECLARE_VAL_TYPE(Number)
EMSCRIPTEN_DECLARE_VAL_TYPE(Numbers)
EMSCRIPTEN_DECLARE_VAL_TYPE(Ports)
EMSCRIPTEN_DECLARE_VAL_TYPE(Precision)
EMSCRIPTEN_DECLARE_VAL_TYPE(RootName)
EMSCRIPTEN_DECLARE_VAL_TYPE(RuleName)
EMSCRIPTEN_DECLARE_VAL_TYPE(RuleNameOrNumber)
EMSCRIPTEN_DECLARE_VAL_TYPE(SampleMoments)
EMSCRIPTEN_DECLARE_VAL_TYPE(Separator)
EMSCRIPTEN_DECLARE_VAL_TYPE(SpecialName)
EMSCRIPTEN_DECLARE_VAL_TYPE(Steps)
EMSCRIPTEN_DECLARE_VAL_TYPE(SummaryState)
EMSCRIPTEN_DECLARE_VAL_TYPE(Text)
EMSCRIPTEN_DECLARE_VAL_TYPE(Texts)
EMSCRIPTEN_DECLARE_VAL_TYPE(Words)

// Of bindings_diagnostics.cpp.
EMSCRIPTEN_DECLARE_VAL_TYPE(Band)
EMSCRIPTEN_DECLARE_VAL_TYPE(ChainSummaries)
EMSCRIPTEN_DECLARE_VAL_TYPE(ChainSummary)
EMSCRIPTEN_DECLARE_VAL_TYPE(QuantileErrors)
EMSCRIPTEN_DECLARE_VAL_TYPE(RankTest)

// Of bindings_montecarlo.cpp.
EMSCRIPTEN_DECLARE_VAL_TYPE(BallState)
EMSCRIPTEN_DECLARE_VAL_TYPE(Curves)
EMSCRIPTEN_DECLARE_VAL_TYPE(Darts)
EMSCRIPTEN_DECLARE_VAL_TYPE(Estimated)
EMSCRIPTEN_DECLARE_VAL_TYPE(LineTargets)
EMSCRIPTEN_DECLARE_VAL_TYPE(ProposalName)
EMSCRIPTEN_DECLARE_VAL_TYPE(Smoothed)
EMSCRIPTEN_DECLARE_VAL_TYPE(Weighted)

// Of bindings_sets.cpp.
EMSCRIPTEN_DECLARE_VAL_TYPE(PlaneSetName)
EMSCRIPTEN_DECLARE_VAL_TYPE(PlaneSets)
EMSCRIPTEN_DECLARE_VAL_TYPE(Points)

// Of bindings_vae.cpp.
EMSCRIPTEN_DECLARE_VAL_TYPE(Bytes)
EMSCRIPTEN_DECLARE_VAL_TYPE(Codings)
EMSCRIPTEN_DECLARE_VAL_TYPE(CodeMeasures)
EMSCRIPTEN_DECLARE_VAL_TYPE(InformationParts)
EMSCRIPTEN_DECLARE_VAL_TYPE(NetworkFacts)
EMSCRIPTEN_DECLARE_VAL_TYPE(PcaFit)
EMSCRIPTEN_DECLARE_VAL_TYPE(Pixels)
EMSCRIPTEN_DECLARE_VAL_TYPE(RowLossParts)
EMSCRIPTEN_DECLARE_VAL_TYPE(TrainingNews)

// Of bindings_weights.cpp.
EMSCRIPTEN_DECLARE_VAL_TYPE(Adaptive)
EMSCRIPTEN_DECLARE_VAL_TYPE(Quieter)
EMSCRIPTEN_DECLARE_VAL_TYPE(Repeated)
EMSCRIPTEN_DECLARE_VAL_TYPE(Running)

// Of bindings_words.cpp.
EMSCRIPTEN_DECLARE_VAL_TYPE(Bag)
EMSCRIPTEN_DECLARE_VAL_TYPE(Tokens)

// The names that TypeScript's unions are made of.
void add_exponential_names(emscripten::val& lists);
void add_montecarlo_names(emscripten::val& lists);
void add_set_names(emscripten::val& lists);
void add_vae_names(emscripten::val& lists);

}  // namespace tractable::border
