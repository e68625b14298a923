"""The acts in a case that have no page of their own: what each is for, its fields, its rule."""

from collections.abc import Mapping
from dataclasses import dataclass

from libs.web.catalogue import text

SEEN_BY_PARTIES = text("Trường, cơ quan giữ hồ sơ và đoàn đánh giá ngoài.")
SEEN_BY_ALL = text("Mọi người: kết quả công nhận lên trang công khai ngay khi ghi.")
SEEN_BY_OFFICERS = text(
    "Cơ quan giữ hồ sơ và đoàn; trường chỉ thấy khi có quyết định về báo cáo này."
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: its name in the command, how it is typed, what it is called."""

    name: str
    kind: str
    label: str
    hint: str = ""


DATED = Field("dated", "day", text("Ngày của văn bản"), text("Để trống nếu là hôm nay."))
BASIS = Field("basis", "text", text("Căn cứ"), text("Văn bản làm căn cứ, số và ngày."))
NUMBER = Field("decision_number", "text", text("Số quyết định"), text("Ví dụ 1234/QĐ-SGDĐT."))
CERTIFICATE = Field(
    *("certificate_number", "text", text("Số chứng nhận, bằng công nhận")),
    text("Để trống khi không công nhận."),
)
GROUNDS = Field(
    *("grounds", "lines", text("Căn cứ pháp lý")),
    text("Mỗi dòng một căn cứ, như ghi trong quyết định. Đã điền theo bộ tiêu chuẩn của hồ sơ."),
)
REASON = Field(
    *("reason", "area", text("Lý do không công nhận")),
    text("Để trống khi công nhận. Các chỉ báo chưa đạt tự có trong quyết định; không ghi họ tên."),
)
RETURN = Field(
    *("return_on", "day", text("Ngày hẹn trả kết quả")),
    text("Để trống khi giấy không ghi."),
)
DISSENT = Field(
    *("dissent", "area", text("Ý kiến khác (không bắt buộc)")),
    text("Ghi khi có điều trong báo cáo không phải ý kiến của mình."),
)
COLLECTIVE = Field("collective", "check", text("Quyết định này ghi tên nhiều trường"))


@dataclass(frozen=True, slots=True)
class Step:
    """An act: what it is for, its fields, the rule that it follows, who will see it, and what can
    no longer be undone."""

    lead: str
    fields: tuple[Field, ...]
    rule: str
    public: str = SEEN_BY_PARTIES
    after: str = text("Đã ghi thì không sửa; đổi lại là một việc mới trong sổ.")


DECIDED = text("Người đã xem hồ sơ hoặc đánh giá trường không quyết định về hồ sơ đó.")
STEPS: Mapping[str, Step] = {
    "TransferCase": Step(
        text("Đơn vị mới tiếp tục từ đúng bước này; các thời hạn đang chạy giữ nguyên."),
        (BASIS,),
        text("Hồ sơ đang giải quyết giữ nguyên đơn vị cho đến khi chuyển."),
    ),
    "SetTerm": Step(
        text("Dùng khi văn bản không quy định rõ số ngày của bước này."),
        (
            Field("last", "day", text("Chậm nhất hết ngày")),
            BASIS,
            Field("sure", "check", text("Căn cứ này chắc chắn")),
        ),
        text("Cơ quan thẩm định ấn định; thời hạn đang chạy chỉ được kéo dài."),
    ),
    "RecordDeskReceipt": Step(
        text("Ghi theo giấy tiếp nhận và hẹn trả kết quả; phần mềm một cửa trả lời thì tự ghi."),
        (
            Field("number", "text", text("Số hồ sơ"), text("Như ghi trên giấy tiếp nhận.")),
            Field("received_on", "day", text("Ngày tiếp nhận")),
            RETURN,
        ),
        text("Bộ phận một cửa cấp số hồ sơ và hẹn ngày trả kết quả; giấy ghi sau thay giấy trước."),
    ),
    "OrderSiteCheck": Step(
        text("Khi dữ liệu và minh chứng điện tử chưa đủ để kết luận."),
        (
            Field("reason", "area", text("Vì sao phải xem tại trường")),
            Field("day", "day", text("Ngày kiểm tra")),
        ),
        text("Thẩm định chủ yếu trên dữ liệu của ngành; kiểm tra thực tế khi cần."),
    ),
    "RecordSiteCheck": Step(
        text("Kết quả kiểm tra thực tế, theo biên bản có trường ký."),
        (
            Field("minutes_number", "text", text("Số biên bản")),
            Field("started", "day", text("Từ ngày")),
            Field("ended", "day", text("Đến hết ngày")),
            Field("remark", "area", text("Điều đã thấy")),
        ),
        text("Đã định kiểm tra thì phải có biên bản trước khi hội đồng kết luận."),
    ),
    "GiveOpinion": Step(
        text("Ý kiến của riêng mình, trước khi hội đồng họp; ghi sau thay ý kiến ghi trước."),
        (
            Field("agrees", "check", text("Đồng ý công nhận như trường đăng ký")),
            Field("remark", "area", text("Nhận xét; không đồng ý thì nêu vì sao")),
        ),
        text("Phiếu ý kiến của thành viên (Mẫu 3); nội dung mẫu chưa đối chiếu với văn bản gốc."),
        SEEN_BY_OFFICERS,
    ),
    "ConcludeAppraisal": Step(
        text("Mức của trường tính từ các tiêu chí; mức độ cần cả điều kiện và đủ phiếu đồng ý."),
        (
            Field("minutes_number", "text", text("Số biên bản")),
            Field("dated", "day", text("Ngày họp")),
            Field("in_favour", "number", text("Số phiếu đồng ý công nhận")),
            Field("against", "number", text("Số phiếu không đồng ý")),
            Field("remark", "area", text("Kết luận của hội đồng")),
        ),
        text("Biên bản họp hội đồng (Mẫu 5). Tỷ lệ có mặt, đồng ý chưa văn bản nào quy định."),
        SEEN_BY_OFFICERS,
    ),
    "NotifyResult": Step(
        text("Trường được biết kết quả thẩm định trước khi có quyết định."),
        (Field("document_number", "text", text("Số thông báo")), DATED),
        text("Thông báo kết quả thẩm định (Mẫu 4)."),
    ),
    "ReopenReply": Step(
        text("Bản giấy trả lời của trường đã đến trong hạn mà chưa được ghi vào hệ thống."),
        (
            Field("received_on", "day", text("Ngày bản giấy đến cơ quan")),
            Field("last", "day", text("Trường ghi vào hệ thống chậm nhất hết ngày")),
            Field(
                *("basis", "text", text("Căn cứ")),
                text("Số và ngày trong sổ văn bản đến của cơ quan."),
            ),
        ),
        text("Văn bản đến trong hạn là trả lời trong hạn; trường ghi lại các ý kiến trong đó."),
    ),
    "DiscontinueEvaluation": Step(
        text("Hồ sơ dừng ở đây, không có quyết định; trường đăng ký lại được."),
        (Field("reason", "area", text("Lý do")), BASIS, DATED),
        text("Lãnh đạo cơ quan thẩm định dừng hồ sơ khi chưa có báo cáo chính thức."),
    ),
    "CloseSurvey": Step(
        text("Mọi tiêu chí phải có phiếu của đoàn trước khi kết thúc khảo sát."),
        (
            Field("started", "day", text("Khảo sát từ ngày")),
            Field("ended", "day", text("Đến hết ngày")),
        ),
        text("Trưởng đoàn kết thúc khảo sát; từ hôm nay tính hạn gửi dự thảo."),
    ),
    "SendDraft": Step(
        text("Trường thấy mức theo các phiếu của đoàn, và được phản hồi."),
        (DATED,),
        text("Mức của trường tính từ các phiếu của đoàn; từ hôm nay tính hạn phản hồi."),
    ),
    "DeemAgree": Step(
        text("Hệ thống tự ghi khi hạn phản hồi qua; chỉ ghi tay khi hệ thống chưa ghi."),
        (),
        text("Hết hạn mà trường không phản hồi thì coi như nhất trí."),
    ),
    "AnswerReply": Step(
        text("Mỗi ý kiến của trường có một trả lời: tiếp thu hay giữ nguyên, và vì sao."),
        (DATED,),
        text("Đoàn trả lời đủ mọi ý kiến, theo thứ tự trường nêu."),
    ),
    "SignReport": Step(
        text("Đọc phiếu của đoàn, rồi ký nội dung báo cáo như đang có. Nội dung đổi thì ký lại."),
        (DISSENT,),
        text("Mọi thành viên ký báo cáo của đoàn; trưởng đoàn nộp khi đã đủ chữ ký."),
        SEEN_BY_OFFICERS,
    ),
    "ExcuseSignature": Step(
        text("Khi một thành viên không ký được; báo cáo nộp được mà không chờ người này."),
        (Field("reason", "area", text("Vì sao không ký được")),),
        text("Giám đốc miễn chữ ký; người được miễn vẫn ký được cho đến khi nộp báo cáo."),
        SEEN_BY_OFFICERS,
    ),
    "SubmitFinalReport": Step(
        text("Mức và đề nghị của báo cáo tính từ các phiếu của đoàn, không vượt mức đăng ký."),
        (DATED,),
        text("Trưởng đoàn nộp báo cáo chính thức cho Sở."),
        SEEN_BY_OFFICERS,
    ),
    "DecideAccreditation": Step(
        text("Theo báo cáo của đoàn: đủ mức thì công nhận, không đủ thì không công nhận."),
        (NUMBER, CERTIFICATE, DATED, GROUNDS, REASON, COLLECTIVE),
        DECIDED,
        SEEN_BY_ALL,
    ),
    "ProposeNationalStandard": Step(
        text("Đề nghị công nhận mức độ mà báo cáo của đoàn cho phép."),
        (Field("document_number", "text", text("Số tờ trình")), DATED),
        DECIDED,
    ),
    "DecideNationalStandard": Step(
        text("Theo báo cáo của đoàn: đủ mức thì công nhận, không đủ thì không công nhận."),
        (NUMBER, CERTIFICATE, DATED, GROUNDS, REASON, COLLECTIVE),
        DECIDED,
        SEEN_BY_ALL,
    ),
}
