"""The formulas of motion, below the stages: (effect, scene, t) -> push, camera keys -> Camera at t."""
