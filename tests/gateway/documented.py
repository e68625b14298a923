"""A client that holds every answer it gets against the API document of the gateway it asks."""

import re
from functools import cached_property
from typing import Any

import jsonschema_rs
from falcon import testing

from libs.kernel.problems import Wire

UNDECLARED = {"path-unknown", "method-not-allowed", "path-malformed"}
"""Refused before a route is known."""


class Documented(testing.TestClient):
    """Fails where an answer's status is not documented, or its JSON is not as the schema says."""

    def simulate_request(self, *args: Any, **kwargs: Any) -> testing.Result:
        result = super().simulate_request(*args, **kwargs)
        method, path = args[0], args[1].partition("?")[0]
        operation = self._operation("get" if method == "HEAD" else method.lower(), path)
        if operation is not None and path != "/openapi.json":
            self._check(operation, result)
        return result

    @cached_property
    def _document(self) -> Wire:
        found: Wire = super().simulate_request("GET", "/openapi.json").json
        return found

    def _operation(self, method: str, path: str) -> Wire | None:
        # The more a template says of itself, the better it fits.
        for template in sorted(self._document["paths"], key=lambda t: t.count("{")):
            if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path):
                operation: Wire | None = self._document["paths"][template].get(method)
                return operation
        return None

    def _check(self, operation: Wire, result: testing.Result) -> None:
        kind = result.headers.get("Content-Type", "").partition(";")[0]
        if kind == "application/problem+json" and result.json["code"] in UNDECLARED:
            return
        name, status = operation["operationId"], str(result.status_code)
        assert status in operation["responses"], f"{name} does not document {status}"
        response = self._resolved(operation["responses"][status])
        if not result.content:
            return
        assert kind in response["content"], f"{name} does not document {kind} with {status}"
        if kind.endswith("json"):
            schema = response["content"][kind]["schema"]
            whole = {**schema, "components": self._document["components"]}
            jsonschema_rs.validate(whole, result.json, validate_formats=True)

    def _resolved(self, response: Wire) -> Wire:
        reference: str | None = response.get("$ref")
        if reference is None:
            return response
        found: Wire = self._document["components"]["responses"][reference.rpartition("/")[2]]
        return found
