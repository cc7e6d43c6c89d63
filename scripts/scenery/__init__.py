"""Numbers -> landscapes that look like photographs, with their exact disparity and regions.

World axes: x right, y up, z forward, in metres; the water's surface is y = 0. Radiance is linear light until `film`.
numpy, scipy and OpenCV only; everything random comes from a fixed seed.
"""
