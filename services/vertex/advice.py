"""What to do about an error status: the missing role with its gcloud line, the wrong field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.vertex.error_body import ErrorBody
    from services.vertex.target import Target

_FIELD_WORDS = {
    "training_dataset_uri": "the training file",
    "validation_dataset_uri": "the validation file",
    "epoch_count": "the epochs",
    "adapter_size": "the adapter size",
    "learning_rate_multiplier": "the learning rate multiplier",
    "base_model": "the base model",
    "tuned_model_display_name": "the name of the tuned model",
}


_FIXED = {
    401: (
        "The service did not accept the credentials.",
        "Check the credentials in Settings, and that the clock of this machine is right.",
    ),
    407: (
        "The proxy asks for a name and password.",
        "Put them into HTTPS_PROXY (http://name:password@host:port), then start again.",
    ),
    413: ("What was sent is too large.", "Send fewer or shorter rows."),
    429: (
        "The service is at its limit (quota or shared capacity).",
        "Wait a little and try again, or run fewer calls at once.",
    ),
    499: ("The service cancelled the call.", "Try again."),
}


def advice(body: ErrorBody, target: Target) -> tuple[str, str]:
    """Title and way out for an error answer."""
    match body.code:
        case 400:
            return _bad_request(body, target)
        case 403:
            return _forbidden(body, target)
        case 404:
            return _not_found(target)
        case code if code in _FIXED:
            return _FIXED[code]
        case code if code >= 500:
            return (
                f"The service had a problem of its own while {target.doing}.",
                "Try again in a minute. Nothing that was stored is lost.",
            )
        case _:
            return (
                f"The service refused while {target.doing}: {_sentence(body.message)}",
                "See the details for what the service said.",
            )


def _bad_request(body: ErrorBody, target: Target) -> tuple[str, str]:
    if body.fields:
        named = "; ".join(
            f"{_field_word(field)}: {description}" for field, description in body.fields
        )
        return (f"The service refused a field, {_sentence(named)}", "Change it and try again.")
    return (
        f"The service refused while {target.doing}: {_sentence(body.message)}",
        "Change what it names and try again.",
    )


def _field_word(field: str) -> str:
    return _FIELD_WORDS.get(field.rsplit(".", 1)[-1], field)


def _forbidden(body: ErrorBody, target: Target) -> tuple[str, str]:
    project = target.address.project
    if body.reason in _SWITCHED_OFF or "has not been used in project" in body.message:
        default = "storage" if _about_storage("", target) else "aiplatform"
        service = body.metadata.get("service", f"{default}.googleapis.com")
        return (
            f"The API {service} is switched off in the project {project}.",
            f"Run: gcloud services enable {service} --project {project}",
        )
    if body.reason == "BILLING_DISABLED":
        return (
            f"Nobody pays for the project {project}: billing is switched off.",
            f"Run: gcloud billing projects link {project} --billing-account YOUR_BILLING_ACCOUNT",
        )
    permission = body.metadata.get("permission", "") or _permission(body.message)
    if body.reason == "USER_PROJECT_DENIED":
        permission = "serviceusage.services.use"
    missing = f" (missing: {permission})" if permission else ""
    member = f'--member="{target.address.member}"'
    role = next((role for start, role in _ROLES if permission.startswith(start)), "")
    if _about_storage(permission, target):
        bucket = f"gs://{target.address.bucket}"
        return (
            f"The account may not use the bucket {target.address.bucket}{missing}.",
            (
                f"Run: gcloud storage buckets add-iam-policy-binding {bucket} {member} "
                f"--role={role or _ROLES_OF_STORAGE}"
            ),
        )
    return (
        f"The account lacks a role in the project {project}{missing}.",
        (
            f"Run: gcloud projects add-iam-policy-binding {project} {member} "
            f"--role={role or 'roles/aiplatform.user'}"
        ),
    )


_SWITCHED_OFF = ("SERVICE_DISABLED", "accessNotConfigured")
_ROLES_OF_STORAGE = "roles/storage.objectAdmin"
_ROLES = (
    ("storage.buckets.", "roles/storage.legacyBucketReader"),
    ("storage.", _ROLES_OF_STORAGE),
    ("serviceusage.", "roles/serviceusage.serviceUsageConsumer"),
    ("iam.serviceAccounts.", "roles/iam.serviceAccountUser"),
)
"""The smallest predefined role that holds a permission, by how the permission begins."""


def _permission(message: str) -> str:
    """The permission that a message names, such as `storage.objects.create`."""
    found = re.search(r"(?:ermission '| have )([a-z]+(?:\.[a-zA-Z]+){2})\b", message)
    return found[1] if found else ""


def _about_storage(permission: str, target: Target) -> bool:
    return permission.startswith("storage.") or target.resource.startswith("gs://")


def _not_found(target: Target) -> tuple[str, str]:
    if target.resource.startswith("gs://"):
        bucket = target.address.bucket
        return (
            f"The bucket {bucket} does not exist.",
            (
                f"Check its name in Settings, or run: gcloud storage buckets create gs://{bucket}"
                f" --project {target.address.project} --location {target.address.tuning_location}"
            ),
        )
    if "/tuningJobs/" in target.resource:
        return (
            "The service does not know this tuning job any more.",
            "It was deleted there, or it belongs to another project.",
        )
    if "/models/" in target.resource:
        return (
            "The service does not know this tuned model any more.",
            "It was deleted there, or is of another project: choose another one or the base model.",
        )
    return (
        f"{target.resource} does not answer in “{target.location}”.",
        "It was retired, or it answers elsewhere: choose another model, or location in Settings.",
    )


def _sentence(text: str) -> str:
    first = text.strip().split("\n", 1)[0][:300]
    return first if first.endswith((".", "!", "?")) else f"{first}."
