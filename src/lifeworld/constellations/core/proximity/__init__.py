"""Proximity of actors that nobody drew, predicted from what was said and done, where enough customers drew a map."""

from lifeworld.constellations.core.proximity.predict import (
    MIN_CUSTOMERS,
    ProximityModel,
    predict_proximity,
    proximity_model,
)

__all__ = ["MIN_CUSTOMERS", "ProximityModel", "predict_proximity", "proximity_model"]
