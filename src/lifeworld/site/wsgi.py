"""The site as a WSGI application; its addresses are loaded before the first visitor comes."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifeworld.site.settings")
application = get_wsgi_application()
import_module("lifeworld.site.urls")
