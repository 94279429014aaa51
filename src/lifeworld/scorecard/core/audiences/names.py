"""Names of the figures of audiences: unique over the card."""

AXIS = "axis: audiences"
FOCUS = "focus on the audience it is made for"
OPEN = "still open for the audience it is made for"
OPEN_REST = "still open for everybody else"
AUC = "chance that one of the audience attains more than somebody else"
PRECISION = "active customers who belong to the audience"
REACH = "customers of the audience who are active"
BALANCE = "balance of reach and precision (F1)"
MORE_ACTIVE = "share active of the audience minus that of everybody else"
SILHOUETTE = "silhouette of the segments"


def likeness(segment: str) -> str:
    """The name of how alike a segment is to what is found in bootstraps."""
    return f"likeness of «{segment}» over bootstraps"


def customers_in(segment: str) -> str:
    """The name of the share of customers who are in a segment."""
    return f"customers in the segment «{segment}»"
