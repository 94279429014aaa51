"""Signing in and out, another password, a forgotten one: Django's own views with the hall's templates."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import views
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", views.LoginView.as_view(template_name="account/sign_in.html", redirect_authenticated_user=True,
                                                 extra_context={"oidc": settings.OIDC}), name="sign_in"),
    path("sign-out/", views.LogoutView.as_view(), name="sign_out"),
    path("password/", views.PasswordChangeView.as_view(template_name="account/new_password.html"), name="password_change"),
    path("password/changed/", views.PasswordChangeDoneView.as_view(template_name="account/changed.html"), name="password_change_done"),
    path("forgotten/", views.PasswordResetView.as_view(template_name="account/forgotten.html", email_template_name="account/forgotten.txt",
                                                       subject_template_name="account/forgotten_subject.txt"), name="password_reset"),
    path("forgotten/sent/", views.PasswordResetDoneView.as_view(template_name="account/sent.html"), name="password_reset_done"),
    path("new-password/<uidb64>/<token>/", views.PasswordResetConfirmView.as_view(template_name="account/new_password.html"),
         name="password_reset_confirm"),
    path("new-password/done/", views.PasswordResetCompleteView.as_view(template_name="account/done.html"), name="password_reset_complete"),
]
if settings.OIDC:
    urlpatterns.append(path("oidc/", include("mozilla_django_oidc.urls")))
