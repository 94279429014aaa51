"""What operators see at /admin/: places, logins, roles, keys. What customers said is not there."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from lifeworld.places.models import ApiKey, Embed, Membership, Place, User


class Members(admin.TabularInline):  # type: ignore[type-arg]
    """Roles in a place."""

    model = Membership
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(Place)
class PlaceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Places by path."""

    list_display = ("path", "name", "created_at")
    search_fields = ("path", "name")
    inlines = (Members,)


@admin.register(User)
class LoginAdmin(UserAdmin):  # type: ignore[type-arg]
    """Logins by e-mail address."""

    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff")
    search_fields = ("email", "name")
    list_filter = ("is_active", "is_staff")
    fieldsets = ((None, {"fields": ("email", "password")}), ("Person", {"fields": ("name", "timezone")}),
                 ("Rights", {"fields": ("is_active", "is_staff", "is_superuser")}))
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),)
    filter_horizontal = ()


class MadeElsewhere(admin.ModelAdmin):  # type: ignore[type-arg]
    """What is made on a place's own pages, which draw its secret: one made here would have none, and anybody could sign for it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds one here."""
        return False

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        """Times may stay empty: never."""
        form = super().get_form(*args, **kwargs)
        for field in form.base_fields.values():
            field.required = False
        return form


@admin.register(ApiKey)
class KeyAdmin(MadeElsewhere):
    """Keys by their prefix; their secret is not kept."""

    list_display = ("prefix", "name", "place", "created_at", "used_at", "revoked_at")
    readonly_fields = ("place", "name", "prefix", "scopes", "created_at", "used_at")
    exclude = ("digest",)


@admin.register(Embed)
class EmbedAdmin(MadeElsewhere):
    """Partners' pages that may show elements."""

    list_display = ("partner", "placement", "place", "created_at", "revoked_at")
    readonly_fields = ("place", "key", "created_at")
    exclude = ("secret",)
