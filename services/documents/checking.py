"""Whether data is what a document is made of: every fault named at once, with its path."""

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from libs.kernel.problems import FieldError, Rejected, Wire
from services.documents.document import Form, read_json

RULE = "lược đồ dữ liệu của văn bản"
COMMON: Wire = read_json("kit", "common.json")
"""What the data of all documents has in common; schemas refer to it as `common.json`."""
_KINDS = {
    "object": "một nhóm trường",
    "array": "một danh sách",
    "string": "chữ",
    "integer": "số nguyên",
    "boolean": "có hoặc không",
    "null": "để trống",
}


def check(form: Form, data: Wire) -> None:
    """Raise `Rejected` (document-data) if a field is missing, unknown or of a wrong kind."""
    registry: Registry[Any] = Registry().with_resource(
        "common.json", Resource.from_contents(COMMON)
    )
    validator = Draft202012Validator(form.schema, registry=registry)
    found = sorted(validator.iter_errors(data), key=lambda error: list(map(str, error.path)))
    errors = [one for error in found for one in _faults(error)]
    if errors:
        places = "; ".join(f"{error.pointer}: {error.detail}" for error in errors[:5])
        raise Rejected("document-data", f"Không dựng được văn bản. {places}", RULE, errors)


def _faults(error: ValidationError) -> Iterator[FieldError]:
    at = "".join(f"/{str(each).replace('~', '~0').replace('/', '~1')}" for each in error.path)
    wanted: Any = error.validator_value
    match error.validator:
        case "required":
            there: Any = error.instance
            for name in wanted:
                if name not in there:
                    yield FieldError(f"{at}/{name}", "required", "Thiếu trường này.")
        case "additionalProperties" | "unevaluatedProperties":
            yield FieldError(at or "/", "unknown", "Có trường không thuộc văn bản này.")
        case "type":
            names = [wanted] if isinstance(wanted, str) else wanted
            kinds = " hoặc ".join(_KINDS.get(name, name) for name in names)
            yield FieldError(at, "type", f"Phải là {kinds}.")
        case "minItems":
            yield FieldError(at, "size", f"Phải có ít nhất {wanted} mục.")
        case "minLength":
            yield FieldError(at, "size", "Không được để trống.")
        case "enum" | "const":
            yield FieldError(at, "choice", f"Không được là '{error.instance}'.")
        case _:
            yield FieldError(at, "form", "Không đúng dạng quy định.")
