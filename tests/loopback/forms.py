"""What Discord sends when people submit a form."""

from typing import Any

_LABEL = 18


def make_review_form(custom_id: str, body: str, *more_fields: dict[str, Any]) -> dict[str, Any]:
    """The data of a submitted form with a review, without a choice and without a file."""
    fields = (
        {"type": 21, "custom_id": "verdict", "value": None},
        {"type": 23, "custom_id": "spoilers", "value": False},
        {"type": 4, "custom_id": "body", "value": body},
        {"type": 4, "custom_id": "more", "value": ""},
        {"type": 19, "custom_id": "file", "values": []},
        *more_fields,
    )
    return {"custom_id": custom_id, "components": [{"type": _LABEL, "component": field} for field in fields]}
