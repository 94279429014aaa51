"""The analysis library: what a notebook or a script needs, on files or on Polars and pandas frames.

``import lifeworld as lw`` offers the same names: ``lw.read``, ``lw.code``, ``lw.map``, ``lw.compare``, ``lw.picture``,
``lw.report``. Nothing is written but where ``Mapped.save``, ``Report.save`` or ``Picture.save`` is told to.

>>> import lifeworld as lw
>>> lw.read is read
True
"""

from lifeworld.analysis.coding import Coded, code
from lifeworld.analysis.comparing import Compared, compare
from lifeworld.analysis.mapped import Mapped
from lifeworld.analysis.mapping import map
from lifeworld.analysis.pictures import Picture, picture
from lifeworld.analysis.reading import Statements, read
from lifeworld.analysis.reporting import Report, report

__all__ = ["Coded", "Compared", "Mapped", "Picture", "Report", "Statements", "code", "compare", "map", "picture", "read", "report"]
