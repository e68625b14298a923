"""Every refusal over HTTP: one table from problem to status, one form, RFC 9457.

A document has `type` (a path on this server that explains the code), `title`, `status`, `detail`
(Vietnamese), `instance`, `code`, `traceId`, and where there is one `rule` and `errors`
(`pointer` by RFC 6901, `code`, `detail`). It never holds a stack trace or the text of an exception.
"""

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from libs.kernel.problems import FieldError, Problem, Wire

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, str] = {
    400: "Yêu cầu sai dạng",
    401: "Chưa xác thực",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Phương thức không được hỗ trợ",
    406: "Không có dạng trả lời được yêu cầu",
    408: "Yêu cầu đến quá chậm",
    409: "Xung đột với thay đổi khác",
    412: "Điều kiện đi kèm không còn đúng",
    413: "Nội dung quá lớn",
    415: "Kiểu nội dung không được hỗ trợ",
    416: "Khoảng byte được hỏi nằm ngoài tệp",
    422: "Quy tắc không cho phép",
    429: "Quá nhiều lần thử",
    431: "Phần đầu yêu cầu quá lớn",
    500: "Lỗi của hệ thống",
    501: "Chưa hỗ trợ",
    503: "Tạm thời chưa phục vụ được",
}
NAMES: Mapping[int, str] = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    408: "RequestTimeout",
    409: "Conflict",
    412: "PreconditionFailed",
    413: "ContentTooLarge",
    415: "UnsupportedMediaType",
    416: "RangeNotSatisfiable",
    422: "RuleViolated",
    429: "TooManyRequests",
    431: "HeadersTooLarge",
    500: "InternalError",
    501: "NotImplemented",
    503: "Unavailable",
}
"""The names of the responses in the OpenAPI document."""

STATUS: Mapping[str, int] = {"version-stale": 412}
"""Where a code of a service asks another status than its kind has."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A refusal of the gateway's own: its status and what it means."""

    status: int
    text: str


OWN: Mapping[str, Explained] = {
    "json-malformed": Explained(400, "Nội dung không phải JSON đúng chuẩn, mã hóa UTF-8."),
    "json-key-repeated": Explained(
        400, "Một khóa xuất hiện hai lần trong cùng một đối tượng JSON."
    ),
    "json-too-deep": Explained(400, "JSON lồng nhau quá sâu."),
    "json-number": Explained(400, "Số không biểu diễn chính xác được (quá lớn hoặc vô hạn)."),
    "text-malformed": Explained(400, "Chuỗi chứa ký tự thay thế lẻ cặp (lone surrogate)."),
    "body-not-object": Explained(400, "Nội dung phải là một đối tượng JSON."),
    "body-incomplete": Explained(400, "Nội dung ngắn hơn độ dài đã khai."),
    "header-malformed": Explained(400, "Giá trị của một header sai dạng."),
    "header-missing": Explained(400, "Thiếu một header bắt buộc."),
    "parameter-malformed": Explained(400, "Giá trị của một tham số sai dạng."),
    "parameter-unknown": Explained(400, "Tham số không có trong tài liệu API."),
    "parameter-repeated": Explained(400, "Một tham số được gửi nhiều lần."),
    "parameter-missing": Explained(400, "Thiếu một tham số bắt buộc."),
    "path-malformed": Explained(400, "Một phần của đường dẫn sai dạng."),
    "position-unknown": Explained(412, "Vị trí được yêu cầu chưa có trong sổ ghi."),
    "demo-only": Explained(
        400, "Kiemdinh-On chỉ dùng được khi hệ thống chạy thử (KIEMDINH_DEMO=1)."
    ),
    "request-malformed": Explained(400, "Yêu cầu không đúng chuẩn HTTP/1.1."),
    "request-too-slow": Explained(
        408, "Yêu cầu không đến đủ trong thời gian cho phép; tệp lớn hãy gửi từng phần."
    ),
    "credentials-missing": Explained(401, "Thao tác này cần đăng nhập hoặc khóa API."),
    "credentials-invalid": Explained(401, "Khóa API không có, đã hết hạn hoặc đã bị kết thúc."),
    "key-outgrown": Explained(
        401,
        "Người dùng khóa này có vai trò mới mà khóa không được cấp cho; hãy tạo khóa khác: của mình"
        " thì sau khi xác thực hai bước, của phần mềm thì do người quản lý mọi vai trò của nó.",
    ),
    "session-ended": Explained(401, "Phiên đăng nhập đã kết thúc; hãy đăng nhập lại."),
    "sign-in-failed": Explained(401, "Tên đăng nhập hoặc mật khẩu không đúng."),
    "code-wrong": Explained(401, "Mã xác thực không đúng, đã dùng hoặc đã hết hiệu lực."),
    "invitation-unknown": Explained(401, "Lời mời không có, đã dùng hoặc đã hết hạn."),
    "state-unknown": Explained(
        401, "Lần đăng nhập này không bắt đầu từ trình duyệt này, đã kết thúc hoặc quá hạn."
    ),
    "sign-in-declined": Explained(401, "Nhà cung cấp danh tính không xác nhận lần đăng nhập này."),
    "id-token-invalid": Explained(401, "Xác nhận của nhà cung cấp danh tính không hợp lệ."),
    "account-not-linked": Explained(
        403, "Danh tính này chưa được quản trị viên gắn với tài khoản nào."
    ),
    "second-factor-needed": Explained(403, "Cần nhập mã xác thực bước hai trước khi làm việc này."),
    "second-factor-missing": Explained(
        403, "Vai trò ở cơ quan quản lý phải có xác thực hai bước; hãy thiết lập trước."
    ),
    "request-cross-site": Explained(403, "Yêu cầu không đến từ trang của chính hệ thống này."),
    "session-only": Explained(403, "Việc này cần người đăng nhập, không làm được bằng khóa API."),
    "scope-missing": Explained(403, "Khóa API không được cấp cho việc này."),
    "password-wrong": Explained(403, "Mật khẩu hiện tại không đúng."),
    "proof-needed": Explained(
        403,
        "Việc này cần nhập lại mật khẩu, hoặc mã xác thực bước hai; tài khoản không có cả hai thì"
        " đăng nhập lại rồi làm trong 10 phút.",
    ),
    "proof-wrong": Explained(403, "Mật khẩu hoặc mã xác thực vừa nhập không đúng."),
    "operator-only": Explained(403, "Chỉ người vận hành được làm việc này."),
    "keeper-only": Explained(403, "Chỉ người vận hành hoặc quản trị viên được làm việc này."),
    "demonstration-only": Explained(
        403, "Tài khoản mẫu chỉ có khi hệ thống chạy thử (KIEMDINH_DEMO=1)."
    ),
    "account-elsewhere": Explained(
        403,
        "Người này chưa có trong sổ nhân sự, hoặc có chức vụ, vai trò, đề nghị vai trò ngoài"
        " phạm vi của quản trị viên đang thao tác; người vận hành hệ thống làm được việc này.",
    ),
    "account-of-operator": Explained(
        403,
        "Người này giữ, hoặc được đề nghị, vai trò cấp quyền hay quyết định; tài khoản của người ấy"
        " chỉ do người vận hành hệ thống cấp, đặt lại hoặc liên kết. Hãy đề nghị người vận hành.",
    ),
    "account-in-hand": Explained(
        403,
        "Vai trò cấp quyền hay quyết định phải dùng tài khoản do người vận hành hệ thống cấp; tài"
        " khoản này do quản trị viên cấp, đặt lại hoặc liên kết. Hãy nhờ người vận hành đặt lại.",
    ),
    "key-not-yours": Explained(403, "Khóa API này không thuộc phạm vi của người đang thao tác."),
    "account-unknown": Explained(404, "Người này chưa có tài khoản."),
    "key-unknown": Explained(404, "Không có khóa API này."),
    "session-unknown": Explained(404, "Không có phiên đăng nhập này."),
    "provider-unknown": Explained(404, "Không có nhà cung cấp danh tính này."),
    "account-exists": Explained(409, "Người này đã có tài khoản."),
    "login-taken": Explained(409, "Tên đăng nhập này đã có người dùng."),
    "link-taken": Explained(409, "Danh tính này đã được gắn với tài khoản khác."),
    "draft-unknown": Explained(404, "Không có bản nháp này, hoặc đã quá 90 ngày."),
    "calendar-unknown": Explained(404, "Địa chỉ lịch này không có hoặc đã được thay."),
    "path-unknown": Explained(404, "Không có đường dẫn này."),
    "log-unknown": Explained(404, "Hệ thống này không giữ sổ ghi của tỉnh được hỏi."),
    "checkpoint-unknown": Explained(404, "Sổ ghi này chưa có điểm kiểm tra được ký."),
    "event-not-sealed": Explained(
        404, "Sự kiện này chưa có trong điểm kiểm tra đã ký; hãy hỏi lại sau giây lát."
    ),
    "entries-hidden": Explained(
        403, "Người gọi không được xem mọi sự kiện của mảnh này; hãy đọc /v1/events."
    ),
    "method-not-allowed": Explained(
        405, "Đường dẫn này không nhận phương thức đó; xem header Allow."
    ),
    "not-acceptable": Explained(406, "Không có dạng trả lời nào hợp với header Accept."),
    "preconditions-contradict": Explained(412, "If-Match và If-None-Match không thể cùng đúng."),
    "draft-stale": Explained(412, "Bản nháp này vừa được lưu ở một cửa sổ khác."),
    "body-too-large": Explained(413, "Nội dung vượt giới hạn của máy chủ."),
    "content-type-unsupported": Explained(415, "Nội dung phải là application/json."),
    "content-encoding-unsupported": Explained(415, "Không nhận nội dung nén (Content-Encoding)."),
    "key-request-reused": Explained(422, "Idempotency-Key đã dùng cho một yêu cầu cấp khóa khác."),
    "scope-unknown": Explained(422, "Phạm vi của khóa API có tên không tồn tại."),
    "actor-missing": Explained(422, "Phải nêu khóa API được cấp cho ai (actor)."),
    "actor-integration": Explained(
        422, "Mã bắt đầu bằng u:int_ là của phần mềm, không có tài khoản đăng nhập."
    ),
    "password-weak": Explained(422, "Mật khẩu dễ đoán."),
    "email-refused": Explained(422, "Máy chủ thư không nhận gửi đến địa chỉ này."),
    "second-factor-not-set": Explained(422, "Tài khoản này chưa có xác thực hai bước."),
    "second-factor-not-offered": Explained(422, "Chưa bắt đầu thiết lập xác thực hai bước."),
    "too-soon": Explained(429, "Đã sai nhiều lần; hãy chờ rồi thử lại (xem header Retry-After)."),
    "batch-malformed": Explained(422, "Nội dung của một lô lệnh sai dạng; xem errors."),
    "package-refused": Explained(422, "Gói có lỗi; errors nêu từng lỗi, chưa ghi gì."),
    "package-interrupted": Explained(
        409, "Dữ liệu thay đổi khi đang nhập gói; gửi lại cùng gói để làm nốt."
    ),
    "import-not-allowed": Explained(
        403, "Người gọi không giữ vai trò nào được nhập loại tệp này vào sổ của tỉnh."
    ),
    "imports-too-many": Explained(
        429, "Đang có quá nhiều tệp được kiểm tra hoặc ghi; hãy chờ một tệp xong rồi gửi tiếp."
    ),
    "files-too-many": Explained(
        429, "Đang có quá nhiều tệp được đọc cùng lúc; hãy chờ vài giây rồi gửi lại."
    ),
    "import-unknown": Explained(404, "Không có lần nhập này, hoặc đã quá thời gian lưu."),
    "import-not-checked": Explained(409, "Tệp chưa kiểm tra xong; hãy chờ rồi xác nhận."),
    "import-check-failed": Explained(422, "Kiểm tra tệp không thành công; hãy gửi lại tệp."),
    "import-forgotten": Explained(
        409, "Tệp có tên người chỉ giữ trong bộ nhớ của máy chủ, nay không còn; hãy gửi lại tệp."
    ),
    "import-request-reused": Explained(422, "Idempotency-Key đã dùng cho một tệp khác."),
    "document-data": Explained(
        422, "Dữ liệu chưa đủ hoặc chưa đúng để dựng văn bản; errors nêu từng trường."
    ),
    "file-refused": Explained(422, "Không nhận tệp này; errors nêu lý do."),
    "upload-unknown": Explained(404, "Không có lần gửi tệp này, hoặc đã quá thời gian lưu."),
    "upload-offset": Explained(
        409, "Phần gửi không nối đúng vào phần đã nhận; xem header Upload-Offset."
    ),
    "upload-busy": Explained(
        409, "Tệp này, hoặc nhiều tệp khác, đang được xử lý; hãy chờ rồi gửi lại."
    ),
    "upload-over": Explained(
        409, "Lần gửi này đã bị hủy hoặc tệp đã bị từ chối; hãy gửi lại từ đầu."
    ),
    "upload-too-long": Explained(422, "Phần gửi vượt quá độ dài tệp đã báo."),
    "upload-request-reused": Explained(422, "Idempotency-Key đã dùng cho một tệp khác."),
    "uploads-too-many": Explained(
        429, "Đang có quá nhiều tệp gửi dở; hãy gửi nốt hoặc hủy bớt rồi gửi tiếp."
    ),
    "digest-differs": Explained(
        422, "Nội dung nhận được khác mã băm đã báo (Content-Digest, Repr-Digest)."
    ),
    "range-not-satisfiable": Explained(416, "Khoảng byte được hỏi nằm ngoài tệp."),
    "file-missing": Explained(
        503, "Kho tệp hiện không có nội dung của tệp này; hãy báo người vận hành."
    ),
    "files-away": Explained(503, "Kho tệp tạm thời không đọc hoặc không ghi được; hãy gửi lại."),
    "files-not-set-up": Explained(503, "Hệ thống này chưa được thiết lập nơi lưu tệp."),
    "scanner-away": Explained(503, "Chưa quét vi-rút được nên chưa nhận tệp; hãy gửi lại."),
    "export-too-large": Explained(422, "Danh sách quá dài cho một tệp; hãy lọc bớt."),
    "headers-too-large": Explained(431, "Dòng đầu và các header vượt giới hạn của máy chủ."),
    "draft-too-large": Explained(422, "Bản nháp quá dài để giữ."),
    "drafts-too-many": Explained(422, "Đã có quá nhiều bản nháp; hãy gửi hoặc xóa bớt."),
    "internal": Explained(500, "Hệ thống gặp lỗi. Mã traceId giúp người vận hành tìm nguyên nhân."),
    "sector-code-missing": Explained(
        422, "Trường chưa có mã trong cơ sở dữ liệu ngành (loại mã moet) còn hiệu lực."
    ),
    "sector-school-unknown": Explained(422, "Cơ sở dữ liệu ngành không có trường mang mã này."),
    "sector-figures-none": Explained(
        422, "Cơ sở dữ liệu ngành không có số liệu nào của năm học này cho trường."
    ),
    "sector-answer-malformed": Explained(
        422, "Trả lời của cơ sở dữ liệu ngành không đúng dạng; chưa ghi gì."
    ),
    "sector-database-missing": Explained(
        409, "Hệ thống này chưa được nối với cơ sở dữ liệu ngành."
    ),
    "sector-database-away": Explained(
        503, "Cơ sở dữ liệu ngành không trả lời kịp; hãy thử lại sau."
    ),
    "transfer-coding-unsupported": Explained(501, "Chỉ nhận Transfer-Encoding: chunked."),
    "mail-away": Explained(503, "Máy chủ thư tạm thời không nhận thư; hãy thử lại sau."),
    "mail-not-set-up": Explained(409, "Hệ thống này chưa được thiết lập để gửi thư."),
    "provider-away": Explained(503, "Nhà cung cấp danh tính tạm thời không trả lời."),
    "sign-in-not-set-up": Explained(
        503,
        "Chưa đặt địa chỉ công khai của hệ thống (KIEMDINH_PUBLIC_URL) nên chưa đăng nhập được.",
    ),
    "not-ready": Explained(503, "Hệ thống chưa sẵn sàng phục vụ."),
}


class Refusal(Exception):
    """A refusal of the gateway itself; `code` is a key of `OWN`, which gives status and sentence.

    `detail` replaces that sentence, `headers` go out with the answer.
    """

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = OWN[code].status
        self.detail = detail or OWN[code].text
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def field(code: str, pointer: str, detail: str) -> Refusal:
    """Return the refusal `code` of one header, parameter or path segment."""
    return Refusal(code, f"{pointer.lstrip('/')}: {detail}", [FieldError(pointer, code, detail)])


def status_of(problem: Problem) -> int:
    """Return the HTTP status of a service's refusal."""
    return STATUS.get(problem.code, problem.status)


def document(refusal: Refusal | Problem, instance: str, trace: str) -> Wire:
    """Return the RFC 9457 document; `instance` is the path asked for, `trace` the correlation."""
    status = status_of(refusal) if isinstance(refusal, Problem) else refusal.status
    found: Wire = {
        "type": f"/problems/{quote(refusal.code)}",
        "title": TITLES[status],
        "status": status,
        "detail": refusal.detail,
        "instance": quote(instance, safe="/:@!$&'()*+,;=~"),
        "code": refusal.code,
        "traceId": trace,
    }
    if isinstance(refusal, Problem) and refusal.rule:
        found["rule"] = refusal.rule
    if refusal.errors:
        found["errors"] = [
            {"pointer": e.pointer, "code": e.code, "detail": e.detail} for e in refusal.errors
        ]
    return found


def encode(value: object) -> bytes:
    """Return `value` as JSON in UTF-8; what UTF-8 cannot hold is escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def catalogue(contracts: Mapping[str, Wire]) -> dict[str, Explained]:
    """Return every code that can be answered, by the gateway or a service, with its meaning."""
    found: dict[str, Explained] = {}
    for contract in contracts.values():
        for code, problem in contract.get("problems", {}).items():
            text = problem["detail"] or "Câu trả lời nêu lý do trong trường detail."
            if problem["rule"]:
                text += f" Căn cứ: {problem['rule']}."
            found[code] = Explained(STATUS.get(code, problem["status"]), text)
    return {**found, **OWN}


def page(code: str, explained: Explained) -> str:
    """Return the page that explains a code, HTML without scripts."""
    title = html.escape(f"{explained.status} {TITLES[explained.status]}")
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8">'
        f"<title>{html.escape(code)}</title><h1>{html.escape(code)}</h1>"
        f"<p><strong>{title}</strong></p><p>{html.escape(explained.text)}</p></html>"
    )
