from lifeworld.analysis import code as code
from lifeworld.analysis import compare as compare
from lifeworld.analysis import map as map
from lifeworld.analysis import picture as picture
from lifeworld.analysis import read as read
from lifeworld.analysis import report as report

__version__: str
