"""The pages of an application as WSGI: who is let in, what a form may hold, what an error says."""

import importlib
import pkgutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import falcon
import structlog

from libs.kernel.problems import Wire
from libs.web import guard, sent_forms, written
from libs.web.catalogue import LANGUAGES, NAMES, chosen
from libs.web.client import PASSED_ON, Api, Browser, Refused
from libs.web.files import KeptFile, kept_files
from libs.web.page import File, Go, Page, Shown, View, Visit
from libs.web.templates import Templates

LANGUAGE = "kiemdinh_language"
"""The cookie that keeps the language."""
YEAR = 365 * 24 * 3600
IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~"
"""What stands in an address as it is."""

_logger = structlog.get_logger(__name__)
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Any]


class Site:
    """An application of pages: `prefix` begins their addresses, empty or "/console".

    A page stands at `prefix`/its folder's name with hyphens. `secure`: browsers reach it by HTTPS
    alone. What differs between sites is what the methods say that a subclass may replace.
    """

    home = "home"
    """The folder of the page at `prefix`/."""

    def __init__(
        self,
        prefix: str,
        pages: Mapping[str, Sequence[Page]],
        folder: Any,
        api: Api,
        secure: bool = False,
    ) -> None:
        self.prefix = prefix
        self.api = api
        self.secure = secure
        self._templates = Templates(folder, {"static": self._static})
        self._files = kept_files(folder)
        self._sample: bool | None = None
        self._pages = pages

    def app(self) -> Wsgi:
        """Return the WSGI application."""
        made: falcon.App[Any, Any] = falcon.App(middleware=[_Headers(self)])
        made.req_options.strip_url_path_trailing_slash = True
        by_name = {one.name: one for one in self._files.values()}
        made.add_route(f"{self.prefix}/static/{{name}}", _Files(self.prefix, by_name))
        for name, pages in self._pages.items():
            place = "" if name == self.home else f"/{name.replace('_', '-')}"
            for page in pages:
                address = f"{self.prefix}{place}{page.path}" or "/"
                made.add_route(address, _Resource(self, name, page))
        made.add_error_handler(Exception, self._failed)
        made.add_error_handler(falcon.HTTPError, self._failed)
        return made

    # What a site may say otherwise.

    def visit(self, **given: Any) -> Visit:
        """Return a visit."""
        return Visit(**given)

    def enter(self, visit: Visit, page: Page) -> Shown | None:
        """Return what is shown in place of a page that the visitor may not enter."""
        return None

    def turned_away(self, visit: Visit, refused: Refused) -> Shown | None:
        """Return where a refusal leads, None to say that it was refused."""
        return None

    def frame(self, visit: Visit, name: str) -> Wire:
        """Return what stands around a page, see base.html; of page "" without asking the API."""
        raise NotImplementedError

    # What all sites do alike.

    @property
    def sample(self) -> bool:
        """Whether this installation is a demonstration."""
        if self._sample is None:
            found = self.api.calls(Browser()).get("/v1/installation").json
            self._sample = bool(found["demo"])
        return self._sample

    def answer(
        self, req: falcon.Request, resp: falcon.Response, name: str, page: Page, path: Any
    ) -> None:
        """Show a page, or take its form."""
        visit = self._visit(req, page.files)
        if (wanted := visit.query.get("lang")) in LANGUAGES:
            resp.set_cookie(
                LANGUAGE,
                wanted,
                max_age=YEAR,
                path="/",
                same_site="Lax",
                secure=self.secure,
                http_only=True,
            )
            raise falcon.HTTPSeeOther(_without(req, "lang"))
        try:
            shown = self.enter(visit, page) or self._shown(req, visit, page, path)
        except Refused as refused:
            shown = self.turned_away(visit, refused) or trouble(visit, refused)
        finally:
            for sent in visit.files.values():
                for file in sent:
                    file.content.close()
        self._send(resp, visit, name, shown)

    def _shown(
        self, req: falcon.Request, visit: Visit, page: Page, path: Mapping[str, str]
    ) -> Shown:
        if req.method != "POST":
            return page.show(visit, **path)
        if not guard.own_page(req):
            raise Refused(403, {"code": "request-cross-site", "status": 403})
        if page.act is None:
            raise falcon.HTTPMethodNotAllowed(["GET", "HEAD"])
        try:
            return page.act(visit, **path)
        except Refused as refused:
            if refused.status in (401, 403, 404) or refused.status >= 500:
                raise
            visit.refuse(refused, page.fields)
        return visit.again(page.show(visit, **path))

    def _visit(self, req: falcon.Request, takes_files: bool = False) -> Visit:
        form, files = sent_forms.read(req, takes_files) if req.method == "POST" else ({}, {})
        cookies = _cookies(req)
        headers = {
            name: plain for name in PASSED_ON if (plain := _plain(req.get_header(name) or ""))
        }
        query = dict(parse_qsl(req.query_string, keep_blank_values=True, max_num_fields=100))
        browser = Browser(headers, req.remote_addr or "127.0.0.1")
        calls = self.api.calls(browser, written.told(cookies.get(written.COOKIE, "")))
        language = chosen(req.get_header("Accept-Language") or "", cookies.get(LANGUAGE, ""))
        return self.visit(
            calls=calls,
            language=language,
            address=_without(req),
            query=query,
            form=form,
            files=files,
            cookies=cookies,
        )

    def _send(self, resp: falcon.Response, visit: Visit, name: str, shown: Shown) -> None:
        for cookie in visit.calls.set_cookies:
            resp.append_header("Set-Cookie", cookie)
        if visit.calls.written != written.told(visit.cookies.get(written.COOKIE, "")):
            resp.set_cookie(
                written.COOKIE,
                written.cookie(visit.calls.written),
                max_age=written.KEPT,
                path="/",
                same_site="Lax",
                secure=self.secure,
                http_only=True,
            )
        if visit.clears_device:
            resp.set_header("Clear-Site-Data", '"storage"')
        for key, value in visit.given_cookies.items():
            resp.set_cookie(
                key, value, path="/", same_site="Lax", secure=self.secure, http_only=True
            )
        match shown:
            case Go():
                resp.status = 303
                # An id may have any letters; what is quoted already stays so.
                resp.set_header("Location", quote(shown.address, safe=IN_ADDRESSES))
            case File(file, kind, content):
                resp.content_type = kind
                resp.set_header("Content-Disposition", f'attachment; filename="{file}"')
                resp.data = content
            case View(values, status, template):
                resp.status = status
                resp.content_type = "text/html; charset=utf-8"
                place = template if "/" in template else f"pages/{name}/{template}"
                resp.text = self._page(visit, name, place, values)

    def _page(self, visit: Visit, name: str, place: str, values: Mapping[str, Any]) -> str:
        try:
            around = {"sample": self.sample, **self.frame(visit, name)}
        except Refused:
            # What stands around a page is nothing that a page should fail for.
            around = {"sample": False, **self.frame(visit, "")}
        frame = {
            "address": visit.address,
            "other_language": _other(visit),
            "other_language_name": NAMES["en" if visit.language == "vi" else "vi"],
            "position": visit.calls.position,
            **around,
        }
        common = {
            "frame": frame,
            "faults": visit.faults,
            "wrong": {fault.id: fault.text for fault in visit.faults},
            "problem": visit.problem,
            "key": visit.key,
            "today": visit.today,
        }
        return self._templates.render(visit.language, place, {**common, **values})

    def _failed(
        self, req: falcon.Request, resp: falcon.Response, error: Exception, params: Any
    ) -> None:
        if isinstance(error, falcon.HTTPStatus):
            resp.status = error.status
            resp.set_headers(dict(error.headers or {}))
            return
        trace = uuid.uuid4().hex[:12]
        match error:
            case falcon.HTTPError():
                refused = Refused(error.status_code, {"code": "page-unknown"})
            case _:
                _logger.error("page_failed", trace=trace, path=req.path, exc_info=error)
                refused = Refused(500, {"code": "internal", "traceId": trace})
        try:
            visit = self._visit(req)
        except (falcon.HTTPError, ValueError):
            visit = self.visit(calls=self.api.calls(Browser()), language="vi", address=req.path)
        try:
            self._send(resp, visit, self.home, trouble(visit, refused))
        except Exception:
            # The frame of the page may need what just failed.
            _logger.exception("trouble_page_failed", trace=trace)
            resp.content_type = "text/plain; charset=utf-8"
            resp.text = f"{visit.t('Hệ thống gặp lỗi, không phải do người dùng.')} {trace}"
        resp.status = refused.status

    def _static(self, name: str) -> str:
        return f"{self.prefix}/static/{self._files[name].name}"


def trouble(visit: Visit, refused: Refused) -> View:
    """Return the page that says what was refused or went wrong, and what can be done."""
    values = {"status": refused.status, "refused": refused.problem, "rule": refused.rule}
    values |= {"faults": [], "problem": None}
    return View(values, refused.status, "kit/trouble.html")


class _Resource:
    def __init__(self, site: Site, name: str, page: Page) -> None:
        self._site, self._name, self._page = site, name, page

    def on_get(self, req: falcon.Request, resp: falcon.Response, **path: str) -> None:
        self._site.answer(req, resp, self._name, self._page, path)

    on_head = on_get

    def on_post(self, req: falcon.Request, resp: falcon.Response, **path: str) -> None:
        self._site.answer(req, resp, self._name, self._page, path)


class _Files:
    def __init__(self, prefix: str, files: Mapping[str, KeptFile]) -> None:
        self._prefix, self._files = prefix, files

    def on_get(self, req: falcon.Request, resp: falcon.Response, name: str) -> None:
        file = self._files.get(name)
        if file is None:
            raise falcon.HTTPNotFound
        resp.content_type = file.kind
        resp.set_header("Cache-Control", f"public, max-age={YEAR}, immutable")
        if file.scope:
            resp.set_header("Service-Worker-Allowed", f"{self._prefix}/{file.scope}/")
        resp.data = file.content


class _Headers:
    def __init__(self, site: Site) -> None:
        self._headers = dict(guard.HEADERS)
        if site.secure:
            self._headers["Strict-Transport-Security"] = f"max-age={YEAR}"

    def process_response(self, req: Any, resp: falcon.Response, resource: Any, ok: bool) -> None:
        resp.set_headers(self._headers)
        if not resp.get_header("Cache-Control"):
            resp.set_header("Cache-Control", "no-store")


def _cookies(req: falcon.Request) -> Mapping[str, str]:
    jar: SimpleCookie = SimpleCookie()
    for part in (req.get_header("Cookie") or "").split(";"):
        name, _, value = part.strip().partition("=")
        if name.startswith("kiemdinh_"):
            jar[name] = value
    return {name: morsel.value for name, morsel in jar.items()}


def _plain(text: str) -> str:
    """Return a header as it may be sent on."""
    return "".join(c for c in text if " " <= c <= "~")


def _without(req: falcon.Request, *names: str) -> str:
    """Return the address of a request without some of its query."""
    kept = [
        (name, value)
        for name, value in parse_qsl(req.query_string, keep_blank_values=True, max_num_fields=100)
        if name not in names
    ]
    return f"{req.path}{'?' if kept else ''}{urlencode(kept)}"


def _other(visit: Visit) -> str:
    (other,) = (one for one in LANGUAGES if one != visit.language)
    return f"{visit.address}{'&' if '?' in visit.address else '?'}lang={other}"


def found_pages(package: Any) -> Iterator[tuple[str, Sequence[Page]]]:
    """Yield name and pages of each folder of a package, in the order of their names.

    A folder's page.py has `PAGE`, or `PAGES` where it answers at several addresses.
    """
    for one in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        module = importlib.import_module(f"{package.__name__}.{one.name}.page")
        yield one.name, getattr(module, "PAGES", None) or (module.PAGE,)
