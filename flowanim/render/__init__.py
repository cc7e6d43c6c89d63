"""Stage 3: Scene and MotionPlan -> frames."""
