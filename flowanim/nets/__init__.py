"""Every torch module, and the only folder that imports torch or timm."""
