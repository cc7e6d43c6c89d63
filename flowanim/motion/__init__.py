"""Stage 2: Scene and prompt, preset, arrows or brush -> MotionPlan. It only picks numbers."""
