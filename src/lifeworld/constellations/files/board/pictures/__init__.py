"""Pictures as standalone SVG: light or dark, literal colours, every text escaped, each with its title and description."""

from lifeworld.constellations.files.board.pictures.comparison import comparison_svg
from lifeworld.constellations.files.board.pictures.constellation import constellation_svg, pooled_svg
from lifeworld.constellations.files.board.pictures.drivers import drivers_svg
from lifeworld.constellations.files.board.pictures.impact import impact_svg
from lifeworld.constellations.files.board.pictures.multiples import small_multiples_svg
from lifeworld.constellations.files.board.pictures.saturation import saturation_svg
from lifeworld.constellations.files.board.pictures.trend import trend_svg
from lifeworld.constellations.files.board.pictures.triangle import triangle_svg
from lifeworld.constellations.files.board.pictures.types import types_svg

__all__ = [
    "comparison_svg", "constellation_svg", "drivers_svg", "impact_svg", "pooled_svg", "saturation_svg", "small_multiples_svg",
    "trend_svg", "triangle_svg", "types_svg",
]
