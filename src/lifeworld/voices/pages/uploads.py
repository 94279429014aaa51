"""Uploads: send a file, see how it is understood, correct that, and watch it being read."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames.writing import flat_cells, guarded
from lifeworld.kit.web import Asked
from lifeworld.voices.actions import uploads as actions
from lifeworld.voices.actions.uploads_import import import_inline
from lifeworld.voices.core.columns import PERIODS, ROLES
from lifeworld.voices.core.site_uploads import SKIPPED_KEPT, TablePreview
from lifeworld.voices.core.transcripts.values import ROLES as SPEAKER_ROLES
from lifeworld.voices.queries import uploads as queries
from lifeworld.voices.queries.studies import study_of

INLINE_BYTES_MAX = 256 << 10
"""Smaller uploads are read while one waits."""
ROLE_WORDS = {
    "customer": "Customer", "id": "Id of the statement", "time": "Time", "source": "Source", "focal": "Focal provider",
    "outcome": "Outcome", "group": "Group", "language": "Language", "wave": "Wave", "consent": "Consent to be quoted",
    "context": "Question that was asked",
}


@require_http_methods(["GET", "HEAD", "POST"])
def uploads(request: Asked, place: str, study: str) -> HttpResponse:
    """The uploads of a study, and the form for another one, which also works without scripts."""
    request.caller.require("voices.analyse")
    value = study_of(request.caller, study)
    if request.method == "POST":
        files = [(file.name or "file", file.chunks(4 << 20), file.size or 0) for file in request.FILES.getlist("files")]
        made = actions.take_files(request.caller, study, files)
        return redirect("upload", place=place, study=study, upload=made.key)
    return render(request, "voices/uploads.html", {"place": place, "study": value, "tab": "uploads",
                                                   "uploads": queries.uploads_of(request.caller, study)})


@require_safe
def upload(request: Asked, place: str, study: str, upload: uuid.UUID) -> HttpResponse:
    """One upload: its preview with the roles to correct, or how far it is."""
    value, study_value = queries.upload_of(request.caller, study, str(upload)), study_of(request.caller, study)
    here: dict[str, Any] = {"place": place, "study": study_value, "tab": "uploads", "upload": value, "skipped_kept": SKIPPED_KEPT}
    if value.state == "received":
        chosen = _roles(request.GET) if "text" in request.GET else None
        try:
            preview = queries.preview_of(request.caller, study, str(upload), chosen)
        except InputRefused as error:  # nothing can be read of it: the page says why, and takes it back
            return render(request, "voices/upload.html", {**here, "unreadable": str(error)})
        here["preview"] = preview
        if isinstance(preview, TablePreview):
            said = queries.roles_of(preview.columns)
            here["roles"] = [(role, ROLE_WORDS[role], preview.columns.wave_by if role == "wave" and preview.columns.wave_by else said[role])
                             for role in ROLES]
            here["periods"] = PERIODS
        else:
            here["speaker_roles"] = SPEAKER_ROLES
    if value.state in {"done", "importing"} and value.n_skipped:
        here["skipped"] = queries.skipped_of(request.caller, study, str(upload)).head(20).rows(named=True)
    return render(request, "voices/upload.html", here)


def _roles(said: Any) -> dict[str, Any]:
    """The roles of columns that a form sent."""
    return {"text": [name for name in said.getlist("text") if name], **{role: said.get(role, "") for role in ROLES}}


@require_POST
def confirm(request: Asked, place: str, study: str, upload: uuid.UUID) -> HttpResponse:
    """Read it as understood, or as corrected."""
    key = str(upload)
    roles = _roles(request.POST) if "text" in request.POST else None
    speakers = None
    if "speaker" in request.POST:
        parts = [request.POST.getlist(name) for name in ("file", "speaker", "role", "customer")]
        speakers = [{"file": file, "speaker": speaker, "role": role, "customer": customer}
                    for file, speaker, role, customer in zip(*parts, strict=True)]
    value = actions.confirm_upload(request.caller, study, key, roles, speakers)
    if value.size <= INLINE_BYTES_MAX:
        import_inline(request.caller, study, key)
    messages.success(request, "The upload is being read into the study.")
    return redirect("upload", place=place, study=study, upload=key)


@require_POST
def drop(request: Asked, place: str, study: str, upload: uuid.UUID) -> HttpResponse:
    """Take it back."""
    actions.drop_upload(request.caller, study, str(upload))
    messages.success(request, "The upload was taken back; its bytes are gone.")
    return redirect("uploads", place=place, study=study)


@require_safe
def skipped(request: Asked, place: str, study: str, upload: uuid.UUID) -> HttpResponse:
    """Rows that were left out, as CSV that no spreadsheet runs."""
    frame = queries.skipped_of(request.caller, study, str(upload))
    return HttpResponse(flat_cells(guarded(frame)).write_csv(), content_type="text/csv; charset=utf-8",
                        headers={"Content-Disposition": f'attachment; filename="left-out-{str(upload)[:8]}.csv"'})


urls: list[URLPattern] = [
    path("-/studies/<slug:study>/uploads/", uploads, name="uploads"),
    path("-/studies/<slug:study>/uploads/<uuid:upload>/", upload, name="upload"),
    path("-/studies/<slug:study>/uploads/<uuid:upload>/confirm/", confirm, name="upload_confirm"),
    path("-/studies/<slug:study>/uploads/<uuid:upload>/drop/", drop, name="upload_drop"),
    path("-/studies/<slug:study>/uploads/<uuid:upload>/skipped.csv", skipped, name="upload_skipped"),
]
